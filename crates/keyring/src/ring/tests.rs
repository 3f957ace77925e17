//! What a ring promises: its file, its keys, what it seals.

use super::*;
use crate::key_file;
use crate::{Sharing, combine};
use guildhall_kernel::SeededRandom;
use proptest::prelude::*;
use std::os::unix::fs::PermissionsExt;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const COLUMN: Purpose = Purpose::Column("second_factor.secret");

fn ring(folder: &tempfile::TempDir, seed: u64) -> KeyRing {
    KeyRing::open_or_create(&folder.path().join("master.key"), &SeededRandom::new(seed)).unwrap()
}

#[test]
fn the_key_file_is_made_once_and_read_by_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("master.key");
    let first = ring(&folder, 1);
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(format!("{first:?}"), format!("{:?}", ring(&folder, 2)));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let refused = KeyRing::open_or_create(&file, &SeededRandom::new(3));
    assert!(matches!(refused, Err(KeyError::OpenToOthers(_))));
}

#[test]
fn a_key_file_with_a_changed_digit_or_nothing_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("master.key");
    let line = MasterKey::generate(&SeededRandom::new(4), None).to_line();
    let changed = if line.contains('7') {
        line.replacen('7', "8", 1)
    } else {
        line.replacen('a', "b", 1)
    };
    for wrong in ["", "\n", "not a key", changed.as_str()] {
        let _ = std::fs::remove_file(&file);
        write(&file, wrong);
        let refused = KeyRing::open_or_create(&file, &SeededRandom::new(5));
        assert!(matches!(refused, Err(KeyError::Damaged(_))), "{wrong}");
    }
}

fn write(file: &Path, text: &str) {
    key_file::write_private(file, text.as_bytes()).unwrap();
}

#[test]
fn a_ring_that_turned_opens_the_old_and_seals_with_the_new() {
    let folder = tempfile::tempdir().unwrap();
    let random = SeededRandom::new(7);
    let (ring, other_process) = (ring(&folder, 7), ring(&folder, 8));
    let before = ring.seal(COLUMN, b"row", b"secret", &random);
    ring.turn(NOW, &random).unwrap();
    let after = ring.seal(COLUMN, b"row", b"secret", &random);
    assert_ne!(before.key_id, after.key_id);
    for sealed in [&before, &after] {
        for ring in [&ring, &other_process] {
            let opened = ring.open(COLUMN, b"row", (&sealed.key_id, &sealed.bytes));
            assert_eq!(&opened.unwrap()[..], b"secret");
        }
    }
}

#[test]
fn a_value_is_found_under_the_index_of_every_key_that_may_have_made_it() {
    let folder = tempfile::tempdir().unwrap();
    let ring = ring(&folder, 7);
    let before = ring.blind_index(COLUMN, "110101199003070013");
    ring.turn(NOW, &SeededRandom::new(8)).unwrap();
    let after = ring.blind_index(COLUMN, "110101199003070013");
    assert_ne!(before, after);
    assert_eq!(ring.blind_indexes(COLUMN, "110101199003070013"), [before, after]);
}

#[test]
fn every_key_has_a_date_the_first_that_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    ring(&folder, 1).turn(NOW, &SeededRandom::new(2)).unwrap();
    let keys = ring(&folder, 1).describe();
    assert!(keys[0].made_at.is_some());
    assert_eq!(keys[1].made_at, Some(NOW));
    assert_eq!([keys[0].seals, keys[1].seals], [false, true]);
}

#[test]
fn an_old_key_can_be_removed_and_the_one_that_seals_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let (ring, random) = (ring(&folder, 1), SeededRandom::new(2));
    let old = ring.seal(COLUMN, b"", b"x", &random);
    ring.turn(NOW, &random).unwrap();
    assert!(matches!(
        ring.remove(&ring.sealing_id(), &random),
        Err(KeyError::Seals(_))
    ));
    assert!(matches!(ring.remove("other", &random), Err(KeyError::Unknown(_))));
    ring.remove(&old.key_id, &random).unwrap();
    assert_eq!(ring.key_ids(), [ring.sealing_id()]);
    let refused = ring.open(COLUMN, b"", (&old.key_id, &old.bytes));
    assert!(matches!(refused, Err(KeyError::Unknown(_))));
}

#[test]
fn the_wrapped_ring_follows_every_change_of_the_ring() {
    let folder = tempfile::tempdir().unwrap();
    let (ring, random) = (ring(&folder, 1), SeededRandom::new(2));
    assert_eq!(ring.wrapped(&random).unwrap(), None);
    assert!(!ring.wrapped_file().exists());
    let sharing = Sharing {
        shares: 3,
        threshold: 2,
    };
    let shares = ring.share_out(sharing, NOW, &random).unwrap();
    assert_eq!(ring.recovery().unwrap().unwrap().set(), shares[0].set());
    ring.turn(NOW, &random).unwrap();
    let wrapped = std::fs::read_to_string(ring.wrapped_file()).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("master.key");
    combine(&shares[1..]).unwrap().recover(&wrapped, &file).unwrap();
    let rebuilt = KeyRing::open_or_create(&file, &random).unwrap();
    assert_eq!(rebuilt.key_ids(), ring.key_ids());
}

#[test]
fn one_value_has_another_index_for_another_purpose() {
    let ring = ring(&tempfile::tempdir().unwrap(), 1);
    assert_ne!(
        ring.blind_index(COLUMN, "x"),
        ring.blind_index(Purpose::Column("person.phone"), "x")
    );
}

proptest! {
    #[test]
    fn what_was_sealed_opens_only_unchanged_for_its_purpose_and_its_place(
        plain in proptest::collection::vec(any::<u8>(), 0..200),
        place in proptest::collection::vec(any::<u8>(), 0..40),
        at in any::<prop::sample::Index>(),
    ) {
        let ring = ring(&tempfile::tempdir().unwrap(), 11);
        let sealed = ring.seal(COLUMN, &place, &plain, &SeededRandom::new(12));
        let open = |purpose, place: &[u8], bytes: &[u8]| ring.open(purpose, place, (&sealed.key_id, bytes));
        prop_assert_eq!(&open(COLUMN, &place, &sealed.bytes).unwrap()[..], &plain[..]);
        prop_assert!(open(Purpose::Backup, &place, &sealed.bytes).is_err());
        prop_assert!(open(COLUMN, &[&place[..], b"x"].concat(), &sealed.bytes).is_err());
        let mut changed = sealed.bytes.clone();
        let at = at.index(changed.len());
        changed[at] ^= 1;
        prop_assert!(open(COLUMN, &place, &changed).is_err());
        prop_assert!(open(COLUMN, &place, &sealed.bytes[..at]).is_err());
        prop_assert!(ring.open(COLUMN, &place, ("other", &sealed.bytes)).is_err());
    }
}
