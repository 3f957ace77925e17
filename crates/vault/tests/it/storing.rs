//! Putting in and getting out: the contract on both databases.

use crate::house::{House, LIMIT, SmallDisk, content, migrations, open_folder, put, read, scrub, vault};
use guildhall_kernel::ContentHash;
use guildhall_vault::object::CHUNK_BYTES;
use guildhall_vault::{VaultError, register, shred};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

/// A sender that hangs up after some bytes.
struct HangsUp(u64);

impl AsyncRead for HangsUp {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0 == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let given = self.0.min(buffer.remaining() as u64);
        buffer.put_slice(&vec![7; given as usize]);
        self.0 -= given;
        Poll::Ready(Ok(()))
    }
}

guildhall_store::on_both_databases! { migrations();
    /// Sizes around the ends of chunks, and nothing at all.
    async fn what_was_put_in_comes_out(test: &TestDatabase) {
        let house = House::new();
        for size in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 1_500_000] {
            let bytes = content(size);
            let hash = put(test, &house.vault, &bytes).await;
            assert_eq!(hash, ContentHash::of(&bytes));
            assert_eq!(read(test, &house.vault, hash).await.unwrap(), bytes, "{size}");
        }
        assert_eq!(house.files("a").len(), 7);
        assert_eq!(house.files("b").len(), 7);
        assert_eq!(house.leftovers(), 14);
    }

    /// Whoever has the replicas alone finds neither the content nor its hash.
    async fn replicas_alone_tell_nothing(test: &TestDatabase) {
        let house = House::new();
        let hash = put(test, &house.vault, "某某同志的困难补助申请".repeat(50).as_bytes()).await;
        let stored = std::fs::read(house.file("a")).unwrap();
        assert!(!stored.windows(9).any(|part| part == "某某同".as_bytes()));
        assert!(!house.file("a").to_string_lossy().contains(&hash.to_hex()[..16]));
        assert_eq!(std::fs::metadata(house.file("a")).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(stored, std::fs::read(house.file("b")).unwrap());
    }

    /// A batch becomes visible as a whole with the caller's commit, and not without it.
    async fn objects_exist_with_the_commit_and_not_before(test: &TestDatabase) {
        let house = House::new();
        let mut staged = Vec::new();
        for number in 0..20u8 {
            staged.push(house.vault.stage(&[number; 100][..]).await.unwrap());
        }
        let sealed = house.vault.seal(staged).await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        register(&mut work, &sealed).await.unwrap();
        work.cancel().await.unwrap();
        let gone = read(test, &house.vault, sealed[0].hash()).await;
        assert!(matches!(gone, Err(VaultError::NotFound { .. })), "{gone:?}");
        let mut work = test.database.begin(test.realm).await.unwrap();
        register(&mut work, &sealed).await.unwrap();
        work.commit().await.unwrap();
        for (number, sealed) in sealed.iter().enumerate() {
            assert_eq!(read(test, &house.vault, sealed.hash()).await.unwrap(), [number as u8; 100][..]);
        }
    }

    /// The same content at the same instant is one object, and the copies of the loser are taken away.
    async fn the_same_content_at_once_is_one_object(test: &TestDatabase) {
        let house = House::new();
        let bytes = content(200_000);
        let (one, other) = tokio::join!(house.vault.stage(&bytes[..]), house.vault.stage(&bytes[..]));
        let one = house.vault.seal(vec![one.unwrap()]).await.unwrap();
        let other = house.vault.seal(vec![other.unwrap()]).await.unwrap();
        for sealed in [&other, &one] {
            let mut work = test.database.begin(test.realm).await.unwrap();
            register(&mut work, sealed).await.unwrap();
            work.commit().await.unwrap();
        }
        assert_eq!(read(test, &house.vault, one[0].hash()).await.unwrap(), bytes);
        let report = scrub(test, &house.vault, i64::MIN).await;
        assert_eq!((report.checked, report.orphans, report.lost.len()), (1, 2, 0));
        assert_eq!(read(test, &house.vault, one[0].hash()).await.unwrap(), bytes);
    }

    /// Twice the same content in one batch is one object as well.
    async fn the_same_content_twice_in_a_batch_is_one_object(test: &TestDatabase) {
        let house = House::new();
        let staged = vec![house.vault.stage(&b"x"[..]).await.unwrap(), house.vault.stage(&b"x"[..]).await.unwrap()];
        let sealed = house.vault.seal(staged).await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        register(&mut work, &sealed).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(read(test, &house.vault, sealed[1].hash()).await.unwrap(), b"x"[..]);
    }

    /// A full disk in the middle of writing leaves nothing behind and says so.
    async fn a_full_disk_leaves_nothing_behind(test: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let room = Arc::new(AtomicU64::new(700_000));
        let small = SmallDisk { inner: open_folder(folder.path(), "b"), room: Arc::clone(&room) };
        let vault = vault(folder.path(), vec![open_folder(folder.path(), "a"), Arc::new(small)]);
        let house = House { folder, vault };
        let refused = house.vault.stage(&content(2_000_000)[..]).await;
        assert!(matches!(&refused, Err(VaultError::DiskFull { replica }) if replica == "b"), "{refused:?}");
        assert_eq!(house.leftovers(), 0);
        room.store(10_000_000, Ordering::SeqCst);
        let hash = put(test, &house.vault, &content(2_000_000)).await;
        assert_eq!(read(test, &house.vault, hash).await.unwrap(), content(2_000_000));
    }

    /// A sender that hangs up, and one that does not end, leave nothing behind.
    async fn a_sender_that_hangs_up_or_never_ends_leaves_nothing_behind(_test: &TestDatabase) {
        let house = House::new();
        for after in [0, 10, 100_000, 1_000_000] {
            let refused = house.vault.stage(HangsUp(after)).await;
            assert!(matches!(refused, Err(VaultError::Source(_))), "{refused:?}");
        }
        let refused = house.vault.stage(tokio::io::repeat(1)).await;
        assert!(matches!(refused, Err(VaultError::TooLarge { limit: LIMIT })), "{refused:?}");
        let exact = house.vault.stage(tokio::io::repeat(1).take(LIMIT)).await.unwrap();
        assert_eq!(exact.size(), LIMIT);
        drop(exact);
        assert_eq!(house.leftovers(), 0);
    }

    /// What died before it was sealed is cleared at the next start; what lives is left alone.
    async fn the_staging_of_the_dead_is_cleared_and_that_of_the_living_is_not(test: &TestDatabase) {
        let house = House::new();
        let staged = house.vault.stage(&content(10)[..]).await.unwrap();
        for name in ["a", "b"] {
            let dead = house.folder.path().join(name).join("staging/0123456789abcdef");
            std::fs::create_dir(&dead).unwrap();
            std::fs::write(dead.with_extension("lock"), "").unwrap();
            std::fs::write(dead.join("half"), "half an object").unwrap();
        }
        let _second = [open_folder(house.folder.path(), "a"), open_folder(house.folder.path(), "b")];
        assert_eq!(house.leftovers(), 2, "the two files of the living one");
        let sealed = house.vault.seal(vec![staged]).await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        register(&mut work, &sealed).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(read(test, &house.vault, sealed[0].hash()).await.unwrap(), content(10));
    }

    /// Any range gives the bytes of that range.
    async fn any_range_gives_its_bytes(test: &TestDatabase) {
        let house = House::new();
        let bytes = content(10 * CHUNK_BYTES + 17);
        let hash = put(test, &house.vault, &bytes).await;
        let mut runner = TestRunner::deterministic();
        let any = (0u64..700_000, 0u64..700_000).prop_map(|(start, length)| start..start + length);
        let mut ranges: Vec<_> = (0..60).map(|_| any.new_tree(&mut runner).unwrap().current()).collect();
        ranges.extend([0..0, 5..5, 65_535..65_537, 655_376..655_377, 655_377..900_000, 2_000_000..3_000_000]);
        for range in ranges {
            let mut connection = test.database.read(test.realm).await.unwrap();
            let mut reader = house.vault.open_range(&mut connection, hash, range.clone()).await.unwrap();
            let mut part = Vec::new();
            reader.read_to_end(&mut part).await.unwrap();
            let cut = |place: u64| (place as usize).min(bytes.len());
            assert_eq!(part, bytes[cut(range.start)..cut(range.end)], "{range:?}");
            assert_eq!(reader.range().end - reader.range().start, part.len() as u64);
        }
    }

    /// A scratch file is complete and private; an existing one is never written over.
    async fn a_scratch_file_is_private_and_new(test: &TestDatabase) {
        let house = House::new();
        let hash = put(test, &house.vault, &content(100_000)).await;
        let file = house.folder.path().join("scratch");
        let mut connection = test.database.read(test.realm).await.unwrap();
        house.vault.read_to_file(&mut connection, hash, &file).await.unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), content(100_000));
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let again = house.vault.read_to_file(&mut connection, hash, &file).await;
        assert!(matches!(again, Err(VaultError::File(_))), "{again:?}");
        let short = house.vault.read(&mut connection, hash, 99_999).await;
        assert!(matches!(short, Err(VaultError::TooLarge { limit: 99_999 })), "{short:?}");
    }

    /// Destroying the row destroys the key: even a kept copy of the bytes is of no use.
    async fn a_shredded_object_is_gone(test: &TestDatabase) {
        let house = House::new();
        let hash = put(test, &house.vault, b"to be forgotten").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        assert!(shred(&mut work, hash).await.unwrap().is_some());
        assert!(shred(&mut work, hash).await.unwrap().is_none());
        work.commit().await.unwrap();
        assert!(matches!(read(test, &house.vault, hash).await, Err(VaultError::NotFound { .. })));
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert!(!house.vault.contains(&mut connection, hash).await.unwrap());
        drop(connection);
        assert_eq!(scrub(test, &house.vault, i64::MIN).await.orphans, 2);
        assert_eq!(house.leftovers(), 0);
    }

    /// A row whose wrapped key was changed opens nothing and says why.
    async fn a_changed_wrapped_key_is_refused(test: &TestDatabase) {
        let house = House::new();
        let hash = put(test, &house.vault, b"content").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let sql = "UPDATE vault_object SET key_wrapped = $1 WHERE realm_id = $2";
        let values = guildhall_store::args![vec![0u8; 60], test.realm];
        work.execute(sql, values).await.unwrap();
        work.commit().await.unwrap();
        assert!(matches!(read(test, &house.vault, hash).await, Err(VaultError::Key(_))));
        assert_eq!(scrub(test, &house.vault, 0).await.lost, [hash]);
    }
}
