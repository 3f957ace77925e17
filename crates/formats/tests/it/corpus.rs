//! Files of others with the identifiers that another tool gives them, where the shared samples are there.

use crate::{identify, rules};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files told as the labels say when this was last measured; fewer is a step back.
const RIGHT_AT_LEAST: usize = 95;

fn samples() -> Option<PathBuf> {
    let root = std::env::var_os("GUILDHALL_SHARED_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join("format-identification");
    folder.join("labels.csv").exists().then_some(folder)
}

#[test]
fn files_of_others_are_told_as_another_tool_tells_them() {
    let Some(samples) = samples() else {
        eprintln!("SKIPPED: the shared samples format-identification are not there");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let unpacked = Command::new("tar")
        .arg("xzf")
        .arg(samples.join("files.tar.gz"))
        .arg("-C")
        .arg(folder.path())
        .status();
    assert!(unpacked.unwrap().success());
    let labels = std::fs::read_to_string(samples.join("labels.csv")).unwrap();
    let (mut right, mut asked) = (0, 0);
    for line in labels.lines().skip(1) {
        let mut cells = line.split(',');
        let (file, puids) = (cells.next().unwrap(), cells.next().unwrap());
        let bytes = std::fs::read(folder.path().join(file)).unwrap();
        let told = identify(&bytes, file);
        asked += 1;
        // PRONOM has no entry for OFD: the labels say zip, and ours is as good.
        let is_ofd = told.puid == "local/ofd" && puids == "x-fmt/263";
        if is_ofd || puids.split('|').any(|puid| puid == told.puid) {
            right += 1;
        } else {
            let title = rules().format(&told.puid).title();
            eprintln!("{file}: {} ({title}), the label says {puids}", told.puid);
        }
    }
    eprintln!("{right} of {asked} files are told as the labels say");
    assert!(right >= RIGHT_AT_LEAST, "{right} of {asked}");
}
