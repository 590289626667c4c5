//! To the operator: what is wrong with the watch itself, since when, and what to do; and what is
//! well again.

use serde::Serialize;

use super::words;

/// One trouble, or its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// What it concerns ("Dawn – Pakistan", "mail to desk@example.org", "disk").
    pub what: String,
    /// What is wrong, in a sentence.
    pub problem: String,
    /// Since when, in words; empty where unknown.
    pub since: String,
    /// When it last went well; empty where never.
    pub last_good: String,
    /// What to do about it; empty where nothing.
    pub advice: String,
}

/// The operator's mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Health {
    /// What is wrong since the last such mail.
    pub troubles: Vec<Trouble>,
    /// What is well again.
    pub recovered: Vec<Trouble>,
    /// What was wrong before and still is.
    pub standing: Vec<Trouble>,
}

impl Health {
    /// "Watch: 2 sources fail – Dawn, Geo".
    pub fn subject(&self) -> String {
        let names = |list: &[Trouble]| {
            let names: Vec<&str> = list.iter().take(3).map(|t| t.what.as_str()).collect();
            let more = list.len().saturating_sub(3);
            let tail = if more > 0 { format!(", {more} more") } else { String::new() };
            words::line(&format!("{}{tail}", names.join(", ")))
        };
        match (self.troubles.is_empty(), self.recovered.is_empty()) {
            (false, _) => {
                let count = words::plural(self.troubles.len(), "problem", "problems");
                format!("cpec-watch: {count} – {}", names(&self.troubles))
            }
            (true, false) => format!("cpec-watch: well again – {}", names(&self.recovered)),
            (true, true) => "cpec-watch: all is well".to_owned(),
        }
    }
}
