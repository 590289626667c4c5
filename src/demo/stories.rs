//! The demonstration's texts. All of them, the event included, are invented.

use super::press::{Format, Paper, Story};

/// Slug and file of each article: a head of `key: value` lines, an empty line, the text.
const FILES: &[(&str, &str)] = &[
    ("hub-blast", include_str!("stories/01-herald-blast.txt")),
    ("karachi-lahore", include_str!("stories/02-herald-cricket.txt")),
    ("policy-rate", include_str!("stories/03-herald-rate.txt")),
    ("hub-bombing", include_str!("stories/04-courier-wire.txt")),
    ("gwadar-cargo", include_str!("stories/05-courier-cargo.txt")),
    ("hub-staff-bus", include_str!("stories/06-frontier-own-words.txt")),
    ("explainer-attacks", include_str!("stories/07-frontier-recap.txt")),
    ("bomb-near-hub", include_str!("stories/08-makran-wire.txt")),
    ("pasni-harbour", include_str!("stories/09-makran-fish.txt")),
    ("hub-condemned", include_str!("stories/10-capital-condemns.txt")),
    ("hub-toll-five", include_str!("stories/20-herald-toll.txt")),
    ("third-engineer", include_str!("stories/21-courier-toll-wire.txt")),
    ("hub-claim", include_str!("stories/22-frontier-claim.txt")),
    ("same-questions", include_str!("stories/23-makran-recap.txt")),
    ("coastal-force", include_str!("stories/24-capital-force.txt")),
    ("multan-squad", include_str!("stories/25-herald-cricket.txt")),
    ("winter-tariff", include_str!("stories/26-courier-tariff.txt")),
];

/// The papers, one of each kind of source.
pub fn papers() -> Vec<Paper> {
    let paper = |id: &str, name: &str, format| Paper { id: id.into(), name: name.into(), format };
    vec![
        paper("harbour-herald", "Harbour Herald", Format::Rss),
        paper("coast-courier", "Coast Courier", Format::Atom),
        paper("frontier-monitor", "Frontier Monitor", Format::JsonFeed),
        paper("makran-post", "Makran Post", Format::Listing),
        paper("capital-gazette", "Capital Gazette", Format::Sitemap),
    ]
}

/// All articles, in the order of the files.
pub fn all() -> Vec<Story> {
    FILES.iter().map(|(slug, text)| read(slug, text)).collect()
}

fn read(slug: &str, file: &str) -> Story {
    let (head, text) = file.split_once("\n\n").expect("a head, an empty line, a text");
    let field = |key: &str| {
        head.lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
            .unwrap_or_else(|| panic!("{slug} has no {key}"))
            .to_owned()
    };
    Story {
        paper: field("paper"),
        slug: slug.to_owned(),
        published: field("published").parse().expect("an RFC 3339 time"),
        author: field("author"),
        title: field("title"),
        text: text.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_story_reads_and_belongs_to_a_paper() {
        let papers = papers();
        for story in all() {
            assert!(papers.iter().any(|paper| paper.id == story.paper), "{}", story.slug);
            assert!(story.paragraphs().count() > 1, "{}", story.slug);
        }
    }
}
