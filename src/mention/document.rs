//! An article annotated once: sentences with the names, dates and figures found in each.
//! Line 0 is the title; all byte ranges point into [`Document::full`].

use std::ops::Range;

use jiff::civil::Date;

use crate::{
    model::{article::Article, date::Interval},
    profile::{ActorKind, Found, Match, PlaceIx, Profile, TypeIx},
    text::{
        DateKind, DateSpan, SentenceKind, date,
        figure::{self, Figure, GroupSpan},
        quote, sentence,
    },
};

/// What a line does in its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineRole {
    /// Tells what the article reports.
    Foreground,
    /// Recalls something earlier.
    Background,
    /// Totals over many events.
    Aggregate,
}

/// One sentence, or the title.
#[derive(Debug, Clone)]
pub struct Line {
    /// Byte range in the full text.
    pub span: Range<usize>,
    /// Paragraph number in the body; 0 for the title too.
    pub paragraph: usize,
    /// What kind of line it is.
    pub kind: SentenceKind,
    /// Its names, as a range into [`Document::matches`].
    pub matches: Range<usize>,
    /// Its dates.
    pub dates: Vec<DateSpan>,
    /// Its figures; spans relative to the line.
    pub figures: Vec<Figure>,
    /// What it does.
    pub role: LineRole,
    /// Where its own matter ends and a look back begins; the end of the line where none does.
    pub own_end: usize,
}

/// The annotated article.
#[derive(Debug)]
pub struct Document {
    /// Title, a newline, and the text.
    pub full: String,
    /// Title first, then the sentences in order.
    pub lines: Vec<Line>,
    /// Every name, in order of place.
    pub matches: Vec<Match>,
    /// Quotations.
    pub quotes: Vec<Range<usize>>,
    /// The publication day in the profile's zone.
    pub today: Date,
    /// Cues of the profile that tell of what follows a happening.
    follow_ups: Vec<usize>,
}

/// Facts that come after a happening and make no happening of their own.
const FOLLOW_UPS: &[&str] = &[
    "arrest",
    "charge",
    "verdict",
    "bail",
    "compensation",
    "investigation",
    "perpetrator",
    "claim",
    "victim_identity",
    "denial",
    "retraction",
];

impl Document {
    /// Annotates `article`, of which `today` is the publication day.
    pub fn read(article: &Article, profile: &Profile, today: Date) -> Self {
        let title = article.title.trim();
        let full = format!("{title}\n{}", article.text);
        let body_at = title.len() + 1;
        let dateline =
            sentence::dateline(&article.text).map(|r| r.start + body_at..r.end + body_at);
        let mut matches = profile.scan(&full);
        if let Some(line) = &dateline {
            // Where a story was filed is not where it happened.
            matches.retain(|m| m.start >= line.end || m.end <= line.start);
        }
        matches.retain(|m| !stands_for_government(&full, m, profile));
        let matches = one_place_a_name(matches, profile);
        let mut dates = date::find(&full, today);
        if let Some(line) = &dateline {
            dates.retain(|d| d.span.start >= line.end || d.span.end <= line.start);
        }
        let mut lines = vec![Line::bare(0..title.len(), 0, SentenceKind::Heading)];
        lines.extend(sentence::split(&article.text).into_iter().map(|s| {
            Line::bare(s.span.start + body_at..s.span.end + body_at, s.paragraph, s.kind)
        }));
        let quotes = quote::spans(&full);
        let follow_ups = (0..profile.cues.len())
            .filter(|ix| FOLLOW_UPS.contains(&profile.cues[*ix].fact.as_str()))
            .collect();
        let mut document = Self { full, lines, matches, quotes, today, follow_ups };
        document.distribute(dates, profile);
        for n in 0..document.lines.len() {
            let line = &document.lines[n];
            let back = document.looks_back_from(line);
            // Only a line that tells something of its own first has a look back behind it.
            document.lines[n].own_end = back.unwrap_or(usize::MAX);
        }
        document
    }

