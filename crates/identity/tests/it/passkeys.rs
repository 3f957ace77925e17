//! Passkeys on both databases: made, used in every place, counted, stopped, removed.

use crate::house::{House, PASSWORD};
use crate::soft_authenticator::SoftAuthenticator;
use guildhall_identity::account::{AccountState, service};
use guildhall_identity::device::Visitor;
use guildhall_identity::passkey::{Assertion, CeremonyToken, PasskeyState, Registered, Registration};
use guildhall_identity::sign_in::{Attempt, Proof, SignedIn};
use guildhall_identity::{
    Authenticated, IdentityError, Passkeys, RelyingParty, Sessions, SignIn, second_factor,
};
use guildhall_kernel::{Clock as _, Origin};
use guildhall_store::testing::TestDatabase;
use serde_json::Value;

const ORIGIN: &str = "https://union.example.org";

/// A union with its public address, and its administrator signed in by password.
struct Desk<'t> {
    house: House<'t>,
    door: SignIn,
    present: Authenticated,
}

fn door(house: &House<'_>, address: &str) -> SignIn {
    let party = RelyingParty::from_url(address).unwrap();
    house.sign_in().with_passkeys(Passkeys::new(Some(party)))
}

fn json(options: impl serde::Serialize) -> Value {
    serde_json::to_value(options).unwrap()
}

fn assertion(answer: &Value) -> Assertion {
    Assertion::parse(&answer.to_string()).unwrap()
}

impl<'t> Desk<'t> {
    async fn open(test: &'t TestDatabase) -> Self {
        let house = House::open(test).await;
        let door = door(&house, ORIGIN);
        let signed_in = by_password(&door, test, "sunjing").await;
        let present = authenticated(test, &signed_in).await;
        Self { house, door, present }
    }

    async fn begin(&self) -> Value {
        let mut work = self.house.work().await;
        let options = self
            .door
            .passkeys()
            .begin(&mut work, &self.present, "市一医院工会")
            .await
            .unwrap();
        work.commit().await.unwrap();
        json(options)
    }

    async fn register(&self, answer: &Value) -> Result<Registered, IdentityError> {
        let answer = Registration::parse(&answer.to_string()).unwrap();
        let named = ("办公室电脑", &answer);
        self.door
            .passkeys()
            .register(&self.house.test.database, &self.present, named)
            .await
    }

    /// Makes a passkey for the administrator.
    async fn passkey(&self) -> (SoftAuthenticator, Registered) {
        let (key, answer) = SoftAuthenticator::create(&self.begin().await, ORIGIN);
        let registered = self.register(&answer).await.unwrap();
        (key, registered)
    }

    async fn ask(&self) -> (CeremonyToken, Value) {
        let (token, options) = self
            .door
            .ask_for_passkey(&self.house.test.database)
            .await
            .unwrap();
        (token, json(options))
    }

    async fn enter(&self, browser: &CeremonyToken, answer: &Value) -> Result<SignedIn, IdentityError> {
        let shown = (&assertion(answer), &Visitor::default());
        self.door
            .sign_in_with_passkey(&self.house.test.database, browser, shown)
            .await
    }

    /// Signs in with the passkey, from the button to the session.
    async fn sign_in(&self, key: &mut SoftAuthenticator) -> Result<SignedIn, IdentityError> {
        let (browser, options) = self.ask().await;
        self.enter(&browser, &key.sign(&options)).await
    }

    async fn states(&self) -> Vec<PasskeyState> {
        let list = self
            .door
            .passkeys()
            .list(&mut self.house.read().await, &self.house.actor)
            .await;
        list.unwrap().into_iter().map(|passkey| passkey.state).collect()
    }
}

async fn by_password(door: &SignIn, test: &TestDatabase, login: &str) -> SignedIn {
    let (password, visitor) = (PASSWORD, &Visitor::default());
    door.sign_in(
        &test.database,
        Attempt {
            login,
            password,
            visitor,
        },
    )
    .await
    .unwrap()
}

async fn authenticated(test: &TestDatabase, signed_in: &SignedIn) -> Authenticated {
    let token = signed_in.token.clone();
    Sessions::default()
        .authenticate(&test.database, token, Origin::default())
        .await
        .unwrap()
}

