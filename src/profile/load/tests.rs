//! A profile that is wrong says where, and what to write instead.

use super::*;

const SOUND: &str = r#"name = "harbours"
timezone = "Asia/Karachi"
home = "land"
place = [
    { id = "land", name = "Inner Land", kind = "country", at = [25.0, 62.0] },
    { id = "coast", name = "The Coast", kind = "province", in = "land", at = [25.2, 62.3] },
    { id = "sarband", name = "Sarband", kind = "town", in = "coast", names = ["Sarbandar"] },
]
actor = [
    { id = "guild", name = "Boatmen's Guild", kind = "movement", exact = ["BG"] },
]
[[type]]
id = "fire"
label = "Fire"
sure = ["burnt down"]
"#;

/// Replaces one piece of the sound profile and gives the messages.
#[track_caller]
fn faults(from: &str, to: &str) -> Vec<String> {
    assert!(SOUND.contains(from), "{from}");
    let files = [("harbours.toml".to_owned(), SOUND.replacen(from, to, 1))];
    let errors = Profile::parse(&files).expect_err("must be refused");
    errors.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn check(from: &str, to: &str, want: &str) {
    assert_eq!(faults(from, to), [want]);
}

#[test]
fn the_sound_one_is_taken() {
    let profile = Profile::parse(&[("harbours.toml".to_owned(), SOUND.to_owned())]).unwrap();
    assert_eq!((profile.places.len(), profile.home), (3, 0));
}

#[test]
fn an_unknown_id_is_told_with_the_one_that_was_meant() {
    check(
        r#"in = "coast""#,
        r#"in = "coats""#,
        r#"harbours.toml:7: place "sarband" names the place "coats", and there is none; did you mean "coast"?"#,
    );
    check(
        r#"home = "land""#,
        r#"home = "lend""#,
        r#"harbours.toml:3: home names the place "lend", and there is none; did you mean "land"?"#,
    );
    check(
        r#"exact = ["BG"]"#,
        r#"part_of = "union""#,
        r#"harbours.toml:10: actor "guild" names the actor "union", and there is none"#,
    );
    check(
        "sure =",
        "akin = [\"fires\"]\nsure =",
        r#"harbours.toml:15: type "fire" names the type "fires", and there is none; did you mean "fire"?"#,
    );
}

#[test]
fn an_id_twice_is_told_with_its_first_place() {
    check(
        r#"{ id = "sarband""#,
        r#"{ id = "coast""#,
        r#"harbours.toml:7: place "coast" is there already, at harbours.toml:6; write another id, or take one out"#,
    );
}

#[test]
fn a_spelling_of_two_places_is_told() {
    check(
        r#"names = ["Sarbandar"]"#,
        r#"names = ["the coast"]"#,
        "harbours.toml:7: place \"sarband\" has the spelling \"the coast\", which \"coast\" at \
         harbours.toml:6 has too; a name must mean one place: write a longer one, or take it out of the other",
    );
    check(
        r#"names = ["Sarbandar"]"#,
        r#"names = ["sarband"]"#,
        r#"harbours.toml:7: place "sarband" has the spelling "sarband" twice; take one out"#,
    );
    check(
        r#"exact = ["BG"]"#,
        r#"exact = ["BG", " "]"#,
        "harbours.toml:10: an empty spelling would be found everywhere; take it out",
    );
    check(
        r#"sure = ["burnt down"]"#,
        r#"sure = [""]"#,
        "harbours.toml:15: an empty spelling would be found everywhere; take it out",
    );
}

#[test]
fn places_lie_on_earth_and_near_what_contains_them() {
    check(
        "at = [25.2, 62.3]",
        "at = [125.2, 62.3]",
        "harbours.toml:6: place \"coast\" is at [125.2, 62.3], which is not on Earth; write latitude, then \
         longitude, in degrees: [24.86, 67.01]",
    );
    check(
        "at = [25.2, 62.3]",
        "at = [62.3, 25.2]",
        "harbours.toml:6: place \"coast\" is 4964 km from \"land\", which it lies in; write latitude first, \
         then longitude",
    );
}

#[test]
fn nothing_contains_itself() {
    check(
        r#"kind = "country""#,
        r#"kind = "country", in = "sarband""#,
        "harbours.toml:5: place \"land\" lies in itself (land in sarband in coast in land); write what really \
         contains one of them",
    );
    check(
        r#"exact = ["BG"]"#,
        r#"part_of = "guild""#,
        r#"harbours.toml:10: actor "guild" is part of itself; write another part_of, or none"#,
    );
}

#[test]
fn unknown_kinds_and_keys_are_told_with_those_there_are() {
    check(
        r#"kind = "town""#,
        r#"kind = "village""#,
        "harbours.toml:7: unknown variant `village`, expected one of `country`, `province`, `division`, \
         `district`, `town`, `locality`, `site`, `line`",
    );
    let unknown = faults("label =", "lable =");
    assert!(
        unknown[0].starts_with("harbours.toml:14: unknown field `lable`, expected one of `id`"),
        "{unknown:?}"
    );
}

#[test]
fn a_profile_says_where_and_when_it_lives() {
    check(
        "timezone = \"Asia/Karachi\"",
        "timezone = \"Asia/Karachee\"",
        r#"harbours.toml:2: there is no time zone "Asia/Karachee"; write an IANA name like "Asia/Karachi""#,
    );
    check(
        "home = \"land\"\n",
        "",
        "harbours.toml: home is missing; write the id of the place that the topic lives in",
    );
    check(
        "timezone = \"Asia/Karachi\"\n",
        "",
        "harbours.toml: timezone is missing; write for example timezone = \"Asia/Karachi\"",
    );
}

#[test]
fn numbers_are_numbers_and_towns_have_both_coordinates() {
    check(
        "[[type]]",
        "[numbers]\nfreshness_days = nan\n[[type]]",
        "harbours.toml:13: freshness_days is NaN; write a number",
    );
    check(
        "[[type]]",
        "[[towns]]\nin = \"coast\"\nlist = [\"Baft 25.1\"]\n[[type]]",
        "harbours.toml:14: town \"Baft 25.1\" has one number; write latitude and longitude, \"Name 24.86 67.01\"",
    );
}

#[test]
fn faults_of_several_files_are_told_together_in_their_order() {
    let files = [
        ("b.toml".to_owned(), SOUND.to_owned()),
        ("a.toml".to_owned(), "[[group]]\nid = \"x\"\nnames = [1]\n".to_owned()),
        ("c.toml".to_owned(), "place = [\n".to_owned()),
    ];
    let errors = Profile::parse(&files).unwrap_err();
    let files: Vec<&str> = errors.iter().map(|error| error.file.as_str()).collect();
    assert_eq!(files, ["a.toml", "c.toml"]);
    assert_eq!(errors[0].line, 3);
}
