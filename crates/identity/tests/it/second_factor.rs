//! The second factor on both databases: codes work once, secrets stay with their account, a session waits.

use crate::house::{House, PASSWORD};
use guildhall_identity::device::Visitor;
use guildhall_identity::sign_in::{Attempt, Proof, SignedIn};
use guildhall_identity::{IdentityError, SecondFactorState, SignIn, second_factor};
use guildhall_store::args;
use guildhall_store::testing::TestDatabase;
use totp_rs::{Builder, Secret, Totp};

/// The administrator with a second factor, her app and her recovery codes.
struct Guarded<'t> {
    house: House<'t>,
    door: SignIn,
    app: Totp,
    codes: Vec<String>,
}

impl<'t> Guarded<'t> {
    async fn open(test: &'t TestDatabase) -> Self {
        let house = House::open(test).await;
        let door = house.sign_in();
        let factors = door.second_factors();
        let mut work = house.work().await;
        let shown = factors
            .begin(&mut work, &house.actor, "市一医院工会")
            .await
            .unwrap();
        let secret = Secret::try_from_base32(&shown.secret).unwrap();
        let app = Builder::new().with_secret(secret).build().unwrap();
        let code = code(&app, test, 0);
        let codes = factors
            .confirm(&mut work, &house.actor, (&code, None))
            .await
            .unwrap();
        work.commit().await.unwrap();
        Self {
            house,
            door,
            app,
            codes,
        }
    }

    async fn pending(&self) -> SignedIn {
        let attempt = Attempt {
            login: "sunjing",
            password: PASSWORD,
            visitor: &Visitor::default(),
        };
        let pending = self
            .door
            .sign_in(&self.house.test.database, attempt)
            .await
            .unwrap();
        assert!(pending.session.pending);
        pending
    }

    async fn finish(&self, pending: &SignedIn, code: &str) -> Result<SignedIn, IdentityError> {
        let proof = (Proof::Typed(code), &Visitor::default());
        self.door
            .finish(&self.house.test.database, &pending.token, proof)
            .await
    }
}

/// What the app shows so many steps from now.
fn code(app: &Totp, test: &TestDatabase, later: i64) -> String {
    let seconds = test.database.clock().now().as_micros() / 1_000_000 + 30 * later;
    app.generate(u64::try_from(seconds).unwrap()).to_string()
}

guildhall_store::on_both_databases! { crate::migrations();
    async fn a_code_opens_one_session_also_when_it_is_sent_twice_at_the_same_moment(test: &TestDatabase) {
        let guarded = Guarded::open(test).await;
        let (one, other) = (guarded.pending().await, guarded.pending().await);
        let code = code(&guarded.app, test, 1);
        let answers = tokio::join!(guarded.finish(&one, &code), guarded.finish(&other, &code));
        let opened = [answers.0.is_ok(), answers.1.is_ok()];
        assert_eq!(opened.iter().filter(|opened| **opened).count(), 1, "{opened:?}");
    }

    async fn a_recovery_code_works_once_and_the_rest_stay(test: &TestDatabase) {
        let guarded = Guarded::open(test).await;
        let pending = guarded.pending().await;
        assert!(!guarded.finish(&pending, &guarded.codes[0]).await.unwrap().session.pending);
        let again = guarded.pending().await;
        assert!(matches!(guarded.finish(&again, &guarded.codes[0]).await, Err(IdentityError::WrongCode)));
        let state = second_factor::service::state(&mut guarded.house.read().await, &guarded.house.actor).await;
        assert!(matches!(state, Ok(SecondFactorState::On { recovery_left: 9, .. })));
        assert_eq!(guarded.house.noted("account.recovery-code-used").await, 1);
        assert_eq!(guarded.house.noted("session.refused").await, 1);
    }

    async fn a_secret_moved_to_another_account_opens_nothing(test: &TestDatabase) {
        const MOVE: &str = "UPDATE second_factor SET account_id = $1 WHERE realm_id = $2";
        let guarded = Guarded::open(test).await;
        let top = guarded.house.top();
        let other = guarded.house.account("qianli", vec![crate::house::grant("reader", &top, 0)]).await;
        let mut work = guarded.house.work().await;
        work.execute(MOVE, args![other.id, other.realm]).await.unwrap();
        work.commit().await.unwrap();
        let attempt = Attempt { login: "qianli", password: PASSWORD, visitor: &Visitor::default() };
        let pending = guarded.door.sign_in(&test.database, attempt).await.unwrap();
        let refused = guarded.finish(&pending, &code(&guarded.app, test, 1)).await;
        assert!(matches!(refused, Err(IdentityError::Key(_))), "the key is bound to its account");
    }
}
