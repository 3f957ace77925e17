//! `guildhall keys` on a small made-up union: turning, removing, sharing out, and the keys rebuilt elsewhere.

use crate::commands::{a_union, good, guildhall};
use std::path::Path;

fn shares(folder: &Path, numbers: &[u8]) -> Vec<String> {
    let name = |number: &u8| {
        folder
            .join(format!("share-{number}.txt"))
            .to_string_lossy()
            .into_owned()
    };
    numbers.iter().map(name).collect()
}

/// The names of the keys, the one that seals last.
fn keys(data: &Path) -> Vec<String> {
    let status = good(data, &["keys", "status"]);
    let lines = status.lines().filter(|line| line.contains("  made "));
    lines.map(|line| line[..16].to_owned()).collect()
}

#[test]
fn a_turned_key_takes_everything_over_and_the_old_one_can_go() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    a_union(&data);
    let first = keys(&data);
    let refused = guildhall(&data, &["keys", "remove", &first[0]]);
    assert_eq!(refused.status.code(), Some(2), "it seals everything");
    let turned = good(&data, &["keys", "rotate"]);
    assert!(turned.contains(" 0 could not be opened"), "{turned}");
    let both = keys(&data);
    assert_eq!((both.len(), &both[0]), (2, &first[0]));
    let status = good(&data, &["keys", "status"]);
    assert!(
        status.lines().next().unwrap().ends_with("opens  0 things"),
        "{status}"
    );
    assert!(good(&data, &["keys", "rotate", "--finish"]).contains(": 0 sealed anew"));
    good(&data, &["keys", "remove", &first[0]]);
    assert_eq!(keys(&data), both[1..]);
    good(&data, &["scrub"]);
    good(&data, &["verify"]);
}

#[test]
fn three_shares_rebuild_the_keys_in_an_empty_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out, new) = (
        folder.path().join("data"),
        folder.path().join("out"),
        folder.path().join("new"),
    );
    a_union(&data);
    good(&data, &["keys", "split", "--out", &out.to_string_lossy()]);
    assert!(good(&data, &["keys", "status"]).contains("recovery key: 3 of 5 shares"));
    // The shares stay good when the ring turns: the wrapped copy follows.
    good(&data, &["keys", "rotate"]);
    let wrapped = data.join("keys/master.wrapped").to_string_lossy().into_owned();
    let recover = |numbers: &[u8]| {
        let shares = shares(&out, numbers);
        let mut arguments = vec!["keys", "recover", "--wrapped", &wrapped];
        arguments.extend(shares.iter().map(String::as_str));
        guildhall(&new, &arguments)
    };
    let too_few = recover(&[1, 4]);
    assert_eq!(too_few.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&too_few.stderr).contains("2 shares of the 3"));
    assert!(recover(&[1, 4, 5]).status.success());
    let read = |data: &Path| std::fs::read_to_string(data.join("keys/master.key")).unwrap();
    assert_eq!(read(&new), read(&data));
}
