//! A deterministic fuzzer for what reads foreign bytes: feeds, pages, listings, sitemaps, robots.txt,
//! charsets, OPML. It bends the small files under `corpus/` and holds each reader to its promises: no
//! panic, no overflow of a small stack, bounded output, bounded time, the same answer twice.
//!
//! `cargo test --test fuzz` runs a bounded number of inputs. For longer:
//! `FUZZ_SECONDS=600 FUZZ_FROM=1000000 cargo test --release --test fuzz -- --nocapture`. A failing input
//! is left in the target's temporary folder, where its message says, and becomes a corpus file.
#![allow(clippy::unwrap_used, reason = "tests")]

mod bend;
mod bombs; // the named attacks, each with its outcome
mod targets;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    time::{Duration, Instant},
};

use bend::Dice;
use targets::Target;

/// Inputs of each target in a plain test run.
const INPUTS: u64 = 300;
/// No input may take longer, on however busy a machine.
const LONGEST: Duration = Duration::from_secs(10);
/// The stack of the threads on which foreign bytes are read.
const STACK: usize = 2 << 20;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target.name);
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} has no corpus", target.name);
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// One input: what it came to, in words where it broke a promise.
fn run(target: &Target, input: &[u8]) -> Result<(), String> {
    let began = Instant::now();
    let read = || (target.read)(input);
    let first = catch_unwind(AssertUnwindSafe(read)).map_err(|_| "panicked".to_owned())??;
    let mut took = began.elapsed();
    for _ in 0..2 {
        if took <= LONGEST {
            break;
        }
        // The machine may have been busy with something else.
        let began = Instant::now();
        read()?;
        took = took.min(began.elapsed());
    }
    if took > LONGEST {
        return Err(format!("took {took:?}"));
    }
    if input.len() < 64 * 1024 && read()? != first {
        return Err("the same bytes gave two answers".to_owned());
    }
    Ok(())
}

fn fuzz(target: &'static Target) {
    let work = move || {
        let corpus = corpus(target);
        for input in &corpus {
            run(target, input).unwrap_or_else(|why| panic!("{}: a corpus file {why}", target.name));
        }
        let (from, seconds) = (number("FUZZ_FROM").unwrap_or(0), number("FUZZ_SECONDS"));
        let began = Instant::now();
        let goes_on = |n: u64| match seconds {
            Some(seconds) => began.elapsed() < Duration::from_secs(seconds),
            None => n < number("FUZZ_INPUTS").unwrap_or(INPUTS),
        };
        let note = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", target.name));
        let mut n = 0;
        while goes_on(n) {
            let input = Dice::new(target.name, from + n).bend(&corpus, target.words);
            if seconds.is_some() {
                // An abort leaves no message: the input is there before it is read.
                fs::write(&note, &input).unwrap();
            }
            if let Err(why) = run(target, &input) {
                fs::write(&note, &input).unwrap();
                panic!(
                    "{} input {}: {why}; it is kept as {}",
                    target.name,
                    from + n,
                    note.display()
                );
            }
            n += 1;
        }
        println!("{}: {n} inputs from {from}", target.name);
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

#[test]
fn feeds_hold() {
    fuzz(&targets::FEED);
}

#[test]
fn pages_hold() {
    fuzz(&targets::PAGE);
}

#[test]
fn listings_hold() {
    fuzz(&targets::LISTING);
}

#[test]
fn sitemaps_hold() {
    fuzz(&targets::SITEMAP);
}

#[test]
fn robots_hold() {
    fuzz(&targets::ROBOTS);
}

#[test]
fn charsets_hold() {
    fuzz(&targets::CHARSET);
}

#[test]
fn opml_holds() {
    fuzz(&targets::OPML);
}
