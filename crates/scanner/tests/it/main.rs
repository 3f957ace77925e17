//! The client against a server that speaks the protocol of clamd, and against a real clamd where one is named.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests fail by panicking and tell when they are skipped"
)]

mod clamd;

use clamd::{Manner, eicar, start};
use guildhall_scanner::{Address, Patience, ScanError, Scanner, Verdict};
use std::time::Duration;

fn quick() -> Patience {
    Patience {
        connect: Duration::from_millis(500),
        piece: Duration::from_millis(500),
        answer: Duration::from_millis(500),
    }
}

async fn scanner(manner: Manner) -> Scanner {
    Scanner::new(start(manner).await, Patience::default())
}

#[tokio::test]
async fn clean_and_infected_files_are_told_apart_in_whatever_piece_the_pattern_lies() {
    let scanner = scanner(Manner::Clamd(1 << 20)).await;
    assert!(scanner.version().await.unwrap().starts_with("ClamAV 1.4.1/27400"));
    assert_eq!(
        scanner.scan(&mut "会议纪要".as_bytes()).await.unwrap(),
        Verdict::Clean
    );
    assert_eq!(scanner.scan(&mut &b""[..]).await.unwrap(), Verdict::Clean);
    let far = format!("{}{}", " ".repeat(200_000), eicar());
    let found = scanner.scan(&mut far.as_bytes()).await.unwrap();
    assert_eq!(found, Verdict::Infected("Win.Test.EICAR_HDB-1".to_owned()));
}

#[tokio::test]
async fn a_file_larger_than_the_scanner_takes_is_not_clean() {
    let scanner = scanner(Manner::Clamd(100_000)).await;
    let large = vec![b' '; 150_000];
    assert_eq!(scanner.scan(&mut &large[..]).await.unwrap(), Verdict::TooLarge);
}

#[tokio::test]
async fn one_that_is_silent_odd_or_absent_says_nothing_of_a_file() {
    let silent = Scanner::new(start(Manner::Silent).await, quick());
    assert!(matches!(
        silent.scan(&mut &b"a"[..]).await,
        Err(ScanError::TooSlow)
    ));
    let odd = scanner(Manner::Odd).await;
    assert!(matches!(odd.version().await, Err(ScanError::Refused(said)) if said == "moon"));
    let said = odd.scan(&mut &b"a"[..]).await;
    assert!(
        matches!(&said, Err(ScanError::Refused(_) | ScanError::Unreachable(_))),
        "{said:?}"
    );
    let folder = std::env::temp_dir().join("there-is-no-such-clamd.ctl");
    let absent = Scanner::new(Address::Unix(folder), quick());
    assert!(matches!(absent.version().await, Err(ScanError::Unreachable(_))));
}

/// Set `GUILDHALL_TEST_CLAMD` to the address of a clamd that knows the EICAR test file.
#[tokio::test]
async fn a_real_clamd_says_the_same() {
    let Ok(address) = std::env::var("GUILDHALL_TEST_CLAMD") else {
        eprintln!("SKIPPED: no clamd is named in GUILDHALL_TEST_CLAMD");
        return;
    };
    let scanner = Scanner::new(address.parse().unwrap(), Patience::default());
    assert!(scanner.version().await.unwrap().starts_with("ClamAV"));
    assert_eq!(scanner.scan(&mut &b"minutes"[..]).await.unwrap(), Verdict::Clean);
    let found = scanner.scan(&mut eicar().as_bytes()).await.unwrap();
    assert!(matches!(found, Verdict::Infected(_)), "{found:?}");
}
