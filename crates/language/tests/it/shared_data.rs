//! Where the data sets and models that tests may read are, if they are there at all.

use std::path::PathBuf;

/// A file of the shared data, or `None` with a note on standard error.
pub fn shared_file(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("GUILDHALL_SHARED_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    present(root.join(name))
}

/// A folder of the models, or `None` with a note on standard error.
pub fn model_folder(name: &str) -> Option<PathBuf> {
    present(
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../models")
            .join(name),
    )
}

fn present(path: PathBuf) -> Option<PathBuf> {
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there", path.display());
    None
}
