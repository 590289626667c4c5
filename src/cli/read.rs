//! What commands read besides the configuration: inputs by path or address (also gzipped), profile
//! folders, seeds.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::Context;

use url::Url;

use super::{Cli, Refused, open::Instance};
use crate::{
    io::http::{Request, Wanted},
    model::source::Validators,
    profile::Profile,
};

/// Most bytes of one input after decompression.
const MOST: u64 = 64 << 20;

/// What a command was given: a file, or what an address answered.
#[derive(Debug)]
pub(super) struct Input {
    /// The file's own name, or the address.
    pub name: String,
    /// Its bytes, decompressed.
    pub bytes: Vec<u8>,
    /// The `Content-Type` of an answer.
    pub content_type: Option<String>,
    /// The address, after redirects.
    pub url: Option<Url>,
}

/// Reads a path or asks an address, as the configuration says where there is one.
pub(super) async fn input(cli: &Cli, name: &str, wanted: Wanted) -> anyhow::Result<Input> {
    if !name.starts_with("http://") && !name.starts_with("https://") {
        let path = Path::new(name);
        let bytes = file(path)?;
        return Ok(Input { name: short_name(path), bytes, content_type: None, url: None });
    }
    let url = name.parse::<Url>().map_err(|error| Refused(format!("{name}: {error}")))?;
    let desk = Instance::load(cli)?.desk()?;
    let request = Request { url, validators: Validators::default(), wanted, max_bytes: MOST };
    let answer = desk.client.get(&request).await;
    let answer = answer.map_err(|failure| anyhow::anyhow!("{name}: {}", failure.message))?;
    Ok(Input {
        name: name.to_owned(),
        bytes: answer.body,
        content_type: answer.content_type,
        url: Some(answer.final_url),
    })
}

/// A file, decompressed where its bytes are gzip.
pub(super) fn file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice())
        .take(MOST)
        .read_to_end(&mut plain)
        .with_context(|| format!("{} is gzip that ends early or is damaged", path.display()))?;
    Ok(plain)
}

/// The last part of a path, as it is called in output.
pub(super) fn short_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into())
}

/// The profile of a folder; the built-in one without.
pub(super) fn profile(folder: Option<&Path>) -> anyhow::Result<Profile> {
    let Some(folder) = folder else { return Ok(Profile::embedded()) };
    let mut files = Vec::new();
    for path in folder_files(folder, "toml")? {
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        files.push((path.display().to_string(), text));
    }
    if files.is_empty() {
        return Err(Refused(format!("{} holds no .toml files", folder.display())).into());
    }
    Profile::parse(&files).map_err(|errors| {
        let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
        Refused(format!("the profile has errors:\n  {}", lines.join("\n  "))).into()
    })
}

/// Files of a folder with this ending, by name.
pub(super) fn folder_files(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| Refused(format!("cannot read folder {}: {error}", folder.display())))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.extension().is_some_and(|end| end == ending) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
