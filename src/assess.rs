//! One article against the ledger: relevance, mentions, resolve, verdict. The pure heart that
//! `check`, `replay`, `baseline` and `explain` all call; the flow reads top to bottom in [`assess`].

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::{
    mention::{
        document::Document,
        facts, primary, recall, relevance,
        relevance::Relevance,
        role::{self, Focus},
        words,
    },
    model::{
        article::Article,
        date::Precision,
        event::{Event, EventId, Mention, Role, Telling, Words},
        fact::Fact,
        verdict::{Assessment, Candidate, Decision, Verdict},
    },
    profile::Profile,
    resolve::{
        Ledger,
        features::Telltale,
        identity::{self, Identity},
        ledger,
    },
    verdict::{self, Judgement, Signs},
};

/// Whether what is assessed is news or the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A new article: developments are told.
    News,
    /// Taken as known: everything is recorded, nothing is a development.
    Baseline,
}

/// What is weighed beyond the article and the ledger.
#[derive(Debug, Clone)]
pub struct Terms {
    /// News or baseline.
    pub standing: Standing,
    /// For fitting: the event the article's matter is known to be (`Some(None)`: a new one).
    pub truth: Option<Option<EventId>>,
}

/// Decides about one article and records it in the ledger. `now` stands in where the article does
/// not say when it was published.
pub fn assess(
    article: &Article,
    profile: &Profile,
    ledger: &mut Ledger,
    now: Timestamp,
) -> Assessment {
    assess_as(article, profile, ledger, now, &Terms { standing: Standing::News, truth: None })
}

/// [`assess`] for news or for the baseline.
pub fn assess_as(
    article: &Article,
    profile: &Profile,
    ledger: &mut Ledger,
    now: Timestamp,
    terms: &Terms,
) -> Assessment {
    let at = article.published.unwrap_or(now).min(now);
    let today = day_of(at, profile);
    let mut document = Document::read(article, profile, today);
    let focus = role::assign(&mut document);
    let relevance = relevance::weigh(&document, profile);
    let read = Reading { article, document: &document, focus, at, today, terms };

    let recalls = recall::read(&document, article, profile);
    let primary = primary::read(&document, &focus, article, profile)
        .map(|mention| read.decide_primary(mention, &recalls, &relevance, ledger, profile));
    let told = primary.as_ref().is_some_and(|d| {
        d.verdict != Verdict::Irrelevant && ledger.get(&d.event).is_some_and(|e| e.on_topic)
    });
    let relevant = relevance.score >= 0.5 || told;
    let mut decisions: Vec<Decision> =
        primary.into_iter().filter(|d| d.verdict != Verdict::Irrelevant).collect();
    if relevant {
        for mention in recalls {
            decisions.extend(read.decide_recall(mention, &decisions, ledger, profile));
        }
    }
    Assessment {
        article: article.id.clone(),
        relevant,
        score: relevance.score,
        reasons: reasons(&relevance, relevant, told),
        decisions,
    }
}

/// How strongly an article alone is tied to the topic.
pub fn relevance_of(article: &Article, profile: &Profile, now: Timestamp) -> Relevance {
    let at = article.published.unwrap_or(now).min(now);
    let mut document = Document::read(article, profile, day_of(at, profile));
    role::assign(&mut document);
    relevance::weigh(&document, profile)
}

/// The calendar day of an instant where the topic lives.
pub fn day_of(at: Timestamp, profile: &Profile) -> Date {
    let zone = TimeZone::get(&profile.timezone).unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).date()
}

fn reasons(relevance: &Relevance, relevant: bool, told: bool) -> Vec<String> {
    let mut reasons = Vec::new();
    match (relevance.score >= 0.5, relevant, told) {
        (true, ..) => reasons.push("the text ties a security matter to the topic".to_owned()),
        (false, true, _) => reasons.push("tells of a known event of the topic".to_owned()),
        _ => reasons.push("nothing in the text ties a security matter to the topic".to_owned()),
    }
    reasons.extend(relevance.evidence.iter().map(|line| format!("\u{201c}{line}\u{201d}")));
    reasons
}

/// An article being read.
struct Reading<'a> {
    article: &'a Article,
    document: &'a Document,
    focus: Focus,
    at: Timestamp,
    today: Date,
    terms: &'a Terms,
}

