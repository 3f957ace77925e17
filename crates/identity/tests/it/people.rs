//! The staff directory: entered at once, found by what people type, seen within one's branches.

use crate::house::{House, grant};
use guildhall_identity::organisation::{self, NewOrganisation, OrganisationKind};
use guildhall_identity::person::{NewPerson, Person, PersonQuery, service};
use guildhall_identity::{IdentityError, Phone, Sex};
use guildhall_kernel::{Actor, OrgId, Origin};

fn person(number: &str, name: &str, org: OrgId) -> NewPerson {
    NewPerson {
        staff_number: number.to_owned(),
        name: name.to_owned(),
        sex: Sex::Female,
        birth_date: "1980-02-29".parse().ok(),
        phone: Phone::parse("13812341234"),
        org,
        joined_at: "2005-07-01".parse().ok(),
        left_at: None,
    }
}

async fn found(house: &House<'_>, actor: &Actor, text: &str) -> Vec<String> {
    let query = PersonQuery {
        text: text.to_owned(),
        ..PersonQuery::default()
    };
    let people = service::search(&mut house.read().await, &house.rights, actor, &query, 10)
        .await
        .unwrap();
    people.into_iter().map(|person| person.name).collect()
}

async fn add(house: &House<'_>, new: Vec<NewPerson>) -> Result<Vec<Person>, IdentityError> {
    let mut work = house.work().await;
    let people = service::add_many(&mut work, &house.rights, &house.actor, new).await?;
    work.commit().await?;
    Ok(people)
}

guildhall_store::on_both_databases! { crate::MIGRATIONS;
    async fn people_are_found_by_name_number_reading_and_initials_within_ones_branches(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut work = house.work().await;
        let new = NewOrganisation { name: "外科".to_owned(), kind: OrganisationKind::Department };
        let surgery = organisation::service::add_child(&mut work, &house.rights, &house.actor, house.admin.org, new).await.unwrap();
        work.commit().await.unwrap();
        let top = house.admin.org;
        let rows = vec![person("A001", "王小明", top), person("a002", "曾国强", surgery.id), person("B003", "王大伟", surgery.id)];
        let people = add(&house, rows).await.unwrap();
        assert_eq!(house.noted("person.added").await, 3);

        assert_eq!(found(&house, &house.actor, "").await, ["王大伟", "王小明", "曾国强"]);
        for (text, names) in [("王", vec!["王大伟", "王小明"]), ("a00", vec!["王小明", "曾国强"]), ("ZGQ", vec!["曾国强"]),
            ("wangxiao", vec!["王小明"]), ("王%", vec![]), ("\u{10ffff}", vec![])] {
            assert_eq!(found(&house, &house.actor, text).await, names, "{text}");
        }
        let reader = house.account("qianli", vec![grant("reader", &surgery.path, 0)]).await.actor(Origin::default());
        assert_eq!(found(&house, &reader, "王").await, ["王大伟"]);
        let mut read = house.read().await;
        let hidden = service::get(&mut read, &house.rights, &reader, people[0].id).await;
        assert!(matches!(hidden, Err(IdentityError::NotFound { .. })));
        assert_eq!(service::get(&mut read, &house.rights, &reader, people[1].id).await.unwrap(), people[1]);

        let query = PersonQuery { after: Some((people[2].name.clone(), people[2].id)), ..PersonQuery::default() };
        let page = service::search(&mut read, &house.rights, &house.actor, &query, 1).await.unwrap();
        assert_eq!(page, [people[0].clone()]);
        let names = service::names(&mut read, None, 2).await.unwrap();
        let rest = service::names(&mut read, Some(names[1].id), 2).await.unwrap();
        assert_eq!((names.len(), rest.len()), (2, 1));
    }

    async fn a_batch_with_a_wrong_row_enters_nobody(test: &TestDatabase) {
        let house = House::open(test).await;
        let top = house.admin.org;
        add(&house, vec![person("A001", "王小明", top)]).await.unwrap();
        let taken = add(&house, vec![person("A002", "李丽", top), person("a001", "王二", top)]).await;
        assert!(matches!(taken, Err(IdentityError::StaffNumberTaken(number)) if number == "A001"));
        let twice = add(&house, vec![person("A002", "李丽", top), person("a002", "李莉", top)]).await;
        assert!(matches!(twice, Err(IdentityError::StaffNumberTaken(number)) if number == "A002"));
        let wrong = add(&house, vec![person("A002", "李丽", top), person("A003", " ", top)]).await;
        assert!(matches!(wrong, Err(IdentityError::InvalidPerson { row: 2, field: "name" })));
        assert_eq!(found(&house, &house.actor, "").await, ["王小明"]);
    }
}
