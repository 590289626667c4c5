//! One article being read against the ledger: its own matter, then what it recalls.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::{Standing, Terms};
use crate::{
    mention::{
        document::Document,
        primary, recall,
        relevance::Relevance,
        role::Focus,
        stance::{self, Stance},
        words,
    },
    model::{
        article::Article,
        date::Precision,
        event::{Event, EventId, Mention, Role, Telling, Words},
        fact::Fact,
        verdict::{Candidate, Decision, Verdict},
    },
    profile::{EventType, PlaceKind, Profile, Weighed},
    resolve::{
        Ledger,
        features::{self, Telltale},
        identity::{self, Identity},
        ledger,
    },
    verdict::{Judgement, found, update},
};

/// Sentences whose names count as the news.
const LEAD_LINES: usize = 4;

/// An article being read.
pub(super) struct Reading<'a> {
    pub article: &'a Article,
    pub document: &'a Document,
    pub focus: Focus,
    pub stance: Stance,
    pub at: Timestamp,
    pub today: Date,
    pub terms: &'a Terms,
}

impl Reading<'_> {
    pub(super) fn decide_primary(
        &self,
        mut mention: Mention,
        recalls: &[Mention],
        relevance: &Relevance,
        ledger: &mut Ledger,
        profile: &Profile,
    ) -> Decision {
        let words = words::of(self.document, profile);
        let lead = self.lead_words(profile);
        if self.stance.reports && mention.when.is_none() {
            // A report that names no day is of the day.
            mention.when = Some(primary::undated(self.document));
        }
        let Identity { event, candidates } =
            self.identify(&mention, (&words, &lead), relevance, ledger, profile);
        let event = self.terms.truth.clone().unwrap_or(event);
        let known = event.as_ref().and_then(|id| ledger.get(id));
        ledger.strike(known, &mut mention.facts);
        let founding = self.founding(&mention, relevance, (&candidates, known), profile);
        let judgement = match known {
            Some(known) => {
                self.judge_known(&mention, known, (&candidates, relevance), (ledger, profile))
            }
            None => self.judge_unknown(&mention, relevance, (&founding, profile)),
        };
        let known = known.map(|event| event.id.clone());
        let id = match &known {
            Some(id) => id.clone(),
            None => ledger.fresh_id(&mention, self.today, profile),
        };
        if mention.when.is_none() && known.is_none() {
            mention.when = Some(primary::undated(self.document));
        }
        let mut decision = self.decision(mention, id, judgement, candidates);
        decision.founding = founding.stored();
        if decision.verdict != Verdict::Irrelevant {
            self.record(&decision, words, known.is_some(), ledger, profile);
            // After the verdict: what a follow-up recalls of its own deed is stated, not news.
            let id = decision.event.clone();
            self.take_back(&mut decision.mention, recalls, &id, ledger, profile);
        }
        decision
    }

    fn identify(
        &self,
        mention: &Mention,
        (words, lead): (&Words, &Words),
        relevance: &Relevance,
        ledger: &Ledger,
        profile: &Profile,
    ) -> Identity {
        let tale = Telltale {
            mention,
            words,
            lead,
            at: self.at,
            fingerprint: self.article.fingerprint,
            refers_back: self.stance.refers_back,
            reports: self.stance.reports,
            reports_deed: self.stance.reports_deed,
            follows_up: self.stance.follows_up,
            court: self.stance.court,
            title_kinds: &stance::kinds(self.document, 0),
            lead_kinds: &stance::kinds(self.document, 1),
            today: self.today,
            title: &words::of_line(self.document, &self.document.lines[0], profile),
            names: &words::names(self.document, usize::MAX),
            pointers: &recall::pointers(self.document, profile),
            relevance: relevance.weighed.sum,
            dates: &self.document.all_dates(),
            places: &self.document.all_places(),
        };
        identity::resolve(&tale, ledger, profile, self.today)
    }

    fn judge_known(
        &self,
        mention: &Mention,
        known: &Event,
        (candidates, relevance): (&[Candidate], &Relevance),
        (ledger, profile): (&Ledger, &Profile),
    ) -> Judgement {
        let weighed = candidates.iter().find(|c| c.event == known.id);
        let signs = self.signs(known, weighed, (ledger, profile));
        let mut judgement = update::judge(mention, known, &signs, profile);
        let tied = self.terms.truth.is_some() || known.on_topic || relevance.score >= 0.5;
        if !tied || known.ignored {
            judgement.verdict = Verdict::Irrelevant;
            judgement.reasons.insert(
                0,
                if known.ignored {
                    "the analyst does not want to hear of this event".to_owned()
                } else {
                    "neither the article nor the event is tied to the topic".to_owned()
                },
            );
        }
        judgement
    }

    /// A matter no known event fits: new where it is fresh and of the topic, else history.
    fn judge_unknown(
        &self,
        mention: &Mention,
        relevance: &Relevance,
        (founding, profile): (&Weighed, &Profile),
    ) -> Judgement {
        let say = |verdict, reason: String| Judgement::plain(verdict, &reason);
        let labelled = self.terms.truth.is_some();
        if relevance.score < 0.5 && !labelled {
            return say(Verdict::Irrelevant, "not tied to the topic".to_owned());
        }
        let window = profile.number("freshness_days");
        #[expect(clippy::cast_possible_truncation, reason = "a number of days")]
        let oldest = self.today.saturating_sub((window as i64).days());
        match mention.when {
            Some(when) if when.end < oldest => {
                let reason = format!("happened by {}, before the freshness window", when.end);
                return say(Verdict::Background, reason);
            }
            _ if self.terms.standing == Standing::Baseline => {
                return say(Verdict::Background, "part of the baseline".to_owned());
            }
            _ => {}
        }
        let most = founding.most();
        // A recap's "event" would swallow the next real one.
        if founding.holds() && !self.stance.looks_back() || labelled {
            return say(
                Verdict::New,
                format!("no known event fits ({:.1}; most: {most})", founding.sum),
            );
        }
        let reason =
            format!("reports no fresh matter of its own ({:.1}; most: {most})", founding.sum);
        say(Verdict::Irrelevant, reason)
    }

    /// What speaks for and against this being a fresh matter of its own.
    fn founding(
        &self,
        mention: &Mention,
        relevance: &Relevance,
        (candidates, known): (&[Candidate], Option<&Event>),
        profile: &Profile,
    ) -> Weighed {
        let kind = profile.kind(&mention.kind);
        let of_kind =
            |is: fn(&EventType) -> bool| kind.is_some_and(|kind| is(&profile.types[kind]));
        let places: Vec<_> = mention.places.iter().filter_map(|id| profile.place(id)).collect();
        let nearest = candidates.iter().find(|c| known.is_none_or(|known| known.id != c.event));
        let lines = &self.document.lines;
        let reporting = self.document.foreground().count();
        let words = self.document.full.split_whitespace().count();
        let title = kind.map_or(0, |kind| stance::title_trigger(self.document, kind));
        let signs = found::Signs {
            relevance: relevance.weighed.sum,
            fresh: self.focus.fresh,
            old: self.focus.when.is_some() && !self.focus.fresh,
            coarse: mention.when.is_some_and(|when| when.precision > Precision::Week),
            asks: self.stance.asks,
            anniversary: self.stance.anniversary,
            recaps: self.stance.recaps,
            timeless: self.stance.timeless,
            ritual: self.stance.ritual,
            reports: self.stance.reports,
            refers_back: self.stance.refers_back,
            follows_up: self.stance.follows_up,
            title_trigger: f64::from(title) / 3.0,
            violent: of_kind(|kind| kind.violent),
            security: of_kind(|kind| kind.security),
            place: places
                .iter()
                .any(|ix| profile.is_home(*ix) && profile.places[*ix].kind >= PlaceKind::Town),
            abroad: places.first().is_some_and(|ix| !profile.is_home(*ix)),
            victims: mention.facts.iter().any(|fact| fact.value.count().is_some_and(|n| n > 0)),
            nearest: nearest.map_or(-5.0, |c| c.score.min(0.0)),
            length: (words as f64 / 100.0).ln_1p(),
            foreground: reporting as f64 / lines.len().max(1) as f64,
        };
        found::weigh(&signs, profile)
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
        let tale = Telltale::recall(mention, &words, self.at);
        identity::resolve(&tale, ledger, profile, self.today)
    }

    pub(super) fn decide_recall(
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
        Decision {
            mention,
            event,
            verdict,
            changes,
            reasons,
            candidates,
            signs,
            founding: Vec::new(),
        }
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

    fn signs(
        &self,
        event: &Event,
        weighed: Option<&Candidate>,
        (ledger, profile): (&Ledger, &Profile),
    ) -> update::Signs {
        let value = |name: &str| {
            let features = weighed.map(|c| c.features.as_slice()).unwrap_or_default();
            features.iter().find(|(n, ..)| n == name).map_or(0.0, |(_, value, _)| *value)
        };
        let told = event.last_told.to_zoned(TimeZone::UTC).date();
        let day = self.focus.when.filter(|_| self.focus.fresh);
        let title = words::of_line(self.document, &self.document.lines[0], profile);
        let names = words::names(self.document, LEAD_LINES);
        update::Signs {
            copy: value("copy") > 0.0,
            corrects: self.stance.corrects,
            likeness: value("words"),
            novelty: 1.0 - value("lead"),
            title_novelty: 1.0 - features::covered(&title, event, ledger),
            later_day: day.is_some_and(|d| d.start > told),
            same_day: day.zip(event.when).is_some_and(|(d, w)| d.gap_days(&w) == 0),
            reflects: self.stance.reflects(&self.focus),
            new_names: features::uncovered(&names, event, ledger),
            fresh: self.focus.fresh,
            follows_up: self.stance.follows_up,
            recaps: self.stance.recaps,
            anniversary: self.stance.anniversary,
            length: (self.document.full.len() as f64 / 600.0).ln_1p(),
            negates: self.stance.negates,
            asks: self.stance.asks,
            ritual: self.stance.ritual,
            silence: (days_between(event.last_told, self.at) / 30.0).min(1.0),
            soon: (-2.0 * days_between(event.last_told, self.at)).exp(),
            age: (days_between(event.first_told, self.at) / 30.0).min(1.0),
            violent: profile.kind(&event.kind).is_some_and(|kind| profile.types[kind].violent),
        }
    }
}

fn days_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_second() - from.as_second()).max(0) as f64 / 86_400.0
}
