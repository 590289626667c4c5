//! Sitemaps: news sitemaps, plain ones with `lastmod`, and indexes of sitemaps.

use jiff::tz::TimeZone;
use url::Url;

use super::{
    Child, FeedDocument, FeedError, Format, MAX_ENTRIES, bounds, charset, date, entity,
    markup::{Token, Tokens},
    plain, xml,
};
use crate::model::entry::Entry;

/// Reads a sitemap. Of a very large one the newest entries are kept.
pub fn read(
    bytes: &[u8],
    content_type: Option<&str>,
    base: &Url,
    zone: &TimeZone,
) -> Result<FeedDocument, FeedError> {
    let decoded = charset::decode(bytes, content_type);
    let text = decoded.text.trim();
    if text.is_empty() {
        return Err(FeedError::Empty);
    }
    if !text.starts_with('<') {
        return plain_list(text, decoded.warning);
    }
    let mut reader =
        Reader { document: FeedDocument::new(Format::Sitemap), root: None, place: None };
    reader.run(text, base, zone);
    let mut document = match reader.root {
        Some(format) => FeedDocument { format, ..reader.document },
        None => return Err(xml::not_a_feed(text)),
    };
    document.warnings.splice(0..0, decoded.warning);
    newest_only(&mut document);
    bounds::keep(&mut document);
    Ok(document)
}

/// The oldest form of a sitemap: one address a line.
fn plain_list(text: &str, warning: Option<String>) -> Result<FeedDocument, FeedError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut document = FeedDocument::new(Format::Sitemap);
    for line in lines {
        if !xml::is_web(line) {
            return Err(xml::not_a_feed(text));
        }
        document.entries.push(Entry { link: Some(line.to_owned()), ..Entry::default() });
    }
    document.warnings.extend(warning);
    newest_only(&mut document);
    bounds::keep(&mut document);
    Ok(document)
}

fn newest_only(document: &mut FeedDocument) {
    let total = document.entries.len();
    if total > MAX_ENTRIES {
        document.entries.sort_by_key(|entry| std::cmp::Reverse(entry.published.max(entry.updated)));
        document.entries.truncate(MAX_ENTRIES);
        let warning = format!("{total} entries; the newest {MAX_ENTRIES} were read");
        document.warnings.push(warning);
    }
}

#[derive(Debug)]
struct Reader {
    document: FeedDocument,
    root: Option<Format>,
    place: Option<Entry>,
}

impl Reader {
    fn run(&mut self, text: &str, base: &Url, zone: &TimeZone) {
        let mut tokens = Tokens::new(text);
        let mut field = String::new();
        for token in tokens.by_ref() {
            match token {
                Token::Open { name, empty, .. } => {
                    field.clear();
                    if !empty {
                        self.open(name);
                    }
                }
                Token::Text(text) => field.push_str(&entity::decode(text, &[])),
                Token::Data(text) => field.push_str(text),
                Token::Close { name } => {
                    self.close(name, &field, base, zone);
                    field.clear();
                }
                Token::Doctype(_) => {}
            }
        }
        if tokens.cut || self.place.is_some() {
            self.end_place();
            self.document.warnings.push("truncated: the document ends early".to_owned());
        }
    }

