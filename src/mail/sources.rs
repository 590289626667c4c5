//! Who says so: the articles that told of an event, copies of one text told once.

use crate::model::event::{Event, Role, Telling};

/// Bits in which the fingerprints of two copies of one text may differ.
const COPY_BITS: u32 = 10;

/// Articles that say the same because they are one text or rest on one agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice<'a> {
    /// The first to tell.
    pub first: &'a Telling,
    /// Its copies and those that credit the same agency, oldest first.
    pub copies: Vec<&'a Telling>,
}

/// The independent voices of an event, oldest first. Articles that only recall it do not count; an
/// outlet counts once; copies of a wire text count once.
pub fn voices(event: &Event) -> Vec<Voice<'_>> {
    among(&event.articles)
}

fn among(tellings: &[Telling]) -> Vec<Voice<'_>> {
    let mut found: Vec<Voice<'_>> = Vec::new();
    for telling in tellings.iter().filter(|t| t.role == Role::Primary) {
        match found.iter_mut().find(|voice| same_voice(voice, telling)) {
            Some(voice) => voice.copies.push(telling),
            None => found.push(Voice { first: telling, copies: Vec::new() }),
        }
    }
    found
}

fn same_voice(voice: &Voice<'_>, telling: &Telling) -> bool {
    std::iter::once(&voice.first).chain(&voice.copies).any(|known| {
        let (a, b) = (known.fingerprint, telling.fingerprint);
        let copy = a != 0 && b != 0 && (a ^ b).count_ones() <= COPY_BITS;
        let agency = known.agency.is_some() && known.agency == telling.agency;
        let outlet = !known.outlet.is_empty() && known.outlet == telling.outlet;
        copy || agency || outlet
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::article::ArticleId;

    #[track_caller]
    fn check(tellings: &[(&str, u64, Option<&str>)], want: &[(&str, usize)]) {
        let tellings: Vec<Telling> = tellings
            .iter()
            .map(|(outlet, fingerprint, agency)| Telling {
                article: ArticleId(format!("a{fingerprint:x}")),
                outlet: (*outlet).to_owned(),
                at: Timestamp::UNIX_EPOCH,
                fingerprint: *fingerprint,
                agency: agency.map(str::to_owned),
                words: Vec::new(),
                role: Role::Primary,
            })
            .collect();
        let voices = among(&tellings);
        let got: Vec<_> = voices.iter().map(|v| (&*v.first.outlet, v.copies.len())).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn near_copies_one_agency_and_one_outlet_count_once() {
        check(
            &[
                ("Dawn", 0xffff_0000_ffff_0000, None),
                ("Geo", 0xffff_0000_ffff_0001, None),
                ("Arab News", 0x1234_5678_9abc_def0, Some("reuters")),
                ("Nikkei", 0x0f0f_0f0f_0f0f_0f0f, Some("reuters")),
                ("Dawn", 0x5555_5555_5555_5555, None),
            ],
            &[("Dawn", 2), ("Arab News", 1)],
        );
    }

    #[test]
    fn unnamed_outlets_are_not_one_outlet() {
        check(&[("", 0, None), ("", 0, None)], &[("", 0), ("", 0)]);
    }
}
