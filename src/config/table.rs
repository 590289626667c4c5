//! A TOML table read key by key: what is asked for is known, what is left over is a fault.
//! Environment variables win over the file; every answer is recorded with its origin.

use std::{cell::RefCell, collections::BTreeMap, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    error::{ConfigError, Origin, Setting},
    value::{Given, Value, nearest},
};

/// What all variables that override a setting begin with.
pub(super) const PREFIX: &str = "CPEC_WATCH__";

/// What reading has brought so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) errors: RefCell<Vec<ConfigError>>,
    pub(super) settings: RefCell<Vec<Setting>>,
    /// Variables that some key asked for.
    pub(super) asked: RefCell<Vec<String>>,
}

/// A file as text, and where its lines begin.
#[derive(Debug)]
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    starts: Vec<usize>,
}

impl<'a> File<'a> {
    pub(super) fn new(name: &'a str, text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { name, starts: std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect() }
    }

    /// The line of a span, from 1.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        self.starts.partition_point(|start| *start <= span.start)
    }
}

/// The tables of a file, or its faults of syntax.
pub(super) fn parse<'t>(file: &File<'_>, text: &'t str, notes: &Notes) -> DeTable<'t> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return table.into_inner();
    }
    for error in errors {
        notes.errors.borrow_mut().push(ConfigError {
            file: file.name.to_owned(),
            line: error.span().map_or(0, |span| file.line(&span)),
            key: String::new(),
            message: error.message().to_owned(),
        });
    }
    DeTable::new()
}

