//! Due notices → the mails they make: one an event and recipient, one digest a recipient, and one
//! mail for all where a burst of events would be a flood.

use std::collections::BTreeMap;

use crate::model::notice::{Channel, Notice};

/// More events than this at once for one recipient come as one mail.
const BURST: usize = 5;

/// Notices that make one mail, oldest first; not empty, all of one recipient and channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The Message-ID they were given at an earlier try.
    pub message_id: Option<String>,
    /// The notices.
    pub notices: Vec<Notice>,
}

impl Batch {
    /// The first of them.
    pub fn first(&self) -> &Notice {
        self.notices.first().expect("a batch is made of at least one notice")
    }

    /// It tells of one event only.
    pub fn is_of_one_event(&self) -> bool {
        self.notices.iter().all(|n| n.development.event == self.first().development.event)
    }
}

/// What a notice shares with those it goes with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// It was in a mail before: the same mail again.
    Again(String),
    Alert(String, String),
    Digest(String),
}

/// Groups due notices, in the order of the first of each.
pub fn group(due: Vec<Notice>) -> Vec<Batch> {
    let mut batches: BTreeMap<Key, Vec<Notice>> = BTreeMap::new();
    for notice in due {
        let key = match (&notice.message_id, notice.channel) {
            (Some(id), _) => Key::Again(id.clone()),
            (None, Channel::Alert) => {
                Key::Alert(notice.recipient.clone(), notice.development.event.0.clone())
            }
            (None, Channel::Digest) => Key::Digest(notice.recipient.clone()),
        };
        batches.entry(key).or_default().push(notice);
    }
    let mut made: Vec<Batch> = Vec::new();
    let mut alerts: BTreeMap<String, Vec<Vec<Notice>>> = BTreeMap::new();
    for (key, notices) in batches {
        match key {
            Key::Again(id) => made.push(Batch { message_id: Some(id), notices }),
            Key::Alert(recipient, _) => alerts.entry(recipient).or_default().push(notices),
            Key::Digest(_) => made.push(Batch { message_id: None, notices }),
        }
    }
    for events in alerts.into_values() {
        let mails = if events.len() > BURST { vec![events.concat()] } else { events };
        made.extend(mails.into_iter().map(|notices| Batch { message_id: None, notices }));
    }
    for batch in &mut made {
        batch.notices.sort_by_key(|n| n.id);
    }
    made.sort_by_key(|batch| batch.first().id);
    made
}
