//! Lines that are never an article's, recognised by their own words. Each rule has lines that must
//! and must not match in `tests/corpus/boilerplate.txt`.

use std::sync::LazyLock;

use regex::RegexBuilder;
use regex::bytes::{RegexSet, RegexSetBuilder};

/// A kind of line, and the patterns that make a line one. Patterns see the trimmed line whole;
/// letters match in any case.
struct Rule {
    name: &'static str,
    /// A line of more words is prose.
    most_words: usize,
    patterns: &'static [&'static str],
}

const RULES: [Rule; 19] = [
    Rule {
        name: "share",
        most_words: 14,
        patterns: &[
            r"^share( (this|on|via|article|story|the|with|to|now|post)\b.{0,40})?[:.]?$",
            r"^(tweet|pin it|e-?mail|print|save|bookmark|copy (link|url)|link copied.?|gift( this)? article|flipboard|whats ?app)$",
            r"^((facebook|twitter|x|whatsapp|telegram|linkedin|pinterest|reddit|e-?mail|print|messenger|instagram|youtube|threads|bluesky|share|copy link|tweet)[ ,|/•·]*){2,}$",
            r"^(facebook|twitter|linkedin|pinterest|reddit|messenger|instagram|youtube|telegram)$",
            r"^(\d[\d,.]*k? )?shares?( \d[\d,.]*k?)?$",
        ],
    },
    Rule {
        name: "follow",
        most_words: 32,
        patterns: &[
            r"^\+? ?follow( us| me| author)?( (on|at|via)\b.{1,80})?[:.]?$",
            r"^(you can )?(also )?(follow|join|like|find|catch|stay connected with) (us|our|the)?\b.{0,60}\b(on|for)\b.{0,80}\b(twitter|facebook|instagram|whatsapp|telegram|youtube|google news|linkedin|tiktok|social media|threads)\b.{0,80}$",
            r"^(join|follow|subscribe to) (our|the)\b.{0,40}\b(whatsapp|telegram|youtube) (channel|group)\b.{0,60}$",
        ],
    },
    Rule {
        name: "subscribe",
        most_words: 36,
        patterns: &[
            r"^(subscribe|subscribe (now|today|here|free)|sign up( (now|today|here|free))?|become a (member|subscriber|supporter).{0,60}|support (us|our (work|journalism)).{0,80}|donate( now| today)?)[.!]?$",
            r"^(subscribe|sign up|register|join|get|receive|stay up to date|never miss)\b.{0,100}\b(newsletters?|inbox|e-?mail updates|notifications?|mailing list|daily briefing|alerts? (in|on|to) your)\b.{0,100}$",
            r"^(enter|provide) your e-?mail.{0,80}$",
            r"^(already|not) an? (subscriber|member)\b.{0,60}$",
            r"^(subscribe|log in|sign in|register|subscribe now) to (continue|read|unlock|access|view)\b.{0,80}$",
            r"^(to|for) (view|read|see|get|access)\b.{0,60}\b(full story|story|article|content)\b.{0,20}\b(subscribe|log in|sign in|register)\b.{0,120}$",
            r"^(subscribe|sign up|register)( now| today)? (to|for) (our|the)\b.{0,100}$",
            r"^.{0,60}\b(already|first-time) subscribers?\b.{0,160}$",
            r"^.{0,100}\balready an? (\w+ )?(subscriber|member)\b.{0,100}\b(log|sign)(ged)? ?in\b.{0,120}$",
            r"^(please )?(help|support) us (to )?(continue|keep)\b[^,;:“”]{0,120}$",
            r"^(get|for) the latest\b.{0,80}\b(app|apps|phone|inbox|newsletter)\b.{0,80}$",
            r"^(do you|would you|want to|if you).{0,80}\b(sign up|subscribe)( here| now| today| below)?\b.{0,60}$",
            r"^download (our|the)\b.{0,40}\bapp\b.{0,80}$",
            r"^(get|download|install)( it)? (on|from) (google play|the app store|app ?store)\b.{0,40}$",
        ],
    },
    Rule {
        name: "cookies",
        most_words: 60,
        patterns: &[
            r"\b(we|this (web)?site|our (partners|site|website)|by (continuing|using|clicking))\b.{0,80}\bcookies\b",
            r"^(accept|reject|manage|allow)( all)?( cookies| preferences)?$",
            r"^(cookies?|privacy) (policy|settings|preferences|notice|statement)\.?$",
        ],
    },
    Rule {
        name: "advert",
        most_words: 16,
        patterns: &[
            r"^-?\s*(advertise?ments?|sponsored( content| by.{0,40})?|ads?|ads by .{1,30}|promoted( content)?|paid (content|post)|advertise with us)\s*-?$",
            r"^(story|article|content|text|news) continues (below|after)\b.{0,60}$",
            r"^(continue reading( below)?|scroll( down)? (to|for)\b.{0,40}|skip (ad|advert|promotion)\b.{0,60}|after (the )?(newsletter )?promotion|remove ads?\b.{0,30})$",
        ],
    },
    Rule {
        name: "read more",
        most_words: 40,
        patterns: &[
            r"^[»>•▶*\[( -]*(also read|read also|read more|read next|see also|also see|must read|read|related|related (story|article|news|read)|more on this|watch|watch also|listen|don.t miss|recommended|in pictures|further reading|مزید پڑھیں|یہ بھی پڑھیں|相关阅读|延伸阅读)\s*[:|：➤►»]\s*\S.{0,220}$",
            r"^[»>•▶*\[( -]*((read|see|show|view|load) (more|all|full (story|article)|the full (story|article)|next)|continue reading|more|learn more|find out more|explore further|explore more|click here( .{0,60})?|more details|full story|read (the )?(rest|original)\b.{0,40}|مزید پڑھیں|阅读全文)\s*[.…»>→›:\]]*$",
            r"^(to )?(find out|read|learn|see) more,? (please )?(click|visit|go to|see)\b.{0,80}$",
            r"^the post\b.{1,250}\b(appeared|was published) first on\b.{1,80}$|^the post\b.{1,250}\bfirst appeared on\b.{1,80}$",
            r"^(this (article|story|piece|report)|it) (was |is )?(first|originally)( was)? (appeared|published|posted)\b.{0,120}$",
        ],
    },
    Rule {
        name: "listen",
        most_words: 14,
        patterns: &[
            r"^(listen( now)?|listen to (this|the)\b.{0,40}|read aloud\b.{0,20}|play audio\b.{0,20}|audio player\b.{0,20}|hear this\b.{0,20})[:.]?$",
            r"^(by )?.{3,80}\b\d{1,2}[ -]min(ute)?s?[ -]read$",
            r"^(listen|audio|read(ing)? time|listening time|est\. read(ing)? time)?\s*[:/|-]?\s*\d{1,3}[ -]?(min|mins|minute|minutes)\.?( (read|listen|audio|of reading))?$",
            r"^(this|the) (audio|voice|article|text|content|translation|summary)\b.{0,40}\b(ai|auto|automatically|machine|computer)[- ]?(generated|translated|voiced|created)\b.{0,60}$",
        ],
    },
    Rule {
        name: "player",
        most_words: 12,
        patterns: &[
            r"^(please wait|no media source currently available|loading( video| audio| player)?[ .…]*|play(ing)?( video| now)?|video player\b.{0,30}|embed( share)?|auto|\d{3,4}p( .{0,20})?|pop-?out player|mute|unmute|full ?screen|direct link|live stream|video unavailable)$",
            r"^(\d{1,2}:)?\d{1,2}:\d{2}([ /|-]+(\d{1,2}:)?\d{1,2}:\d{2})*$",
            r"^(the (code|url) has been copied\b.{0,40}|your browser does(n.t| not) support\b.{0,60}|(please )?enable javascript\b.{0,60}|this video (file )?cannot be played\b.{0,40}|to view this video\b.{0,100})$",
        ],
    },
    Rule {
        name: "text size",
        most_words: 8,
        patterns: &[
            r"^(xs|sm|md|lg|xl|xxl)([ |/](xs|sm|md|lg|xl|xxl))*$",
            r"^(a ?[+-]?( |\|)?){1,4}$",
            r"^((font|text) size\b.{0,30}|(increase|decrease|reset)( (font|text)\b.{0,20})?)$",
        ],
    },
    Rule {
        name: "short url",
        most_words: 6,
        patterns: &[
            r"^short ?(url|link)\b.{0,80}$",
            r"^(https?://|www\.)\S+$",
            r"^[\w-]{3,}(\.[\w-]+)?\.(com|net|org|info|news|tv|co\.uk|com\.pk)$",
            r"^url copied\b.{0,20}$",
        ],
    },
    Rule {
        name: "navigation",
        most_words: 16,
        patterns: &[
            r"^(skip to\b.{0,40}|jump to\b.{0,40}|accessibility (links|help|feedback)|menu|search|site search|sections?|navigation|main menu|back to top|go to top|close|toggle\b.{0,30}|previous( (article|story|post|page))?|next( (article|story|post|page))?|load more\b.{0,20}|log ?in|log ?out|sign ?in|my account|e-?paper|today.s (e-?)?paper|home ?page|site ?map|contact us|about us|advertise|live tv)$",
            r"^(home|news|main|front page)( ?[>/»|›→\\] ?[\p{L}\d &'’.,-]{2,60}){1,6}$",
            r"^(breaking news|breaking|latest( news)?|live|trending( now)?|top news|headlines|exclusive|must read|developing story|just in)$",
            r"^page \d+ of \d+$",
        ],
    },
    Rule {
        name: "comments",
        most_words: 20,
        patterns: &[
            r"^(\d+|no|show|hide|view|read|see|add|all|post)? ?comments?( ?\(?\d*\)?)?$",
            r"^(leave a (comment|reply)|post a comment|write a comment|join the (conversation|discussion|debate)\b.{0,60}|what do you think\b.{0,40}|comments are (closed|moderated|disabled)\b.{0,60}|be the first to comment|your e-?mail address will not be published\b.{0,60})[.?!]?$",
        ],
    },
    Rule {
        name: "tags",
        most_words: 40,
        patterns: &[
            r"^(tags?|topics?|keywords?|key ?words|filed under|posted in|categor(y|ies)|related topics|hashtags?)\s*[:：].{0,300}$",
            r"^(tags?|topics|related topics|related tags|in this (story|article)|categories)$",
            r"^(release|publication|publishing|posting|issue) date ?:?$",
            r"^.{0,80}[|•·] ?(categor(y|ies)|filed under|posted in|tags?) ?:.{0,140}$",
            r"^(#[\p{L}\d_]+[ ,]*)+$",
        ],
    },
    Rule {
        name: "copyright",
        most_words: 60,
        patterns: &[
            r"^.{0,60}©.{0,200}$",
            r"^\(?(copyright|\(c\))\b.{0,200}$",
            r"\ball rights reserved\b",
            r"\bmay not be (published|reproduced|republished|copied)\b.{0,200}\b(rewritten|redistributed|permission|consent)\b",
            r"^(terms (of (use|service)|and conditions|& conditions)|privacy policy|disclaimer|code of ethics|editorial standards)([ |•·,]+.{0,80})?$",
            r"^(our standards|the standards): the .{0,60}principles\b.{0,40}$",
        ],
    },
    Rule {
        name: "print note",
        most_words: 24,
        patterns: &[
            r"^published in (the )?\p{L}[\p{L} .&'’-]{1,50}(,| on\b).{0,60}\d{4}\.?$",
            r"^(a version of )?this (article|story) (appears|appeared)( in print)?\b.{0,120}$",
        ],
    },
    Rule {
        name: "credit",
        most_words: 60,
        patterns: &[
            r"^[(\[]?(additional |with )?(reporting|writing|editing|compiled|translated|edited|produced|graphics?|writing and editing|reporting and writing) (and \w+ )?(by|in \w+ by)\b.{3,300}[)\].]?$",
            r"^[(\[]?with (additional )?(inputs?|reporting|information) (from|by)\b.{2,80}$",
            r"^(photo|image|picture|video|photograph|illustration|graphic|screengrab|cover photo|featured image)s?( (by|credit|courtesy|source|from))?\s*[:/|©].{2,120}$",
            r"^(photo|image|picture) (by|courtesy( of)?)\b.{2,80}$",
            r"^(source|via|courtesy)\s*[:/]\s*\S.{0,60}$",
            r"^(getty images|shutterstock|istock|ap photo)([ /].{0,60})?$|^(file photo|representational image|representative image|file|handout)$",
        ],
    },
    Rule {
        name: "caption",
        most_words: 60,
        patterns: &[
            r"^[(\[](photo |image |picture |graphic )?(credit|courtesy|source)s?( of)?: ?[^()]{2,80}[)\]]$",
            r"^.{10,400}[(\[](?:[^()\[\]]{0,60}[ /,])?(?:reuters|afp|ap|app|epa|getty|xinhua|ani|pti|inp|online|dawn|file|handout|courtesy|screengrab)[^()\[\]]{0,10}/[^()\[\]]{1,40}[)\]]\.?$",
            r"^.{10,400}[(\[][^()\[\]]{0,40}\b(photo|file photo|getty images|file|screengrab|handout|image credit|credit)\b[^()\[\]]{0,60}[)\]]\.?$",
            r"^.{10,400}\b(photo|image|picture|credit|photograph|photo credit|image credit|file photo)( by| courtesy)?: ?[\p{L}@][^.:]{1,60}$",
            r"^.{10,400}(\||[-–—])\s?(file photo|photo|image|representational image|representative image|reuters file|afp file|[\p{L} ]{2,25}/file)\b.{0,40}$",
            r"^(a |an |this )?(file|undated|handout|combination|representational|representative|aerial|satellite|screen ?grab)[ -](photo|picture|image|photograph|handout|view from video)\b.{0,300}$",
            r"^(in|on) this (\p{L}+ ){0,3}(photo|picture|image|photograph|handout|screengrab|frame grab)\b.{0,300}$",
        ],
    },
    Rule {
        name: "post",
        most_words: 60,
        patterns: &[
            r"\bpic\.twitter\.com/\w+",
            r"^[-—–] ?.{1,80}\(@\w+\).{0,40}$",
            r"^(view this post on|a post shared by|view on|see this post on|watch on)\b.{1,100}$",
        ],
    },
    Rule {
        name: "reader",
        most_words: 70,
        patterns: &[
            r"\b(sharing|liking|commenting on|saving) (or \w+ )?our content\b",
            r"^(do you have|have you got|got|if you have|have) (a|an|any|something)?\b.{0,60}\b(tips?|story|stories|information|opinion|feedback|question)\b.{0,100}\b(contact|e-?mail|write|get in touch|send|reach|share it|let us know|tell us)\b.{0,120}$",
            r"^(contact|e-?mail|write to) (us|the (author|writer|editor)|our newsroom)\b.{0,100}$",
            r"^(report|suggest) (an? )?(error|correction|typo)s?\b.{0,60}$|^(did you find|was this|is this) (this )?(article|page|story|content|information)?\b.{0,40}\b(useful|helpful|interesting|error)\b.{0,20}$",
            r"^views? (and opinions? )?expressed\b.{0,160}$|^(the )?(opinions?|views?)( and opinions?)? expressed\b.{0,240}\b(do(es)? not|are (those|solely))\b.{0,160}$",
            r"^(submit|send|e-?mail) (us )?(your|a) (letter|story|stories|photos?|tips?|comments?|questions?|feedback)\b.{0,160}$",
            r"^(we|this (post|page|article|story|site)) (may|might|can|could|will)? ?(earn|receive|get|contains?|includes?)\b.{0,60}\b(commissions?|compensation|affiliate)\b.{0,200}$",
            r"^we recommend the\b.{0,200}\b(review|commission|compensation)\b.{0,200}$",
            r"^thanks? (you )?for (reading|visiting|subscribing|signing)\b.{0,80}$",
        ],
    },
];

