//! Words that tell what befell people.

use super::{super::token::Tokens, Harm};

/// How a trigger takes its people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// "killed": of the people before it or after it, as the sentence has it.
    Either,
    /// "killing", "kills", "claimed the lives of": the people after it.
    Object,
    /// "died", "dead", "was taken to hospital": the people before it.
    Subject,
    /// "among the dead", "the other dead": part of a toll; the people on either side.
    Among,
    /// "death toll", "number of injured": a number that follows.
    Toll,
}

/// A trigger at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trigger {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) harm: Harm,
    pub(super) voice: Voice,
    /// The death came after an injury was told.
    pub(super) later: bool,
    /// Told by treatment and condition: several such people are alive, one may yet die.
    pub(super) care: bool,
}

use Harm::{Abducted, Arrested, Injured, Killed, Missing, Struck, Unhurt};
use Voice::{Among, Either, Object, Subject, Toll};

/// Phrases, the longest reading of each first word first.
#[rustfmt::skip]
const TABLE: &[(&str, Harm, Voice)] = &[
    ("shot and fatally wounded", Killed, Either), ("shot and killed", Killed, Either),
    ("shot to death", Killed, Either), ("shot dead", Killed, Either),
    ("shot and wounded", Injured, Either), ("shot and injured", Injured, Either),
    ("shoots and kills", Killed, Object), ("shooting and killing", Killed, Object),
    ("shooting to death", Killed, Object), ("shot and critically wounded", Injured, Either),
    ("shot and seriously wounded", Injured, Either),
    ("shot and critically injured", Injured, Either), ("shot , killed", Killed, Either),
    ("fatally shot", Killed, Either), ("fatally shoots", Killed, Object),
    ("fatally shooting", Killed, Object), ("fatally wounded", Killed, Either),
    ("fatally injured", Killed, Either), ("fatally struck", Killed, Either),
    ("fatally stabbed", Killed, Either), ("mortally wounded", Killed, Either),
    ("gunned down", Killed, Either), ("gunning down", Killed, Object),
    ("gun down", Killed, Object), ("stabbed to death", Killed, Either),
    ("beaten to death", Killed, Either), ("burnt to death", Killed, Either),
    ("burned to death", Killed, Either), ("burnt alive", Killed, Either),
    ("burned alive", Killed, Either), ("hacked to death", Killed, Either),
    ("bled to death", Killed, Subject), ("beheaded", Killed, Either),
    ("blown to pieces", Killed, Either), ("killed", Killed, Either), ("killing", Killed, Object),
    ("kills", Killed, Object), ("kill", Killed, Object), ("slain", Killed, Either),
    ("slaying", Killed, Object), ("slew", Killed, Object), ("murdered", Killed, Either),
    ("murdering", Killed, Object), ("murders", Killed, Object), ("assassinated", Killed, Either),
    ("assassinating", Killed, Object), ("martyred", Killed, Either), ("martyring", Killed, Object),
    ("massacred", Killed, Either), ("executed", Killed, Either), ("executing", Killed, Object),
    ("eliminated", Killed, Either), ("eliminating", Killed, Object),
    ("neutralised", Killed, Either), ("neutralized", Killed, Either),
    ("neutralising", Killed, Object), ("lynched", Killed, Either),
    ("electrocuted", Killed, Either), ("perished", Killed, Subject), ("perish", Killed, Subject),
    ("died", Killed, Subject), ("dies", Killed, Subject), ("die", Killed, Subject),
    ("dying", Killed, Subject), ("dead", Killed, Subject), ("deceased", Killed, Subject),
    ("found dead", Killed, Subject), ("pronounced dead", Killed, Subject),
    ("declared dead", Killed, Subject), ("presumed dead", Killed, Subject),
    ("pronounced deceased", Killed, Subject), ("confirmed dead", Killed, Subject),
    ("did not survive", Killed, Subject), ("didn't survive", Killed, Subject),
    ("passed away", Killed, Subject), ("breathed his last", Killed, Subject),
    ("lost their lives", Killed, Subject), ("lost his life", Killed, Subject),
    ("lost her life", Killed, Subject), ("lose their lives", Killed, Subject),
    ("losing their lives", Killed, Subject), ("lost life", Killed, Subject),
    ("lost its life", Killed, Subject), ("loses life", Killed, Subject),
    ("lost lives", Killed, Subject), ("laid down their lives", Killed, Subject),
    ("laid down his life", Killed, Subject), ("sacrificed their lives", Killed, Subject),
    ("sacrificed his life", Killed, Subject), ("embraced martyrdom", Killed, Subject),
    ("embrace martyrdom", Killed, Subject), ("embraces martyrdom", Killed, Subject),
    ("embracing martyrdom", Killed, Subject), ("attained martyrdom", Killed, Subject),
    ("succumbed", Killed, Subject), ("succumbs", Killed, Subject), ("succumb", Killed, Subject),
    ("succumbing", Killed, Subject), ("were martyred", Killed, Subject),
    ("claimed the lives of", Killed, Object), ("claiming the lives of", Killed, Object),
    ("claims the lives of", Killed, Object), ("claim the lives of", Killed, Object),
    ("took the lives of", Killed, Object), ("taking the lives of", Killed, Object),
    ("taken the lives of", Killed, Object), ("takes the lives of", Killed, Object),
    ("claimed the life of", Killed, Object), ("took the life of", Killed, Object),
    ("takes the life of", Killed, Object), ("claimed the life", Killed, Object),
    ("deaths of", Killed, Object), ("death of", Killed, Object), ("killing of", Killed, Object),
    ("killings of", Killed, Object), ("murder of", Killed, Object), ("murders of", Killed, Object),
    ("martyrdom of", Killed, Object), ("assassination of", Killed, Object),
    ("shooting deaths of", Killed, Object), ("shooting death of", Killed, Object),
    ("loss of", Killed, Object), ("fatal shooting of", Killed, Object),
    ("fatal shootings of", Killed, Object), ("slaying of", Killed, Object),
    ("slayings of", Killed, Object), ("shooting of", Struck, Object), ("injured", Injured, Either),
    ("injuring", Injured, Object), ("injures", Injured, Object), ("injure", Injured, Object),
    ("wounded", Injured, Either), ("wounding", Injured, Object), ("wounds", Injured, Object),
    ("wound", Injured, Object), ("hurt", Injured, Either), ("hurting", Injured, Object),
    ("hurts", Injured, Object), ("maimed", Injured, Either), ("hospitalized", Injured, Either),
    ("hospitalised", Injured, Either), ("hospitalizes", Injured, Object),
    ("critically injured", Injured, Either), ("grazed", Injured, Either),
    ("burned", Injured, Subject), ("scarred", Injured, Subject), ("cut by", Injured, Subject),
    ("injuries to", Injured, Object), ("wounding of", Injured, Object),
    ("in critical condition", Struck, Subject), ("in serious condition", Struck, Subject),
    ("in stable condition", Struck, Subject), ("in fair condition", Struck, Subject),
    ("in good condition", Struck, Subject), ("in critical but stable condition", Struck, Subject),
    ("in grave condition", Struck, Subject), ("in guarded condition", Struck, Subject),
    ("in intensive care", Struck, Subject), ("on life support", Struck, Subject),
    ("critical", Struck, Subject), ("fighting for their lives", Struck, Subject),
    ("fighting for his life", Struck, Subject), ("fighting for her life", Struck, Subject),
    ("expected to survive", Struck, Subject), ("expected to recover", Struck, Subject),
    ("expected to live", Struck, Subject), ("expected to be okay", Struck, Subject),
    ("expected to be ok", Struck, Subject), ("being treated", Struck, Subject),
    ("under treatment", Struck, Subject), ("undergoing treatment", Struck, Subject),
    ("undergoing surgery", Struck, Subject), ("receiving treatment", Struck, Subject),
    ("recovering", Struck, Subject), ("underwent surgery", Struck, Subject),
    ("treated for", Struck, Subject), ("treated at", Struck, Subject), ("shot", Struck, Either),
    ("shoots", Struck, Object), ("shooting", Struck, Object), ("hit by", Struck, Subject),
    ("struck by", Struck, Subject), ("fatally", Killed, Subject), ("hit", Struck, Subject),
    ("struck", Struck, Subject), ("hitting", Struck, Object), ("striking", Struck, Object), ("hit in the", Struck, Subject),
    ("struck in the", Struck, Subject), ("hit by", Struck, Subject),
    ("hit several times", Struck, Subject), ("struck several times", Struck, Subject),
    ("harmed", Injured, Either), ("safe and sound", Unhurt, Subject), ("stabbed", Struck, Either),
    ("gunshot wound", Struck, Subject), ("gunshot wounds", Struck, Subject),
    ("bullet wound", Struck, Subject), ("bullet wounds", Struck, Subject),
    ("missing", Missing, Subject), ("went missing", Missing, Subject),
    ("unaccounted for", Missing, Subject), ("cannot be found", Missing, Subject),
    ("could not be found", Missing, Subject), ("abducted", Abducted, Either),
    ("abducting", Abducted, Object), ("abducts", Abducted, Object), ("abduct", Abducted, Object),
    ("kidnapped", Abducted, Either), ("kidnapping", Abducted, Object),
    ("kidnap", Abducted, Object), ("kidnaps", Abducted, Object),
    ("taken hostage", Abducted, Either), ("took hostage", Abducted, Object),
    ("abduction of", Abducted, Object), ("kidnapping of", Abducted, Object),
    ("held hostage", Abducted, Subject), ("arrested", Arrested, Either),
    ("arresting", Arrested, Object), ("arrests", Arrested, Object), ("arrest", Arrested, Object),
    ("detained", Arrested, Either), ("detaining", Arrested, Object), ("detains", Arrested, Object),
    ("detain", Arrested, Object), ("apprehended", Arrested, Either), ("nabbed", Arrested, Either),
    ("nab", Arrested, Object), ("nabs", Arrested, Object), ("held", Arrested, Subject),
    ("taken into custody", Arrested, Subject), ("taken in custody", Arrested, Subject),
    ("in custody", Arrested, Subject), ("rounded up", Arrested, Either),
    ("captured", Arrested, Either), ("arrest of", Arrested, Object),
    ("arrests of", Arrested, Object), ("behind bars", Arrested, Subject),
    ("rescued", Unhurt, Either), ("rescuing", Unhurt, Object), ("freed", Unhurt, Either),
    ("unhurt", Unhurt, Subject), ("unharmed", Unhurt, Subject), ("uninjured", Unhurt, Subject),
    ("unscathed", Unhurt, Subject), ("evacuated", Unhurt, Either), ("survived", Unhurt, Subject),
    ("survives", Unhurt, Subject), ("safe", Unhurt, Subject), ("released", Unhurt, Subject),
    ("among the dead and wounded", Struck, Among), ("among the dead and injured", Struck, Among),
    ("among the dead", Killed, Among), ("among the killed", Killed, Among),
    ("among those killed", Killed, Among), ("among the deceased", Killed, Among),
    ("among the martyred", Killed, Among), ("among the martyrs", Killed, Among),
    ("among the fatalities", Killed, Among), ("among those who died", Killed, Among),
    ("the other dead", Killed, Among), ("among the slain", Killed, Among),
    ("the others killed", Killed, Among), ("the dead include", Killed, Among),
    ("the dead included", Killed, Among), ("the dead were", Killed, Among),
    ("the deceased include", Killed, Among), ("the deceased included", Killed, Among),
    ("those killed were", Killed, Among), ("those killed include", Killed, Among),
    ("those killed included", Killed, Among), ("the killed include", Killed, Among),
    ("the victims include", Struck, Among), ("the victims included", Struck, Among),
    ("the martyred include", Killed, Among), ("the martyred included", Killed, Among),
    ("the martyrs include", Killed, Among), ("the fatalities include", Killed, Among),
    ("the fatalities included", Killed, Among), ("among the injured", Injured, Among),
    ("among the wounded", Injured, Among), ("among those injured", Injured, Among),
    ("among those wounded", Injured, Among), ("among those hurt", Injured, Among),
    ("among the hurt", Injured, Among), ("the injured include", Injured, Among),
    ("the injured included", Injured, Among), ("the wounded include", Injured, Among),
    ("the wounded included", Injured, Among), ("those injured include", Injured, Among),
    ("those injured included", Injured, Among), ("among the victims", Struck, Among),
    ("among the casualties", Struck, Among), ("among those arrested", Arrested, Among),
    ("among the missing", Missing, Among), ("death toll", Killed, Toll), ("toll", Killed, Toll),
    ("number of dead", Killed, Toll), ("number of the dead", Killed, Toll),
    ("number of deaths", Killed, Toll), ("number of killed", Killed, Toll),
    ("number of fatalities", Killed, Toll), ("number of those killed", Killed, Toll),
    ("body count", Killed, Toll), ("number of people killed", Killed, Toll),
    ("death count", Killed, Toll), ("number of martyrs", Killed, Toll),
    ("number of injured", Injured, Toll), ("number of the injured", Injured, Toll),
    ("number of wounded", Injured, Toll), ("number of the wounded", Injured, Toll),
    ("number of those injured", Injured, Toll), ("number of people injured", Injured, Toll),
    ("injury toll", Injured, Toll), ("number of casualties", Struck, Toll),
    ("number of victims", Struck, Toll), ("number of missing", Missing, Toll),
    ("fatalities at", Killed, Toll),
];

