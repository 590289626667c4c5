//! A name as someone wrote it → the name that was most likely meant, for messages.

/// The name of `names` that is most like `text`, where one is like enough.
pub fn nearest<'n>(text: &str, names: &[&'n str]) -> Option<&'n str> {
    let text = text.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let part = text.len() >= 4 && name.contains(&text);
        let near = strsim::jaro_winkler(&text, &name);
        if part { near.max(0.85) } else { near }
    };
    let best = names.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= 0.8).then_some(best)
}
