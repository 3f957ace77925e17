//! Signing in, being slowed down, and sessions that end.

use crate::house::{House, PASSWORD};
use guildhall_identity::account::{AccountState, service};
use guildhall_identity::cleaning::Cleaning;
use guildhall_identity::device::Visitor;
use guildhall_identity::sign_in::{Attempt, SignedIn};
use guildhall_identity::{IdentityError, SessionConfig, SessionToken, Sessions, ThrottleConfig, session};
use guildhall_kernel::Origin;

fn from(address: &str) -> Visitor {
    let address = Some(address.parse().unwrap());
    Visitor::from(Origin { address })
}

async fn attempt(
    house: &House<'_>,
    login: &str,
    password: &str,
    visitor: &Visitor,
) -> Result<SignedIn, IdentityError> {
    house
        .sign_in()
        .sign_in(
            &house.test.database,
            Attempt {
                login,
                password,
                visitor,
            },
        )
        .await
}

async fn is_signed_in(house: &House<'_>, token: &SessionToken) -> bool {
    let sessions = Sessions::default();
    let who = sessions
        .authenticate(&house.test.database, token.clone(), Origin::default())
        .await;
    if let Ok(who) = &who {
        who.renew(&house.test.database).await.unwrap();
    }
    who.is_ok()
}