type Index = std::collections::HashMap<&'static str, Vec<(&'static str, Harm, Voice)>>;

fn index() -> &'static Index {
    static INDEX: std::sync::LazyLock<Index> = std::sync::LazyLock::new(|| {
        let mut index = Index::new();
        for row in TABLE {
            let first = row.0.split(' ').next().unwrap_or(row.0);
            index.entry(first).or_default().push(*row);
        }
        for rows in index.values_mut() {
            rows.sort_by_key(|(words, ..)| std::cmp::Reverse(words.len()));
        }
        index
    });
    &INDEX
}

/// The trigger that begins at `at`.
pub(super) fn trigger(tokens: &Tokens, at: usize) -> Option<Trigger> {
    if let Some(found) = told_by_care(tokens, at) {
        return Some(found);
    }
    let rows = index().get(tokens.word(at))?;
    let (to, harm, voice) = rows
        .iter()
        .find_map(|(words, harm, voice)| Some((tokens.reads(at, words)?, *harm, *voice)))?;
    let (harm, voice) = refine(tokens, at, to, harm, voice)?;
    let later = matches!(tokens.word(at), "succumbed" | "succumbs" | "succumb" | "succumbing")
        || (harm == Killed && (tokens.before(at, 1) == "later" || tokens.before(at, 2) == "later"));
    let care = harm == Struck
        && voice == Subject
        && matches!(
            tokens.word(at),
            "in" | "on"
                | "critical"
                | "fighting"
                | "expected"
                | "being"
                | "under"
                | "undergoing"
                | "receiving"
                | "recovering"
                | "underwent"
                | "treated"
        );
    Some(Trigger { from: at, to, harm, voice, later, care })
}

