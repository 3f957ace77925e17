//! Devices on both databases: a way in past the waiting that others caused, and news of those never seen before.

use crate::house::{House, PASSWORD};
use guildhall_identity::device::{Visitor, service};
use guildhall_identity::sign_in::{Attempt, SignedIn};
use guildhall_identity::{Authenticated, IdentityError, Sessions, SignIn};
use guildhall_kernel::Origin;
use guildhall_store::testing::TestDatabase;

const WRONG: &str = "猜一猜猜一猜";

fn from(address: &str) -> Visitor {
    Visitor {
        agent: "Chrome · Windows".to_owned(),
        ..Visitor::from(Origin {
            address: Some(address.parse().unwrap()),
        })
    }
}

/// The same browser, with the cookie that it got.
fn again(visitor: &Visitor, signed_in: &SignedIn) -> Visitor {
    let cookie = signed_in.device.clone().unwrap();
    Visitor {
        cookies: vec![cookie.text],
        ..visitor.clone()
    }
}

/// A door with its database.
struct Door<'t> {
    test: &'t TestDatabase,
    door: SignIn,
}

impl Door<'_> {
    async fn attempt(
        &self,
        login: &str,
        password: &str,
        visitor: &Visitor,
    ) -> Result<SignedIn, IdentityError> {
        self.door
            .sign_in(
                &self.test.database,
                Attempt {
                    login,
                    password,
                    visitor,
                },
            )
            .await
    }

    async fn enter(&self, visitor: &Visitor) -> SignedIn {
        self.test.clock.advance_secs(1);
        self.attempt("sunjing", PASSWORD, visitor).await.unwrap()
    }

    async fn present(&self, signed_in: &SignedIn) -> Authenticated {
        let token = signed_in.token.clone();
        Sessions::default()
            .authenticate(&self.test.database, token, Origin::default())
            .await
            .unwrap()
    }

    /// From where the devices signed in of which the owner of this session is told.
    async fn news(&self, signed_in: &SignedIn) -> Vec<String> {
        let present = self.present(signed_in).await;
        let mut connection = self.test.database.read(present.session.realm).await.unwrap();
        let news = service::news(&mut connection, &present).await.unwrap();
        news.into_iter().map(|device| device.address).collect()
    }
}

guildhall_store::on_both_databases! { crate::migrations();
    async fn guessing_from_her_own_address_does_not_keep_the_owner_of_a_known_device_out(test: &TestDatabase) {
        let house = House::open(test).await;
        let door = Door { test, door: house.sign_in() };
        let shared = from("10.0.0.1");
        let known = again(&shared, &door.enter(&shared).await);
        let addresses = (1..=20).map(|last| from(&format!("203.0.113.{last}"))).chain([shared.clone()]);
        for guesser in addresses {
            for _ in 0..5 {
                let refused = door.attempt("sunjing", WRONG, &guesser).await;
                assert!(matches!(refused, Err(IdentityError::SignInRefused)));
            }
        }
        let waits = door.attempt("sunjing", PASSWORD, &shared).await;
        assert!(matches!(waits, Err(IdentityError::TooManyAttempts { .. })), "without the cookie she waits");
        door.attempt("sunjing", PASSWORD, &known).await.unwrap();
    }

    async fn a_known_device_is_slowed_down_itself_and_for_its_own_account_only(test: &TestDatabase) {
        let house = House::open(test).await;
        house.account("qianli", vec![]).await;
        let door = Door { test, door: house.sign_in() };
        let place = from("10.0.0.1");
        let known = again(&place, &door.enter(&place).await);
        for _ in 0..5 {
            let refused = door.attempt("sunjing", WRONG, &known).await;
            assert!(matches!(refused, Err(IdentityError::SignInRefused)));
        }
        let waits = door.attempt("sunjing", PASSWORD, &known).await;
        assert!(matches!(waits, Err(IdentityError::TooManyAttempts { .. })));
        door.attempt("sunjing", PASSWORD, &place).await.unwrap();
        for _ in 0..5 {
            door.attempt("qianli", WRONG, &place).await.unwrap_err();
        }
        let waits = door.attempt("qianli", PASSWORD, &known).await;
        assert!(matches!(waits, Err(IdentityError::TooManyAttempts { .. })), "the cookie is another account's");
    }

    async fn the_owner_is_told_of_a_new_device_where_she_is_and_when_she_comes_back(test: &TestDatabase) {
        let house = House::open(test).await;
        let door = Door { test, door: house.sign_in() };
        let (office, phone) = (from("10.0.0.1"), from("10.0.0.2"));
        let first = door.enter(&office).await;
        assert!(door.news(&first).await.is_empty(), "the first device is no news");
        let office = again(&office, &first);
        let second = door.enter(&phone).await;
        assert_eq!(door.news(&first).await, ["10.0.0.2"]);
        assert_eq!(door.news(&second).await, ["10.0.0.2"], "a new device is told of itself");
        let later = door.enter(&office).await;
        assert_eq!(door.news(&later).await, ["10.0.0.2"]);
        for session in [&first, &second, &later] {
            service::told(&test.database, &door.present(session).await).await.unwrap();
            assert!(door.news(session).await.is_empty());
        }
        let phone = again(&phone, &second);
        let known = door.enter(&phone).await;
        assert!(door.news(&known).await.is_empty());
        assert!(door.news(&first).await.is_empty(), "a known device is no news");
        let present = door.present(&known).await;
        assert_eq!((present.session.agent.as_str(), present.session.address.as_str()), ("Chrome · Windows", "10.0.0.2"));
    }

    async fn a_cookie_that_was_not_made_here_is_replaced(test: &TestDatabase) {
        let house = House::open(test).await;
        let door = Door { test, door: house.sign_in() };
        let forged = Visitor { cookies: vec!["AAAAAAAAAAAAAAAAAAAAAA.x".to_owned(), String::new()], ..from("10.0.0.1") };
        let signed_in = door.enter(&forged).await;
        let cookie = signed_in.device.unwrap();
        assert!(!forged.cookies.contains(&cookie.text));
        assert_eq!(cookie.mark.len(), 8);
    }
}
