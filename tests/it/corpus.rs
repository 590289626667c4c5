//! Every grammar against its corpus: one line a case, all failures listed at once. `+` lines give
//! what must be found, `-` lines must find nothing. A grammar without a corpus fails.

use std::{fmt::Write as _, fs, path::Path};

use cpec_watch::{
    model::{date::Precision, fact::Qualifier},
    text::{
        DateKind, SentenceKind, date,
        figure::{self, GroupSpan, Relation, Told},
        number, quote, sentence,
    },
};
use jiff::civil::Date;
use proptest::prelude::*;

/// What a grammar finds in a line, in the corpus's notation.
type Reader = fn(&str, Date) -> String;

const GRAMMARS: &[(&str, Reader)] = &[
    ("number", numbers),
    ("date", dates),
    ("sentence", sentences),
    ("quote", quotes),
    ("figure", figures),
];

/// Fewest lines a corpus may have.
const LEAST: usize = 15;

#[test]
fn every_line_of_every_corpus_is_read_as_it_says() {
    let mut failures = String::new();
    for (name, reader) in GRAMMARS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/corpus/{name}.txt"));
        let text = fs::read_to_string(&path).unwrap_or_default();
        let mut anchor = Date::constant(2024, 11, 6);
        let mut cases = 0;
        for (n, line) in text.lines().enumerate() {
            if let Some(day) = line.strip_prefix("# anchor: ") {
                anchor = day.trim().parse().unwrap();
            }
            let Some((sign, case)) = line.split_once(' ').filter(|(s, _)| matches!(*s, "+" | "-"))
            else {
                continue;
            };
            cases += 1;
            let (input, want) = match sign {
                "+" => case.rsplit_once(" => ").unwrap_or((case, "(no expectation)")),
                _ => (case, ""),
            };
            let input = input.replace("\\n", "\n");
            let got = reader(&input, anchor);
            if got != want.trim() {
                let place = n + 1;
                writeln!(failures, "{name}:{place}: {input}\n   want {want}\n   got  {got}")
                    .unwrap();
            }
        }
        if cases < LEAST {
            writeln!(failures, "{name}: only {cases} cases in {}", path.display()).unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(" | ")
}

fn qualifier(q: Qualifier) -> &'static str {
    match q {
        Qualifier::Exact => "",
        Qualifier::AtLeast => ">=",
        Qualifier::About => "~",
        Qualifier::UpTo => "<=",
    }
}

fn span_of(low: u64, high: u64) -> String {
    if low == high { low.to_string() } else { format!("{low}-{high}") }
}

/// `12`, `>=10`, `60-70`.
fn numbers(text: &str, _: Date) -> String {
    joined(
        number::find(text)
            .into_iter()
            .map(|n| qualifier(n.qualifier).to_owned() + &span_of(n.low, n.high)),
    )
}

/// `2024-11-05`, `2024-10-01..2024-10-31 month`; `period` and `anchored -1..-1` are said.
fn dates(text: &str, anchor: Date) -> String {
    joined(date::find(text, anchor).into_iter().map(|d| {
        let (start, end) = (d.interval.start, d.interval.end);
        match (d.kind, d.shift) {
            (DateKind::Anchored, Some(shift)) => format!("anchored {}..{}", shift.low, shift.high),
            (DateKind::Period, _) => format!("period {start}..{end}"),
            _ if start == end => start.to_string(),
            _ => format!("{start}..{end} {}", precision(d.interval.precision)),
        }
    }))
}

fn precision(p: Precision) -> &'static str {
    match p {
        Precision::Day => "day",
        Precision::Week => "week",
        Precision::Month => "month",
        Precision::Season => "season",
        Precision::Year => "year",
    }
}

/// The sentences parted by `|`; `H:`, `B:` and `Q:` mark headings, bullets and quotations.
fn sentences(text: &str, _: Date) -> String {
    joined(sentence::split(text).into_iter().map(|s| {
        let mark = match s.kind {
            SentenceKind::Prose => "",
            SentenceKind::Heading => "H:",
            SentenceKind::Bullet => "B:",
            SentenceKind::Quote => "Q:",
        };
        mark.to_owned() + &text[s.span]
    }))
}

