//! House rules that a machine keeps: the wall between the pure core and the world, a word at the
//! head of each file, sizes, nothing left half-done, nothing of the machine it was written on.

use std::{
    fs,
    path::{Path, PathBuf},
};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What decides: never touches the world.
const PURE: &[&str] = &[
    "src/model",
    "src/profile",
    "src/feed",
    "src/article",
    "src/text",
    "src/mention",
    "src/resolve",
    "src/verdict.rs",
    "src/assess.rs",
    "src/notice",
    "src/mail",
    "src/plan.rs",
    "src/config",
];

/// Words that only the edge may say.
const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "env::var",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "Instant::now",
    "tokio",
    "reqwest",
    "rusqlite",
    "println!",
    "crate::io",
    "crate::check",
    "crate::cli",
    "crate::daemon",
    "crate::deliver",
    "crate::replay",
    "async fn",
];

/// Stages of the core: each knows the model (and the libraries `text` and `profile`), not another
/// stage. `assess` joins them and is not in the list.
const STAGES: &[&str] =
    &["feed", "article", "mention", "resolve", "verdict", "notice", "mail", "plan"];

/// Pairs of stages that may know each other, with the reason.
const JOINED: &[(&str, &str, &str)] =
    &[("feed", "article", "a listing is a page, tamed as one before it is parsed")];

/// Tables: data written as code, longer than a file should be.
// The words that mark the parts of a page, one list after another.
const TABLES: &[&str] = &["src/article/page/main_text/marks.rs"];

const LINES: usize = 400;

#[test]
fn what_decides_does_not_touch_the_world() {
    let mut faults = Vec::new();
    for file in sources("src").iter().filter(|file| is_pure(file)) {
        for (number, line) in code_lines(&read(file)) {
            for word in WORLD.iter().filter(|word| line.contains(**word)) {
                faults.push(format!("{}:{number}: {word}", name(file)));
            }
        }
    }
    assert_none("the pure core must not know the world; take it as an argument", &faults);
}

#[test]
fn the_edge_knows_the_model_and_no_stage() {
    let mut faults = Vec::new();
    for file in sources("src/io") {
        for (number, line) in code_lines(&read(&file)) {
            for stage in ["feed", "article", "mention", "resolve", "verdict", "assess", "notice"] {
                if line.contains(&format!("crate::{stage}::")) {
                    faults.push(format!("{}:{number}: {}", name(&file), line.trim()));
                }
            }
        }
    }
    assert_none("io knows the model; check, deliver, daemon, replay and cli join", &faults);
}

#[test]
fn a_stage_does_not_know_another_stage() {
    let mut faults = Vec::new();
    for stage in STAGES {
        for file in sources("src").iter().filter(|file| stage_of(file) == Some(stage)) {
            for (number, line) in code_lines(&read(file)) {
                for other in STAGES.iter().filter(|other| *other != stage) {
                    let joined = JOINED.iter().any(|(a, b, _)| a == stage && b == other);
                    if !joined && line.contains(&format!("crate::{other}")) {
                        faults.push(format!("{}:{number}: {}", name(file), line.trim()));
                    }
                }
            }
        }
    }
    assert_none("stages meet in assess and check only", &faults);
}

#[test]
fn each_file_says_what_it_is_for() {
    let files = sources("src").into_iter().chain(sources("tests"));
    let faults: Vec<_> =
        files.filter(|file| !read(file).starts_with("//! ")).map(|file| name(&file)).collect();
    assert_none("begin the file with `//! ` and what comes in, goes out and holds", &faults);
}

#[test]
fn no_file_holds_more_than_one_idea() {
    let mut faults = Vec::new();
    for file in sources("src") {
        let lines = code_before_tests(&read(&file));
        if lines > LINES && !TABLES.contains(&name(&file).as_str()) && !is_test_file(&file) {
            faults.push(format!("{}: {lines} lines", name(&file)));
        }
    }
    let main = code_before_tests(&read(&Path::new(ROOT).join("src/main.rs")));
    if main > 60 {
        faults.push(format!("src/main.rs: {main} lines, 60 allowed"));
    }
    assert_none(&format!("more than {LINES} lines without tests: find the second idea"), &faults);
}

#[test]
fn nothing_is_left_half_done() {
    let words = [
        ["to", "do!("].concat(),
        ["un", "implemented!("].concat(),
        ["dbg", "!("].concat(),
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["X", "XX"].concat(),
    ];
    let mut faults = Vec::new();
    for file in sources("src").into_iter().chain(sources("tests")) {
        for (index, line) in read(&file).lines().enumerate() {
            if words.iter().any(|word| line.contains(word.as_str())) {
                faults.push(format!("{}:{}: {}", name(&file), index + 1, line.trim()));
            }
        }
    }
    assert_none("finish it or write an issue", &faults);
}

#[test]
fn nothing_tells_of_the_machine_it_was_written_on() {
    let marks = [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat(), ["/ho", "me/"].concat()];
    let mut faults = Vec::new();
    for file in project_files() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (index, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                faults.push(format!("{}:{}: {}", name(&file), index + 1, line.trim()));
            }
        }
    }
    assert_none("paths of one machine do not belong into the project", &faults);
}

fn is_pure(file: &Path) -> bool {
    PURE.iter().any(|pure| file.starts_with(Path::new(ROOT).join(pure))) && !is_test_file(file)
}

fn is_test_file(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "tests.rs")
        || file.components().any(|part| part.as_os_str() == "tests")
}

fn stage_of(file: &Path) -> Option<&'static &'static str> {
    if is_test_file(file) {
        return None;
    }
    STAGES.iter().find(|stage| {
        let base = Path::new(ROOT).join("src");
        file.starts_with(base.join(stage)) || file == base.join(format!("{stage}.rs"))
    })
}

/// Lines of production code with their numbers: no comments, nothing after `#[cfg(test)]`.
fn code_lines(text: &str) -> Vec<(usize, String)> {
    let head = text.split("#[cfg(test)]").next().unwrap_or("");
    let lines = head.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line.to_owned()))
        .collect()
}

fn code_before_tests(text: &str) -> usize {
    text.split("\n#[cfg(test)]").next().unwrap_or("").lines().count()
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut files = walk(&Path::new(ROOT).join(folder));
    files.retain(|file| file.extension().is_some_and(|end| end == "rs"));
    files
}

fn project_files() -> Vec<PathBuf> {
    let text = ["rs", "toml", "md", "sh", "html", "txt", "service", "timer", "xml", "json", "run"];
    let mut files = Vec::new();
    for part in ["src", "tests", "config", "seeds", "deploy", ".ci"] {
        files.extend(walk(&Path::new(ROOT).join(part)));
    }
    for part in ["README.md", "CHANGELOG.md", "Cargo.toml"] {
        files.push(Path::new(ROOT).join(part));
    }
    files.retain(|file| {
        let end = file.extension().or(file.file_name()).and_then(|end| end.to_str());
        end.is_some_and(|end| text.contains(&end))
    });
    files
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                files.extend(walk(&path));
            }
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn name(file: &Path) -> String {
    file.strip_prefix(ROOT).unwrap_or(file).display().to_string()
}

#[track_caller]
fn assert_none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}