/// Patterns of rules for lines of up to so many words, tried in one pass.
struct Tier {
    most_words: usize,
    set: RegexSet,
    /// The rule of each pattern.
    owners: Vec<usize>,
}

/// Lengths of lines that have a set of their own: most lines are longer than most rules speak of.
const TIERS: [usize; 5] = [8, 16, 24, 40, usize::MAX];

static PATTERNS: LazyLock<Vec<Tier>> = LazyLock::new(|| {
    let mut least = 0;
    TIERS
        .iter()
        .map(|most_words| {
            let tier = least + 1..=*most_words;
            least = *most_words;
            let rules =
                RULES.iter().enumerate().filter(|(_, rule)| tier.contains(&rule.most_words));
            let (owners, patterns): (Vec<usize>, Vec<String>) = rules
                .flat_map(|(index, rule)| rule.patterns.iter().map(move |it| (index, fast(it))))
                .unzip();
            Tier { most_words: *most_words, set: set(&patterns), owners }
        })
        .collect()
});

fn set(patterns: &[String]) -> RegexSet {
    RegexSetBuilder::new(patterns)
        .case_insensitive(true)
        .size_limit(64 << 20)
        .dfa_size_limit(8 << 20)
        .build()
        .expect("the patterns are fixed and valid")
}

