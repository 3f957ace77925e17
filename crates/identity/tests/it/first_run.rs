//! The first run happens once.

use crate::house::{self, House};
use guildhall_identity::{IdentityError, first_run, organisation};

guildhall_store::on_both_databases! { crate::MIGRATIONS;
    async fn the_first_run_makes_realm_organisation_and_administrator_once(test: &TestDatabase) {
        let mut across = test.database.read_across_realms().await.unwrap();
        assert!(first_run::is_needed(&mut across).await.unwrap());
        let house = House::open(test).await;
        assert!(!first_run::is_needed(&mut across).await.unwrap());
        let top = organisation::service::top(&mut house.read().await, house.admin.realm).await.unwrap();
        assert_eq!((top.id, &top.path), (house.admin.org, &house.admin.org_path));
        let roles: Vec<_> = house.admin.grants.iter().map(|grant| grant.role.as_str()).collect();
        assert_eq!(roles, ["administrator", "archivist"]);
        assert_eq!(house.noted("account.created").await, 1);

        let mut work = first_run::begin(&test.database).await.unwrap();
        let second = house::first_run("other", &house.passwords, test).await;
        let refused = first_run::create_first_administrator(&mut work, second).await;
        assert!(matches!(refused, Err(IdentityError::FirstRunOver)));
    }

    async fn two_first_runs_at_once_make_one_administrator(test: &TestDatabase) {
        let passwords = house::passwords();
        let submit = async |login: &str| {
            let first = house::first_run(login, &passwords, test).await;
            let mut work = first_run::begin(&test.database).await?;
            let account = first_run::create_first_administrator(&mut work, first).await?;
            work.commit().await?;
            Ok::<_, IdentityError>(account)
        };
        let (one, other) = tokio::join!(submit("sunjing"), submit("zhaomin"));
        let refused = match (&one, &other) {
            (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
            both => panic!("exactly one first run may succeed: {both:?}"),
        };
        assert!(matches!(refused, IdentityError::FirstRunOver), "{refused:?}");
    }
}
