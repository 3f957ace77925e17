//! Shares of the recovery key as files to be printed, and the keys rebuilt from them.

use anyhow::{Context as _, bail};
use guildhall_kernel::Timestamp;
use guildhall_keyring::{KeyRing, Share, combine, write_private};
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Name of the wrapped copy of the keys beside the shares.
const WRAPPED: &str = "master.wrapped";
/// Longest file that is read as a share or a wrapped copy, in bytes.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Makes the folder of the shares, which only its owner may enter.
///
/// # Errors
/// When it exists or cannot be made.
pub fn make_folder(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("{} cannot be made", folder.display()))
}

/// Writes a share into a file of its own; returns the file.
///
/// # Errors
/// When the file cannot be written.
pub fn write(folder: &Path, share: &Share, about: (&str, Timestamp)) -> anyhow::Result<PathBuf> {
    let file = folder.join(format!("share-{}.txt", share.number()));
    write_private(&file, printed(share, about)?.as_bytes())
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

/// Puts the wrapped copy of the keys beside the shares; returns the file.
///
/// # Errors
/// When it cannot be copied.
pub fn copy_wrapped(ring: &KeyRing, folder: &Path) -> anyhow::Result<PathBuf> {
    let file = folder.join(WRAPPED);
    std::fs::copy(ring.wrapped_file(), &file)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

/// The page that is handed to one person.
fn printed(share: &Share, (installation, made_at): (&str, Timestamp)) -> anyhow::Result<Zeroizing<String>> {
    let words = share.words();
    let code = QrCode::with_error_correction_level(words.as_bytes(), EcLevel::M)?;
    let code = Zeroizing::new(code.render::<Dense1x2>().build());
    let sharing = share.sharing();
    Ok(Zeroizing::new(format!(
        "恢复密钥分片 {number}/{shares}(任意 {threshold} 份可恢复)\n\
         Recovery share {number} of {shares}; any {threshold} rebuild the keys\n\n\
         单位 installation: {installation}\n\
         批次 set: {set}\n\
         日期 made: {made_at}\n\n\
         {words}\n\n\
         {code}\n\n\
         请打印后密封保管,不要拍照,不要存入联网设备。\n\
         Print and seal this page. Take no picture and keep it on no connected machine.\n",
        number = share.number(),
        shares = sharing.shares,
        threshold = sharing.threshold,
        set = share.set(),
        words = &*words,
        code = &*code,
    )))
}

/// Rebuilds the key file in a keys folder that has none; returns the file.
///
/// # Errors
/// When shares are wrong, too few or of different sets, the wrapped copy belongs to others, or there is a key file.
pub fn recover(keys: &Path, wrapped: &Path, shares: &[PathBuf]) -> anyhow::Result<PathBuf> {
    let mut read = Vec::with_capacity(shares.len());
    for file in shares {
        let share = Share::parse(&read_text(file)?);
        read.push(share.with_context(|| format!("{} is no share", file.display()))?);
    }
    let file = keys.join("master.key");
    combine(&read)?.recover(&read_text(wrapped)?, &file)?;
    Ok(file)
}

fn read_text(file: &Path) -> anyhow::Result<Zeroizing<String>> {
    let opened = std::fs::File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut text = Zeroizing::new(String::new());
    opened.take(FILE_BYTES_MAX).read_to_string(&mut text)?;
    if text.is_empty() {
        bail!("{} is empty", file.display());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;
    use guildhall_keyring::Sharing;

    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn split(folder: &Path, out: &str, seed: u64) -> (KeyRing, PathBuf) {
        let (random, out) = (SeededRandom::new(seed), folder.join(out));
        let ring = KeyRing::open_or_create(&folder.join(format!("{seed}.key")), &random).unwrap();
        make_folder(&out).unwrap();
        let sharing = Sharing {
            shares: 5,
            threshold: 3,
        };
        for share in ring.share_out(sharing, NOW, &random).unwrap() {
            write(&out, &share, ("某市总工会", NOW)).unwrap();
        }
        copy_wrapped(&ring, &out).unwrap();
        (ring, out)
    }

    fn files(out: &Path, numbers: &[u8]) -> Vec<PathBuf> {
        let name = |number| out.join(format!("share-{number}.txt"));
        numbers.iter().map(name).collect()
    }

    #[test]
    fn three_printed_shares_and_the_wrapped_copy_rebuild_the_keys_on_an_empty_machine() {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (ring, out) = split(old.path(), "shares", 1);
        let file = recover(new.path(), &out.join(WRAPPED), &files(&out, &[5, 1, 3])).unwrap();
        let rebuilt = KeyRing::open_or_create(&file, &SeededRandom::new(9)).unwrap();
        assert_eq!(rebuilt.key_ids(), ring.key_ids());
        let again = recover(new.path(), &out.join(WRAPPED), &files(&out, &[1, 2, 3]));
        assert!(again.unwrap_err().to_string().contains("is not written over"));
    }

    #[test]
    fn wrong_shares_are_refused_in_plain_words_and_write_nothing() {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (_, ours) = split(old.path(), "ours", 1);
        let (_, theirs) = split(old.path(), "theirs", 2);
        let no_share = ours.join(WRAPPED);
        let mixed = [files(&ours, &[1, 2]), files(&theirs, &[3])].concat();
        let strangers = [files(&ours, &[1, 2]), vec![no_share]].concat();
        for (wrapped, shares, said) in [
            (&ours, files(&ours, &[1, 2]), "2 shares of the 3 that are needed"),
            (&ours, files(&ours, &[1, 2, 2]), "share 2 was given twice"),
            (&ours, mixed, "different sets"),
            (&ours, strangers, "is no share"),
            (&theirs, files(&ours, &[1, 2, 3]), "belongs to the shares of set"),
            (&ours, vec![ours.join("gone.txt")], "cannot be read"),
        ] {
            let refused = recover(new.path(), &wrapped.join(WRAPPED), &shares).unwrap_err();
            assert!(format!("{refused:#}").contains(said), "{said}: {refused:#}");
        }
        assert!(!new.path().join("master.key").exists());
    }

    #[test]
    fn a_printed_share_names_its_set_and_carries_a_code() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (ring, out) = split(folder.path(), "shares", 1);
        let file = out.join("share-2.txt");
        let text = std::fs::read_to_string(&file).unwrap();
        let set = ring.recovery().unwrap().unwrap().set();
        for part in ["Recovery share 2 of 5; any 3", "某市总工会", &set, "█"] {
            assert!(text.contains(part), "{part}");
        }
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(make_folder(&out).is_err());
    }
}
