//! An article that its source has changed: read again, it is a revision of the one we have, and a
//! development only where it states something materially new.

use crate::{
    io::store::{Store, Stored},
    model::{
        article::Article,
        event::{Event, Role},
        verdict::{Assessment, Verdict},
    },
    profile::Profile,
    resolve::Ledger,
    verdict::update::{self, Signs},
};

/// The events that an article told of before it was changed; `None` where its words are the same, or
/// where less of it could be read this time than was known (a page that did not answer).
pub(super) fn before(
    store: &Store,
    article: &Article,
    ledger: &Ledger,
) -> anyhow::Result<Option<Vec<Event>>> {
    let Some(known) = store.article(&article.id)? else { return Ok(None) };
    if !is_changed(&known, article) {
        return Ok(None);
    }
    let tells = |event: &&Event| {
        event.articles.iter().any(|t| t.article == article.id && t.role == Role::Primary)
    };
    Ok(Some(ledger.events().iter().filter(tells).cloned().collect()))
}

fn is_changed(known: &Stored, article: &Article) -> bool {
    let (before, after) = (&known.article.text, &article.text);
    let same = known.article.title == article.title && before == after;
    !same && after.len() * 2 >= before.len()
}

/// Judges a revision: its words are known, so only facts that the event did not have make it an
/// update. `before` are the events as they stood.
pub(super) fn judge(assessment: &mut Assessment, before: &[Event], profile: &Profile) {
    // A lower figure in a changed article takes the higher one back.
    let signs = Signs { corrects: true, ..Signs::default() };
    for decision in &mut assessment.decisions {
        let Some(known) = before.iter().find(|event| event.id == decision.event) else { continue };
        if decision.mention.role != Role::Primary || known.ignored || !known.on_topic {
            continue;
        }
        let changes = update::changes(&decision.mention, known, &signs, profile);
        let changed = !changes.is_empty();
        let said = changes.iter().map(|change| change.reason.clone());
        let mut reasons = vec!["a known article was changed by its source".to_owned()];
        reasons.extend(said);
        reasons.append(&mut decision.reasons);
        decision.reasons = reasons;
        decision.verdict = if changed { Verdict::Update } else { Verdict::Repeat };
        decision.changes = changes;
    }
}
