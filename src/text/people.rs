//! Words for people that belong to no topic, and words that look like counts of people and are not.

/// A noun for one person or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    One,
    Many,
}

/// Nouns for one person; their plurals are derived.
#[rustfmt::skip]
const ONE: &[&str] = &[
    "person", "man", "woman", "child", "boy", "girl", "baby", "infant", "toddler", "teen",
    "teenager", "teenage", "youth", "youngster", "kid", "adult", "male", "female", "juvenile",
    "minor", "student", "pupil", "teacher", "professor", "lecturer", "researcher", "doctor",
    "nurse", "engineer", "technician", "worker", "labourer", "laborer", "employee", "staffer",
    "staffer", "official", "officer", "policeman", "policewoman", "cop", "constable", "inspector",
    "soldier", "trooper", "guard", "ranger", "levy", "commando", "sergeant", "deputy",
    "paramilitary", "serviceman", "marine", "sailor", "gunman", "attacker", "assailant", "bomber",
    "militant", "terrorist", "insurgent", "rebel", "separatist", "fighter", "extremist", "suspect",
    "robber", "intruder", "shooter", "driver", "passenger", "commuter", "motorist", "motorcyclist",
    "cyclist", "pedestrian", "passerby", "bystander", "onlooker", "resident", "villager", "local",
    "civilian", "citizen", "national", "foreigner", "expatriate", "tourist", "visitor", "guest",
    "pilgrim", "worshipper", "devotee", "shopkeeper", "vendor", "trader", "businessman", "miner",
    "driller", "farmer", "fisherman", "surveyor", "geologist", "interpreter", "translator",
    "journalist", "reporter", "cameraman", "photographer", "lawyer", "judge", "politician",
    "lawmaker", "leader", "activist", "protester", "protestor", "demonstrator", "victim",
    "patient", "survivor", "casualty", "fatality", "member", "relative", "brother", "sister",
    "father", "mother", "son", "daughter", "husband", "wife", "girlfriend", "boyfriend",
    "grandmother", "grandfather", "grandson", "granddaughter", "uncle", "aunt", "cousin", "nephew",
    "niece", "parent", "sibling", "friend", "neighbor", "neighbour", "roommate", "partner",
    "colleague", "companion", "accomplice", "applicant", "contractor", "executive", "manager",
    "director", "clerk", "cashier", "customer", "owner", "homeowner", "tenant", "mechanic",
    "welder", "cook", "cleaner", "gardener", "sweeper", "helper", "individual", "subject", "human",
    "soul", "body", "corpse", "colonel", "captain", "major", "lieutenant", "sepoy", "jawan",
    "havildar", "recruit", "cadet", "conscript", "detainee", "prisoner", "inmate", "hostage",
    "captive", "abductee", "teenaged", "occupant", "crewman", "pilot", "firefighter", "paramedic",
    "rescuer", "volunteer", "delegate", "diplomat", "envoy", "ambassador", "scholar", "imam",
    "cleric", "priest", "bride", "groom", "player", "athlete", "dancer", "veteran", "mom", "dad",
    "mum", "grandma", "grandpa", "stepfather", "stepmother", "stepson", "stepdaughter", "toddler",
    "newborn", "partygoer", "reveler", "reveller", "clubgoer", "bouncer", "bartender", "barber",
    "rapper", "trucker", "conductor", "porter", "operator", "chef", "waiter", "caretaker",
    "watchman", "chowkidar", "operative", "combatant", "victim", "other", "twin", "triplet",
    "gangster", "commander", "aide", "escort", "tribesman", "tribal", "elder", "voter",
    "candidate", "councillor", "nazim", "mayor", "minister",
];

/// Plurals and mass nouns that no rule derives.
#[rustfmt::skip]
const MANY: &[&str] = &[
    "people", "persons", "men", "women", "children", "policemen", "policewomen", "servicemen",
    "gunmen", "businessmen", "fishermen", "cameramen", "passersby", "passers", "personnel",
    "troops", "staff", "staffers", "crew", "police", "levies", "cops", "babies", "casualties",
    "fatalities", "bodies", "wives", "crewmen", "lives", "souls", "tribesmen", "humans", "folks",
    "jawans", "watchmen", "guardsmen", "adults", "employees", "others", "countrymen",
    "compatriots", "gentlemen", "youths", "family", "families", "couple",
];

/// What kind of people noun a lower-case word is.
pub(crate) fn noun(word: &str) -> Option<Noun> {
    static ONES: std::sync::LazyLock<std::collections::HashSet<&str>> =
        std::sync::LazyLock::new(|| ONE.iter().copied().collect());
    static MANIES: std::sync::LazyLock<std::collections::HashSet<&str>> =
        std::sync::LazyLock::new(|| MANY.iter().copied().collect());
    if MANIES.contains(word) {
        return Some(Noun::Many);
    }
    if ONES.contains(word) {
        return Some(Noun::One);
    }
    let stem = word.strip_suffix('s')?;
    ONES.contains(stem).then_some(Noun::Many)
}

/// Words after a number that make it a measure, a time or a thing, not people.
pub(crate) fn unit(word: &str) -> bool {
    #[rustfmt::skip]
    const UNITS: &[&str] = &[
        "%", "percent", "per", "kg", "kgs", "kilogram", "kilograms", "kilogramme", "kilogrammes",
        "kilo", "kilos", "gram", "grams", "tonne", "tonnes", "ton", "tons", "pound", "pounds",
        "lb", "lbs", "litre", "litres", "liter", "liters", "km", "kms", "kilometre", "kilometres",
        "kilometer", "kilometers", "metre", "metres", "meter", "meters", "mile", "miles", "feet",
        "foot", "ft", "inch", "inches", "yard", "yards", "acre", "acres", "hectare", "hectares",
        "mw", "megawatt", "megawatts", "gw", "gigawatt", "gigawatts", "kv", "volt", "mm", "cm",
        "caliber", "calibre", "gauge", "am", "pm", "a.m", "p.m", "o'clock", "hrs", "pkt", "gmt",
        "utc", "year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours",
        "minute", "minutes", "second", "seconds", "decade", "decades", "century", "centuries",
        "dollar", "dollars", "rupee", "rupees", "yuan", "euro", "euros", "usd", "pkr", "rmb",
        "million-dollar", "degree", "degrees", "times", "block", "rounds", "bullets", "shots",
        "vehicles", "vehicle", "cars", "car", "buses", "bus", "trucks", "truck", "vans", "van",
        "houses", "homes", "buildings", "shops", "schools", "bombs", "attacks", "attack", "blasts",
        "explosions", "incidents", "shootings", "projects", "companies", "countries", "points",
        "th", "st", "nd", "rd", "bn", "mph", "kph", "guns", "weapons", "rifles", "pistols",
        "casings", "rockets", "grenades", "phones", "cases", "charges", "counts", "pages", "units",
    ];
    static SET: std::sync::LazyLock<std::collections::HashSet<&str>> =
        std::sync::LazyLock::new(|| UNITS.iter().copied().collect());
    SET.contains(word)
}
