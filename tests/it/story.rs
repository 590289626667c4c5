//! An invented event told over three days by invented papers, with a small gazetteer: what mail,
//! notice and delivery tests tell about.

use cpec_watch::{
    mail::{ArticleRef, Matter},
    model::{
        article::ArticleId,
        date::Interval,
        event::{Event, EventId, Role, Telling},
        fact::{Fact, FactKey, FactValue, Qualifier},
        notice::{Development, Severity},
        verdict::{Change, Verdict},
    },
    profile::Profile,
};
use jiff::{Timestamp, civil::date};

const PROFILE: &str = r#"
name = "test"
timezone = "Asia/Karachi"
home = "pakistan"
[[place]]
id = "pakistan"
name = "Pakistan"
kind = "country"
[[place]]
id = "kp"
name = "Khyber Pakhtunkhwa"
kind = "province"
in = "pakistan"
[[place]]
id = "upper-kohistan"
name = "Upper Kohistan"
kind = "district"
in = "kp"
[[place]]
id = "dasu"
name = "Dasu"
kind = "town"
in = "upper-kohistan"
[[type]]
id = "attack"
label = "Attack"
violent = true
[[type]]
id = "legal"
label = "Arrest or trial"
[[type]]
id = "diplomacy"
label = "Diplomacy"
[[group]]
id = "chinese"
names = ["chinese"]
counted = true
topical = true
[[group]]
id = "attackers"
names = ["attackers"]
hostile = true
"#;

