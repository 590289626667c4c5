//! The built-in topic: the files of `config/profiles/cpec-security/`, compiled in, so that a first
//! run needs no configuration.

use super::Profile;

/// Name and text of each file.
pub(super) const FILES: &[(&str, &str)] = &[
    ("profile.toml", include_str!("../../config/profiles/cpec-security/profile.toml")),
    ("places.toml", include_str!("../../config/profiles/cpec-security/places.toml")),
    ("actors.toml", include_str!("../../config/profiles/cpec-security/actors.toml")),
    ("events.toml", include_str!("../../config/profiles/cpec-security/events.toml")),
    ("words.toml", include_str!("../../config/profiles/cpec-security/words.toml")),
    ("weights.toml", include_str!("../../config/profiles/cpec-security/weights.toml")),
];

impl Profile {
    /// The built-in topic.
    pub fn embedded() -> Profile {
        let files: Vec<_> =
            FILES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Profile::parse(&files).expect("the built-in profile was parsed by a test")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Found, PlaceKind};

    #[test]
    fn the_built_in_profile_is_valid_and_whole() {
        assert_eq!(Profile::embedded().name, "cpec-security");
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/config/profiles/cpec-security");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(FILES.iter().any(|(file, _)| *file == name), "{name} is not built in");
        }
    }

    #[test]
    fn the_gazetteer_has_every_province_and_district_and_names_in_three_scripts() {
        let profile = Profile::embedded();
        let home = |kind| {
            let of_kind = profile.places.iter().enumerate().filter(move |(_, p)| p.kind == kind);
            of_kind.filter(|(ix, _)| profile.is_home(*ix)).count()
        };
        assert_eq!(home(PlaceKind::Province), 7);
        assert!(home(PlaceKind::District) >= 160, "{} districts", home(PlaceKind::District));
        let places = FILES.iter().find(|(name, _)| *name == "places.toml").unwrap().1;
        let lines_with = |from: char, to: char| {
            places.lines().filter(|line| line.chars().any(|c| (from..=to).contains(&c))).count()
        };
        assert!(lines_with('\u{600}', '\u{6ff}') >= 200);
        assert!(lines_with('\u{4e00}', '\u{9fff}') >= 80);
    }

    #[test]
    fn what_contains_a_place_is_coarser_than_it() {
        let profile = Profile::embedded();
        let odd: Vec<_> = profile
            .places
            .iter()
            .filter(|place| place.kind < PlaceKind::Town)
            .filter(|place| {
                place.parent.is_some_and(|outer| profile.places[outer].kind > place.kind)
            })
            .map(|place| &place.id)
            .collect();
        // Karachi is a town of several districts.
        assert!(
            odd.iter().all(|id| profile
                .chain(profile.place(id).unwrap())
                .contains(&profile.place("karachi").unwrap())),
            "{odd:?}"
        );
    }

    #[test]
    fn texts_in_urdu_and_chinese_name_places_and_groups() {
        let profile = Profile::embedded();
        let found = |text: &str| -> Vec<String> {
            let named = profile.scan(text).into_iter().filter_map(|m| match m.found {
                Found::Place(ix) => Some(profile.places[ix].id.clone()),
                Found::Actor(ix) => Some(profile.actors[ix].id.clone()),
                _ => None,
            });
            named.collect()
        };
        assert_eq!(
            found("گوادر میں دھماکا، بلوچ لبریشن آرمی نے ذمہ داری قبول کی"),
            ["gwadar", "bla"]
        );
        assert_eq!(
            found("葛洲坝集团在达苏水电站的班车遇袭"),
            ["china-gezhouba-group", "dasu-hydropower-project"]
        );
    }
}
