//! What is fuzzed and what each promises. A reader gives a digest of its answer, or the promise that it
//! broke.

use cpec_watch::{
    article,
    feed::{self, FeedDocument, FeedError, identity},
    io::http::robots,
    model::source::{ListingRules, SourceId},
};
use jiff::tz::TimeZone;
use url::Url;

#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) read: fn(&[u8]) -> Result<String, String>,
    /// Words that mean something to the reader.
    pub(crate) words: &'static [&'static str],
}

const XML: &[&str] = &[
    "<item>",
    "</item>",
    "<entry>",
    "<title>",
    "</title>",
    "<link>",
    "<link href='//x/y?a=1&b'/>",
    "<guid>",
    "<description>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE x [",
    "<!ENTITY a 'aaaaaaaa'>",
    "]>",
    "&a;",
    "&amp;",
    "&#x10ffff;",
    "&#0;",
    "&#xd800;",
    "&#99999999999;",
    "&",
    "<",
    ">",
    "\"",
    "'",
    "<?xml version='1.0'?>",
    "<?xml version=\"1.0\" encoding=\"shift_jis\"?>",
    "encoding=\"utf-16\"",
    "xmlns:a=\"http://www.w3.org/2005/Atom\"",
    "xml:base=\"../../\"",
    "<a:",
    "</a:",
    "<div>",
    "<pubDate>Mon, 31 Feb 99999 25:61:61 +9999</pubDate>",
    "<dc:date>0000-00-00T00:00:00Z</dc:date>",
    "<ttl>99999999999999999999</ttl>",
    "\u{feff}",
    "\0",
    "\u{2028}",
    "é",
    "<source>",
    "<content type='xhtml'>",
    "mode='base64'",
    "AAAA",
    "{\"items\":[",
    "{\"id\":1e999}",
    "[[[[",
    "]}",
    "<channel href='x'>",
    "<urlset>",
    "<url><loc>",
    "<sitemap>",
    "<lastmod>",
    "<news:title>",
];

const HTML: &[&str] = &[
    "<div>",
    "</div>",
    "<p>",
    "<table><tr><td>",
    "<a href='/n/1'>",
    "<article>",
    "<script>",
    "</script>",
    "<style>",
    "<!--",
    "<svg><title>",
    "<template>",
    "<select><option>",
    "<b><i>",
    "<form>",
    "<button>",
    "<li>",
    "<font>",
    "<script type='application/ld+json'>",
    "{\"@graph\":[",
    "\"datePublished\":\"2025-13-45\"",
    "<meta property='og:title' content='",
    "<base href='//'>",
    "<time datetime='9999-99-99'>",
    "<noscript>",
    "<plaintext>",
    "<textarea>",
    "&nbsp;",
    "&#x1F600;",
    "<h1>",
    "<iframe srcdoc='",
    "\u{202e}",
    "\0",
    "<frameset>",
    "<math><mtext>",
    "<img src=x onerror=",
    "\"",
    "'",
    "<p>The harbour office said on Tuesday that the ferry would run again. ",
    "Subscribe to continue reading",
];

pub(crate) const FEED: Target = Target {
    name: "feed",
    words: XML,
    read: |bytes| bounded(feed::read(bytes, None, &base()), bytes.len()),
};

pub(crate) const SITEMAP: Target = Target {
    name: "sitemap",
    words: XML,
    read: |bytes| bounded(feed::sitemap::read(bytes, None, &base(), &TimeZone::UTC), bytes.len()),
};

pub(crate) const LISTING: Target = Target {
    name: "listing",
    words: HTML,
    read: |bytes| {
        let rules = ListingRules {
            item: "article, li".to_owned(),
            link: Some("a[href]".to_owned()),
            title: Some("h2, a".to_owned()),
            date: Some("time, .date".to_owned()),
            date_formats: vec!["%d %B %Y".to_owned()],
            summary: Some("p".to_owned()),
        };
        bounded(feed::listing::read(bytes, None, &rules, &base(), &TimeZone::UTC), bytes.len())
    },
};