fn quotes(text: &str, _: Date) -> String {
    joined(quote::spans(text).into_iter().map(|r| text[r].to_owned()))
}

/// Group words of the corpus: what a profile would mark.
fn groups(text: &str) -> Vec<GroupSpan> {
    const WORDS: &[(&str, &str)] = &[
        ("chinese nationals", "chinese"),
        ("chinese national", "chinese"),
        ("chinese engineers", "chinese"),
        ("chinese citizens", "chinese"),
        ("chinese citizen", "chinese"),
        ("chinese workers", "chinese"),
        ("chinese", "chinese"),
        ("soldiers", "security"),
        ("soldier", "security"),
        ("policemen", "security"),
        ("policeman", "security"),
        ("security personnel", "security"),
        ("guards", "security"),
        ("militants", "attackers"),
        ("attackers", "attackers"),
        ("attacker", "attackers"),
        ("gunmen", "attackers"),
        ("terrorists", "attackers"),
        ("children", "children"),
        ("child", "children"),
    ];
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<GroupSpan> = Vec::new();
    for (word, group) in WORDS {
        for (at, _) in lower.match_indices(word) {
            let end = at + word.len();
            let inside = |c: Option<u8>| c.is_some_and(|c| c.is_ascii_alphabetic());
            let before = at.checked_sub(1).map(|i| lower.as_bytes()[i]);
            let overlaps = found.iter().any(|g| g.span.start < end && at < g.span.end);
            if !overlaps && !inside(before) && !inside(lower.as_bytes().get(end).copied()) {
                found.push(GroupSpan { span: at..end, group: (*group).to_owned() });
            }
        }
    }
    found.sort_by_key(|g| g.span.start);
    found
}

/// `killed 13 | killed 9 chinese part`; signs: `added`, `later`, `claim`, `unreal`, `from N`.
fn figures(text: &str, _: Date) -> String {
    joined(figure::find(text, &groups(text)).into_iter().map(|f| {
        let mut words = format!("{:?} ", f.harm).to_lowercase();
        words += qualifier(f.number.qualifier);
        words += &span_of(f.number.low, f.number.high);
        for group in &f.groups {
            write!(words, " {group}").unwrap();
        }
        match f.relation {
            Relation::Total => {}
            Relation::Part => words += " part",
            Relation::Added => words += " added",
            Relation::Later => words += " later",
        }
        if let Some(previous) = f.previous {
            write!(words, " from {previous}").unwrap();
        }
        if f.claimed_by.is_some() {
            words += " claim";
        }
        if f.hypothetical {
            words += " unreal";
        }
        words
    }))
}

/// The sums of an article told sentence by sentence.
fn sums(text: &str) -> String {
    let found: Vec<Vec<figure::Figure>> =
        text.lines().map(|line| figure::find(line, &groups(line))).collect();
    let told: Vec<Told<'_>> =
        found.iter().enumerate().map(|(sentence, figures)| Told { sentence, figures }).collect();
    let totals = figure::sum(&told, &["chinese"], &["attackers"]);
    let side = |name: &str, statements: &[figure::Statement]| {
        let mut lines: Vec<String> = statements
            .iter()
            .map(|s| {
                let group = s.group.as_deref().map(|g| format!("_{g}")).unwrap_or_default();
                format!("{name}{:?}{group} {}", s.harm, span_of(s.low, s.high)).to_lowercase()
            })
            .collect();
        lines.sort();
        lines
    };
    let mut all = side("", &totals.victims);
    all.extend(side("hostile ", &totals.hostile));
    all.extend(side("claimed ", &totals.claimed));
    all.join(", ")
}

#[test]
fn parts_are_never_added_to_the_total_that_holds_them() {
    let story = "Blast kills 13 near dam\nThirteen people, nine of them Chinese, were killed.\n\
                 Two soldiers and two civilians were the other dead.";
    assert_eq!(sums(story), "killed 13, killed_chinese 9");
}

