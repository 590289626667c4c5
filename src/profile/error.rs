//! What is wrong with a profile: file, line, and what to write instead.

use std::{fmt, ops::Range};

use crate::text::spelling::nearest;

/// One fault of a profile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub struct ProfileError {
    /// The file as it was named.
    pub file: String,
    /// Its line, from 1; 0 where the fault is of the whole profile.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct At {
    /// Which of the files.
    pub file: usize,
    /// Byte range in it.
    pub span: Range<usize>,
}

/// Faults found so far, with the files to tell lines from.
#[derive(Debug)]
pub(super) struct Faults<'a> {
    files: &'a [(String, String)],
    errors: Vec<ProfileError>,
}

impl<'a> Faults<'a> {
    pub(super) fn of(files: &'a [(String, String)]) -> Self {
        Self { files, errors: Vec::new() }
    }

    /// A fault at a place in a file.
    pub(super) fn at(&mut self, at: &At, message: String) {
        let (file, line) = (self.files[at.file].0.clone(), self.line(at));
        self.errors.push(ProfileError { file, line, message });
    }

    /// A fault of the profile as a whole, told of its first file.
    pub(super) fn whole(&mut self, message: &str) {
        let file = self.files.first().map_or_else(|| "profile".to_owned(), |file| file.0.clone());
        self.errors.push(ProfileError { file, line: 0, message: message.to_owned() });
    }

    /// `file:line`, as other messages point at it.
    pub(super) fn place(&self, at: &At) -> String {
        format!("{}:{}", self.files[at.file].0, self.line(at))
    }

    fn line(&self, at: &At) -> usize {
        let text = &self.files[at.file].1;
        text[..text.floor_char_boundary(at.span.start)].matches('\n').count() + 1
    }

    pub(super) fn none(&self) -> bool {
        self.errors.is_empty()
    }

    /// All of them, in the order of the files.
    pub(super) fn into_errors(mut self) -> Vec<ProfileError> {
        let rank = |name: &str| self.files.iter().position(|file| file.0 == name);
        self.errors.sort_by_key(|error| (rank(&error.file), error.line));
        self.errors.dedup();
        self.errors
    }
}

/// "; did you mean …?", where one of the names is like it.
pub(super) fn meant<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    nearest(text, &names).map_or_else(String::new, |near| format!("; did you mean {near:?}?"))
}
