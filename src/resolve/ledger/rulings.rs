//! What people ruled, heeded by the known events.

use jiff::Timestamp;

use super::Ledger;
use crate::{
    model::{event::Event, fact::Fact, ruling::Ruling},
    profile::Profile,
    resolve::rule,
};

impl Ledger {
    /// Facts that people ruled wrong do not count in what comes.
    pub fn heed(&mut self, rulings: impl IntoIterator<Item = Ruling>) {
        let wrong = rulings.into_iter().filter(|r| matches!(r, Ruling::WrongFigure { .. }));
        self.wrong.extend(wrong);
    }

    /// Carries out a ruling on what is known so far.
    ///
    /// # Errors
    /// A sentence that says what does not fit; nothing is changed then.
    pub fn obey(
        &mut self,
        ruling: Ruling,
        profile: &Profile,
        now: Timestamp,
    ) -> Result<(), String> {
        let mut events = self.events.clone();
        let obeyed = rule::obey(&mut events, ruling, profile, now)?;
        let wrong = std::mem::take(&mut self.wrong);
        *self = Self { wrong, ..Self::from_events(events, profile) };
        self.heed([obeyed.ruling]);
        Ok(())
    }

    /// Takes out what people ruled wrong of a known event.
    pub fn strike(&self, event: Option<&Event>, facts: &mut Vec<Fact>) {
        let Some(event) = event.filter(|_| !self.wrong.is_empty()) else { return };
        facts.retain(|fact| !self.wrong.iter().any(|r| rule::is_wrong(r, &event.id, fact)));
    }
}
