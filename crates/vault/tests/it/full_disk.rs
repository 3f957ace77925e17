//! A real disk that is full: a file system of eight megabytes in memory, where this machine lets the test make one.

use crate::house::{content, files_below, migrations, open_folder, put, read, scrub, vault};
use guildhall_kernel::ContentHash;
use guildhall_vault::VaultError;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small file system, taken away with the value.
struct SmallFileSystem(PathBuf);

impl SmallFileSystem {
    /// Makes one; nothing when this user may not.
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir(at).unwrap();
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

guildhall_store::on_both_databases! { migrations();
    /// More than the room: refused with its reason, nothing half done stays, and the next object goes in.
    async fn a_full_file_system_refuses_keeps_nothing_and_goes_on(test: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let Some(_small) = SmallFileSystem::mount(&folder.path().join("b")) else {
            eprintln!("SKIPPED: this user may not mount a file system");
            return;
        };
        let vault = vault(folder.path(), ["a", "b"].map(|name| open_folder(folder.path(), name)).to_vec());
        let first = put(test, &vault, &content(3_000_000)).await;
        let refused = vault.stage(&content(12_000_000)[..]).await;
        assert!(matches!(&refused, Err(VaultError::DiskFull { replica }) if replica == "b"), "{refused:?}");
        let left = ["a", "b"].map(|name| {
            let files = files_below(&folder.path().join(name));
            files.iter().filter(|file| file.extension().is_none()).count()
        });
        assert_eq!(left, [1, 1], "only the first object is there");
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert!(!vault.contains(&mut connection, ContentHash::of(&content(12_000_000))).await.unwrap());
        drop(connection);
        let second = put(test, &vault, &content(3_000_001)).await;
        assert_eq!(read(test, &vault, first).await.unwrap(), content(3_000_000));
        assert_eq!(read(test, &vault, second).await.unwrap(), content(3_000_001));
        let report = scrub(test, &vault, i64::MIN).await;
        assert_eq!((report.checked, report.orphans, report.is_whole()), (2, 0, true));
    }
}
