//! Cleaning: the corpus of lines, what only its place gives away, second articles glued on.

use cpec_watch::article::clean::{clean, rules};

const CORPUS: &str = include_str!("../corpus/boilerplate.txt");

const PROSE: [&str; 4] = [
    "QUETTA: Police said on Monday that a roadside bomb had damaged a lorry on the coastal road near Sarband.",
    "A spokesman for the district said the lorry had been carrying cement to the harbour, and that nobody was hurt.",
    "No group had said by the evening that it was behind the blast, which left a crater in the road.",
    "Officials said the road would be open again on Tuesday, after a search of the verges on both sides.",
];

#[test]
fn every_rule_matches_its_lines_and_spares_their_likes() {
    let mut faults = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for line in CORPUS.lines() {
        if let Some((text, want)) =
            line.strip_prefix("+ ").and_then(|rest| rest.rsplit_once(" => "))
        {
            let got = rules::rule(text);
            seen.insert(want);
            if got != Some(want) {
                faults.push(format!("{text:?}: {got:?}, wanted {want}"));
            }
        } else if let Some(text) = line.strip_prefix("- ")
            && let Some(got) = rules::rule(text)
        {
            faults.push(format!("{text:?}: {got}, wanted none"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let missing: Vec<_> = rules::names().into_iter().filter(|name| !seen.contains(name)).collect();
    assert!(missing.is_empty(), "rules without a line in the corpus: {missing:?}");
}

#[track_caller]
fn check(title: &str, text: &str, want: &[&str]) {
    let cleaned = clean(title, text);
    assert_eq!(cleaned.text.lines().collect::<Vec<_>>(), want, "removed {:?}", cleaned.removed);
}

#[test]
fn the_title_said_again_goes_and_a_paragraph_that_begins_like_it_stays() {
    let title = "Roadside bomb damages lorry near Sarband";
    let like = "Roadside bomb damages lorry near Sarband, police say, and the road is closed until Tuesday at noon.";
    let text = format!("{title}\n{title} - The Coast Daily\n{like}\n{}", PROSE[0]);
    check(title, &text, &[like, PROSE[0]]);
}

#[test]
fn a_menu_before_the_first_paragraph_goes() {
    let text = format!("News\nWorld\nSport\n{}\n{}", PROSE[0], PROSE[1]);
    check("", &text, &[PROSE[0], PROSE[1]]);
}

#[test]
fn a_line_twice_in_a_row_is_a_picture_with_its_caption() {
    let caption = "A lorry stands beside the coastal road near the harbour in this view.";
    let text = format!("{caption}\n{caption}\n{}\n{}", PROSE[0], PROSE[1]);
    check("Roadside bomb", &text, &[PROSE[0], PROSE[1]]);
}

#[test]
fn related_stories_go_and_the_text_behind_them_stays() {
    let text = format!(
        "{}\nRelated stories\nHarbour opens a new quay for ships\nCouncil talks about water again\n{}\n{}",
        PROSE[0], PROSE[1], PROSE[2]
    );
    check("", &text, &[PROSE[0], PROSE[1], PROSE[2]]);
}

#[test]
fn headlines_behind_the_last_paragraph_go_and_a_list_stays() {
    let text = format!(
        "{}\n{}\nHarbour Opens A New Quay\nCouncil Talks About Water\nLorry Drivers Strike In Karachi",
        PROSE[0], PROSE[1]
    );
    check("", &text, &[PROSE[0], PROSE[1]]);
    let list = ["• two rifles", "• a map of the coast", "• four telephones"];
    let text = format!("{}\n{}\n{}", PROSE[0], PROSE[1], list.join("\n"));
    check("", &text, &[PROSE[0], PROSE[1], list[0], list[1], list[2]]);
}

#[test]
fn a_caption_near_the_top_goes_and_a_closing_credit_stays() {
    let caption = "Soldiers stand guard on the coastal road after the blast — AFP";
    let closing = "The district said that it would mend the road. — AFP";
    let text = format!(
        "{caption}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{closing}",
        PROSE[0], PROSE[1], PROSE[2], PROSE[3], PROSE[1], PROSE[2], PROSE[3], PROSE[1], PROSE[2]
    );
    let cleaned = clean("", &text);
    assert_eq!(cleaned.removed, [(caption.to_owned(), "caption")]);
    assert!(cleaned.text.ends_with(closing));
}

#[test]
fn a_notice_about_the_outlet_goes_and_news_of_such_a_ban_stays() {
    let notice = "Coast Radio has been declared an \"undesirable organization\" by the government.";
    let reader = "If you are there, you could face fines for sharing or commenting on our content.";
    check("", &format!("{}\n{}\n{notice}\n{reader}", PROSE[0], PROSE[1]), &[PROSE[0], PROSE[1]]);
    check("", &format!("{}\n{notice}\n{}", PROSE[0], PROSE[1]), &[PROSE[0], notice, PROSE[1]]);
}

#[test]
fn subheadings_datelines_and_short_paragraphs_stay() {
    let text = format!(
        "{}\n'GRAVE BREACH'\nHe was not hurt.\n{}\nWhy now?\n{}",
        PROSE[0], PROSE[1], PROSE[2]
    );
    check(
        "",
        &text,
        &[PROSE[0], "'GRAVE BREACH'", "He was not hurt.", PROSE[1], "Why now?", PROSE[2]],
    );
}

#[test]
fn a_second_article_is_cut_off_and_kept() {
    let second = "Island beats mainland in the last over of a long cricket evening";
    let story = "COLOMBO: The captain praised the bowlers on Wednesday, whose last over had settled the match.";
    let text = format!(
        "{}\n\n\n{second}\n\nUpdated 04 February 2026\nFollow\n\n{second}\n{story}",
        PROSE.join("\n")
    );
    let cleaned = clean("Roadside bomb damages lorry near Sarband", &text);
    assert_eq!(cleaned.text, PROSE.join("\n"));
    assert_eq!(cleaned.glued, [format!("{second}\n{story}")]);
}

#[test]
fn a_dated_part_on_the_same_matter_is_not_cut_off() {
    let again = "Police say roadside bomb near Sarband damaged cement lorry";
    let text = format!(
        "{}\n{again}\nUpdated 04 February 2026\n{}\n{}",
        PROSE.join("\n"),
        PROSE[1],
        PROSE[3]
    );
    assert_eq!(
        clean("Roadside bomb damages lorry near Sarband", &text).glued,
        Vec::<String>::new()
    );
}

#[test]
fn the_tail_of_a_feed_summary_goes() {
    check(
        "",
        "The road is closed until Tuesday, police said. […] Read more",
        &["The road is closed until Tuesday, police said."],
    );
}

#[test]
fn cleaning_twice_changes_nothing_more() {
    let text = format!("Home\nShare\n{}\nAdvertisement\n{}\nTags: road, quay", PROSE[0], PROSE[1]);
    let once = clean("", &text);
    let twice = clean("", &once.text);
    assert_eq!((twice.text, twice.removed), (once.text, Vec::new()));
}