pub(crate) const PAGE: Target = Target {
    name: "page",
    words: HTML,
    read: |bytes| {
        let page = article::page::read(bytes, None, Some(&base()));
        let size = page.text.len() + page.title.len();
        if size > bytes.len() * 8 + 4096 {
            return Err(format!("gave {size} bytes of text for {}", bytes.len()));
        }
        Ok(format!("{page:?}"))
    },
};

pub(crate) const ROBOTS: Target = Target {
    name: "robots",
    words: &[
        "User-agent: *\n",
        "User-agent: cpec-watch\n",
        "Disallow: /\n",
        "Allow: /a*b$\n",
        "Crawl-delay: 1e308\n",
        "Crawl-delay: -1\n",
        "*",
        "$",
        "%",
        "%2f",
        "#",
        ":",
        "\n",
        "\r",
        "\0",
        "/a/b/c",
        "Sitemap: x\n",
        "é",
    ],
    read: |bytes| {
        let rules = robots::parse(bytes, "cpec-watch");
        if !rules.allows("/robots.txt") {
            return Err("forbade the file itself".to_owned());
        }
        let asked = ["/", "/a/b/c?d=e", "/%zz", &"/a*b".repeat(200)].map(|path| rules.allows(path));
        Ok(format!("{asked:?} {:?}", rules.delay()))
    },
};

pub(crate) const CHARSET: Target = Target {
    name: "charset",
    words: &[
        "\u{feff}",
        "<?xml version='1.0' encoding='EUC-JP'?>",
        "encoding=\"gb18030\"",
        "<meta charset=koi8-r>",
        "encoding='iso-2022-jp'",
        "\x1b$B",
        "\x1b(B",
        "encoding='utf-7'",
        "encoding='x-user-defined'",
        "\0",
        "é",
        "日本",
        "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>",
        "charset=",
        "encoding",
    ],
    read: |bytes| {
        for kind in [None, Some("text/xml; charset=\"Shift_JIS\""), Some("text/html; charset=")] {
            let feed = feed::charset::decode(bytes, kind).text.len();
            let page = article::charset::decode(bytes, kind).0.len();
            if feed.max(page) > bytes.len() * 4 + 64 {
                return Err(format!("{} bytes became {feed} and {page}", bytes.len()));
            }
        }
        Ok(feed::charset::decode(bytes, None).text.into_owned())
    },
};

pub(crate) const OPML: Target = Target {
    name: "opml",
    words: &[
        "<outline xmlUrl='http://x.test/f'",
        "<outline text='a'>",
        "</outline>",
        "/>",
        "<opml>",
        "&",
        "<!--",
        "\"",
        "<body>",
    ],
    read: |bytes| Ok(format!("{:?}", feed::opml::read(bytes))),
};

fn base() -> Url {
    Url::parse("https://news.test/feed/").unwrap()
}

/// The promises of every document.
fn bounded(read: Result<FeedDocument, FeedError>, size: usize) -> Result<String, String> {
    let document = match read {
        Ok(document) => document,
        Err(error) => {
            let error = error.to_string();
            let short = error.chars().count() < 600;
            return if short { Ok(error) } else { Err(format!("a long error: {error}")) };
        }
    };
    let mut total = document.title.len();
    if document.entries.len() > feed::MAX_ENTRIES {
        return Err(format!("{} entries", document.entries.len()));
    }
    for entry in &document.entries {
        if entry.title.len() > 2_100 {
            return Err(format!("a title of {} bytes", entry.title.len()));
        }
        if let Some(link) = &entry.link {
            let scheme = link.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if !matches!(scheme.as_str(), "http" | "https") {
                return Err(format!("a link to {link}"));
            }
        }
        let texts = [&entry.guid, &entry.summary, &entry.content, &entry.author, &entry.outlet];
        total += entry.title.len() + texts.into_iter().flatten().map(String::len).sum::<usize>();
    }
    if total > size * 12 + 64 * 1024 {
        return Err(format!("{total} bytes of text from {size}"));
    }
    if document.warnings.iter().any(|warning| warning.chars().count() > 600) {
        return Err("a long warning".to_owned());
    }
    let keys = identity::of_document(&document.entries, &SourceId("fuzz".to_owned()));
    if keys.iter().any(Vec::is_empty) {
        return Err("an entry without a key".to_owned());
    }
    Ok(format!("{document:?}"))
}
