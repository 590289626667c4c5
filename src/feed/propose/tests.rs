//! Pages as sites build them, with the selectors a person would have written.

use std::fmt::Write as _;

use super::*;

const HEADLINES: [&str; 6] = [
    "Ferry link to the lighthouse island reopens",
    "Clock tower repairs cost more than was planned",
    "Mayor says no to the quarry for this year",
    "Mast on Beacon Hill is moved twenty metres east",
    "Bakery opens before five in the morning now",
    "Pupils prove an old rule and print the proof",
];

#[track_caller]
fn best(list: &str) -> Proposal {
    let page = format!(
        "<html><head><title>Quay</title></head><body><nav><ul class=menu>{}</ul></nav>{list}\
         <footer><a href=/about>About this paper and its people</a></footer></body></html>",
        "<li><a href=/section/a-long-section-name>A long section name here</a></li>".repeat(9)
    );
    let base = Url::parse("https://www.quay.test/news/").unwrap();
    let found = listings(page.as_bytes(), None, &base).into_iter().next().expect("a proposal");
    let titles: Vec<_> = found.document.entries.iter().map(|e| e.title.as_str()).collect();
    assert_eq!(titles, HEADLINES, "{:?}", found.rules);
    found
}

fn each(item: impl Fn(usize, &str) -> String) -> String {
    HEADLINES.iter().enumerate().fold(String::new(), |mut all, (n, title)| {
        let _ = write!(all, "{}", item(n, title));
        all
    })
}

#[test]
fn cards_with_pictures_headings_and_times() {
    let found = best(&each(|n, title| {
        format!(
            "<div class='col-md-4'><article class='story-card'><a href='/n/{n}'><img src=x></a>\
             <span class=tag><a href=/tag/all>Town</a></span><h3><a href='/n/{n}'>{title}</a></h3>\
             <time datetime='2025-01-0{}T10:00:00Z'>today</time><p>More of it.</p></article></div>",
            n + 1
        )
    }));
    assert_eq!(found.rules.item, "article.story-card");
    assert_eq!(found.rules.title.as_deref(), Some("h3"));
    assert_eq!(found.rules.date.as_deref(), Some("time"));
    assert!(found.document.entries.iter().all(|entry| entry.published.is_some()));
}

#[test]
fn rows_of_a_table_with_dates_in_numbers() {
    let rows = each(|n, title| {
        format!(
            "<tr><td>{}/01/2025</td><td><a href='release.php?id={n}'>{title}</a></td></tr>",
            n + 5
        )
    });
    let found = best(&format!("<table class='releases'><tbody>{rows}</tbody></table>"));
    assert_eq!(found.rules.item, "table.releases tr");
    assert_eq!(found.rules.date.as_deref(), Some("td"));
    assert_eq!(found.rules.date_formats, ["%d/%m/%Y"]);
    assert_eq!(found.document.entries[0].published, Some("2025-01-05T00:00:00Z".parse().unwrap()));
}

#[test]
fn a_plain_list_below_a_named_box() {
    let found = best(&format!(
        "<div id='latest'><ul>{}</ul></div>",
        each(|n, title| format!("<li><a href='{n}.html'>{title}</a></li>"))
    ));
    assert!(found.rules.item.starts_with("div#latest "), "{}", found.rules.item);
    assert_eq!(found.rules.date, None);
}

#[test]
fn links_that_are_the_items_themselves() {
    let found = best(&each(|n, title| {
        format!(
            "<a class='teaser' href='/n/{n}'><h2>{title}</h2><span class='posted-on'>{} January 2025</span>\
             <p>Its first words.</p></a>",
            n + 1
        )
    }));
    assert_eq!(found.rules.item, "a.teaser");
    assert_eq!(found.rules.title.as_deref(), Some("h2"));
    assert_eq!(found.rules.date.as_deref(), Some(".posted-on"));
}

#[test]
fn a_page_without_a_list_has_no_proposal() {
    let base = Url::parse("https://quay.test/").unwrap();
    let page = "<html><body><article><h1>One story</h1><p>With <a href=/n/1>one link to another story</a>.</p></article>";
    assert_eq!(listings(page.as_bytes(), None, &base), []);
    assert_eq!(listings(b"", None, &base), []);
}
