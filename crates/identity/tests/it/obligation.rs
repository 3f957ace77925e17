//! Who owes a second factor, from when on, and what lifts it.

use crate::house::{House, PASSWORD};
use crate::powers::second;
use guildhall_identity::device::Visitor;
use guildhall_identity::sign_in::{Attempt, OutsideProof, SignedIn};
use guildhall_identity::{Obligation, Passkeys, Power, SessionConfig, Sessions};
use guildhall_kernel::{Grant, Origin};
use totp_rs::{Builder, Secret};

/// Seconds of a day.
const DAY: i64 = 86_400;

fn powers(grace_days: u32) -> Obligation {
    Obligation {
        powers: true,
        roles: Vec::new(),
        grace_days,
    }
}

async fn enter(house: &House<'_>, login: &str) -> SignedIn {
    let attempt = Attempt {
        login,
        password: PASSWORD,
        visitor: &Visitor::default(),
    };
    house
        .sign_in()
        .sign_in(&house.test.database, attempt)
        .await
        .unwrap()
}

/// Whether the owner of a session owes a second factor under a rule.
async fn owes(house: &House<'_>, signed_in: &SignedIn, rule: Obligation) -> bool {
    let sessions = Sessions::new(SessionConfig::default()).obliging(rule, Passkeys::default());
    let token = signed_in.token.clone();
    let known = sessions
        .authenticate(&house.test.database, token, Origin::default())
        .await;
    known.unwrap().second_factor_due
}

guildhall_store::on_both_databases! { crate::migrations();
    async fn powers_and_named_roles_owe_a_second_factor_and_nobody_else(test: &TestDatabase) {
        let house = House::open(test).await;
        let grant = |role: &str| Grant { role: role.to_owned(), org_path: house.top(), clearance: 1 };
        house.account("zhaomin", vec![grant("archivist")]).await;
        let (system, archivist) = (enter(&house, "sunjing").await, enter(&house, "zhaomin").await);
        assert!(owes(&house, &system, powers(0)).await);
        assert!(!owes(&house, &archivist, powers(0)).await);
        assert!(!owes(&house, &system, Obligation::default()).await);
        let named = Obligation { roles: vec!["archivist".to_owned()], ..Obligation::default() };
        assert!(owes(&house, &archivist, named.clone()).await);
        assert!(!owes(&house, &system, named).await);
    }

    async fn an_app_lifts_it_at_once_and_its_removal_brings_it_back(test: &TestDatabase) {
        let house = House::open(test).await;
        let system = enter(&house, "sunjing").await;
        let door = house.sign_in();
        let factors = door.second_factors();
        let mut work = house.work().await;
        let shown = factors.begin(&mut work, &house.actor, "工会").await.unwrap();
        work.commit().await.unwrap();
        assert!(owes(&house, &system, powers(0)).await, "what waits for its first code is no factor");
        let app = Builder::new().with_secret(Secret::try_from_base32(&shown.secret).unwrap()).build().unwrap();
        let seconds = u64::try_from(test.database.clock().now().as_micros() / 1_000_000).unwrap();
        let code = app.generate(seconds).to_string();
        let mut work = house.work().await;
        factors.confirm(&mut work, &house.actor, (&code, Some(system.session.id))).await.unwrap();
        work.commit().await.unwrap();
        assert!(!owes(&house, &system, powers(0)).await);
        let mut work = house.work().await;
        factors.remove(&mut work, &house.actor).await.unwrap();
        work.commit().await.unwrap();
        assert!(owes(&house, &system, powers(0)).await);
    }

    async fn grace_is_counted_from_the_appointment(test: &TestDatabase) {
        let house = House::open(test).await;
        test.clock.advance_secs(10 * DAY);
        second(&house, "late", Power::System).await;
        for (login, days, is_due) in [("sunjing", 0, true), ("sunjing", 7, true), ("sunjing", 11, false),
            ("late", 0, true), ("late", 7, false)] {
            let signed_in = enter(&house, login).await;
            assert_eq!(owes(&house, &signed_in, powers(days)).await, is_due, "{login} {days}");
        }
        test.clock.advance_secs(7 * DAY);
        let signed_in = enter(&house, "late").await;
        assert!(owes(&house, &signed_in, powers(7)).await);
    }

    async fn whoever_was_known_by_two_factors_outside_owes_none_here(test: &TestDatabase) {
        let house = House::open(test).await;
        for (is_whole, is_due) in [(true, false), (false, true)] {
            let proof = OutsideProof { source: "hospital", is_whole };
            let mut work = house.work().await;
            let visitor = Visitor::default();
            let signed_in = house.sign_in().admit(&mut work, house.admin.clone(), (proof, &visitor)).await.unwrap();
            work.commit().await.unwrap();
            assert_eq!(owes(&house, &signed_in, powers(0)).await, is_due);
        }
    }
}