    /// Hands names, dates and figures to the lines they stand in.
    fn distribute(&mut self, dates: Vec<DateSpan>, profile: &Profile) {
        let mut dates = dates.into_iter().peekable();
        let mut at = 0;
        for line in &mut self.lines {
            while at < self.matches.len() && self.matches[at].start < line.span.start {
                at += 1;
            }
            let first = at;
            while at < self.matches.len() && self.matches[at].start < line.span.end {
                at += 1;
            }
            line.matches = first..at;
            while let Some(date) = dates.next_if(|d| d.span.start < line.span.end) {
                if date.span.start >= line.span.start {
                    line.dates.push(date);
                }
            }
            let groups: Vec<GroupSpan> = self.matches[line.matches.clone()]
                .iter()
                .filter_map(|m| match m.found {
                    Found::Group(ix) if m.end <= line.span.end => Some(GroupSpan {
                        span: m.start - line.span.start..m.end - line.span.start,
                        group: profile.groups[ix].id.clone(),
                    }),
                    Found::Actor(ix)
                        if m.end <= line.span.end
                            && profile.actors[ix].kind == ActorKind::Armed =>
                    {
                        Some(GroupSpan {
                            span: m.start - line.span.start..m.end - line.span.start,
                            group: figure::PARTY.to_owned(),
                        })
                    }
                    _ => None,
                })
                .collect();
            line.figures = figure::find(&self.full[line.span.clone()], &groups);
        }
    }

    /// The words of a line.
    pub fn words_of(&self, line: &Line) -> &str {
        &self.full[line.span.clone()]
    }

    /// The names in a line.
    pub fn names_of(&self, line: &Line) -> &[Match] {
        &self.matches[line.matches.clone()]
    }

    /// Event triggers in a line: type, strength and where.
    pub fn triggers<'a>(&'a self, line: &Line) -> impl Iterator<Item = (TypeIx, u8, &'a Match)> {
        let end = line.own_end;
        self.matches[line.matches.clone()].iter().filter_map(move |m| match m.found {
            Found::Trigger(kind, strength) if m.start < end => Some((kind, strength, m)),
            _ => None,
        })
    }

    /// Where in a line a look back begins ("… three months after the bombing"), if it does.
    pub fn looks_back_from(&self, line: &Line) -> Option<usize> {
        const UNITS: [&str; 6] = ["days ", "weeks ", "months ", "years ", "fortnight ", "year "];
        let lower = self.words_of(line).to_lowercase();
        if lower.len() != line.span.len() {
            return None;
        }
        UNITS
            .iter()
            .flat_map(|unit| [format!("{unit}after "), format!("{unit}since ")])
            .filter_map(|phrase| lower.find(&phrase))
            .filter(|at| *at > 12)
            .min()
            .map(|at| line.span.start + at)
    }

    /// Whether a line tells of what follows a happening: an arrest, a trial, an inquiry.
    pub fn follows_up(&self, line: &Line) -> bool {
        self.names_of(line).iter().any(|m| match m.found {
            Found::Cue(ix) => self.follow_ups.contains(&ix),
            _ => false,
        })
    }

    /// Whether a line has a cue for one of these facts.
    pub fn cued(&self, line: &Line, facts: &[&str], profile: &Profile) -> bool {
        self.names_of(line).iter().any(|m| match m.found {
            Found::Cue(ix) => facts.contains(&profile.cues[ix].fact.as_str()),
            _ => false,
        })
    }

    /// Places named in a line.
    pub fn places<'a>(&'a self, line: &Line) -> impl Iterator<Item = (PlaceIx, &'a Match)> {
        self.matches[line.matches.clone()].iter().filter_map(|m| match m.found {
            Found::Place(place) => Some((place, m)),
            _ => None,
        })
    }

    /// Whether a line names a member of the word list `list`.
    pub fn has_word(&self, line: &Line, list: Option<usize>) -> bool {
        list.is_some_and(|list| self.names_of(line).iter().any(|m| m.found == Found::Word(list)))
    }

    /// Lines that report, with how much each weighs: title and lead most.
    pub fn foreground(&self) -> impl Iterator<Item = (f64, &Line)> {
        self.lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.role == LineRole::Foreground)
            .map(|(n, line)| (weight(n), line))
    }

    /// Lines that report, with their numbers.
    pub fn foreground_numbered(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().enumerate().filter(|(_, line)| line.role == LineRole::Foreground)
    }

    /// Every date that could be of an event, with the number of its line.
    pub fn all_dates(&self) -> Vec<(usize, Interval)> {
        let dated = self.lines.iter().enumerate();
        dated.flat_map(|(n, line)| line.event_dates().map(move |d| (n, d.interval))).collect()
    }

    /// Every place, with the number of its line.
    pub fn all_places(&self) -> Vec<(usize, PlaceIx)> {
        let lines = self.lines.iter().enumerate();
        lines.flat_map(|(n, line)| self.places(line).map(move |(p, _)| (n, p))).collect()
    }

    /// Whether a byte position is inside a quotation.
    pub fn quoted(&self, at: usize) -> bool {
        self.quotes.iter().any(|q| q.contains(&at))
    }
}

