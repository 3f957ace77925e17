//! The house on a disk that is full: a real file system of eight megabytes, where this machine lets the test make one.

use crate::commands::{a_union, good, guildhall};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small file system, taken away with the value.
struct SmallFileSystem(PathBuf);

impl SmallFileSystem {
    /// Makes one; nothing when this user may not.
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let made = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"])
            .arg(at)
            .output();
        made.is_ok_and(|made| made.status.success())
            .then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallFileSystem {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// A paper that is larger than the room on one disk stops the import with the reason and leaves nothing half done;
/// without it the import goes on where it stopped, and the ledger agrees with the tables.
#[test]
fn a_paper_larger_than_the_room_is_refused_and_the_house_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, disk, papers) = (
        folder.path().join("data"),
        folder.path().join("disk"),
        folder.path().join("papers"),
    );
    let Some(_small) = SmallFileSystem::mount(&disk) else {
        eprintln!("SKIPPED: this user may not mount a file system");
        return;
    };
    a_union(&data);
    let config = format!("[vault]\nreplicas = [\"vault/a\", {:?}]\n", disk.display());
    std::fs::write(data.join("guildhall.toml"), config).unwrap();
    std::fs::create_dir(&papers).unwrap();
    std::fs::write(papers.join("a.txt"), "关于举办职工书画展的通知").unwrap();
    std::fs::write(papers.join("m.bin"), vec![7u8; 12_000_000]).unwrap();
    std::fs::write(papers.join("z.txt"), "职工书画展获奖名单").unwrap();
    let path = papers.to_string_lossy().into_owned();
    let output = guildhall(&data, &["import", &path]);
    let reason = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{reason}");
    assert!(reason.contains("no room in replica"), "{reason}");
    for replica in [&disk, &data.join("vault/a")] {
        let files = walkdir::WalkDir::new(replica.join("staging")).into_iter();
        let left: Vec<_> = files
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
    assert!(good(&data, &["verify"]).contains(" 0 problems"));
    std::fs::remove_file(papers.join("m.bin")).unwrap();
    let told = good(&data, &["import", &path]);
    assert!(told.contains(", refused 0"), "{told}");
    assert!(good(&data, &["verify"]).contains(" 0 problems"));
    // The papers of before lie on one disk only, because the other is new: the scrub brings them there.
    assert!(good(&data, &["scrub", "--orphans-after", "0s"]).contains(" 0 lost, 0 orphans removed"));
}
