//! Bindings and ways to a provider, kept and found on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

use super::house::House;
use crate::FederationError;
use crate::binding::{NewBinding, Outside, service, store};
use crate::oidc::{Attempt, across_realms_forget_over};
use guildhall_identity::account::service::own;

fn identity(subject: &str) -> NewBinding<'_> {
    NewBinding {
        outside: Outside {
            issuer: "https://id.example.org",
            subject,
        },
        label: "zhao",
    }
}

guildhall_store::on_both_databases! { crate::tests::migrations();
    async fn an_identity_is_bound_once_found_used_and_removed(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut work = house.work().await;
        let other = own(&mut work, &house.security).await.unwrap();
        let bound = service::bind(&mut work, &house.actor, (house.admin.id, identity("1"))).await.unwrap();
        let taken = service::bind(&mut work, &house.security, (other.id, identity("1"))).await;
        assert!(matches!(taken, Err(FederationError::BindingTaken)));
        service::bind(&mut work, &house.security, (other.id, identity("2"))).await.unwrap();
        let found = store::across_realms_find(&mut work, identity("1").outside).await.unwrap();
        assert_eq!(found, Some((house.admin.realm, bound.clone())));
        service::used(&mut work, &bound).await.unwrap();
        let own = service::list_own(&mut work, &house.actor).await.unwrap();
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].used_at, Some(work.now()));
        let foreign = service::remove_own(&mut work, &house.security, bound.id).await;
        assert!(matches!(foreign, Err(FederationError::BindingNotFound)));
        service::remove_own(&mut work, &house.actor, bound.id).await.unwrap();
        let gone = store::across_realms_find(&mut work, identity("1").outside).await.unwrap();
        assert_eq!(gone, None);
        work.commit().await.unwrap();
    }

    async fn an_account_has_no_more_identities_than_one_may_have(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut work = house.work().await;
        for number in 0..crate::binding::BINDINGS_MAX {
            let subject = number.to_string();
            service::bind(&mut work, &house.actor, (house.admin.id, identity(&subject))).await.unwrap();
        }
        let more = service::bind(&mut work, &house.actor, (house.admin.id, identity("more"))).await;
        assert!(matches!(more, Err(FederationError::TooManyBindings)));
    }

    async fn a_way_to_a_provider_is_taken_once_in_time_by_its_browser(test: &TestDatabase) {
        let database = &test.database;
        let attempt = Attempt {
            nonce: "n".to_owned(),
            verifier: "v".to_owned(),
            session: None,
            next: "/records".to_owned(),
        };
        let mut work = database.begin_outside_realms().await.unwrap();
        attempt.keep(&mut work, "a", ("state", "browser")).await.unwrap();
        for (provider, held) in [("b", ("state", "browser")), ("a", ("state", "other")), ("a", ("x", "browser"))] {
            let refused = Attempt::take(&mut work, provider, held).await;
            assert!(matches!(refused, Err(FederationError::AttemptOver)));
        }
        let taken = Attempt::take(&mut work, "a", ("state", "browser")).await.unwrap();
        assert_eq!((taken.nonce.as_str(), taken.verifier.as_str()), ("n", "v"));
        assert_eq!(taken.next, "/records");
        let twice = Attempt::take(&mut work, "a", ("state", "browser")).await;
        assert!(matches!(twice, Err(FederationError::AttemptOver)));
        attempt.keep(&mut work, "a", ("later", "browser")).await.unwrap();
        let after = work.now().plus_secs(601);
        assert_eq!(across_realms_forget_over(&mut work, after).await.unwrap(), 1);
    }
}
