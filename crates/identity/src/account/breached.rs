//! Passwords that were found in breaches (泄露口令), in a file that is made once and asked without any network.
//!
//! The file holds the first 48 bits of each SHA-1, sorted: two bytes as the number of a bucket, four within it. One
//! question reads one bucket. A thousand million passwords take 4 GB on disk and half a megabyte of memory; a password
//! that is not among them is refused by mistake once in 280,000 times.

use crate::IdentityError;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use std::fs::File;
use std::io::{BufRead, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

/// What such a file begins with; the last byte is its version.
const MAGIC: [u8; 8] = *b"ghbreac1";
/// Buckets: one for each value of the first two bytes.
const BUCKETS: usize = 1 << 16;
/// Bytes of a password within its bucket.
const REST_BYTES: usize = 4;
/// Bytes before the first bucket: the magic, and where each bucket ends.
const HEAD_BYTES: u64 = 8 + 8 * BUCKETS as u64;
/// Longest line of a list: 40 hexadecimal digits, a colon, a count and the end.
const LINE_BYTES_MAX: u64 = 64;

/// The first 48 bits of a SHA-1.
type Prefix = [u8; 2 + REST_BYTES];

/// A file of breached passwords, opened.
#[derive(Debug)]
pub struct BreachedPasswords {
    file: File,
    /// For each bucket, how many passwords stand in it and before it.
    ends: Vec<u64>,
}

impl BreachedPasswords {
    /// Opens a file that [`build`] made.
    ///
    /// # Errors
    /// [`IdentityError::BreachedFile`] when it cannot be read or is another file.
    pub fn open(path: &Path) -> Result<Self, IdentityError> {
        let mut file = File::open(path)?;
        let mut magic = [0; MAGIC.len()];
        file.read_exact(&mut magic)?;
        let mut table = vec![0; 8 * BUCKETS];
        file.read_exact(&mut table)?;
        let ends: Vec<u64> = table
            .as_chunks::<8>()
            .0
            .iter()
            .map(|end| u64::from_le_bytes(*end))
            .collect();
        let bytes = ends
            .last()
            .map_or(0, |count| count.saturating_mul(REST_BYTES as u64));
        let is_whole = file.metadata()?.len() == HEAD_BYTES.saturating_add(bytes);
        if magic != MAGIC || !is_whole || !ends.is_sorted() {
            return Err(std::io::Error::from(std::io::ErrorKind::InvalidData).into());
        }
        Ok(Self { file, ends })
    }

    /// Returns how many passwords the file knows.
    pub fn count(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Says whether a password was found in a breach; reads the disk.
    ///
    /// # Errors
    /// [`IdentityError::BreachedFile`] when the file cannot be read any more.
    pub fn contains(&self, password: &str) -> Result<bool, IdentityError> {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        let Some((bucket, rest)) = hash.as_ref().split_first_chunk::<2>() else {
            return Ok(false);
        };
        let number = usize::from(u16::from_be_bytes(*bucket));
        let begin = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        let length = usize::try_from(self.ends[number] - begin).unwrap_or(0);
        let mut found = vec![0; length * REST_BYTES];
        self.file
            .read_exact_at(&mut found, HEAD_BYTES + begin * REST_BYTES as u64)?;
        let (entries, _) = found.as_chunks::<REST_BYTES>();
        Ok(entries
            .binary_search_by(|entry| entry[..].cmp(&rest[..REST_BYTES]))
            .is_ok())
    }
}

/// Makes such a file of a list in the form of Have I Been Pwned, ordered by hash: lines of a SHA-1 in hexadecimal, a
/// colon, and how often the password was seen. Those seen less often than `seen_min` are left out. Returns how many
/// were taken in.
///
/// # Errors
/// [`IdentityError::BreachedList`] with the first line that has another form or stands in the wrong place,
/// [`IdentityError::BreachedFile`].
pub fn build(list: &mut dyn BufRead, seen_min: u64, out: &Path) -> Result<u64, IdentityError> {
    let mut file = File::create(out)?;
    file.seek(SeekFrom::Start(HEAD_BYTES))?;
    let mut writer = BufWriter::new(&mut file);
    let mut counts = vec![0u64; BUCKETS];
    let mut last: Prefix = [0; 6];
    let mut lines = Lines { list, number: 0 };
    while let Some((prefix, seen)) = lines.next_line()? {
        if prefix < last {
            return Err(lines.refused());
        }
        if seen >= seen_min {
            counts[usize::from(u16::from_be_bytes([prefix[0], prefix[1]]))] += 1;
            writer.write_all(&prefix[2..])?;
        }
        last = prefix;
    }
    writer.flush()?;
    drop(writer);
    let mut total = 0;
    let ends = counts.iter().flat_map(|count| {
        total += count;
        u64::to_le_bytes(total)
    });
    let head: Vec<u8> = MAGIC.into_iter().chain(ends).collect();
    file.write_all_at(&head, 0)?;
    file.sync_all()?;
    Ok(total)
}

/// The lines of a list, with the number of the one that was read last.
struct Lines<'a> {
    list: &'a mut dyn BufRead,
    number: u64,
}

impl Lines<'_> {
    fn refused(&self) -> IdentityError {
        IdentityError::BreachedList { line: self.number }
    }

    /// Reads the next line; nothing at the end.
    fn next_line(&mut self) -> Result<Option<(Prefix, u64)>, IdentityError> {
        let mut line = Vec::new();
        (&mut *self.list)
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        parse(&line).map(Some).ok_or_else(|| self.refused())
    }
}

