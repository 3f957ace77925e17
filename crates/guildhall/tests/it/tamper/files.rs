//! Changes to the files of the vault and to the lines of an exported ledger.

use std::fs;
use std::path::{Path, PathBuf};

/// A change to the files of one replica, which are given the largest first.
pub struct VaultChange {
    pub what: &'static str,
    pub change: fn(&[PathBuf]),
}

/// A change to the lines of an exported ledger.
pub struct ExportChange {
    pub what: &'static str,
    pub change: fn(&mut Vec<String>),
}

fn flip(path: &Path, place: impl Fn(usize) -> usize) {
    let mut bytes = fs::read(path).unwrap();
    let place = place(bytes.len());
    bytes[place] ^= 1;
    fs::write(path, bytes).unwrap();
}

pub const VAULT: &[VaultChange] = &[
    VaultChange {
        what: "first byte of an object",
        change: |files| flip(&files[0], |_| 0),
    },
    VaultChange {
        what: "a byte of the header of an object",
        change: |files| flip(&files[0], |_| 20),
    },
    VaultChange {
        what: "a byte in the middle of an object",
        change: |files| flip(&files[0], |length| length / 2),
    },
    VaultChange {
        what: "last byte of an object",
        change: |files| flip(&files[0], |length| length - 1),
    },
    VaultChange {
        what: "an object truncated by one byte",
        change: |files| {
            let bytes = fs::read(&files[0]).unwrap();
            fs::write(&files[0], &bytes[..bytes.len() - 1]).unwrap();
        },
    },
    VaultChange {
        what: "an object truncated to its header",
        change: |files| {
            let bytes = fs::read(&files[0]).unwrap();
            fs::write(&files[0], &bytes[..32]).unwrap();
        },
    },
    VaultChange {
        what: "an emptied object",
        change: |files| fs::write(&files[0], b"").unwrap(),
    },
    VaultChange {
        what: "bytes added to an object",
        change: |files| {
            let mut bytes = fs::read(&files[0]).unwrap();
            bytes.extend_from_slice(b"more");
            fs::write(&files[0], bytes).unwrap();
        },
    },
    VaultChange {
        what: "a deleted object",
        change: |files| fs::remove_file(&files[0]).unwrap(),
    },
    VaultChange {
        what: "two objects exchanged",
        change: |files| {
            let (one, other) = (fs::read(&files[0]).unwrap(), fs::read(&files[1]).unwrap());
            fs::write(&files[0], other).unwrap();
            fs::write(&files[1], one).unwrap();
        },
    },
    VaultChange {
        what: "an object in the place of another",
        change: |files| {
            fs::copy(&files[0], &files[1]).unwrap();
        },
    },
    VaultChange {
        what: "a renamed object",
        change: |files| {
            fs::rename(&files[0], renamed(&files[0])).unwrap();
        },
    },
    VaultChange {
        what: "a duplicated object",
        change: |files| {
            fs::copy(&files[0], renamed(&files[0])).unwrap();
        },
    },
];

/// The same drawer and another id: the last digit of the name is another one.
fn renamed(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let (rest, last) = name.split_at(name.len() - 1);
    let other = if last == "0" { "1" } else { "0" };
    path.with_file_name(format!("{rest}{other}"))
}

fn first_entry(lines: &[String]) -> usize {
    lines.iter().position(|line| line.starts_with('{')).unwrap()
}

pub const EXPORTED: &[ExportChange] = &[
    ExportChange {
        what: "a changed entry",
        change: |lines| {
            let place = first_entry(lines) + 3;
            lines[place] = lines[place].replacen("\"at\":1", "\"at\":2", 1);
        },
    },
    ExportChange {
        what: "an entry left out",
        change: |lines| drop(lines.remove(first_entry(lines) + 3)),
    },
    ExportChange {
        what: "an entry left out, and the count lowered",
        change: |lines| {
            lines.remove(first_entry(lines) + 3);
            let count = lines
                .iter()
                .position(|line| line.starts_with("entries "))
                .unwrap();
            let entries: u64 = lines[count]["entries ".len()..].parse().unwrap();
            lines[count] = format!("entries {}", entries - 1);
        },
    },
    ExportChange {
        what: "two entries exchanged",
        change: |lines| {
            let place = first_entry(lines);
            lines.swap(place + 1, place + 4);
        },
    },
    ExportChange {
        what: "an entry twice",
        change: |lines| {
            let place = first_entry(lines);
            lines.insert(place + 2, lines[place].clone());
        },
    },
    ExportChange {
        what: "a changed hash",
        change: |lines| {
            let tile = first_entry(lines) - 1;
            let digit = if lines[tile].ends_with('0') { "1" } else { "0" };
            lines[tile].pop();
            lines[tile].push_str(digit);
        },
    },
    ExportChange {
        what: "the log cut off in the middle",
        change: |lines| lines.truncate(first_entry(lines) + 5),
    },
    ExportChange {
        what: "a checkpoint left out, and the count lowered",
        change: |lines| {
            let place = lines
                .iter()
                .position(|line| line.starts_with("checkpoints "))
                .unwrap();
            let count: usize = lines[place]["checkpoints ".len()..].parse().unwrap();
            lines.remove(place + count);
            lines[place] = format!("checkpoints {}", count - 1);
        },
    },
    ExportChange {
        what: "a changed checkpoint",
        change: |lines| {
            let place = lines
                .iter()
                .position(|line| line.starts_with("checkpoints "))
                .unwrap()
                + 1;
            lines[place] = lines[place].replacen("\\n", "1\\n", 1);
        },
    },
    ExportChange {
        what: "another origin",
        change: |lines| lines[1].push('x'),
    },
];