pub(crate) fn profile() -> Profile {
    Profile::parse(&[("test.toml".to_owned(), PROFILE.to_owned())]).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Everything about the event after the third article.
pub(crate) struct Story {
    pub(crate) event: Event,
    pub(crate) developments: Vec<Development>,
    pub(crate) articles: Vec<ArticleRef>,
}

struct Told {
    id: &'static str,
    outlet: &'static str,
    at: &'static str,
    lang: &'static str,
    title: &'static str,
    evidence: &'static str,
    agency: Option<&'static str>,
}

const TOLD: [Told; 4] = [
    Told {
        id: "a1",
        outlet: "The Indus Herald",
        at: "2021-07-14T04:40:00Z",
        lang: "en",
        title: "Blast hits bus near Dasu, at least 10 dead",
        evidence: "At least 10 people, six of them Chinese engineers, were killed when a bus was \
                   hit by a blast on Wednesday, police said.",
        agency: None,
    },
    Told {
        id: "a2",
        outlet: "Karakoram Post",
        at: "2021-07-14T06:05:00Z",
        lang: "en",
        title: "Blast hits bus near Dasu, at least 10 dead",
        evidence: "",
        agency: None,
    },
    Told {
        id: "a3",
        outlet: "روزنامہ سندھ",
        at: "2021-07-14T12:30:00Z",
        lang: "ur",
        title: "داسو بس دھماکہ، ہلاکتیں 12 ہو گئیں",
        evidence: "حکام کے مطابق ہلاک ہونے والوں کی تعداد بارہ ہو گئی ہے۔",
        agency: None,
    },
    Told {
        id: "a4",
        outlet: "Delta Wire",
        at: "2021-07-15T08:20:00Z",
        lang: "zh",
        title: "达苏班车爆炸遇难人数升至13人，含9名中国公民",
        evidence: "遇难人数升至13人，其中包括9名中国公民。",
        agency: Some("delta"),
    },
];

fn fact(told: &Told, key: &str, value: FactValue, said_by: Option<&str>) -> Fact {
    Fact {
        key: FactKey::new(key),
        value,
        qualifier: if told.id == "a1" { Qualifier::AtLeast } else { Qualifier::Exact },
        said_by: said_by.map(str::to_owned),
        article: ArticleId(told.id.to_owned()),
        outlet: told.outlet.to_owned(),
        at: at(told.at),
        evidence: told.evidence.to_owned(),
        lead: true,
    }
}

fn development(told: &Told, verdict: Verdict, changes: Vec<Change>, reason: &str) -> Development {
    Development {
        event: EventId("2021-07-14-dasu-attack".to_owned()),
        article: ArticleId(told.id.to_owned()),
        verdict,
        changes,
        reasons: vec![reason.to_owned()],
        evidence: vec![told.evidence.to_owned()],
        at: at(told.at),
        severity: Severity::Critical,
    }
}

pub(crate) fn change(key: &str, before: Option<u64>, after: u64) -> Change {
    Change {
        key: FactKey::new(key),
        before: before.map(FactValue::Count),
        after: FactValue::Count(after),
        reason: format!("{key} is {after} now"),
    }
}

/// The event as it stood after the first `articles` of four.
pub(crate) fn told(articles: usize) -> Story {
    Story {
        event: event(articles),
        developments: developments().into_iter().take(articles).flatten().collect(),
        articles: TOLD[..articles].iter().map(article).collect(),
    }
}

/// What each of the four articles states.
fn facts() -> [Vec<Fact>; 4] {
    let [a1, _, a3, a4] = &TOLD;
    let count = FactValue::Count;
    [
        vec![
            fact(a1, "killed", count(10), Some("police")),
            fact(a1, "killed_chinese", count(6), Some("police")),
            fact(a1, "injured", count(28), None),
        ],
        Vec::new(),
        vec![fact(a3, "killed", count(12), Some("officials"))],
        vec![
            fact(a4, "killed", count(13), None),
            fact(a4, "killed_chinese", count(9), Some("Chinese embassy")),
            fact(a4, "cause", FactValue::Text("car bomb".to_owned()), Some("investigators")),
        ],
    ]
}

/// What is new in each of the four articles.
fn developments() -> [Option<Development>; 4] {
    let [a1, _, a3, a4] = &TOLD;
    let new = "No known event fits: nothing was told of Dasu within a week of 14 July";
    [
        Some(development(a1, Verdict::New, Vec::new(), new)),
        None,
        Some(development(
            a3,
            Verdict::Update,
            vec![change("killed", Some(10), 12)],
            "killed rises from 10 to 12",
        )),
        Some(development(
            a4,
            Verdict::Update,
            vec![
                change("killed", Some(12), 13),
                change("killed_chinese", Some(6), 9),
                Change {
                    key: FactKey::new("cause"),
                    before: None,
                    after: FactValue::Text("car bomb".to_owned()),
                    reason: "first word of cause".to_owned(),
                },
            ],
            "killed rises from 12 to 13",
        )),
    ]
}

fn event(articles: usize) -> Event {
    let first = &TOLD[0];
    Event {
        id: EventId("2021-07-14-dasu-attack".to_owned()),
        kind: "attack".to_owned(),
        title: first.title.to_owned(),
        when: Some(Interval::day(date(2021, 7, 14))),
        places: ["dasu", "upper-kohistan", "kp", "pakistan"].map(str::to_owned).to_vec(),
        actors: Vec::new(),
        facts: facts().into_iter().take(articles).flatten().collect(),
        kinds: vec![("attack".to_owned(), 1)],
        articles: TOLD[..articles].iter().map(telling).collect(),
        first_told: at(first.at),
        last_told: at(TOLD[articles - 1].at),
        on_topic: true,
        history: false,
        ignored: false,
        merged_into: None,
    }
}

fn telling(told: &Told) -> Telling {
    // a2 carries the text of a1.
    let fingerprint = match told.id {
        "a1" => 0x0f0f_0f0f_0f0f_0f0f,
        "a2" => 0x0f0f_0f0f_0f0f_0f0e,
        "a3" => 0x1234_5678_9abc_def0,
        _ => 0xdead_beef_0bad_f00d,
    };
    Telling {
        article: ArticleId(told.id.to_owned()),
        outlet: told.outlet.to_owned(),
        at: at(told.at),
        fingerprint,
        agency: told.agency.map(str::to_owned),
        words: Vec::new(),
        role: Role::Primary,
    }
}

fn article(told: &Told) -> ArticleRef {
    ArticleRef {
        article: ArticleId(told.id.to_owned()),
        title: told.title.to_owned(),
        outlet: told.outlet.to_owned(),
        url: format!("https://news.example/{}?a=1&b=2", told.id),
        lang: told.lang.to_owned(),
    }
}

impl Story {
    /// All of it, with the last `developments` told.
    pub(crate) fn matter(&self, developments: usize) -> Matter<'_> {
        let from = self.developments.len() - developments;
        Matter {
            event: &self.event,
            developments: &self.developments[from..],
            articles: &self.articles,
        }
    }
}