#[test]
fn people_under_one_verb_are_summed() {
    assert_eq!(
        sums("The bomb killed five Chinese workers and their driver on Tuesday."),
        "killed 6, killed_chinese 5"
    );
}

#[test]
fn a_toll_that_rose_replaces_the_first_count() {
    let story = "Blast toll climbs to five\nThe blast on Monday killed three people.";
    assert_eq!(sums(story), "killed 5");
}

#[test]
fn attackers_are_counted_apart() {
    let story = "Gunmen storm camp\nFour soldiers and nine militants were killed.";
    assert_eq!(sums(story), "killed 4, hostile killed 9");
}

#[test]
fn nobody_hurt_means_nobody_killed() {
    assert_eq!(sums("Bomb destroys statue\nNobody was hurt."), "injured 0, killed 0");
}

#[test]
fn people_shot_and_not_dead_are_injured() {
    assert_eq!(sums("3 shot, 1 dead outside bar"), "injured 2, killed 1, struck 3");
}

#[test]
fn a_claim_of_the_attackers_is_no_figure_of_the_article() {
    let story = "Convoy attacked\nNo one in the convoy was hurt, officials said.\n\
                 The group said it had killed 40 soldiers.";
    assert_eq!(sums(story), "injured 0, killed 0, claimed killed 40");
}

proptest! {
    #[test]
    fn no_text_makes_a_grammar_panic_or_cut_a_character(text in ".{0,400}") {
        check_spans(&text);
    }

    #[test]
    fn words_of_the_grammars_in_any_order_are_read(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "killed", "nine", "of", "them", "Chinese", "the", "dead", ",", ".", "and", "13", "people", "a",
                "man", "26", "-", "year", "old", "toll", "rose", "to", "from", "no", "one", "was", "hurt", "including",
                "\u{2019}s", "Nov", "5", "2024", "last", "week", "March", "since", "between", "two", "dozen", "ago",
                "the day before", "\"", "\u{201c}", "(", ")", "Gen.", "\n", "\u{6d4}", "\u{6708}", "6\u{65e5}", "half a", "hundred",
                "million", "Wednesday", "night", "in", "shot", "himself", "suffered", "injuries", "99999999999999999999",
            ]),
            0..60,
        )
    ) {
        check_spans(&words.join(" "));
        check_spans(&words.concat());
    }
}

/// All spans lie on character boundaries, in order within the text.
fn check_spans(text: &str) {
    let anchor = Date::constant(2024, 11, 6);
    let mut end = 0;
    for s in sentence::split(text) {
        assert!(s.span.start >= end);
        end = s.span.end;
        let part = &text[s.span];
        for f in figure::find(part, &groups(part)) {
            assert!(f.number.low <= f.number.high);
            let _ = (&part[f.span], &part[f.trigger], &part[f.number.span]);
            let _ = f.claimed_by.map(|r| &part[r]);
        }
        let _ = figure::aggregate(part).map(|r| &part[r]);
    }
    for d in date::find(text, anchor) {
        assert!(d.interval.start <= d.interval.end);
        let _ = &text[d.span];
    }
    for n in number::find(text) {
        let _ = &text[n.span];
    }
    for q in quote::spans(text) {
        let _ = &text[q];
    }
    let _ = sentence::dateline(text).map(|r| &text[r]);
}

/// Ten times the text may take some ten times as long, not a hundred.
#[test]
fn time_grows_with_the_length_of_the_text() {
    let unit =
        "Nine people, two of them Chinese, were killed in March last year and three men hurt ";
    let took = |times: usize| {
        let text = unit.repeat(times);
        let start = std::time::Instant::now();
        check_spans(&text);
        start.elapsed()
    };
    let _ = took(20);
    let (short, long) = (took(40), took(400));
    assert!(long < short * 60 + std::time::Duration::from_millis(20), "{short:?} then {long:?}");
}