fn parse(line: &[u8]) -> Option<(Prefix, u64)> {
    let text = std::str::from_utf8(line).ok()?.trim_end();
    let (hash, seen) = text.split_once(':').unwrap_or((text, "1"));
    if hash.len() != 40 || !hash.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut prefix = [0; 6];
    for (at, byte) in prefix.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hash[2 * at..2 * at + 2], 16).ok()?;
    }
    Some((prefix, seen.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    /// A list of these passwords, as it would be downloaded.
    fn list(passwords: &[(&str, u64)]) -> String {
        let mut lines: Vec<String> = passwords
            .iter()
            .map(|(password, seen)| {
                let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
                let mut line = String::new();
                for byte in hash.as_ref() {
                    write!(line, "{byte:02X}").unwrap();
                }
                format!("{line}:{seen}\r\n")
            })
            .collect();
        lines.sort();
        lines.concat()
    }

    fn built(list: &str, seen_min: u64) -> Result<(tempfile::TempDir, BreachedPasswords), IdentityError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("breached");
        let count = build(&mut list.as_bytes(), seen_min, &file)?;
        let opened = BreachedPasswords::open(&file)?;
        assert_eq!(opened.count(), count);
        Ok((folder, opened))
    }

    #[test]
    fn the_hash_is_the_one_that_the_published_lists_have() {
        // The best-known line of the published list.
        let line = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:52256179\n";
        let (_folder, breached) = built(line, 1).unwrap();
        assert!(breached.contains("password").unwrap());
        assert!(!breached.contains("Password").unwrap());
    }

    #[test]
    fn only_passwords_seen_often_enough_are_taken_in() {
        let list = list(&[("海棠开了", 2), ("woaini1314", 900), ("correct horse battery", 1)]);
        let (_folder, breached) = built(&list, 2).unwrap();
        assert_eq!(breached.count(), 2);
        assert!(breached.contains("海棠开了").unwrap() && breached.contains("woaini1314").unwrap());
        assert!(!breached.contains("correct horse battery").unwrap());
        let (_folder, nothing) = built("", 1).unwrap();
        assert!(!nothing.contains("").unwrap());
    }

    #[test]
    fn a_list_that_is_none_is_refused_with_its_line() {
        let (good, bad) = (
            "0000000000000000000000000000000000000001:5\n",
            "FFFF000000000000000000000000000000000001:5\n",
        );
        for (text, line) in [
            ("password\n".to_owned(), 1),
            (format!("{good}{}", &good[1..]), 2),
            (format!("{good}{}", good.replace(":5", ":many")), 2),
            (format!("{bad}{good}"), 2),
            ("0".repeat(100_000), 1),
            ("\u{e9}".repeat(20), 1),
        ] {
            let refused = built(&text, 1).map(|_| ());
            assert!(
                matches!(refused, Err(IdentityError::BreachedList { line: at }) if at == line),
                "{refused:?}"
            );
        }
    }

    #[test]
    fn a_file_that_is_cut_or_another_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("breached");
        build(&mut list(&[("password", 1)]).as_bytes(), 1, &file).unwrap();
        let whole = std::fs::read(&file).unwrap();
        let mut other = whole.clone();
        other[7] ^= 1;
        let mut disorder = whole.clone();
        disorder[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
        for bytes in [&whole[..whole.len() - 1], &whole[..100], &other, &disorder, b""] {
            std::fs::write(&file, bytes).unwrap();
            assert!(matches!(
                BreachedPasswords::open(&file),
                Err(IdentityError::BreachedFile(_))
            ));
        }
    }

    proptest! {
        #[test]
        fn every_password_of_the_list_is_found(passwords in proptest::collection::btree_set(".{0,20}", 1..60)) {
            let pairs: Vec<(&str, u64)> = passwords.iter().map(|password| (password.as_str(), 1)).collect();
            let (_folder, breached) = built(&list(&pairs), 1).unwrap();
            for (password, _) in &pairs {
                prop_assert!(breached.contains(password).unwrap());
            }
            prop_assert!(!breached.contains("a password that nobody generates by chance").unwrap());
        }
    }
}
