//! The file of leaked passwords, as a person at the machine makes and sets it.

use crate::commands::{good, guildhall};
use std::fs;

/// Two lines of a list as it is published: `password` and `123456`, ordered by hash.
const LIST: &str =
    "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:52256179\r\n7C4A8D09CA3762AF61E59520943DC26494F8941B:5\r\n";

#[test]
fn a_list_becomes_a_file_and_a_broken_one_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let (list, out) = (folder.path().join("list.txt"), folder.path().join("breached.bin"));
    let (list_name, out_name) = (list.to_str().unwrap(), out.to_str().unwrap());
    fs::write(&list, LIST).unwrap();
    let build = ["passwords", "build-filter", list_name, out_name];
    assert!(good(folder.path(), &build).starts_with("2 passwords"));
    let made = fs::read(&out).unwrap();
    let often = [&build[..], &["--seen-at-least", "100"]].concat();
    assert!(good(folder.path(), &often).starts_with("1 passwords"));
    assert_eq!(fs::read(&out).unwrap().len() + 4, made.len());

    fs::write(&list, format!("{LIST}{LIST}")).unwrap();
    let before = fs::read(&out).unwrap();
    let refused = guildhall(folder.path(), &build);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("line 3"),
        "{refused:?}"
    );
    assert_eq!(fs::read(&out).unwrap(), before);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "nothing unfinished stays"
    );
}

#[test]
fn a_configured_file_that_is_another_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    fs::write(data.join("list.txt"), LIST).unwrap();
    let (list, out) = (data.join("list.txt"), data.join("breached.bin"));
    good(
        data,
        &[
            "passwords",
            "build-filter",
            list.to_str().unwrap(),
            out.to_str().unwrap(),
        ],
    );
    fs::write(
        data.join("guildhall.toml"),
        "[sign_in]\nbreached_passwords = \"breached.bin\"\n",
    )
    .unwrap();
    good(data, &["config", "check"]);
    fs::write(&out, LIST).unwrap();
    let refused = guildhall(data, &["config", "check"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("breached.bin"),
        "{refused:?}"
    );
}

#[test]
fn a_public_address_where_browsers_refuse_passkeys_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    for (address, is_good) in [
        ("https://union.example.org", true),
        ("http://localhost:8470", true),
        ("http://10.0.0.5", false),
    ] {
        fs::write(
            folder.path().join("guildhall.toml"),
            format!("[server]\npublic_url = \"{address}\"\n"),
        )
        .unwrap();
        let checked = guildhall(folder.path(), &["config", "check"]);
        assert_eq!(checked.status.success(), is_good, "{address}: {checked:?}");
    }
}