/// "suffered a gunshot wound", "sustained injuries", "was taken to hospital".
fn told_by_care(tokens: &Tokens, at: usize) -> Option<Trigger> {
    let words: &[&str] = match tokens.word(at) {
        "suffered" | "suffering" | "sustained" | "sustaining" | "received" | "suffers" => {
            &["injury", "injuries", "wound", "wounds", "burns", "gunshot"]
        }
        "taken" | "rushed" | "transported" | "airlifted" | "flown" | "shifted" | "driven"
        | "brought" | "moved" | "sent" => &["hospital", "hospitals", "medical", "hospitalized"],
        _ => return None,
    };
    let mut to = at + 1;
    while to < at + 12 {
        let word = tokens.word(to);
        if matches!(word, "." | ";" | "" | "body" | "bodies" | "that" | "when" | "heart") {
            return None;
        }
        if words.contains(&word) {
            let end = to + 1 + usize::from(word == "gunshot");
            return Some(Trigger {
                from: at,
                to: end,
                harm: Struck,
                voice: Subject,
                later: false,
                care: true,
            });
        }
        to += 1;
    }
    None
}

/// Words that are no harm where they stand.
fn refine(
    tokens: &Tokens,
    at: usize,
    to: usize,
    harm: Harm,
    voice: Voice,
) -> Option<(Harm, Voice)> {
    let (word, before, after) = (tokens.word(at), tokens.before(at, 1), tokens.word(to));
    let one = to == at + 1;
    let glued = after == "-" && tokens.glued(to) && tokens.glued(to + 1);
    if one && glued {
        return None;
    }
    if before == "-" && tokens.glued(at) && one {
        return None;
    }
    if one && noun_use(word, before, after, tokens.is(to, super::super::token::Kind::Word)) {
        return None;
    }
    match word {
        "hit" | "struck" if one => {
            matches!(before, "was" | "were" | "been").then_some((harm, voice))
        }
        "safe" | "released" | "recovering" | "held" | "burned" | "captured" | "executed"
        | "eliminated"
            if one =>
        {
            let passive = matches!(
                before,
                "was" | "were" | "is" | "are" | "been" | "being" | "be" | "safely"
            );
            (passive
                && !matches!(after, "a" | "the" | "in" if word == "held" || word == "released"))
            .then_some((harm, voice))
        }
        "loss" => matches!(tokens.word(to), "life" | "lives")
            .then_some((harm, voice))
            .or(Some((harm, Object))),
        "treated" if matches!(after, "as" | "like") => None,
        "survived" if matches!(after, "by") => None,
        "toll" if matches!(after, "plaza" | "tax" | "road" | "booth" | "free") => None,
        "killing" if one && matches!(after, "spree" | "field" | "fields" | "time") => None,
        _ => Some((harm, voice)),
    }
}

