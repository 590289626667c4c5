//! What readers see: every pair of text and ground has enough contrast by day and by night, and a
//! screen reader finds headings, names and languages.

use std::collections::BTreeMap;

use regex::Regex;
use scraper::{ElementRef, Html, Node, Selector, node::Element};

use crate::mail::all;

type Colour = [u8; 3];

/// WCAG 2.1: relative luminance.
fn luminance(colour: Colour) -> f64 {
    let part = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2])
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn colour(text: &str) -> Option<Colour> {
    let hex = text.trim().trim_end_matches("!important").trim().strip_prefix('#')?;
    let part = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn declared(style: &str, property: &str) -> Option<Colour> {
    let pairs = style.split(';').filter_map(|pair| pair.split_once(':'));
    pairs.filter(|(name, _)| name.trim() == property).find_map(|(_, value)| colour(value))
}

/// Class and property → colour, of the rules for a dark screen.
fn dark_rules(html: &str) -> BTreeMap<(String, String), Colour> {
    let night = html.split("prefers-color-scheme: dark").nth(1).expect("rules for the dark");
    let rule = Regex::new(r"\.(\w+) \{([^}]*)\}").unwrap();
    let mut rules = BTreeMap::new();
    for found in rule.captures_iter(night.split("</style>").next().unwrap()) {
        for (name, value) in found[2].split(';').filter_map(|pair| pair.split_once(':')) {
            if let Some(colour) = colour(value) {
                rules.insert((found[1].to_owned(), name.trim().to_owned()), colour);
            }
        }
    }
    rules
}

/// What an element sets, by its style or, in the dark, by its class.
fn sets(
    element: &Element,
    property: &str,
    dark: Option<&BTreeMap<(String, String), Colour>>,
) -> Option<Colour> {
    let by_class = dark.and_then(|rules| {
        element
            .classes()
            .find_map(|class| rules.get(&(class.to_owned(), property.to_owned())).copied())
    });
    by_class.or_else(|| declared(element.attr("style")?, property))
}

#[test]
fn every_text_stands_out_from_its_ground_by_day_and_by_night() {
    let mut seen = 0;
    for (name, message) in all() {
        let html = Html::parse_document(&message.html);
        let rules = dark_rules(&message.html);
        assert!(rules.len() > 8, "{name}: the dark rules are not understood");
        for dark in [None, Some(&rules)] {
            for node in html.tree.nodes() {
                let Node::Text(text) = node.value() else { continue };
                let over: Vec<&Element> =
                    node.ancestors().filter_map(|n| n.value().as_element()).collect();
                let hidden = over.iter().any(|e| {
                    matches!(e.name(), "style" | "title" | "head")
                        || e.attr("style").is_some_and(|s| s.contains("display:none"))
                });
                if hidden || text.trim().is_empty() || text.trim() == "\u{a0}" {
                    continue;
                }
                let find = |property| over.iter().find_map(|e| sets(e, property, dark));
                let ink =
                    find("color").unwrap_or_else(|| panic!("{name}: {:?} has no colour", &**text));
                let ground = find("background-color").expect("the page has one");
                let ratio = contrast(ink, ground);
                assert!(
                    ratio >= 4.5,
                    "{name}: {ratio:.2} for {:?}, {ink:?} on {ground:?}",
                    text.trim()
                );
                seen += 1;
            }
            for bar in html.select(&Selector::parse(".bar").unwrap()) {
                let mut over = bar.ancestors().filter_map(|n| n.value().as_element());
                let ground = over.find_map(|e| sets(e, "background-color", dark)).unwrap();
                let ink = sets(bar.value(), "background-color", dark).unwrap();
                assert!(contrast(ink, ground) >= 3.0, "{name}: a bar is too pale");
            }
        }
    }
    assert!(seen > 200, "only {seen} texts looked at");
}

#[test]
fn contrast_is_reckoned_as_the_standard_says() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.48).abs() < 0.01);
}

#[test]
fn a_screen_reader_finds_its_way() {
    for (name, message) in all() {
        let html = Html::parse_document(&message.html);
        let select = |what: &str| -> Vec<ElementRef<'_>> {
            html.select(&Selector::parse(what).unwrap()).collect()
        };
        assert_eq!(html.root_element().attr("lang"), Some("en"), "{name}");
        let mut level = 0;
        for heading in select("h1, h2, h3, h4") {
            let now = heading.value().name().as_bytes()[1] - b'0';
            assert!(now <= level + 1, "{name}: a heading of level {now} after {level}");
            assert!(
                !heading.text().collect::<String>().trim().is_empty(),
                "{name}: an empty heading"
            );
            level = now;
        }
        assert_eq!(select("h1").len(), 1, "{name}");
        for table in select("table") {
            let lays_out = table.attr("role") == Some("presentation");
            let rows = select("th[scope=row]").len();
            assert!(
                lays_out || table.attr("aria-label").is_some() && rows > 0,
                "{name}: a nameless table"
            );
        }
        for link in select("a") {
            assert!(!link.text().collect::<String>().trim().is_empty(), "{name}: an empty link");
        }
        assert!(select("img:not([alt]), script, link, iframe, form").is_empty(), "{name}");
        for right_to_left in select("p[dir=rtl], blockquote[dir=rtl]") {
            assert!(
                right_to_left.attr("style").unwrap_or_default().contains("direction:rtl"),
                "{name}: Outlook wants the direction in the style too"
            );
        }
    }
}

#[test]
fn nothing_is_wider_than_a_phone_but_what_may_shrink() {
    let fixed = Regex::new(r"(?:^|[^-])width:(\d+)px|[^-]width=.(\d+)[^%\d]").unwrap();
    for (name, message) in all() {
        let shown =
            message.html.replace("<!--[if mso]><table role=\"presentation\" width=\"600\"", "");
        for found in fixed.captures_iter(&shown) {
            let width: u32 = found.get(1).or(found.get(2)).unwrap().as_str().parse().unwrap();
            assert!(width <= 130, "{name}: {} is fixed", &found[0]);
        }
    }
}
