//! How much room there is.

use std::path::Path;

/// Free bytes of the file system a path lies in, as an ordinary user has them.
pub fn free(path: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(path)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
