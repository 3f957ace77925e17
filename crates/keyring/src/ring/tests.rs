//! What a ring promises: its file, its keys, what it seals.

use super::*;
use guildhall_kernel::SeededRandom;
use proptest::prelude::*;
use std::os::unix::fs::PermissionsExt;

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
    let line = MasterKey::generate(&SeededRandom::new(4)).to_line();
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
    let old = ring(&folder, 7);
    let before = old.seal(COLUMN, b"row", b"secret", &random);
    let index = old.blind_index(COLUMN, "110101199003070013");
    let turned = old.turn(&random).unwrap();
    let after = turned.seal(COLUMN, b"row", b"secret", &random);
    assert_ne!(before.key_id, after.key_id);
    assert_eq!(turned.blind_index(COLUMN, "110101199003070013"), index);
    let read = ring(&folder, 8);
    for sealed in [&before, &after] {
        let opened = read
            .open(COLUMN, b"row", (&sealed.key_id, &sealed.bytes))
            .unwrap();
        assert_eq!(&opened[..], b"secret");
    }
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
