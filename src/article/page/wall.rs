//! What stands before the text: a login, a payment, a consent form, a check for robots. Such a page
//! is recognised as what it is, so that its words are never taken for an article.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// A wall before the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// Readers must sign in.
    Login,
    /// Readers must pay; the text may be a beginning.
    Paywall,
    /// Readers must agree to cookies first.
    Consent,
    /// A check that the reader is human, or a plain refusal.
    Challenge,
}

impl Wall {
    /// One word for outcomes and logs.
    pub fn name(self) -> &'static str {
        match self {
            Wall::Login => "login",
            Wall::Paywall => "paywall",
            Wall::Consent => "consent",
            Wall::Challenge => "bot challenge",
        }
    }
}

/// A text this long is an article, whatever words it has.
const ARTICLE: usize = 1_800;
/// A text before a paywall is at most this long.
const TEASER: usize = 3_500;
/// So much of a page's markup is looked through for marks, in bytes.
const SAMPLE: usize = 600_000;

/// Marks of robot checks, in the markup of the page.
const CHALLENGE_MARKUP: [&str; 9] = [
    "/cdn-cgi/challenge-platform",
    "cf-browser-verification",
    "cf_chl_opt",
    "_incapsula_resource",
    "captcha-delivery.com",
    "px-captcha",
    "awswafcaptcha",
    "akamai-bm-challenge",
    "ddos-guard",
];

const CHALLENGE_TITLE: [&str; 11] = [
    "just a moment",
    "attention required",
    "access denied",
    "are you a robot",
    "checking your browser",
    "security check",
    "please verify you are",
    "human verification",
    "403 forbidden",
    "pardon our interruption",
    "request blocked",
];

const CONSENT: [&str; 7] = [
    "before you continue to",
    "we value your privacy",
    "we and our partners",
    "consent to the use of cookies",
    "accept all cookies",
    "your privacy choices",
    "cookie settings",
];

const PAY: [&str; 14] = [
    "subscribe to continue reading",
    "subscribe to read",
    "to continue reading",
    "continue reading this article",
    "this article is for subscribers",
    "subscribers only",
    "for subscribers only",
    "already a subscriber",
    "subscribe now to",
    "subscribe to unlock",
    "to read the full story",
    "to read the full article",
    "this content is reserved for",
    "unlock this article",
];

const LOGIN: [&str; 7] = [
    "log in to continue",
    "sign in to continue",
    "please log in",
    "please sign in",
    "you must be logged in",
    "log in to your account",
    "sign in to your account",
];

/// The marks that are looked for in a page's own markup, each list with its number.
static MARKUP: LazyLock<(AhoCorasick, Vec<usize>)> = LazyLock::new(|| {
    let lists: [&[&str]; 4] = [&CHALLENGE_MARKUP, &PAY, &LOGIN, &CONSENT];
    let marks = lists.iter().enumerate();
    let (owners, marks): (Vec<usize>, Vec<&str>) =
        marks.flat_map(|(list, marks)| marks.iter().map(move |mark| (list, *mark))).unzip();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(marks)
        .expect("the marks are few and fixed");
    (automaton, owners)
});

/// Which of the lists have a mark in the markup: challenge, pay, login, consent.
fn marks_in(markup: &str) -> [bool; 4] {
    let sample = markup[..markup.floor_char_boundary(SAMPLE)].to_ascii_lowercase();
    let (automaton, owners) = &*MARKUP;
    let mut found = [false; 4];
    for mark in automaton.find_iter(&sample) {
        found[owners[mark.pattern().as_usize()]] = true;
    }
    found
}

/// Recognises a wall from the whole page, its main text and what its linked data say.
pub fn recognise(markup: &str, text: &str, title: &str, locked: bool) -> Option<Wall> {
    if text.len() > TEASER {
        return None;
    }
    let short = text.len() < ARTICLE;
    let lower_title = title.to_lowercase();
    let lower_text = text.to_lowercase();
    let [challenge, pay, login, consent] = marks_in(markup);
    let has = |list: &[&str], hay: &str| list.iter().any(|mark| hay.contains(mark));
    if short && has(&CHALLENGE_TITLE, &lower_title) {
        return Some(Wall::Challenge);
    }
    if text.len() < 600 && challenge {
        return Some(Wall::Challenge);
    }
    if text.len() < 900 && has(&CHALLENGE_TITLE[2..8], &lower_text) {
        return Some(Wall::Challenge);
    }
    if has(&PAY, &lower_text) || (locked && short) || (short && pay) {
        return Some(Wall::Paywall);
    }
    if text.len() < 900 {
        if has(&LOGIN, &lower_text) || (text.len() < 300 && login) {
            return Some(Wall::Login);
        }
        if has(&CONSENT[..4], &lower_text) || (text.len() < 200 && consent) {
            return Some(Wall::Consent);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWS: &str = "Police said two engineers were hurt when a bomb went off near the plant. ";

    #[test]
    fn walls_are_recognised() {
        let check =
            |markup: &str, text: &str, title: &str, locked| recognise(markup, text, title, locked);
        assert_eq!(check("", "Checking…", "Just a moment...", false), Some(Wall::Challenge));
        assert_eq!(
            check("<p>", "Subscribe to continue reading.", "Unit formed", false),
            Some(Wall::Paywall)
        );
        assert_eq!(check("<p>", NEWS, "Unit formed", true), Some(Wall::Paywall));
        assert_eq!(check("<p>", "Please log in to read.", "Account", false), Some(Wall::Login));
        assert_eq!(
            check("<p>", "Before you continue to our site, we use cookies.", "Consent", false),
            Some(Wall::Consent)
        );
    }

    #[test]
    fn an_article_is_no_wall() {
        assert_eq!(recognise("<p>", &NEWS.repeat(10), "Unit formed", false), None);
        let long = NEWS.repeat(60);
        assert_eq!(recognise("already a subscriber? cookie settings", &long, "Unit", true), None);
        let about =
            format!("{}The thieves used a fake page: please log in, it said.", NEWS.repeat(15));
        assert_eq!(recognise("<p>", &about, "Fraud warning", false), None);
    }
}