/// Towns of a region that are known by their name alone.
const PROMINENT: usize = 12;

/// A name that several places share means the one whose region the text names, nearest first; else
/// the most prominent.
fn one_place_a_name(matches: Vec<Match>, profile: &Profile) -> Vec<Match> {
    let place = |m: &Match| match m.found {
        Found::Place(ix) => Some(ix),
        _ => None,
    };
    let shared = |n: usize| {
        place(&matches[n]).is_some()
            && [n.checked_sub(1), n.checked_add(1)].into_iter().flatten().any(|other| {
                matches.get(other).is_some_and(|o| {
                    place(o).is_some() && (o.start, o.end) == (matches[n].start, matches[n].end)
                })
            })
    };
    let ambiguous: Vec<bool> = (0..matches.len()).map(shared).collect();
    let regions: Vec<(PlaceIx, usize)> = matches
        .iter()
        .zip(&ambiguous)
        .filter(|(_, ambiguous)| !**ambiguous)
        .filter_map(|(m, _)| place(m).map(|ix| (ix, m.start)))
        .collect();
    let standing = |m: &Match, ix: PlaceIx| -> (usize, usize) {
        let near = regions
            .iter()
            .filter(|(region, _)| profile.related(*region, ix))
            .map(|(_, at)| if *at >= m.end { at - m.end } else { m.start - at + 40 })
            .min();
        (near.unwrap_or(usize::MAX), profile.places[ix].rank)
    };
    let mut kept: Vec<Match> = Vec::with_capacity(matches.len());
    for (m, ambiguous) in matches.iter().zip(&ambiguous) {
        let twin = kept.last().copied().filter(|last: &Match| {
            *ambiguous && place(last).is_some() && (last.start, last.end) == (m.start, m.end)
        });
        match (place(m), twin.as_ref().and_then(place)) {
            (Some(new), Some(old)) => {
                if standing(m, new) < standing(m, old) {
                    let last = kept.len() - 1;
                    kept[last] = *m;
                }
            }
            _ => kept.push(*m),
        }
    }
    // A small town's name is as often a person's: it is believed where its region is named.
    kept.retain(|m| {
        place(m).is_none_or(|ix| {
            profile.places[ix].rank < PROMINENT
                || profile.places[ix]
                    .parent
                    .is_none_or(|region| regions.iter().any(|(named, _)| *named == region))
        })
    });
    kept
}

/// "Islamabad denied": the name of a capital is a place only after a word of place.
fn stands_for_government(text: &str, m: &Match, profile: &Profile) -> bool {
    let Found::Place(ix) = m.found else { return false };
    if !profile.places[ix].capital {
        return false;
    }
    let before = text[..m.start].trim_end();
    let last = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("").to_lowercase();
    let after = text[m.end..].to_lowercase();
    !["in", "at", "near", "to", "from", "outside", "around", "of", "visited", "across", "downtown"]
        .contains(&last.as_str())
        && ![" police", " airport", "-based", " high court", " court"]
            .iter()
            .any(|w| after.starts_with(w))
}

/// How much the line with this number says about what the article is about.
pub fn weight(line: usize) -> f64 {
    match line {
        0 => 3.0,
        1 | 2 => 2.0,
        3 | 4 => 1.2,
        5..=8 => 0.8,
        _ => 0.5,
    }
}

impl Line {
    fn bare(span: Range<usize>, paragraph: usize, kind: SentenceKind) -> Self {
        Self {
            span,
            paragraph,
            kind,
            matches: 0..0,
            dates: Vec::new(),
            figures: Vec::new(),
            role: LineRole::Foreground,
            own_end: usize::MAX,
        }
    }

    /// Dates that could be of an event (no periods).
    pub fn event_dates(&self) -> impl Iterator<Item = &DateSpan> {
        self.dates.iter().filter(|d| d.kind != DateKind::Period)
    }
}
