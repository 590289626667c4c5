//! Mails as `.eml` files in a folder: whole or not at all, the same mail always under the same name.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// A folder that takes mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

/// Why a mail could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write mail into {}: {}", path.display(), reason(error))]
pub struct FolderError {
    path: PathBuf,
    #[source]
    error: io::Error,
}

/// The cause and what to do.
fn reason(error: &io::Error) -> String {
    let advice = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space; the mail is kept and tried again"
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            "let the program write there, or set another folder under [mail]"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where the folder should be; set another folder under [mail]"
        }
        _ => "the mail is kept and tried again",
    };
    format!("{error}; {advice}")
}

impl Folder {
    /// The folder at `path`; it is made at the first mail.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes one mail beside its place, to disk, and renames it: a reader never sees half a mail,
    /// and a repeat replaces the same file.
    pub fn write(&self, message_id: &str, bytes: &[u8]) -> Result<PathBuf, FolderError> {
        let name = file_name(message_id);
        self.write_named(&name, bytes)
            .map_err(|error| FolderError { path: self.path.clone(), error })
    }

    fn write_named(&self, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        std::fs::create_dir_all(&self.path)?;
        let mut file = tempfile::Builder::new()
            .prefix(".unfinished-")
            .suffix(".eml")
            .tempfile_in(&self.path)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        let path = self.path.join(name);
        file.persist(&path).map_err(|e| e.error)?;
        std::fs::File::open(&self.path)?.sync_all()?;
        Ok(path)
    }
}

/// `alert.17.5d41402a@host` → `alert.17.5d41402a.eml`: letters, digits, dots and hyphens only.
fn file_name(message_id: &str) -> String {
    let key = message_id.split('@').next().unwrap_or_default();
    let safe: String = key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' })
        .collect();
    format!("{}.eml", safe.trim_start_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_the_folder() {
        assert_eq!(file_name("../../etc/x.1@host"), "-..-etc-x.1.eml");
        assert_eq!(file_name("2026-dasu.17.ab@h"), "2026-dasu.17.ab.eml");
    }

    #[test]
    fn a_repeat_replaces_the_same_file() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().join("mail"));
        folder.write("a@h", b"one").unwrap();
        let path = folder.write("a@h", b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_in_the_way_is_told_with_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mail");
        std::fs::write(&path, "").unwrap();
        let message = Folder::new(&path).write("a@h", b"x").unwrap_err().to_string();
        assert!(message.contains(&path.display().to_string()), "{message}");
        assert!(message.contains("set another folder"), "{message}");
    }

    #[test]
    fn a_full_disk_and_a_read_only_one_are_told_apart() {
        let told = |kind| reason(&io::Error::from(kind));
        assert!(told(io::ErrorKind::StorageFull).contains("free some space"));
        assert!(told(io::ErrorKind::ReadOnlyFilesystem).contains("let the program write there"));
    }
}
