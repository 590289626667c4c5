//! Names of months, halves of the day and zones, in the languages of the sources.

/// 1 to 12. Latin names by their first three letters where that is unambiguous.
pub(super) fn month(word: &str) -> Option<i8> {
    let lower = word.to_lowercase();
    if let Some(head) = lower.get(..3).filter(|_| lower.is_ascii())
        && let Some(month) = english(head, &lower)
    {
        return Some(month);
    }
    OTHER.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(month, _)| *month)
}

/// English, as a whole or cut; "March" is not "Mars", and "second" is no month.
fn english(head: &str, word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word == "sept" {
        return Some(9);
    }
    let index = MONTHS.iter().position(|month| month.starts_with(head))?;
    (MONTHS[index].starts_with(word) || word.len() <= 4).then(|| i8::try_from(index + 1).ok())?
}

#[rustfmt::skip]
const OTHER: [(i8, &[&str]); 12] = [
    (1, &["جنوری", "يناير", "ژانویه", "января", "янв", "janvier", "januar", "enero", "ιαν", "január", "januári", "一月", "ocak", "janeiro", "gennaio"]),
    (2, &["فروری", "فبراير", "فوریه", "февраля", "фев", "février", "februar", "febrero", "φεβ", "február", "februári", "二月", "şubat", "fevereiro", "febbraio"]),
    (3, &["مارچ", "مارس", "марта", "мар", "mars", "märz", "marzo", "μάώ", "μαώ", "március", "máricus", "三月", "mart", "março"]),
    (4, &["اپریل", "أبريل", "ابريل", "آوریل", "апреля", "апр", "avril", "abril", "απρ", "április", "április", "四月", "nisan", "aprile"]),
    (5, &["مئی", "مايو", "مه", "мая", "май", "mai", "mayo", "μάι", "μαϊ", "μαι", "május", "máujus", "五月", "mayıs", "maio", "maggio"]),
    (6, &["جون", "يونيو", "ژوئن", "июня", "июн", "juin", "juni", "junio", "ιούν", "ιον", "június", "六月", "haziran", "junho", "giugno"]),
    (7, &["جولائی", "يوليو", "ژوئیه", "июля", "июл", "juillet", "juli", "julio", "ιούλ", "ιολ", "július", "七月", "temmuz", "julho", "luglio"]),
    (8, &["اگست", "أغسطس", "اغسطس", "اوت", "августа", "авг", "août", "agosto", "αύγ", "αυγ", "augusztus", "augusztus", "八月", "ağustos"]),
    (9, &["ستمبر", "سبتمبر", "سپتامبر", "сентября", "сен", "septembre", "septiembre", "σεπ", "szeptember", "九月", "eylül", "setembro", "settembre"]),
    (10, &["اکتوبر", "أكتوبر", "اكتوبر", "اکتبر", "октября", "окт", "octobre", "oktober", "octubre", "οκτ", "október", "十月", "ekim", "outubro", "ottobre"]),
    (11, &["نومبر", "نوفمبر", "نوامبر", "ноября", "ноя", "novembre", "noviembre", "νοέ", "νοε", "november", "十一月", "kasım", "novembro"]),
    (12, &["دسمبر", "ديسمبر", "دسامبر", "декабря", "дек", "décembre", "dezember", "diciembre", "δεκ", "december", "十二月", "aralık", "dezembro", "dicembre"]),
];

/// Afternoon or not.
pub(super) fn half(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "am" | "a" | "上午" | "오전" | "صبح" | "ص" => Some(false),
        "pm" | "p" | "下午" | "오후" | "شام" | "م" => Some(true),
        _ => None,
    }
}

/// Seconds east of Greenwich. Names with two meanings have the one that feeds use.
pub(super) fn zone(word: &str) -> Option<i32> {
    let minutes = match word.to_ascii_lowercase().as_str() {
        "z" | "ut" | "utc" | "gmt" | "wet" | "uct" => 0,
        "adt" => -180,
        "ast" | "edt" | "at" => -240,
        "est" | "cdt" | "et" => -300,
        "cst" | "mdt" | "ct" => -360,
        "mst" | "pdt" | "mt" => -420,
        "pst" | "akdt" | "pt" => -480,
        "akst" | "hdt" => -540,
        "hst" => -600,
        "bst" | "cet" | "met" | "wat" | "west" | "mez" | "irishst" => 60,
        "cest" | "eet" | "sast" | "cat" | "mest" | "mesz" => 120,
        "eest" | "msk" | "eat" | "trt" => 180,
        "irst" => 210,
        "gst" | "samt" => 240,
        "aft" => 270,
        "pkt" | "uzt" | "tmt" | "tjt" => 300,
        "ist" => 330,
        "npt" => 345,
        "bdt" | "almt" => 360,
        "ict" | "wib" => 420,
        "hkt" | "sgt" | "myt" | "awst" | "pht" | "bjt" => 480,
        "jst" | "kst" => 540,
        "acst" => 570,
        "aest" => 600,
        "acdt" => 630,
        "aedt" => 660,
        "nzst" => 720,
        "nzdt" => 780,
        _ => return None,
    };
    Some(minutes * 60)
}
