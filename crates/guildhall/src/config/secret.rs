//! Files that hold a secret and nothing else.

use anyhow::bail;
use std::path::Path;
use zeroize::Zeroizing;

/// Reads a file that holds a secret and nothing else.
///
/// # Errors
/// When it cannot be read, is empty, or others may read it.
pub fn read_secret(file: &Path) -> anyhow::Result<Zeroizing<String>> {
    use std::os::unix::fs::PermissionsExt as _;
    let text = Zeroizing::new(std::fs::read_to_string(file)?);
    if std::fs::metadata(file)?.permissions().mode() & 0o077 != 0 {
        bail!("others may read the file; run: chmod 600 {}", file.display());
    }
    match text.trim() {
        "" => bail!("the file is empty"),
        secret => Ok(Zeroizing::new(secret.to_owned())),
    }
}
