//! What is taken as known: seed records at the first start, documents by command; silently, once.

use crate::cli::Program;

fn events(program: &Program) -> Vec<String> {
    let listed = program.run(&["events", "list", "--all", "--limit", "500", "--json"]).status(0);
    listed.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn the_first_start_takes_the_seed_records_silently_and_once() {
    let program = Program::new().file("config/cpec-watch.toml", "[watch]\nstate = \"../state\"\n");
    let program = program.file("config/sources.toml", "");
    let check = ["check", "--format", "json"];
    program.run(&check).status(0).stdout_has("\"developments\":[]");
    let first = events(&program);
    let keys = |word: &str| first.iter().filter(|line| line.contains(word)).count();
    assert!(first.len() >= 15, "{} events", first.len());
    // Told by four documents, one event.
    assert_eq!(
        first.iter().filter(|line| line.contains("\"id\":\"2024-10-06-karachi-airport")).count(),
        1
    );
    assert_eq!(keys("cricket"), 0);
    let documents = program.run(&["baseline", "list", "--json"]).status(0).stdout;
    assert_eq!(documents.lines().count(), 5);
    program.run(&check).status(0);
    assert_eq!(events(&program), first);
    assert_eq!(program.run(&["baseline", "list", "--json"]).status(0).stdout, documents);
    assert!(!program.path("state/mail").exists(), "the baseline is told to nobody");
}

#[test]
fn a_seed_record_added_later_is_taken_at_the_next_start() {
    let seed = "file = \"late.txt\"\ntitle = \"Late\"\noutlet = \"The Coast Daily\"\npublished = \"2023-05-04\"\n\
        language = \"en\"\n[[event]]\nkey = \"raid\"\nrole = \"primary\"\ntype = \"attack\"\ndate = \"2023-05-03\"\n\
        places = [\"ormara\"]\ntold = \"A checkpoint near Ormara was raided.\"\n";
    let program = Program::new()
        .file("config/cpec-watch.toml", "[watch]\nstate = \"../state\"\n")
        .file("config/sources.toml", "")
        .file("config/seeds/readme.md", "");
    program.run(&["check"]).status(0);
    assert!(events(&program).is_empty());
    let program = program.file("config/seeds/late.toml", seed);
    program.run(&["check"]).status(0);
    program.run(&["check"]).status(0);
    let known = events(&program);
    assert_eq!(known.len(), 1);
    assert!(known[0].contains("\"places\":[\"ormara\"]"), "{known:?}");
}

const BLAST: &str = "Blast near Karachi airport kills two Chinese engineers\n\nUpdated 7 October 2024\n\
    KARACHI: A car bomb went off outside the Karachi airport late on Sunday and killed two Chinese engineers of \
    a power company, officials said on Monday. Ten people were injured. The Baloch Liberation Army said it \
    carried out the attack on the convoy.\n";

const LATER: &str = "Beijing presses Islamabad over safety of its citizens\n\nUpdated 20 November 2024\n\
    ISLAMABAD: China wants its own guards for Chinese nationals in Pakistan, officials said on Wednesday.\n\
    On 6 October 2024 a suicide bombing near Karachi airport killed three people, two of them Chinese, and \
    injured 17.\n";

#[test]
fn documents_are_taken_in_the_order_of_their_days_and_only_once() {
    let program = Program::new()
        .file("config/cpec-watch.toml", "[watch]\nstate = \"../state\"\n")
        .file("config/sources.toml", "")
        .file("config/seeds/readme.md", "")
        // The later one comes first by name.
        .file("notes/a-later.txt", LATER)
        .file("notes/b-blast.txt", BLAST);
    let told = program.run(&["baseline", "import", "notes"]).status(0).stderr("").stdout;
    let first = told.lines().next().unwrap();
    assert!(first.contains("b-blast.txt: tells of 2024-10-06-karachi-airport-attack"), "{told}");
    let known = events(&program);
    let blast: Vec<_> = known.iter().filter(|line| line.contains("\"kind\":\"attack\"")).collect();
    assert_eq!(blast.len(), 1, "{known:#?}");
    // Both sets of figures are kept.
    assert!(blast[0].contains("\"injured\",\"value\":{\"count\":10}"), "{}", blast[0]);
    assert!(blast[0].contains("\"injured\",\"value\":{\"count\":17}"), "{}", blast[0]);
    let again = program.run(&["baseline", "import", "notes"]).status(0).stdout;
    assert_eq!(again.matches("known already").count(), 2, "{again}");
    assert_eq!(events(&program), known);
}

#[test]
fn a_path_that_is_not_there_is_told() {
    let program = Program::new();
    program
        .run(&["baseline", "import", "nothing.txt"])
        .status(2)
        .stdout("")
        .stderr("cpec-watch: nothing.txt is not there\n");
}