guildhall_store::on_both_databases! { crate::migrations();
    async fn the_right_password_opens_a_session_and_a_wrong_form_is_refused(test: &TestDatabase) {
        let house = House::open(test).await;
        let signed = attempt(&house, "SunJing", PASSWORD, &from("10.0.0.1")).await.unwrap();
        let cookie = SessionToken::parse(&signed.token.to_text()).unwrap();
        let who = Sessions::default().authenticate(&test.database, cookie, Origin::default()).await.unwrap();
        assert_eq!(who.actor.account(), Some(house.admin.id));
        assert_eq!(who.actor.grants, house.admin.grants);
        who.require_form(&who.form_token()).unwrap();
        assert!(matches!(who.require_form("forged"), Err(IdentityError::WrongForm)));
        assert_eq!(house.noted("session.signed-in").await, 1);

        let mut work = house.work().await;
        session::service::sign_out(&mut work, &who.actor, who.session.id).await.unwrap();
        work.commit().await.unwrap();
        assert!(!is_signed_in(&house, &signed.token).await);
        assert_eq!(house.noted("session.signed-out").await, 1);
    }

    async fn an_unknown_login_and_a_wrong_password_get_the_same_answer(test: &TestDatabase) {
        let house = House::open(test).await;
        for login in ["sunjing", "nobody", "", "' OR 1=1 --", "\0"] {
            let refused = attempt(&house, login, "不是这个口令", &from("10.0.0.1")).await;
            assert!(matches!(refused, Err(IdentityError::SignInRefused)), "{login:?}");
        }
        assert_eq!(house.noted("session.refused").await, 1, "the others are noted in the first realm");
    }

    async fn an_attempt_costs_one_hash_whether_the_login_exists_or_not(test: &TestDatabase) {
        let house = House::open(test).await;
        let stopped = house.account("qianli", vec![]).await;
        let mut work = house.work().await;
        service::set_state(&mut work, &house.rights, &house.security, stopped.id, AccountState::Locked).await.unwrap();
        work.commit().await.unwrap();
        let long = "x".repeat(10_000);
        for (login, password) in [
            ("sunjing", "不是这个口令"),
            ("nobody", "不是这个口令"),
            ("qianli", PASSWORD),
            ("sunjing", long.as_str()),
            ("nobody", long.as_str()),
            ("sunjing", PASSWORD),
        ] {
            let before = house.passwords.hashes();
            let _ = attempt(&house, login, password, &from("10.0.0.1")).await;
            assert_eq!(house.passwords.hashes() - before, 1, "{login}");
        }
    }

    async fn guessing_is_slowed_down_without_keeping_the_owner_out(test: &TestDatabase) {
        let house = House::open(test).await;
        let (guesser, owner) = (from("203.0.113.9"), from("10.0.0.1"));
        for _ in 0..5 {
            let refused = attempt(&house, "sunjing", "猜一猜猜一猜", &guesser).await;
            assert!(matches!(refused, Err(IdentityError::SignInRefused)));
        }
        let waits = attempt(&house, "sunjing", PASSWORD, &guesser).await;
        assert!(matches!(waits, Err(IdentityError::TooManyAttempts { retry_secs: 1..=31 })), "{waits:?}");
        attempt(&house, "sunjing", PASSWORD, &owner).await.unwrap();
        assert_eq!(house.noted("session.locked-out").await, 1);
        test.clock.advance_secs(31);
        attempt(&house, "sunjing", PASSWORD, &guesser).await.unwrap();
        attempt(&house, "sunjing", "错一次错一次", &guesser).await.unwrap_err();
        attempt(&house, "sunjing", PASSWORD, &guesser).await.unwrap();
    }

    async fn guesses_at_the_same_moment_gain_nothing(test: &TestDatabase) {
        let house = House::open(test).await;
        let guesser = from("203.0.113.9");
        let guess = async || attempt(&house, "sunjing", "猜一猜猜一猜", &guesser).await.unwrap_err();
        let (a, b, c, d, e, f, g, h) =
            tokio::join!(guess(), guess(), guess(), guess(), guess(), guess(), guess(), guess());
        let checked = [a, b, c, d, e, f, g, h].into_iter().filter(|error| matches!(error, IdentityError::SignInRefused));
        assert_eq!(checked.count(), 5);
    }

    async fn a_stopped_account_loses_its_sessions_and_cannot_sign_in(test: &TestDatabase) {
        let house = House::open(test).await;
        let reader = house.account("qianli", vec![]).await;
        let signed = attempt(&house, "qianli", PASSWORD, &from("10.0.0.2")).await.unwrap();
        assert!(signed.account.must_change_password);
        let mut work = house.work().await;
        service::set_state(&mut work, &house.rights, &house.security, reader.id, AccountState::Locked).await.unwrap();
        work.commit().await.unwrap();
        assert!(!is_signed_in(&house, &signed.token).await);
        let refused = attempt(&house, "qianli", PASSWORD, &from("10.0.0.2")).await;
        assert!(matches!(refused, Err(IdentityError::AccountNotActive)));
        let wrong = attempt(&house, "qianli", "不是这个口令", &from("10.0.0.2")).await;
        assert!(matches!(wrong, Err(IdentityError::SignInRefused)), "who does not know the password learns nothing");
    }

    async fn a_session_ends_when_idle_and_at_the_latest_after_its_whole_time(test: &TestDatabase) {
        let house = House::open(test).await;
        let config = SessionConfig::default();
        let idle = attempt(&house, "sunjing", PASSWORD, &from("10.0.0.1")).await.unwrap();
        test.clock.advance_secs(config.idle_secs - 1);
        assert!(is_signed_in(&house, &idle.token).await);
        test.clock.advance_secs(config.idle_secs - 1);
        assert!(is_signed_in(&house, &idle.token).await, "each use renews it");
        test.clock.advance_secs(config.idle_secs);
        assert!(!is_signed_in(&house, &idle.token).await);

        let used = attempt(&house, "sunjing", PASSWORD, &from("10.0.0.1")).await.unwrap();
        for _ in 0..23 {
            test.clock.advance_secs(config.absolute_secs / 24);
            assert!(is_signed_in(&house, &used.token).await);
        }
        test.clock.advance_secs(config.absolute_secs / 24);
        assert!(!is_signed_in(&house, &used.token).await);
        let cleaning = Cleaning::new(test.database.clone(), config, ThrottleConfig::default());
        assert_eq!(cleaning.clean().await.unwrap(), 3, "two sessions and the count of one address");
        assert_eq!(cleaning.clean().await.unwrap(), 0);
    }

    async fn the_oldest_session_gives_way_and_others_can_be_ended(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut tokens = Vec::new();
        for _ in 0..21 {
            tokens.push(attempt(&house, "sunjing", PASSWORD, &from("10.0.0.1")).await.unwrap());
            test.clock.advance_secs(1);
        }
        assert!(!is_signed_in(&house, &tokens[0].token).await);
        assert!(is_signed_in(&house, &tokens[1].token).await);
        let mut work = house.work().await;
        let ended = session::service::sign_out_elsewhere(&mut work, &house.actor, tokens[20].session.id).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(ended, 19);
        let sessions = Sessions::default();
        let left = session::service::list(&test.database, &mut house.read().await, &sessions, &house.actor).await.unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].id, tokens[20].session.id);
    }
}
