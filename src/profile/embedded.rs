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

    #[test]
    fn the_built_in_profile_is_valid_and_whole() {
        assert_eq!(Profile::embedded().name, "cpec-security");
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/config/profiles/cpec-security");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(FILES.iter().any(|(file, _)| *file == name), "{name} is not built in");
        }
    }
}
