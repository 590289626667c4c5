//! The program as a shell sees it: arguments in; standard output, standard error and status out,
//! all three compared. Output nobody asked for fails a test.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// One run of the real binary in a folder of its own.
#[derive(Debug)]
pub(crate) struct Program {
    folder: tempfile::TempDir,
    envs: Vec<(String, String)>,
}

#[allow(dead_code, reason = "builders for the tests to come of each command")]
impl Program {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), envs: Vec::new() }
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.envs.push((name.into(), value.into()));
        self
    }

    /// Writes a file into the folder the program runs in.
    pub(crate) fn file(self, name: &str, text: &str) -> Self {
        self.bytes(name, text.as_bytes())
    }

    pub(crate) fn bytes(self, name: &str, bytes: &[u8]) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cpec-watch"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .stdin(Stdio::null());
        for (name, value) in &self.envs {
            command.env(name, value);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let Output { status, stdout, stderr } = self.command(args).output().unwrap();
        let place = self.folder.path().to_str().unwrap();
        let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(place, "DIR");
        Ran { status: status.code(), stdout: words(stdout), stderr: words(stderr) }
    }
}

/// How a run ended; paths of the test's folder read `DIR`.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

#[allow(dead_code, reason = "a loose look at the output, for the tests to come")]
impl Ran {
    #[track_caller]
    pub(crate) fn status(self, want: i32) -> Self {
        assert_eq!(self.status, Some(want), "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn stdout(self, want: &str) -> Self {
        assert_eq!(self.stdout, want, "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn stderr(self, want: &str) -> Self {
        assert_eq!(self.stderr, want, "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn stderr_has(self, want: &str) -> Self {
        assert!(self.stderr.contains(want), "no {want:?} in {self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn stdout_has(self, want: &str) -> Self {
        assert!(self.stdout.contains(want), "no {want:?} in {self:#?}");
        self
    }
}

/// Each line of the README that starts with the program's name, without it.
fn readme_commands() -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut commands = Vec::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("cpec-watch ")) {
        let line = line.split(" #").next().unwrap_or(line);
        let line = line.split(" > ").next().unwrap_or(line);
        commands.push(line.split_whitespace().map(str::to_owned).collect());
    }
    commands
}

#[test]
fn each_command_of_the_readme_is_one() {
    use clap::Parser;
    let commands = readme_commands();
    assert!(commands.len() > 15, "only {} commands in the README", commands.len());
    for words in commands {
        let line = std::iter::once("cpec-watch".to_owned()).chain(words.clone());
        if let Err(error) = cpec_watch::cli::Cli::try_parse_from(line) {
            panic!("README: cpec-watch {}\n{error}", words.join(" "));
        }
    }
}

#[test]
fn bad_usage_exits_with_2_and_says_what_is_wrong() {
    Program::new().run(&["chekc"]).status(2).stdout("").stderr_has("unrecognized subcommand");
    Program::new().run(&["check", "--all", "--source", "a"]).status(2).stderr_has("--source");
    Program::new().run(&["digest", "--since", "soon"]).status(2).stderr_has("7d, 12h");
    Program::new().run(&["replay", "--out", "x"]).status(2).stderr_has("--articles");
}

#[test]
fn completions_and_the_manual_come_from_the_command_tree() {
    let script = Program::new().run(&["completions", "bash"]).status(0).stderr("").stdout;
    let page = Program::new().run(&["man"]).status(0).stderr("").stdout;
    for command in ["check", "baseline", "explain", "replay", "sources", "demo"] {
        assert!(script.contains(command), "{command} is not completed");
        assert!(page.contains(command), "{command} is not in the manual");
    }
    let folder = Program::new();
    folder.run(&["man", "--out", "man"]).status(0).stdout("").stderr("");
    assert!(folder.path("man/cpec-watch-events-merge.1").exists());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let program = Program::new();
    let mut child = program
        .command(&["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    assert!(ended.status.success());
}