    fn open(&mut self, name: &str) {
        match name.rsplit(':').next().unwrap_or(name) {
            "urlset" => self.root = Some(Format::Sitemap),
            "sitemapindex" => self.root = Some(Format::SitemapIndex),
            "url" | "sitemap" if self.root.is_some() => {
                self.end_place();
                self.place = Some(Entry::default());
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, text: &str, base: &Url, zone: &TimeZone) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if matches!(prefix, "image" | "video" | "xhtml") {
            return;
        }
        let Some(place) = &mut self.place else { return };
        match local {
            "url" | "sitemap" => self.end_place(),
            "loc" => place.link = xml::link(text, base),
            "lastmod" => place.updated = date::read(text, zone),
            "publication_date" => place.published = date::read(text, zone),
            "title" => place.title = plain::from_html(text),
            "name" => place.outlet = Some(plain::fold(text)).filter(|name| !name.is_empty()),
            "language" => place.language = Some(plain::fold(text)).filter(|tag| !tag.is_empty()),
            _ => {}
        }
    }

    fn end_place(&mut self) {
        let Some(place) = self.place.take() else { return };
        let Some(link) = place.link.clone() else { return };
        if self.root == Some(Format::SitemapIndex) {
            if self.document.children.len() < MAX_ENTRIES {
                self.document.children.push(Child { url: link, modified: place.updated });
            }
        } else {
            self.document.entries.push(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Result<FeedDocument, FeedError> {
        let base = Url::parse("https://paper.test/sitemap.xml").unwrap();
        read(text.as_bytes(), None, &base, &TimeZone::UTC)
    }

    #[test]
    fn a_news_sitemap_gives_titles_and_dates() {
        let page = document(
            r#"<?xml version="1.0"?><urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
            <url><loc>https://paper.test/a?x=1&amp;y=2</loc><lastmod>2025-01-08</lastmod><news:news>
            <news:publication><news:name>Paper</news:name><news:language>en</news:language></news:publication>
            <news:publication_date>2025-01-07T10:00:00+05:00</news:publication_date>
            <news:title><![CDATA[A & B]]></news:title></news:news>
            <image:image><image:loc>https://paper.test/i.jpg</image:loc><image:title>Pic</image:title></image:image>
            </url></urlset>"#,
        )
        .unwrap();
        let entry = &page.entries[0];
        assert_eq!(entry.link.as_deref(), Some("https://paper.test/a?x=1&y=2"));
        assert_eq!(entry.title, "A & B");
        assert_eq!(entry.published.unwrap().to_string(), "2025-01-07T05:00:00Z");
        assert_eq!(entry.updated.unwrap().to_string(), "2025-01-08T00:00:00Z");
        assert_eq!(entry.outlet.as_deref(), Some("Paper"));
        assert_eq!(entry.language.as_deref(), Some("en"));
    }

    #[test]
    fn a_sitemap_index_gives_the_documents_to_visit() {
        let page = document(
            "<sitemapindex><sitemap><loc>/news-1.xml</loc><lastmod>2025-01-08</lastmod></sitemap>
             <sitemap><loc>/news-2.xml</loc></sitemap></sitemapindex>",
        )
        .unwrap();
        assert_eq!(page.format, Format::SitemapIndex);
        let urls: Vec<_> = page.children.iter().map(|child| child.url.as_str()).collect();
        assert_eq!(urls, ["https://paper.test/news-1.xml", "https://paper.test/news-2.xml"]);
        assert!(page.children[0].modified.is_some());
    }

    #[test]
    fn a_cut_sitemap_keeps_what_it_has() {
        let page = document(
            "<urlset><url><loc>https://p.test/1</loc></url><url><loc>https://p.test/2</loc><lastm",
        )
        .unwrap();
        assert_eq!(page.entries.len(), 2);
        assert_eq!(page.warnings, ["truncated: the document ends early"]);
    }

    #[test]
    fn a_page_is_no_sitemap() {
        assert!(matches!(
            document("<html><title>404</title></html>"),
            Err(FeedError::NotAFeed { .. })
        ));
        assert!(matches!(document("Not found"), Err(FeedError::NotAFeed { .. })));
        assert_eq!(document("https://p.test/1\nhttps://p.test/2").unwrap().entries.len(), 2);
    }

    #[test]
    fn of_a_huge_sitemap_the_newest_are_read() {
        let mut text = "<urlset>".to_owned();
        for index in 0..MAX_ENTRIES + 5 {
            let day = if index == MAX_ENTRIES { "2025-01-09" } else { "2025-01-08" };
            text +=
                &format!("<url><loc>https://p.test/{index}</loc><lastmod>{day}</lastmod></url>");
        }
        let page = document(&(text + "</urlset>")).unwrap();
        assert_eq!(page.entries.len(), MAX_ENTRIES);
        assert_eq!(page.entries[0].link, Some(format!("https://p.test/{MAX_ENTRIES}")));
        assert!(page.warnings[0].contains("the newest"));
    }
}