/// A pattern in the words of a small and fast automaton: word edges are those of ASCII letters (with
/// those of all scripts a typographic quote in a line would cost the automaton and fifty times the
/// time), a stretch of anything is counted in bytes, and whatever is not ASCII passes for a letter.
fn fast(pattern: &str) -> String {
    const LETTER: &str = r"a-z\x{80}-\x{10ffff}";
    let mut out = String::with_capacity(pattern.len() * 2);
    let (mut class, mut rest) = (false, pattern);
    while let Some(c) = rest.chars().next() {
        let inside = [(r"\p{L}", LETTER, ""), (r"\w", LETTER, "0-9_"), (r"\d", "0-9", "")];
        let short = inside.iter().find(|(name, ..)| rest.starts_with(name));
        let taken = match (c, short) {
            (_, Some((name, set, more))) => {
                let set = format!("{set}{more}");
                out.push_str(&if class { set } else { format!("[{set}]") });
                name.len()
            }
            ('\\', None) if rest.starts_with(r"\b") => {
                out.push_str(r"(?-u:\b)");
                2
            }
            ('\\', None) => {
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
                length
            }
            ('.', None) if !class && rest.starts_with(".{") => {
                out.push_str("(?-u:.)");
                1
            }
            _ => {
                class = (class || c == '[') && c != ']';
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// The rule by which a line is boilerplate wherever it stands.
pub fn rule(line: &str) -> Option<&'static str> {
    if line.len() > 600 {
        return None;
    }
    if !line.chars().any(char::is_alphanumeric) {
        return Some("empty");
    }
    if is_number(line) {
        return Some("number");
    }
    if doubled(line) {
        return Some("doubled");
    }
    let words = line.split_whitespace().count();
    let tiers = PATTERNS.iter().filter(|tier| words <= tier.most_words);
    let found = tiers
        .flat_map(|tier| {
            tier.set.matches(line.as_bytes()).into_iter().map(|pattern| tier.owners[pattern])
        })
        .filter(|rule| words <= RULES[*rule].most_words)
        .min();
    found
        .map(|rule| RULES[rule].name)
        .or_else(|| (words <= 16 && is_date_line(line)).then_some("date line"))
}

/// Names of the rules, for the corpus test.
pub fn names() -> Vec<&'static str> {
    let own = ["empty", "number", "doubled", "date line"];
    RULES.iter().map(|rule| rule.name).chain(own).collect()
}

fn is_number(line: &str) -> bool {
    line.len() <= 8 && line.chars().all(|c| c.is_ascii_digit() || " .,:|/+-#()".contains(c))
}

/// One phrase said twice in a row, as players print their titles.
fn doubled(line: &str) -> bool {
    let half = line.len() / 2;
    line.len() >= 24
        && line.is_char_boundary(half)
        && line.as_bytes()[half] == b' '
        && line[..half] == line[half + 1..]
}

/// Whether a line is a date and nothing else: "Updated 14 November 2024", "3 hours ago".
pub fn is_date_line(line: &str) -> bool {
    static DATE_LINE: LazyLock<regex::Regex> = LazyLock::new(|| {
        RegexBuilder::new(concat!(
            r"^[\s|•·-]*((first |last )?(updated?|published|posted|modified|publish(ed)? date|date|issued|created|upd\.?)( (on|at))?\b[\s:|•·-]*)*",
            r"((mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?,?\s+)?",
            r"(\d{1,2}(st|nd|rd|th)?[\s-]+(of )?MONTH,?[\s-]+\d{4}|MONTH\s+\d{1,2}(st|nd|rd|th)?,?\s+\d{4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}\s+[\u{600}-\u{6ff}]{3,7}،?\s+\d{4})",
            r"[\s,|•·–—-]*((at|@)?\s*T?\d{1,2}[:.]\d{2}(:\d{2})?\s*([ap]\.?m\.?)?)?[\s,]*(\(?[a-z]{2,4}([+-]\d{1,2}(:\d{2})?)?\)?|z|[+-]\d{2}:?\d{2})?[\s|•·-]*",
            r"((last )?(updated?|modified)[\s:].{0,60}|\d+ min(ute)?s? read)?$",
            r"|^((updated?|posted|published|asked|answered|modified):? )?(an?|\d{1,2}) (sec(ond)?|min(ute)?|hour|hr|day|week|month|year)s?(, \d{1,2} [a-z]{3,7})? ago$",
        ).replace(
            "MONTH",
            r"(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?",
        ).replace(r"\b", r"(?-u:\b)").as_str())
        .case_insensitive(true)
        .build()
        .expect("the pattern is fixed and valid")
    });
    line.len() <= 160 && DATE_LINE.is_match(line)
}