fn refusal(refused: Result<SignedIn, IdentityError>) -> &'static str {
    match refused.map(|_| ()) {
        Err(IdentityError::PasskeyRefused { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

guildhall_store::on_both_databases! { crate::migrations();
    async fn a_passkey_opens_a_session_without_login_name_and_password(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (mut key, registered) = desk.passkey().await;
        assert_eq!(registered.passkey.name, "办公室电脑");
        assert_eq!(registered.recovery_codes.len(), 10, "there were none before");
        let signed_in = desk.sign_in(&mut key).await.unwrap();
        assert!(!signed_in.session.pending);
        assert_eq!(signed_in.account.id, desk.house.admin.id);
        assert_eq!(desk.house.noted("account.passkey-added").await, 1);
        assert_eq!(desk.house.noted("session.signed-in").await, 2);
        let listed = desk.door.passkeys().list(&mut desk.house.read().await, &desk.house.actor).await.unwrap();
        assert!(listed[0].used_at.is_some());
        desk.sign_in(&mut key).await.unwrap();
    }

    async fn an_answer_is_taken_once_by_its_own_browser_and_in_time(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (mut key, _) = desk.passkey().await;
        let (browser, options) = desk.ask().await;
        let (other, _) = desk.ask().await;
        let answer = key.sign(&options);
        assert_eq!(refusal(desk.enter(&other, &answer).await), "another-challenge");
        desk.enter(&browser, &answer).await.unwrap();
        for browser in [&browser, &other] {
            assert!(matches!(desk.enter(browser, &answer).await, Err(IdentityError::ChallengeOver)));
        }
        let (late, options) = desk.ask().await;
        test.clock.advance_secs(5 * 60);
        let answer = key.sign(&options);
        assert!(matches!(desk.enter(&late, &answer).await, Err(IdentityError::ChallengeOver)));
    }

    async fn another_site_gets_nothing_and_a_refusal_uses_the_challenge_up(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (mut key, _) = desk.passkey().await;
        let (browser, options) = desk.ask().await;
        key.origin = "https://union.example.org.evil.example".to_owned();
        assert_eq!(refusal(desk.enter(&browser, &key.sign(&options)).await), "another-origin");
        key.origin = ORIGIN.to_owned();
        let again = desk.enter(&browser, &key.sign(&options)).await;
        assert!(matches!(again, Err(IdentityError::ChallengeOver)));
        assert_eq!(desk.house.noted("session.refused").await, 1);
    }

    async fn an_unknown_passkey_is_answered_like_a_wrong_one_and_guessing_has_to_wait(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (mut known, _) = desk.passkey().await;
        let (mut unknown, _) = SoftAuthenticator::create(&desk.begin().await, ORIGIN);
        assert_eq!(refusal(desk.sign_in(&mut unknown).await), "unknown");
        for _ in 0..4 {
            let refused = desk.sign_in(&mut unknown).await;
            assert!(matches!(refused, Err(IdentityError::PasskeyRefused { .. })));
        }
        assert!(matches!(desk.sign_in(&mut unknown).await, Err(IdentityError::TooManyAttempts { .. })));
        desk.sign_in(&mut known).await.unwrap();
    }

    async fn a_passkey_belongs_to_one_account(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (key, _) = desk.passkey().await;
        let grants = vec![crate::house::grant("reader", &desk.house.top(), 0)];
        desk.house.account("qianli", grants).await;
        let other = by_password(&desk.door, test, "qianli").await;
        let other = authenticated(test, &other).await;
        let mut work = desk.house.work().await;
        let options = desk.door.passkeys().begin(&mut work, &other, "市一医院工会").await.unwrap();
        work.commit().await.unwrap();
        let (mut hers, answer) = SoftAuthenticator::create(&json(options), ORIGIN);
        let answer = Registration::parse(&answer.to_string()).unwrap();
        desk.door.passkeys().register(&test.database, &other, ("手机", &answer)).await.unwrap();

        let elsewhere = by_password(&desk.door, test, "sunjing").await;
        let options = json(desk.door.ask_for_proof(&test.database, &elsewhere.token).await.unwrap());
        assert_eq!(options["allowCredentials"][0]["id"], key.id());
        let answer = hers.sign(&options);
        let refused = desk.door.confirm(&test.database, &desk.present, Proof::Passkey(&assertion(&answer))).await;
        assert!(matches!(refused, Err(IdentityError::ChallengeOver)), "the challenge is another session's");
        let pending = by_password(&desk.door, test, "sunjing").await;
        let options = json(desk.door.ask_for_proof(&test.database, &pending.token).await.unwrap());
        let shown = (Proof::Passkey(&assertion(&hers.sign(&options))), &Visitor::default());
        assert_eq!(refusal(desk.door.finish(&test.database, &pending.token, shown).await), "another-owner");
        let mut work = desk.house.work().await;
        let id = desk.door.passkeys().list(&mut work, &desk.house.actor).await.unwrap()[0].id;
        let refused = desk.door.passkeys().remove(&mut work, &other.actor, id).await;
        assert!(matches!(refused, Err(IdentityError::NotFound { .. })));
    }

    async fn a_credential_is_kept_once(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (_, answer) = SoftAuthenticator::create(&desk.begin().await, ORIGIN);
        desk.register(&answer).await.unwrap();
        assert!(matches!(desk.register(&answer).await, Err(IdentityError::ChallengeOver)));
        let options = desk.begin().await;
        let known = options["excludeCredentials"][0]["id"].as_str().unwrap();
        assert_eq!(known, answer["id"]);
    }

    async fn the_password_alone_opens_nothing_when_there_is_a_passkey(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (mut key, registered) = desk.passkey().await;
        for proof_is_code in [false, true] {
            let pending = by_password(&desk.door, test, "sunjing").await;
            assert!(pending.session.pending);
            let proofs = desk.door.proofs_of_pending(&test.database, &pending.token).await.unwrap();
            assert!(proofs.passkey && !proofs.app);
            let options = json(desk.door.ask_for_proof(&test.database, &pending.token).await.unwrap());
            let answer = assertion(&key.sign(&options));
            let proof = if proof_is_code {
                Proof::Typed(&registered.recovery_codes[0])
            } else {
                Proof::Passkey(&answer)
            };
            let opened = desk.door.finish(&test.database, &pending.token, (proof, &Visitor::default())).await;
            assert!(!opened.unwrap().session.pending);
        }
        let elsewhere = door(&desk.house, "https://archive.example.org");
        assert!(!by_password(&elsewhere, test, "sunjing").await.session.pending, "no passkey is for that address");
    }

    async fn a_passkey_makes_a_session_fresh_and_the_password_no_longer_does(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (mut key, _) = desk.passkey().await;
        test.clock.advance_secs(20 * 60);
        let signed_in = desk.sign_in(&mut key).await.unwrap();
        test.clock.advance_secs(20 * 60);
        let present = authenticated(test, &signed_in).await;
        let config = *Sessions::default().config();
        assert!(!present.session.is_fresh(&config, test.clock.now()));
        let weaker = desk.door.confirm(&test.database, &present, Proof::Typed(PASSWORD)).await;
        assert!(matches!(weaker, Err(IdentityError::WrongCode)));
        let options = json(desk.door.ask_for_proof(&test.database, &signed_in.token).await.unwrap());
        assert_eq!(options["userVerification"], "required");
        let answer = assertion(&key.sign(&options));
        desk.door.confirm(&test.database, &present, Proof::Passkey(&answer)).await.unwrap();
        assert!(authenticated(test, &signed_in).await.session.is_fresh(&config, test.clock.now()));
        let again = desk.door.confirm(&test.database, &present, Proof::Passkey(&answer)).await;
        assert!(matches!(again, Err(IdentityError::ChallengeOver)));
    }

    async fn a_copied_passkey_is_stopped_for_good(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (mut key, _) = desk.passkey().await;
        desk.sign_in(&mut key).await.unwrap();
        key.count = 0;
        assert!(matches!(desk.sign_in(&mut key).await, Err(IdentityError::PasskeyCopied)));
        assert!(matches!(desk.states().await[..], [PasskeyState::Suspected(_)]));
        key.count = 100;
        assert_eq!(refusal(desk.sign_in(&mut key).await), "stopped");
        assert_eq!(desk.house.noted("account.passkey-stopped").await, 1);
        assert!(by_password(&desk.door, test, "sunjing").await.session.pending, "the second proof is still asked for");
    }

    async fn a_removed_passkey_and_a_stopped_account_open_nothing(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let (mut key, registered) = desk.passkey().await;
        let mut work = desk.house.work().await;
        desk.door.passkeys().remove(&mut work, &desk.house.actor, registered.passkey.id).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(refusal(desk.sign_in(&mut key).await), "unknown");
        assert_eq!(desk.house.noted("account.passkey-removed").await, 1);
        assert!(!by_password(&desk.door, test, "sunjing").await.session.pending);
        let mut work = desk.house.work().await;
        let codes = desk.door.second_factors().renew_codes(&mut work, &desk.house.actor).await;
        assert!(matches!(codes, Err(IdentityError::SecondFactorOff)), "the recovery codes went with the last passkey");
    }

    async fn without_a_public_address_there_are_no_passkeys(test: &TestDatabase) {
        let house = House::open(test).await;
        let door = house.sign_in();
        assert!(matches!(door.ask_for_passkey(&test.database).await, Err(IdentityError::PasskeysOff)));
        let signed_in = by_password(&door, test, "sunjing").await;
        let present = authenticated(test, &signed_in).await;
        let mut work = house.work().await;
        let begun = door.passkeys().begin(&mut work, &present, "工会").await;
        assert!(matches!(begun, Err(IdentityError::PasskeysOff)));
    }

    async fn an_administrator_takes_passkeys_away_when_all_are_lost(test: &TestDatabase) {
        let desk = Desk::open(test).await;
        let reader = desk.house.account("qianli", vec![]).await;
        let hers = authenticated(test, &by_password(&desk.door, test, "qianli").await).await;
        let mut work = desk.house.work().await;
        let options = json(desk.door.passkeys().begin(&mut work, &hers, "工会").await.unwrap());
        work.commit().await.unwrap();
        let (mut key, answer) = SoftAuthenticator::create(&options, ORIGIN);
        let answer = Registration::parse(&answer.to_string()).unwrap();
        desk.door.passkeys().register(&test.database, &hers, ("手机", &answer)).await.unwrap();
        assert!(second_factor::service::is_guarded(&mut desk.house.read().await, &reader).await.unwrap());
        let mut work = desk.house.work().await;
        desk.door.second_factors().reset(&mut work, &desk.house.rights, &desk.house.security, reader.id).await.unwrap();
        service::set_state(&mut work, &desk.house.rights, &desk.house.security, reader.id, AccountState::Locked).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(refusal(desk.sign_in(&mut key).await), "unknown");
    }
}
