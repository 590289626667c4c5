//! What a page says about its language and what its text looks like → a language.

use whatlang::{Detector, Lang};

/// Shorter texts are not guessed at.
const LEAST: usize = 200;

/// Languages this watch may meet; a shorter list errs less.
const EXPECTED: [Lang; 16] = [
    Lang::Eng,
    Lang::Urd,
    Lang::Cmn,
    Lang::Ara,
    Lang::Pes,
    Lang::Hin,
    Lang::Ben,
    Lang::Pan,
    Lang::Rus,
    Lang::Deu,
    Lang::Fra,
    Lang::Spa,
    Lang::Por,
    Lang::Tur,
    Lang::Jpn,
    Lang::Ita,
];

/// The language as a BCP 47 code. A declaration stands unless the script of the text denies it.
pub fn choose(declared: Option<&str>, text: &str) -> Option<String> {
    let declared = declared.and_then(normal);
    let sample = &text[..text.floor_char_boundary(6_000)];
    if sample.chars().count() < LEAST {
        return declared;
    }
    match &declared {
        Some(code) if script_fits(code, sample) => declared,
        _ => detect(sample).or(declared),
    }
}

/// `en_GB.UTF-8` → `en-GB`; nonsense → none.
fn normal(code: &str) -> Option<String> {
    let code = code.trim().split(['.', ',', ';', ' ']).next()?.replace('_', "-");
    let mut parts = code.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let mut out = language;
    for part in parts.take(2).filter(|part| part.bytes().all(|b| b.is_ascii_alphanumeric())) {
        out.push('-');
        match part.len() {
            2 => out.push_str(&part.to_ascii_uppercase()),
            _ => out.push_str(part),
        }
    }
    Some(out)
}

fn script_fits(code: &str, sample: &str) -> bool {
    let (mut latin, mut arabic, mut han, mut all) = (0_usize, 0_usize, 0_usize, 0_usize);
    for c in sample.chars().filter(|c| c.is_alphabetic()) {
        all += 1;
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => latin += 1,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{feff}' => arabic += 1,
            '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' => han += 1,
            _ => {}
        }
    }
    let most = |part: usize| part * 2 > all;
    match code.get(..2).unwrap_or(code) {
        "ur" | "ar" | "fa" | "ps" | "sd" => {
            most(arabic) && !(code.starts_with("ar") && urdu(sample))
        }
        "zh" | "ja" => most(han),
        "en" | "de" | "fr" | "es" | "it" | "pt" | "nl" | "tr" | "pl" => most(latin),
        _ => true,
    }
}

/// Letters that Urdu has and Arabic and Persian have not.
fn urdu(sample: &str) -> bool {
    let marks = sample.chars().filter(|c| matches!(c, 'ٹ' | 'ڈ' | 'ڑ' | 'ے' | 'ں' | 'ھ')).count();
    marks * 40 > sample.chars().count()
}

fn detect(sample: &str) -> Option<String> {
    if urdu(sample) {
        return Some("ur".to_owned());
    }
    let found = Detector::with_allowlist(EXPECTED.to_vec()).detect_lang(sample)?;
    let code = match found {
        Lang::Eng => "en",
        Lang::Urd => "ur",
        Lang::Cmn => "zh",
        Lang::Ara => "ar",
        Lang::Pes => "fa",
        Lang::Hin => "hi",
        Lang::Ben => "bn",
        Lang::Pan => "pa",
        Lang::Rus => "ru",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Tur => "tr",
        Lang::Jpn => "ja",
        Lang::Ita => "it",
        _ => return None,
    };
    Some(code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_stands_unless_the_script_denies_it() {
        let urdu = "کراچی میں چینی شہریوں پر حملے کے بعد سکیورٹی بڑھا دی گئی ہے۔ ".repeat(8);
        let english =
            "Police in Karachi said that two Chinese engineers had been hurt in the attack. "
                .repeat(4);
        assert_eq!(choose(Some("en_US"), &urdu).as_deref(), Some("ur"));
        assert_eq!(choose(Some("ar"), &urdu).as_deref(), Some("ur"));
        assert_eq!(choose(Some("en_GB"), &english).as_deref(), Some("en-GB"));
        assert_eq!(choose(None, &english).as_deref(), Some("en"));
        assert_eq!(choose(None, "Gwadar port security"), None);
        assert_eq!(choose(Some("%lang%"), "short"), None);
    }
}
