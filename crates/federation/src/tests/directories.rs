//! What a directory may do, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

use super::house::House;
use crate::scim::{Directory, Filter, MemberChange, NewToken, ScimFault, UserChange, token};
use crate::{Federation, FederationSettings, GroupMapping};
use guildhall_identity::AccountState;

const RULES: &str = "version = 1
[[group]]
source = 'scim'
group = 'archive'
role = 'reader'
organisation = 'TOP'
clearance = 2
";

fn federation(house: &House<'_>) -> Federation {
    let schema = include_str!("../../../../rules/federation/schema.json");
    let files = [("own.toml".to_owned(), RULES.replace("TOP", house.top().as_str()))];
    let settings = FederationSettings {
        mapping: GroupMapping::load(schema, &files, &house.rights).unwrap(),
        ..FederationSettings::default()
    };
    Federation::new(settings, house.rights.clone()).unwrap()
}

async fn directory(house: &House<'_>) -> Directory {
    let new = NewToken {
        name: "人事系统".to_owned(),
        branch: house.top(),
        days: 30,
    };
    let mut work = house.work().await;
    let made = token::service::make(&mut work, &house.rights, &house.security, new).await;
    let (_, secret) = made.unwrap();
    work.commit().await.unwrap();
    token::service::authenticate(&house.test.database, &secret)
        .await
        .unwrap()
}

fn named(login: &str) -> UserChange {
    UserChange {
        user_name: Some(login.to_owned()),
        external_id: Some(format!("hr-{login}")),
        ..UserChange::default()
    }
}

guildhall_store::on_both_databases! { crate::tests::migrations();
    async fn a_directory_makes_finds_stops_and_takes_away_an_account(test: &TestDatabase) {
        let house = House::open(test).await;
        let (federation, directory) = (federation(&house), directory(&house).await);
        let directories = federation.directories();
        let password = house.passwords.first(&*test.database.random()).await.unwrap();
        let mut work = house.work().await;
        let made = directories.create_user(&mut work, &directory, (named("li.na"), password)).await.unwrap();
        let id = made.account.id;
        for filter in [Filter::UserName("LI.NA".to_owned()), Filter::ExternalId("hr-li.na".to_owned())] {
            let found = directories.users(&mut work, &directory, Some(&filter), (1, 10)).await.unwrap();
            assert_eq!(found.total, 1);
            assert_eq!(found.resources[0].account.id, id);
        }
        let all = directories.users(&mut work, &directory, None, (2, 2)).await.unwrap();
        assert_eq!((all.total, all.resources.len()), (4, 2));
        let stop = UserChange { active: Some(false), ..UserChange::default() };
        let stopped = directories.change_user(&mut work, &directory, id, (stop, None)).await.unwrap();
        assert_eq!(stopped.account.state, AccountState::Locked);
        directories.remove_user(&mut work, &directory, (id, None)).await.unwrap();
        let gone = directories.user(&mut work, &directory, id).await;
        assert!(matches!(gone, Err(ScimFault::NotFound)));
        work.commit().await.unwrap();
    }

    async fn members_of_a_group_have_its_right_while_they_are_in_it(test: &TestDatabase) {
        let house = House::open(test).await;
        let (federation, directory) = (federation(&house), directory(&house).await);
        let directories = federation.directories();
        let password = house.passwords.first(&*test.database.random()).await.unwrap();
        let mut work = house.work().await;
        let made = directories.create_user(&mut work, &directory, (named("li.na"), password)).await.unwrap();
        let id = made.account.id;
        let groups = directories.groups(&mut work, &directory, None).await.unwrap();
        let group = groups[0].id.clone();
        for (change, held) in [(MemberChange::Add(vec![id]), 1), (MemberChange::Remove(vec![id]), 0)] {
            let asked = (vec![change], None);
            directories.change_members(&mut work, &directory, &group, asked).await.unwrap();
            let user = directories.user(&mut work, &directory, id).await.unwrap();
            assert_eq!(user.account.grants.len(), held);
            assert_eq!(user.groups.len(), held);
        }
    }
}
