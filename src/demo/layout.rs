//! How the demonstration's papers set their feeds and pages: real formats with the furniture of
//! real sites (navigation, related headlines, a footer) around the text.

use std::fmt::Write;

use jiff::{Timestamp, tz::TimeZone};

use super::press::{Format, Paper, Story};

/// The page or feed that announces a paper's articles, newest first, with its media type.
pub(super) fn source(paper: &Paper, stories: &[&Story], base: &str) -> (&'static str, String) {
    match paper.format {
        Format::Rss => ("application/rss+xml; charset=utf-8", rss(paper, stories, base)),
        Format::Atom => ("application/atom+xml; charset=utf-8", atom(paper, stories, base)),
        Format::JsonFeed => ("application/feed+json", json_feed(paper, stories, base)),
        Format::Listing => ("text/html; charset=utf-8", listing(paper, stories, base)),
        Format::Sitemap => ("application/xml", sitemap(paper, stories, base)),
    }
}

fn rss(paper: &Paper, stories: &[&Story], base: &str) -> String {
    let mut items = String::new();
    for story in stories {
        let date = story.published.strftime("%a, %d %b %Y %H:%M:%S +0000");
        let link = format!("{base}{}", story.path());
        let _ = writeln!(
            items,
            "<item><title>{}</title><link>{link}?utm_source=rss</link>\
             <guid isPermaLink=\"false\">{link}</guid><pubDate>{date}</pubDate>\
             <description>{}</description></item>",
            escape(&story.title),
            escape(&summary(story)),
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>\
         <title>{}</title><link>{base}/{}/</link><description>Latest</description><ttl>5</ttl>\n\
         {items}</channel></rss>\n",
        escape(&paper.name),
        paper.id,
    )
}

fn atom(paper: &Paper, stories: &[&Story], base: &str) -> String {
    let mut entries = String::new();
    for story in stories {
        let link = format!("{base}{}", story.path());
        let _ = writeln!(
            entries,
            "<entry><id>{link}</id><title>{}</title><link href=\"{link}\"/>\
             <published>{at}</published><updated>{at}</updated><author><name>{}</name></author>\
             <content type=\"html\">{}</content></entry>",
            escape(&story.title),
            escape(&story.author),
            escape(&body(story)),
            at = story.published,
        );
    }
    let updated = stories.first().map_or(Timestamp::UNIX_EPOCH, |story| story.published);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\
         <title>{}</title><id>{base}/{}/</id><updated>{updated}</updated>\n{entries}</feed>\n",
        escape(&paper.name),
        paper.id,
    )
}

fn json_feed(paper: &Paper, stories: &[&Story], base: &str) -> String {
    let items: Vec<_> = stories
        .iter()
        .map(|story| {
            let link = format!("{base}{}", story.path());
            serde_json::json!({
                "id": link, "url": link, "title": story.title, "summary": summary(story),
                "date_published": story.published.to_string(),
                "authors": [{"name": story.author}],
            })
        })
        .collect();
    serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": paper.name,
        "home_page_url": format!("{base}/{}/", paper.id), "items": items,
    })
    .to_string()
}

fn listing(paper: &Paper, stories: &[&Story], base: &str) -> String {
    let mut items = String::new();
    for story in stories {
        let _ = writeln!(
            items,
            "<article class=\"teaser\"><h2><a href=\"{}\">{}</a></h2>\
             <span class=\"date\">{}</span><p>{}</p></article>",
            story.path(),
            escape(&story.title),
            local(story.published, "%d %B %Y, %H:%M"),
            escape(&summary(story)),
        );
    }
    furnished(paper, &format!("{} - latest news", paper.name), "", &items, base)
}

fn sitemap(paper: &Paper, stories: &[&Story], base: &str) -> String {
    let mut urls = String::new();
    for story in stories {
        let _ = writeln!(
            urls,
            "<url><loc>{base}{}</loc><news:news><news:publication><news:name>{}</news:name>\
             <news:language>en</news:language></news:publication>\
             <news:publication_date>{}</news:publication_date>\
             <news:title>{}</news:title></news:news></url>",
            story.path(),
            escape(&paper.name),
            story.published,
            escape(&story.title),
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n{urls}</urlset>\n"
    )
}

/// An article's page.
pub(super) fn page(paper: &Paper, story: &Story, others: &[&Story], base: &str) -> String {
    let link = format!("{base}{}", story.path());
    let data = serde_json::json!({
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title,
        "datePublished": story.published.to_string(),
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "Organization", "name": paper.name},
        "mainEntityOfPage": link, "inLanguage": "en",
    });
    let head = format!(
        "<link rel=\"canonical\" href=\"{link}\"><meta property=\"og:title\" content=\"{title}\">\
         <meta property=\"og:site_name\" content=\"{site}\">\
         <script type=\"application/ld+json\">{data}</script>",
        title = escape(&story.title),
        site = escape(&paper.name),
    );
    let mut related = String::new();
    for other in others {
        let _ =
            write!(related, "<li><a href=\"{}\">{}</a></li>", other.path(), escape(&other.title));
    }
    let text = format!(
        "<article><h1>{}</h1><p class=\"byline\">{} | {}</p><div class=\"story\">{}</div></article>\
         <aside class=\"related\"><h3>Read more</h3><ul>{related}</ul></aside>\n",
        escape(&story.title),
        escape(&story.author),
        local(story.published, "%d %B %Y"),
        body(story),
    );
    furnished(paper, &story.title, &head, &text, base)
}

fn furnished(paper: &Paper, title: &str, head: &str, main: &str, base: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{} | {name}</title>\
         {head}</head><body><header><a href=\"{base}/{id}/\">{name}</a><nav><ul><li>National</li>\
         <li>World</li><li>Business</li><li>Sport</li></ul></nav></header>\n<main>{main}</main>\n\
         <footer><p>Copyright {name}. Subscribe to our newsletter. Follow us.</p></footer>\
         </body></html>\n",
        escape(title),
        name = escape(&paper.name),
        id = paper.id,
    )
}

fn summary(story: &Story) -> String {
    story.paragraphs().next().unwrap_or("").to_owned()
}

fn body(story: &Story) -> String {
    let paragraphs: Vec<_> =
        story.paragraphs().map(|paragraph| format!("<p>{}</p>", escape(paragraph))).collect();
    paragraphs.join("\n")
}

fn local(at: Timestamp, format: &str) -> String {
    let zone = TimeZone::get("Asia/Karachi").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime(format).to_string()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
