//! The first run happens once.

use crate::house::{self, House};
use guildhall_identity::{IdentityError, first_run, organisation};

guildhall_store::on_both_databases! { crate::migrations();
    async fn the_first_run_makes_realm_organisation_and_three_administrators_once(test: &TestDatabase) {
        let mut across = test.database.read_across_realms().await.unwrap();
        assert!(first_run::is_needed(&mut across).await.unwrap());
        let house = House::open(test).await;
        assert!(!first_run::is_needed(&mut across).await.unwrap());
        let top = organisation::service::top(&mut house.read().await, house.admin.realm).await.unwrap();
        assert_eq!((top.id, &top.path), (house.admin.org, &house.admin.org_path));
        let held = [&house.actor, &house.security, &house.audit].map(|actor| actor.grants.clone());
        let wanted = ["systemAdministrator", "securityAdministrator", "auditAdministrator"];
        assert_eq!(held, wanted.map(|role| vec![house::grant(role, &house.top(), 0)]));
        assert_eq!(house.noted("account.created").await, 3);

        let mut work = first_run::begin(&test.database).await.unwrap();
        let second = house::first_run("other", &house.passwords, test).await;
        let refused = first_run::found(&mut work, second).await;
        assert!(matches!(refused, Err(IdentityError::FirstRunOver)));
    }

    async fn two_first_runs_at_once_make_one_union(test: &TestDatabase) {
        let passwords = house::passwords();
        let submit = async |login: &str| {
            let first = house::first_run(login, &passwords, test).await;
            let mut work = first_run::begin(&test.database).await?;
            let founders = first_run::found(&mut work, first).await?;
            work.commit().await?;
            Ok::<_, IdentityError>(founders)
        };
        let (one, other) = tokio::join!(submit("sunjing"), submit("zhaomin"));
        let refused = match (&one, &other) {
            (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
            both => panic!("exactly one first run may succeed: {both:?}"),
        };
        assert!(matches!(refused, IdentityError::FirstRunOver), "{refused:?}");
    }

    async fn one_login_name_does_not_stand_for_two_of_the_three(test: &TestDatabase) {
        let first = house::first_run("hean", &house::passwords(), test).await;
        let mut work = first_run::begin(&test.database).await.unwrap();
        let refused = first_run::found(&mut work, first).await;
        assert!(matches!(refused, Err(IdentityError::LoginTaken)), "{refused:?}");
    }
}
