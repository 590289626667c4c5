//! OPML, the format in which feed readers exchange their lists: outlines in, outlines out.

use std::fmt::Write;

use quick_xml::{Reader, escape::escape, events::Event};
use url::Url;

/// A feed of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its name in our configuration, where the list is one of ours.
    pub id: Option<String>,
    /// What people call it.
    pub title: String,
    /// Its address.
    pub url: Url,
    /// The site it belongs to.
    pub site: Option<Url>,
    /// The folder it stands in.
    pub folder: Option<String>,
}

impl Outline {
    /// A feed of which only the address is known.
    pub fn at(url: Url) -> Self {
        let title = url.host_str().unwrap_or("feed").to_owned();
        Self { id: None, title, url, site: None, folder: None }
    }
}

/// Reads the feeds of a list; outlines without a feed are folders.
///
/// # Errors
/// A sentence, where it is no OPML at all.
pub fn read(bytes: &[u8]) -> Result<Vec<Outline>, String> {
    let text = super::charset::decode(bytes, None).text;
    if !text.contains("<opml") && !text.contains("<outline") {
        return Err("no OPML: it has no <outline>".into());
    }
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut folders: Vec<Option<String>> = Vec::new();
    let mut feeds = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.name().as_ref() == "outline" => {
                let attributes = attributes(&tag);
                let feed = outline(&attributes, &folders);
                folders.push(if feed.is_none() { attributes.title } else { None });
                feeds.extend(feed);
            }
            Ok(Event::Empty(tag)) if tag.name().as_ref() == "outline" => {
                feeds.extend(outline(&attributes(&tag), &folders));
            }
            Ok(Event::End(tag)) if tag.name().as_ref() == "outline" => {
                folders.pop();
            }
            Ok(Event::Eof) | Err(_) => return Ok(feeds), // what stands before a fault is kept
            Ok(_) => {}
        }
    }
}

#[derive(Debug, Default)]
struct Attributes {
    title: Option<String>,
    feed: Option<String>,
    site: Option<String>,
    id: Option<String>,
}

fn attributes(tag: &quick_xml::events::BytesStart<'_>) -> Attributes {
    let mut found = Attributes::default();
    for attribute in tag.html_attributes().flatten() {
        let value = attribute.value;
        let value =
            quick_xml::escape::unescape(&value).map_or_else(|_| value.to_string(), Into::into);
        match attribute.key.as_ref().to_ascii_lowercase().as_str() {
            "title" => found.title = Some(value),
            "text" => found.title = found.title.or(Some(value)),
            "xmlurl" => found.feed = Some(value),
            "htmlurl" => found.site = Some(value),
            "cpec:id" => found.id = Some(value),
            _ => {}
        }
    }
    found
}

fn outline(attributes: &Attributes, folders: &[Option<String>]) -> Option<Outline> {
    let url: Url = attributes.feed.as_deref()?.trim().parse().ok()?;
    let title = attributes.title.clone().filter(|title| !title.is_empty());
    let plain = Outline::at(url);
    Some(Outline {
        id: attributes.id.clone(),
        title: title.unwrap_or(plain.title),
        site: attributes.site.as_deref().and_then(|site| site.parse().ok()),
        folder: folders.iter().rev().flatten().next().cloned(),
        url: plain.url,
    })
}

/// Writes a list, the feeds of a folder together.
pub fn write(feeds: &[Outline]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <opml version=\"2.0\" xmlns:cpec=\"urn:cpec-watch\">\n  \
         <head><title>cpec-watch sources</title></head>\n  <body>\n",
    );
    let mut folders: Vec<Option<&str>> = Vec::new();
    for feed in feeds {
        if !folders.contains(&feed.folder.as_deref()) {
            folders.push(feed.folder.as_deref());
        }
    }
    for folder in folders {
        if let Some(folder) = folder {
            let _ = writeln!(text, "    <outline text=\"{}\">", escape(folder));
        }
        for feed in feeds.iter().filter(|feed| feed.folder.as_deref() == folder) {
            outline_line(&mut text, feed);
        }
        if folder.is_some() {
            text.push_str("    </outline>\n");
        }
    }
    text.push_str("  </body>\n</opml>\n");
    text
}

fn outline_line(text: &mut String, feed: &Outline) {
    let title = escape(&feed.title);
    let _ = write!(
        text,
        "      <outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
        escape(feed.url.as_str())
    );
    let more = [("htmlUrl", feed.site.as_ref().map(Url::as_str)), ("cpec:id", feed.id.as_deref())];
    for (name, value) in more {
        if let Some(value) = value {
            let _ = write!(text, " {name}=\"{}\"", escape(value));
        }
    }
    text.push_str("/>\n");
}

/// The lines that add a feed to `sources.toml`.
pub fn as_toml(feed: &Outline) -> String {
    let named = feed.id.as_deref().unwrap_or(&feed.title);
    let id: String = named
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let id = id.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let id =
        if id.is_empty() { feed.url.host_str().unwrap_or("feed").replace('.', "-") } else { id };
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut toml = format!(
        "[[source]]\nid = {}\nname = {}\nkind = \"feed\"\nurl = {}\n",
        quoted(&id),
        quoted(&feed.title),
        quoted(feed.url.as_str())
    );
    // Our own lists have a folder for each language.
    if let Some(language) = feed.folder.as_deref().filter(|_| feed.id.is_some()) {
        let _ = writeln!(toml, "language = {}", quoted(language));
    }
    toml
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"<?xml version="1.0"?><opml version="2.0"><body>
        <outline text="Pakistan"><outline text="Dawn &amp; co" type="rss" xmlUrl="https://example.org/feed?a=1&amp;b=2" htmlUrl="https://example.org/"/></outline>
        <outline title="No feed" text="x"/>
        <outline xmlUrl="not an address"/>
        <outline xmlurl="https://example.net/rss"/></body></opml>"#;

    #[test]
    fn feeds_are_read_with_their_folder_and_folders_are_not_feeds() {
        let feeds = read(LIST.as_bytes()).unwrap();
        let told: Vec<_> =
            feeds.iter().map(|f| (f.title.as_str(), f.url.as_str(), f.folder.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("Dawn & co", "https://example.org/feed?a=1&b=2", Some("Pakistan")),
                ("example.net", "https://example.net/rss", None),
            ]
        );
    }

    #[test]
    fn what_is_written_reads_back() {
        let feeds = read(LIST.as_bytes()).unwrap();
        let again = read(write(&feeds).as_bytes()).unwrap();
        assert_eq!(again, feeds);
    }

    #[test]
    fn a_page_is_no_opml() {
        assert!(read(b"<html><body>no</body></html>").unwrap_err().contains("no OPML"));
        assert_eq!(
            read(b"<opml><body><outline xmlUrl='https://a.example/f'/><outline").unwrap().len(),
            1
        );
    }

    #[test]
    fn toml_lines_have_a_clean_id() {
        let feeds = read(LIST.as_bytes()).unwrap();
        assert!(
            as_toml(&feeds[0]).starts_with("[[source]]\nid = \"dawn-co\"\nname = \"Dawn & co\"")
        );
    }
}
