//! Accounts: one login name each, rights only within the giver's branch.

use crate::house::{House, PASSWORD, grant};
use guildhall_identity::account::standing::set_standing;
use guildhall_identity::account::{AccountQuery, service};
use guildhall_identity::organisation::{NewOrganisation, OrganisationKind, service::add_child};
use guildhall_identity::{AccountSubjects, IdentityError};
use guildhall_kernel::{Actor, Explain as _, Origin, Standing};
use guildhall_ledger::Subjects as _;
use guildhall_store::args;

guildhall_store::on_both_databases! { crate::migrations();
    async fn a_login_name_belongs_to_one_account_of_the_installation(test: &TestDatabase) {
        let house = House::open(test).await;
        let first = house.account("zhaomin", vec![]).await;
        let names = service::names_of(&mut house.read().await, &[first.id]).await.unwrap();
        assert_eq!(names, [(first.id, "赵敏".to_owned())]);
        let again = house.new_account("ZhaoMin", vec![]).await;
        let refused = service::create(&mut house.work().await, &house.rights, &house.security, again).await;
        assert!(matches!(refused, Err(IdentityError::LoginTaken)));
    }

    async fn rights_are_given_only_within_the_givers_branch(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut work = house.work().await;
        let new = NewOrganisation { name: "外科分会".to_owned(), kind: OrganisationKind::Branch };
        let branch = add_child(&mut work, &house.rights, &house.actor, house.admin.org, new).await.unwrap();
        work.commit().await.unwrap();
        let head = house.account("lifang", vec![]).await;
        let head = Actor { grants: vec![grant("securityAdministrator", &branch.path, 0)], ..head.actor(Origin::default()) };
        for (grants, expected) in [
            (vec![grant("archivist", &house.top(), 1)], "denied"),
            (vec![grant("program", &branch.path, 1)], "unknown-role"),
            (vec![grant("wizard", &branch.path, 1)], "unknown-role"),
            (vec![grant("reader", &branch.path, 5)], "invalid-clearance"),
        ] {
            let mut new = house.new_account("wangwu", grants).await;
            new.org = branch.id;
            let refused = service::create(&mut house.work().await, &house.rights, &head, new).await.unwrap_err();
            assert_eq!(refused.code(), expected);
        }
        let mut new = house.new_account("wangwu", vec![grant("reader", &branch.path, 1)]).await;
        new.org = branch.id;
        let mut work = house.work().await;
        let hers = service::create(&mut work, &house.rights, &head, new).await.unwrap();
        work.commit().await.unwrap();
        let own = service::set_grants(&mut house.work().await, &house.rights, &house.security, house.security.account().unwrap(), vec![]).await;
        assert!(matches!(own, Err(IdentityError::OwnAccount)));
        let listed = service::list(&mut house.read().await, &house.rights, &head, &AccountQuery::default(), 10).await.unwrap();
        assert_eq!(listed, [hers], "the accounts of the top organisation are not hers to see");
    }

    async fn post_and_rank_are_given_by_who_gives_rights_and_are_noted(test: &TestDatabase) {
        let house = House::open(test).await;
        let account = house.account("wangwu", vec![grant("reader", &house.top(), 1)]).await;
        let chair = Standing { post: "10".to_owned(), rank: 5 };
        let mut work = house.work().await;
        let given = set_standing(&mut work, &house.rights, &house.security, account.id, chair.clone()).await.unwrap();
        set_standing(&mut work, &house.rights, &house.security, account.id, chair.clone()).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(house.noted("account.standing-changed").await, 1, "the same again is no change");
        let found = service::get(&mut house.read().await, &house.rights, &house.security, account.id).await.unwrap();
        assert_eq!((&found, found.actor(Origin::default()).standing), (&given, chair));
        for wrong in [Standing { post: "主席".to_owned(), rank: 0 }, Standing { post: String::new(), rank: 100 }, Standing { post: String::new(), rank: -1 }] {
            let refused = set_standing(&mut house.work().await, &house.rights, &house.security, account.id, wrong).await;
            assert!(matches!(refused, Err(IdentityError::InvalidStanding)));
        }
        let own = house.security.account().unwrap();
        let refused = set_standing(&mut house.work().await, &house.rights, &house.security, own, Standing::default()).await;
        assert!(matches!(refused, Err(IdentityError::OwnAccount)));
        let stranger = found.actor(Origin::default());
        let refused = set_standing(&mut house.work().await, &house.rights, &stranger, account.id, Standing::default()).await;
        assert!(matches!(refused, Err(IdentityError::NotFound { .. })));
    }

    async fn changing_the_password_needs_the_present_one(test: &TestDatabase) {
        let house = House::open(test).await;
        let (door, database) = (house.sign_in(), &test.database);
        let new = "举头望明月低头思故乡";
        let present = house.signed_in("sunjing").await;
        let wrong = door.prepare_password_change(database, &present, ("错", new)).await;
        assert!(matches!(wrong, Err(IdentityError::WrongPassword)));
        for weak in ["sunjing2026", PASSWORD] {
            let refused = door.prepare_password_change(database, &present, (PASSWORD, weak)).await;
            assert!(matches!(refused, Err(IdentityError::WeakPassword(_))), "{weak}");
        }
        let change = door.prepare_password_change(database, &present, (PASSWORD, new)).await.unwrap();
        let mut work = house.work().await;
        service::change_password(&mut work, &house.actor, change, None).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(house.noted("account.password-changed").await, 1);
    }

    async fn guessing_at_the_password_of_an_open_session_is_slowed_down(test: &TestDatabase) {
        let house = House::open(test).await;
        let door = house.sign_in();
        let present = house.signed_in("sunjing").await;
        for _ in 0..5 {
            let wrong = door.prepare_password_change(&test.database, &present, ("错", "x")).await;
            assert!(matches!(wrong, Err(IdentityError::WrongPassword)));
        }
        let slowed = door.prepare_password_change(&test.database, &present, (PASSWORD, "x")).await;
        assert!(matches!(slowed, Err(IdentityError::TooManyAttempts { .. })));
        assert_eq!(house.noted("session.refused").await, 5);
    }

    async fn the_list_of_accounts_narrows_by_login_and_name_and_goes_on_where_it_ended(test: &TestDatabase) {
        let house = House::open(test).await;
        for login in ["qianli", "qianlong", "zhoumin"] {
            house.account(login, vec![grant("reader", &house.top(), 0)]).await;
        }
        let mut read = house.read().await;
        let mut found = Vec::new();
        let mut query = AccountQuery { text: "QIAN".to_owned(), after: None };
        loop {
            let page = service::list(&mut read, &house.rights, &house.security, &query, 1).await.unwrap();
            let Some(last) = page.last() else { break };
            query.after = Some((last.name.clone(), last.id));
            found.extend(page.into_iter().map(|account| account.login.as_str().to_owned()));
        }
        found.sort();
        assert_eq!(found, ["qianli", "qianlong"]);
        let query = AccountQuery { text: "赵".to_owned(), after: None };
        let named = service::list(&mut read, &house.rights, &house.security, &query, 10).await.unwrap();
        assert!(named.len() >= 3 && named.iter().all(|account| account.signed_in_at.is_none()));
    }

    async fn rights_changed_behind_the_programs_back_are_found_by_the_ledger(test: &TestDatabase) {
        const RAISE: &str = "UPDATE account_grant SET clearance = 4 WHERE realm_id = $1 AND account_id = $2";
        const LAST: &str = "SELECT digest FROM ledger_entry WHERE realm_id = $1 AND subject_id = $2
            AND digest IS NOT NULL ORDER BY recorded_at DESC LIMIT 1";
        let house = House::open(test).await;
        let reader = house.account("qianli", vec![grant("reader", &house.top(), 0)]).await;
        let row = house.read().await.fetch_one(LAST, args![house.admin.realm, reader.id.uuid()]).await.unwrap();
        let kept: String = row.get("digest").unwrap();
        let digest = async || {
            let all = AccountSubjects.page(&mut house.read().await, None).await.unwrap();
            all.into_iter().find(|(id, _)| *id == reader.id.uuid()).unwrap().1.to_hex()
        };
        assert_eq!(digest().await, kept);
        let mut work = house.work().await;
        work.execute(RAISE, args![house.admin.realm, reader.id]).await.unwrap();
        work.commit().await.unwrap();
        assert_ne!(digest().await, kept);
    }
}
