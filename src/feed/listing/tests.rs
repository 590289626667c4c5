//! Listing pages: selectors, dates, what breaks.

use super::*;

const PAGE: &str = r#"<html lang="en"><head><title>News</title></head><body>
<div class="story"><a href="/n/1"><img src="x"></a><h2><a href="/n/1">First  story</a></h2>
  <span class="when">07 January 2025</span><p>One</p></div>
<div class="story"><h2><a href="n/2?x=1">Second &amp; last</a></h2>
  <time datetime="2025-01-08T09:00:00+05:00">yesterday</time></div>
<div class="story"><h2>No link</h2></div></body></html>"#;

fn rules() -> ListingRules {
    ListingRules {
        item: ".story".to_owned(),
        link: Some("h2 a".to_owned()),
        date: Some("time, .when".to_owned()),
        date_formats: vec!["%d %B %Y".to_owned()],
        summary: Some("p".to_owned()),
        ..ListingRules::default()
    }
}

fn read_page(html: &str, rules: &ListingRules) -> Result<FeedDocument, FeedError> {
    let zone = TimeZone::get("Asia/Karachi").unwrap();
    let base = Url::parse("https://paper.test/news/").unwrap();
    read(html.as_bytes(), Some("text/html"), rules, &base, &zone)
}

#[test]
fn a_listing_gives_links_titles_and_dates() {
    let page = read_page(PAGE, &rules()).unwrap();
    let told: Vec<_> = page
        .entries
        .iter()
        .map(|entry| {
            (
                entry.link.clone().unwrap(),
                entry.title.as_str(),
                entry.published.unwrap().to_string(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("https://paper.test/n/1".to_owned(), "First story", "2025-01-06T19:00:00Z".to_owned()),
            (
                "https://paper.test/news/n/2?x=1".to_owned(),
                "Second & last",
                "2025-01-08T04:00:00Z".to_owned()
            ),
        ]
    );
    assert_eq!(page.entries[0].summary.as_deref(), Some("One"));
    assert_eq!(page.warnings, ["1 items without a link were left out"]);
}

#[test]
fn a_layout_change_is_a_broken_selector_not_an_empty_day() {
    let gone = ListingRules { item: ".gone".to_owned(), ..rules() };
    assert_eq!(
        read_page(PAGE, &gone),
        Err(FeedError::SelectorBroke { selector: ".gone".to_owned() })
    );
    let no_links = ListingRules { link: Some("h9 a".to_owned()), ..rules() };
    assert_eq!(
        read_page(PAGE, &no_links),
        Err(FeedError::SelectorBroke { selector: "h9 a".to_owned() })
    );
}

#[test]
fn a_title_and_a_link_are_found_without_selectors_for_them() {
    let bare = ListingRules { item: ".story".to_owned(), ..ListingRules::default() };
    let page = read_page(PAGE, &bare).unwrap();
    assert_eq!(page.entries.len(), 2);
    assert_eq!(page.entries[1].title, "Second & last");
}

#[test]
fn bad_selectors_and_formats_are_refused_by_name() {
    assert_eq!(check(&rules()), Ok(()));
    let bad = ListingRules { title: Some("h2[".to_owned()), ..rules() };
    assert!(check(&bad).unwrap_err().starts_with("`title` is not a CSS selector: `h2[`"));
    let bad = ListingRules { date_formats: vec!["dd/mm/yyyy".to_owned()], ..rules() };
    assert!(check(&bad).unwrap_err().contains("%d %B %Y"));
    let bad = ListingRules { date_formats: vec!["%d %K".to_owned()], ..rules() };
    assert!(check(&bad).is_err());
}