impl Reading<'_> {
    fn decide_primary(
        &self,
        mut mention: Mention,
        recalls: &[Mention],
        relevance: &Relevance,
        ledger: &mut Ledger,
        profile: &Profile,
    ) -> Decision {
        let words = words::of(self.document, profile);
        let lead = self.lead_words(profile);
        let reports = role::reports(self.document, self.today);
        if reports && mention.when.is_none() {
            // A report that names no day is of the day.
            mention.when = Some(primary::undated(self.document));
        }
        let tale = Telltale {
            mention: &mention,
            words: &words,
            lead: &lead,
            at: self.at,
            fingerprint: self.article.fingerprint,
            refers_back: role::refers_back(self.document),
            reports,
            dates: &self.document.all_dates(),
            places: &self.document.all_places(),
        };
        let Identity { event, candidates } = identity::resolve(&tale, ledger, profile, self.today);
        let event = self.terms.truth.clone().unwrap_or(event);
        let judgement = match event.as_ref().and_then(|id| ledger.get(id)) {
            Some(known) => {
                let mut judgement = verdict::judge(
                    &mention,
                    known,
                    &self.signs(known, candidates.iter().find(|c| c.event == known.id)),
                    profile,
                );
                let sure = candidates.first().is_some_and(|c| c.score > 1.5);
                if (!known.on_topic || !sure) && relevance.score < 0.5 || known.ignored {
                    judgement.verdict = Verdict::Irrelevant;
                }
                judgement
            }
            None => self.judge_unknown(&mention, relevance, profile),
        };
        let known = event.and_then(|id| ledger.get(&id).map(|e| e.id.clone()));
        let id = match &known {
            Some(id) => id.clone(),
            None => ledger.fresh_id(&mention, self.today, profile),
        };
        if mention.when.is_none() && known.is_none() {
            mention.when = Some(primary::undated(self.document));
        }
        let mut decision = self.decision(mention, id, judgement, candidates);
        if decision.verdict != Verdict::Irrelevant {
            self.record(&decision, words, known.is_some(), ledger, profile);
            // After the verdict: what a follow-up recalls of its own deed is stated, not news.
            let id = decision.event.clone();
            self.take_back(&mut decision.mention, recalls, &id, ledger, profile);
        }
        decision
    }

    /// A matter no known event fits: new where it is fresh and of the topic, else history.
    fn judge_unknown(
        &self,
        mention: &Mention,
        relevance: &Relevance,
        profile: &Profile,
    ) -> Judgement {
        let say = |verdict, reason: String| Judgement::plain(verdict, &reason);
        if relevance.score < 0.5 {
            return say(Verdict::Irrelevant, "not tied to the topic".to_owned());
        }
        let places: Vec<_> = mention.places.iter().filter_map(|id| profile.place(id)).collect();
        let violent = profile.kind(&mention.kind).is_some_and(|ix| profile.types[ix].violent);
        if violent && !places.is_empty() && !places.iter().any(|ix| profile.is_home(*ix)) {
            return say(Verdict::Irrelevant, "happened abroad".to_owned());
        }
        let window = profile.number("freshness_days");
        #[expect(clippy::cast_possible_truncation, reason = "a number of days")]
        let oldest = self.today.saturating_sub((window as i64).days());
        match mention.when {
            Some(when) if when.end < oldest => say(
                Verdict::Background,
                format!("happened by {}, before the freshness window", when.end),
            ),
            Some(when) if when.precision > Precision::Week => {
                say(Verdict::Background, "no day of the last days is named as its time".to_owned())
            }
            _ if self.terms.standing == Standing::Baseline => {
                say(Verdict::Background, "part of the baseline".to_owned())
            }
            _ if role::reflects(self.document, &self.focus) => {
                say(Verdict::Irrelevant, "looks back or weighs, reports nothing".to_owned())
            }
            _ => say(Verdict::New, "no known event fits".to_owned()),
        }
    }

    /// A follow-up tells of its own deed in the past tense: what such lines state is of its matter.
    fn take_back(
        &self,
        mention: &mut Mention,
        recalls: &[Mention],
        id: &EventId,
        ledger: &Ledger,
        profile: &Profile,
    ) {
        for recalled in recalls {
            let wanting = |fact: &&Fact| !mention.facts.iter().any(|known| known.key == fact.key);
            let missing: Vec<Fact> = recalled.facts.iter().filter(wanting).cloned().collect();
            if !missing.is_empty()
                && self.identify_recall(recalled, ledger, profile).event.as_ref() == Some(id)
            {
                mention.facts.extend(missing);
            }
        }
    }

    fn identify_recall(&self, mention: &Mention, ledger: &Ledger, profile: &Profile) -> Identity {
        let words = words::of_text(&mention.evidence, mention);
        let tale = Telltale {
            mention,
            words: &words,
            lead: &words,
            at: self.at,
            fingerprint: 0,
            refers_back: true,
            reports: false,
            dates: &[],
            places: &[],
        };
        identity::resolve(&tale, ledger, profile, self.today)
    }

    fn decide_recall(
        &self,
        mention: Mention,
        others: &[Decision],
        ledger: &mut Ledger,
        profile: &Profile,
    ) -> Option<Decision> {
        let words = Words::new();
        let Identity { event, mut candidates } = self.identify_recall(&mention, ledger, profile);
        candidates.truncate(5);
        let known = event.and_then(|id| ledger.get(&id).map(|e| e.id.clone()));
        if known.as_ref().is_some_and(|id| others.iter().any(|d| d.event == *id)) {
            return None;
        }
        if known.is_none() && !recall::ties(&mention, self.document, profile) {
            return None;
        }
        let id = match &known {
            Some(id) => id.clone(),
            None => ledger.fresh_id(&mention, self.today, profile),
        };
        let judgement = Judgement::plain(Verdict::Background, "only recalled");
        let decision = self.decision(mention, id, judgement, candidates);
        self.record(&decision, words, known.is_some(), ledger, profile);
        Some(decision)
    }

    fn decision(
        &self,
        mention: Mention,
        event: EventId,
        judgement: Judgement,
        candidates: Vec<Candidate>,
    ) -> Decision {
        let verdict = match (self.terms.standing, judgement.verdict) {
            (Standing::Baseline, Verdict::Update) => Verdict::Repeat,
            (_, verdict) => verdict,
        };
        let mut reasons = judgement.reasons.clone();
        reasons.extend(mention.reasons.iter().cloned());
        let Judgement { changes, signs, .. } = judgement;
        Decision { mention, event, verdict, changes, reasons, candidates, signs }
    }

    fn record(
        &self,
        decision: &Decision,
        words: Words,
        known: bool,
        ledger: &mut Ledger,
        profile: &Profile,
    ) {
        let mention = &decision.mention;
        let telling = Telling {
            article: self.article.id.clone(),
            outlet: self.article.outlet.clone(),
            at: self.at,
            fingerprint: self.article.fingerprint,
            agency: None,
            words,
            role: mention.role,
        };
        if known {
            ledger.append(&decision.event, mention, telling, profile);
            ledger.state(&decision.event, mention.facts.iter().cloned());
        } else {
            let title = match mention.role {
                Role::Primary => self.article.title.clone(),
                Role::Background => recall::title(mention, profile),
            };
            let mut event: Event =
                ledger::found(decision.event.clone(), &title, mention, telling, true);
            event.history = decision.verdict != Verdict::New;
            ledger.insert(event, profile);
        }
    }

    fn lead_words(&self, profile: &Profile) -> Words {
        let mut all: Words = Words::new();
        for line in self.document.lines.iter().take(3) {
            all.extend(words::of_line(self.document, line, profile));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn signs(&self, event: &Event, weighed: Option<&Candidate>) -> Signs {
        let value = |name: &str| {
            let features = weighed.map(|c| c.features.as_slice()).unwrap_or_default();
            features.iter().find(|(n, ..)| n == name).map_or(0.0, |(_, value, _)| *value)
        };
        let told = day_of_instant(event.last_told);
        let day = self.focus.when.filter(|_| self.focus.fresh);
        Signs {
            copy: value("copy") > 0.0,
            corrects: facts::corrects(self.document),
            likeness: value("words"),
            novelty: 1.0 - value("lead"),
            later_day: day.is_some_and(|d| d.start > told),
            same_day: day.zip(event.when).is_some_and(|(d, w)| d.gap_days(&w) == 0),
            reflects: role::reflects(self.document, &self.focus),
            ritual: role::is_ritual(self.document),
            silence: (days_between(event.last_told, self.at) / 30.0).min(1.0),
        }
    }
}

fn day_of_instant(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn days_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_second() - from.as_second()).max(0) as f64 / 86_400.0
}