/// Single words used as nouns or adjectives: "the dead", "gunshot wounds", "dead end", "critical of".
fn noun_use(word: &str, before: &str, after: &str, word_after: bool) -> bool {
    let article =
        matches!(before, "the" | "a" | "an" | "his" | "her" | "their" | "this" | "its" | "'s");
    match word {
        "injured" | "wounded" | "deceased" | "killed" | "martyred" | "hurt" | "arrested"
        | "detained"
            if matches!(before, "those" | "of" | "for" | "other") =>
        {
            true
        }
        "dead" | "injured" | "wounded" | "missing" | "deceased" | "killed" | "martyred"
        | "hurt" | "arrested" | "detained" | "wound" | "wounds" | "arrest" | "arrests"
        | "kidnapping" | "murders"
            if article =>
        {
            true
        }
        "fatally" => word_after,
        "dead" => matches!(after, "body" | "bodies" | "end" | "man" | "woman" | "or"),
        "shot" => article || matches!(before, "gun" | "warning" | "mass" | "fatal" | "deadly"),
        "shooting" => {
            article
                || matches!(before, "gun" | "warning" | "mass" | "fatal" | "deadly")
                || matches!(
                    after,
                    "at" | "in" | "on" | "that" | "and" | "spree" | "death" | "deaths"
                )
        }
        "critical" => {
            !matches!(before, "remained" | "remains" | "is" | "are" | "was" | "were")
                || matches!(after, "of" | "to" | "for")
        }
        _ => false,
    }
}
