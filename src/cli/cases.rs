//! `export --cases`: what people corrected, with the texts it is about, as cases to test with.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Context;
use serde_json::{Value, json};

use super::{Cli, Exit, open::Instance, print};
use crate::{
    io::store::Store,
    model::{article::ArticleId, ruling::Ruled},
};

/// One JSON line a ruling: the ruling itself (what `replay --rulings` reads), and as `articles` the
/// lines `replay --articles` reads, oldest first.
pub(super) fn export(cli: &Cli, file: Option<&Path>) -> anyhow::Result<Exit> {
    let store = Instance::load(cli)?.store_to_read()?;
    let mut out: Box<dyn Write> = match file {
        Some(path) => {
            let file = File::create(path);
            Box::new(BufWriter::new(
                file.with_context(|| format!("cannot write {}", path.display()))?,
            ))
        }
        None => Box::new(print::out()),
    };
    for ruled in store.rulings()? {
        print::json_line(&mut out, &case(&store, &ruled)?)?;
    }
    out.flush().context("the export is not whole")?;
    Ok(Exit::Done)
}

fn case(store: &Store, ruled: &Ruled) -> anyhow::Result<Value> {
    let mut ids: Vec<ArticleId> = ruled.ruling.articles().into_iter().cloned().collect();
    for event in ruled.ruling.events() {
        let event = store.event(event)?;
        ids.extend(event.into_iter().flat_map(|event| event.articles).map(|told| told.article));
    }
    ids.sort();
    ids.dedup();
    let mut articles = Vec::new();
    for id in ids {
        articles.extend(store.article(&id)?.map(|stored| stored.article));
    }
    articles.sort_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)));
    let lines: Vec<Value> = articles
        .iter()
        .map(|a| {
            json!({
                "id": a.id, "url": a.url, "outlet": a.outlet, "published": a.published,
                "lang": a.lang, "title": a.title, "text": a.text,
            })
        })
        .collect();
    let mut value = serde_json::to_value(ruled)?;
    if let Value::Object(fields) = &mut value {
        fields.insert("articles".to_owned(), lines.into());
    }
    Ok(value)
}
