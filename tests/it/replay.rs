//! `replay`: a recorded stream, its decisions and their score.

use crate::cli::Program;

const STREAM: &str = r#"{"id":"1","outlet":"The Coast Daily","published":"2024-03-05T08:00:00+05:00","lang":"en","title":"Bomb kills two Chinese engineers near Gwadar port","text":"GWADAR: A roadside bomb killed two Chinese engineers near Gwadar port on Monday, police said. The Baloch Liberation Army claimed responsibility for the attack."}
{"id":"2","outlet":"The Hill Post","published":"2024-03-05T12:00:00+05:00","lang":"en","title":"Harbour cup goes to the boatmen","text":"KARACHI: The boatmen won the cricket cup by six wickets on Monday in front of a large crowd at the ground."}
"#;

const GOLD: &str = r#"{"id":"1","relevant":true,"mentions":[{"event":"bomb","role":"primary","status":"new","facts":{"killed":2,"killed_chinese":2}}]}
{"id":"2","relevant":false,"mentions":[]}
"#;

fn program() -> Program {
    Program::new().file("stream.jsonl", STREAM).file("gold.jsonl", GOLD)
}

#[test]
fn labels_are_scored_at_the_end() {
    let program = program();
    let args =
        ["replay", "--articles", "stream.jsonl", "--gold", "gold.jsonl", "--out", "out.jsonl"];
    let shown = program.run(&args).status(0).stderr("").stdout;
    let first: Vec<&str> = shown.lines().take(3).collect();
    assert_eq!(
        first,
        [
            "relevance        P 1.000  R 1.000  F1 1.000",
            "identity_b3      P 1.000  R 1.000  F1 1.000",
            "alert_article    P 1.000  R 1.000  F1 1.000",
        ]
    );
    assert!(shown.contains("fact killed_chinese    1.000  right 1 wrong 0 absent 0"), "{shown}");
    let decisions = std::fs::read_to_string(program.path("out.jsonl")).unwrap();
    assert_eq!(decisions.lines().count(), 2);
    // On standard output decisions stay alone.
    let args = ["replay", "--articles", "stream.jsonl", "--gold", "gold.jsonl", "--out", "-"];
    program.run(&args).status(0).stdout(&decisions).stderr_has("identity_b3");
}

#[test]
fn labels_that_do_not_fit_are_told_with_their_place() {
    let program = program().file("bad.jsonl", "{\"id\":\"1\"}\n");
    let args =
        ["replay", "--articles", "stream.jsonl", "--gold", "bad.jsonl", "--out", "out.jsonl"];
    let ran = program.run(&args).status(1).stdout("");
    ran.stderr_has("bad.jsonl:1: not a label: missing field `relevant`");
    assert!(!program.path("out.jsonl").exists());
    let program =
        program.file("bad.jsonl", &format!("{GOLD}{{\"id\":\"9\",\"relevant\":false}}\n"));
    program
        .run(&args)
        .status(2)
        .stderr("cpec-watch: bad.jsonl: 1 labelled articles are not in the stream, first: 9\n");
}
