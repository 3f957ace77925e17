//! Which passwords are refused, and that checking one costs the same whether the login exists or not.

use super::*;
use guildhall_kernel::SeededRandom;

fn login() -> Login {
    Login::parse("zhaomin").unwrap()
}

fn quick() -> Passwords {
    Passwords::new(&PasswordConfig {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
        at_once_max: 2,
    })
    .unwrap()
}

#[test]
fn passwords_that_are_tried_first_are_refused() {
    for (password, flaw) in [
        ("12345678", PasswordFlaw::TooShort),
        ("短口令", PasswordFlaw::TooShort),
        ("woaini1314", PasswordFlaw::Common),
        ("Woaini1314!", PasswordFlaw::Common),
        ("a123456789", PasswordFlaw::Common),
        ("1q2w3e4r5t", PasswordFlaw::Common),
        ("!!Password123", PasswordFlaw::Common),
        ("ZhaoMin2026", PasswordFlaw::ContainsName),
        ("zhaomin123", PasswordFlaw::ContainsName),
        ("aabbccaabbcc", PasswordFlaw::Monotonous),
        ("hijklmnopqr", PasswordFlaw::Monotonous),
    ] {
        assert_eq!(
            check_password(password, &login(), "赵敏"),
            Err(flaw),
            "{password}"
        );
    }
    assert_eq!(
        check_password(&"好".repeat(200), &login(), "赵敏"),
        Err(PasswordFlaw::TooLong)
    );
    assert_eq!(check_password("窗前明月光疑是地上霜", &login(), "赵敏"), Ok(()));
    assert_eq!(check_password("correct horse battery", &login(), ""), Ok(()));
}

#[tokio::test]
async fn a_password_of_a_breach_is_refused_for_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("breached");
    // SHA-1 of the sentence below.
    let list = "98DECC62ECE399A22ED30D490EF333BE7FDE7385:1\n";
    crate::account::breached::build(&mut list.as_bytes(), 1, &file).unwrap();
    let passwords = quick().with_breached(BreachedPasswords::open(&file).unwrap());
    let random = SeededRandom::new(1);
    let refused = passwords
        .hash_new("correct horse battery", &login(), "", &random)
        .await;
    assert!(matches!(
        refused,
        Err(IdentityError::WeakPassword(PasswordFlaw::Breached))
    ));
    passwords
        .hash_new("correct horse staple", &login(), "", &random)
        .await
        .unwrap();
}

#[test]
fn the_list_is_in_lower_case_and_without_repetition() {
    for common in COMMON {
        assert_eq!(common.to_lowercase(), **common);
    }
    let set: BTreeSet<_> = COMMON.iter().collect();
    assert_eq!(set.len(), COMMON.len());
}

#[tokio::test]
async fn only_the_right_password_is_accepted() {
    let passwords = quick();
    let random = SeededRandom::new(1);
    let kept = passwords
        .hash_new("窗前明月光疑是地上霜", &login(), "赵敏", &random)
        .await
        .unwrap();
    assert!(kept.as_str().starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    assert_eq!(format!("{kept:?}"), "PasswordHash(…)");
    assert!(
        passwords
            .verify("窗前明月光疑是地上霜", Some(&kept))
            .await
            .unwrap()
    );
    assert!(
        !passwords
            .verify("窗前明月光疑是地上雪", Some(&kept))
            .await
            .unwrap()
    );
    let again = passwords
        .hash_new("窗前明月光疑是地上霜", &login(), "赵敏", &random)
        .await
        .unwrap();
    assert_ne!(kept, again, "each hash has its own salt");
}

#[tokio::test]
async fn an_unknown_login_is_checked_against_a_hash_of_the_same_cost() {
    let passwords = quick();
    let random = SeededRandom::new(2);
    let kept = passwords
        .hash_new("窗前明月光疑是地上霜", &login(), "赵敏", &random)
        .await
        .unwrap();
    let parameters = |hash: &PasswordHash| {
        let phc = Phc::new(hash.as_str()).unwrap();
        (
            phc.algorithm.to_string(),
            phc.params.to_string(),
            phc.hash.unwrap().len(),
        )
    };
    assert_eq!(parameters(&kept), parameters(&passwords.nobody));
    let long = "-".repeat(PASSWORD_BYTES_MAX + 1);
    assert!(!passwords.verify(&long, None).await.unwrap());
    assert!(!passwords.verify("anything at all", None).await.unwrap());
}

#[tokio::test]
async fn a_flood_of_checks_is_answered_busy_instead_of_piling_up() {
    let passwords = quick();
    let hold = passwords.running.clone().acquire_many_owned(2).await.unwrap();
    let places = passwords
        .waiting
        .acquire_many(u32::try_from(WAITING_MAX).unwrap())
        .await
        .unwrap();
    assert!(matches!(
        passwords.verify("x", None).await,
        Err(IdentityError::Busy)
    ));
    drop(places);
    drop(hold);
    assert!(!passwords.verify("x", None).await.unwrap());
}