/// One table while it is read.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// `mail`, `recipient[1]`; empty for the whole file.
    path: String,
    file: &'a File<'a>,
    table: Option<&'a DeTable<'a>>,
    /// Line of its head.
    line: usize,
    env: &'a BTreeMap<String, String>,
    notes: &'a Notes,
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Section<'a> {
    /// A whole file.
    pub(super) fn root(
        file: &'a File<'a>,
        table: &'a DeTable<'a>,
        env: &'a BTreeMap<String, String>,
        notes: &'a Notes,
    ) -> Self {
        let known = RefCell::default();
        Self { path: String::new(), file, table: Some(table), line: 1, env, notes, known }
    }

    fn within(&self, path: String, table: Option<&'a DeTable<'a>>, line: usize) -> Self {
        let Self { file, env, notes, .. } = *self;
        Self { path, file, table, line, env, notes, known: RefCell::default() }
    }

    /// A table inside this one; as if empty where it is not written.
    pub(super) fn section(&self, name: &'static str) -> Self {
        let (table, line) = match self.find(name) {
            None => (None, self.line),
            Some((line, value)) => {
                let table = value.get_ref().as_table();
                if table.is_none() {
                    self.fault(line, name, format!("is not a table; write [{}]", self.key(name)));
                }
                (table, line)
            }
        };
        self.within(self.key(name), table, line)
    }

    /// The tables of a `[[name]]`.
    pub(super) fn sections(&self, name: &'static str) -> Vec<Self> {
        let Some((line, value)) = self.find(name) else { return Vec::new() };
        let items: Vec<_> = match value.get_ref().as_array() {
            Some(items) => items.iter().map(|item| (item, item.get_ref().as_table())).collect(),
            None => vec![(value, None)],
        };
        let mut sections = Vec::new();
        for (index, (item, table)) in items.into_iter().enumerate() {
            if table.is_none() {
                self.fault(
                    line,
                    name,
                    format!("is not a list of tables; write [[{}]]", self.key(name)),
                );
                continue;
            }
            let path = format!("{}[{}]", self.key(name), index + 1);
            sections.push(self.within(path, table, self.file.line(&item.span())));
        }
        sections
    }

    /// The table is there.
    pub(super) fn is_written(&self) -> bool {
        self.table.is_some()
    }

    /// The key is in the file or the environment.
    pub(super) fn has(&self, name: &'static str) -> bool {
        self.find(name).is_some() || self.variable(name).is_some()
    }

    /// The value of a key, or the default.
    pub(super) fn read<T: Value>(&self, name: &'static str, default: T) -> T {
        self.checked(name, default, |_| Ok(()))
    }

    /// The value of a key that passes a check, or the default.
    pub(super) fn checked<T: Value>(
        &self,
        name: &'static str,
        default: T,
        check: impl Fn(&T) -> Result<(), String>,
    ) -> T {
        let (given, origin) = self.given(name);
        let value =
            given.map(|given| T::read(&given).and_then(|value| check(&value).map(|()| value)));
        match value {
            Some(Ok(value)) => {
                self.note(name, value.show(), origin);
                value
            }
            Some(Err(message)) => {
                self.fault_at(name, &origin, message);
                default
            }
            None => {
                self.note(name, default.show(), Origin::Default);
                default
            }
        }
    }

    /// The value of a key that must be written.
    pub(super) fn required<T: Value>(
        &self,
        name: &'static str,
        example: &str,
        check: impl Fn(&T) -> Result<(), String>,
    ) -> Option<T> {
        let (given, origin) = self.given(name);
        let Some(given) = given else {
            let message = format!("is missing; write for example {name} = {example}");
            self.fault(self.line, name, message);
            return None;
        };
        match T::read(&given).and_then(|value| check(&value).map(|()| value)) {
            Ok(value) => {
                self.note(name, value.show(), origin);
                Some(value)
            }
            Err(message) => {
                self.fault_at(name, &origin, message);
                None
            }
        }
    }

    /// A text of the environment only; a fault where it is in the file.
    pub(super) fn secret(&self, name: &'static str, instead: &str) -> Option<(String, Origin)> {
        if let Some((line, _)) = self.find(name) {
            self.fault(line, name, format!("secrets do not belong into this file; {instead}"));
        }
        let (variable, value) = self.variable(name)?;
        Some((value.clone(), Origin::Environment(variable)))
    }

    /// Records an effective value.
    pub(super) fn note(&self, name: &str, value: String, origin: Origin) {
        self.notes.settings.borrow_mut().push(Setting { key: self.key(name), value, origin });
    }

    /// A fault of this key, at its line.
    pub(super) fn fault_of(&self, name: &'static str, message: impl Into<String>) {
        let (_, origin) = self.given(name);
        self.fault_at(name, &origin, message.into());
    }

    /// Reports the keys nobody asked for.
    pub(super) fn finish(self) {
        let known = self.known.borrow();
        for key in self.table.into_iter().flat_map(DeTable::keys) {
            let name: &str = key.get_ref();
            if known.contains(&name) {
                continue;
            }
            let hint = match nearest(name, &known) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("known here: {}", known.join(", ")),
            };
            self.fault(self.file.line(&key.span()), name, format!("unknown key; {hint}"));
        }
    }

    fn key(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn find(&self, name: &'static str) -> Option<(usize, &'a Spanned<DeValue<'a>>)> {
        if !self.known.borrow().contains(&name) {
            self.known.borrow_mut().push(name);
        }
        let (key, value) = self.table?.get_key_value(name)?;
        Some((self.file.line(&key.span()), value))
    }

    /// The variable that overrides a key; items of lists have none.
    fn variable(&self, name: &str) -> Option<(String, &'a String)> {
        if self.path.contains('[') {
            return None;
        }
        let name = format!("{PREFIX}{}", self.key(name).replace('.', "__").to_uppercase());
        self.notes.asked.borrow_mut().push(name.clone());
        self.env.get(&name).map(|value| (name, value))
    }

    fn given(&self, name: &'static str) -> (Option<Given>, Origin) {
        let found = self.find(name);
        if let Some((variable, value)) = self.variable(name) {
            return (Some(Given::Variable(value.clone())), Origin::Environment(variable));
        }
        match found {
            Some((line, value)) => {
                let file = self.file.name.to_owned();
                (Some(take(value.get_ref())), Origin::File { name: file, line })
            }
            None => (None, Origin::Default),
        }
    }

    fn fault_at(&self, name: &str, origin: &Origin, message: String) {
        match origin {
            Origin::File { line, .. } => self.fault(*line, name, message),
            Origin::Environment(variable) => self.notes.errors.borrow_mut().push(ConfigError {
                file: "environment".to_owned(),
                line: 0,
                key: variable.clone(),
                message,
            }),
            _ => self.fault(self.line, name, message),
        }
    }

    fn fault(&self, line: usize, name: &str, message: String) {
        self.notes.errors.borrow_mut().push(ConfigError {
            file: self.file.name.to_owned(),
            line,
            key: self.key(name),
            message,
        });
    }
}

fn take(value: &DeValue<'_>) -> Given {
    match value {
        DeValue::String(text) => Given::Text(text.clone().into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Given::Other("number too large"), Given::Integer),
        DeValue::Float(number) => {
            number.as_str().parse().map_or(Given::Other("number"), Given::Float)
        }
        DeValue::Boolean(on) => Given::Flag(*on),
        DeValue::Array(items) => {
            Given::List(items.iter().map(|item| take(item.get_ref())).collect())
        }
        DeValue::Datetime(_) => Given::Other("date; put it in quotes"),
        DeValue::Table(_) => Given::Other("table"),
    }
}
