//! The staff directory: entered at once, found by what people type, seen within one's branches.

use crate::house::{House, grant};
use guildhall_identity::organisation::{self, NewOrganisation, Organisation, OrganisationKind};
use guildhall_identity::person::{Directory, NewPerson, Person, PersonQuery, service};
use guildhall_identity::{IdentityError, Keys, PersonSubjects, Phone, Places, SecondFactors, Sex};
use guildhall_kernel::{Actor, ContentHash, OrgId, Origin, PersonId, SystemRandom};
use guildhall_keyring::{RewrapReport, RewrapWatch};
use guildhall_ledger::Subjects as _;
use std::sync::Arc;

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

fn directory(house: &House<'_>) -> Directory {
    Directory::new(house.ring())
}

/// The columns of a number: in the clear, sealed, looked up by.
async fn kept_phone(
    house: &House<'_>,
    person: PersonId,
) -> (Option<String>, Option<Vec<u8>>, Option<String>) {
    let select = "SELECT phone, phone_sealed, phone_index FROM person WHERE realm_id = $1 AND id = $2";
    let values = guildhall_store::args![house.admin.realm, person];
    let row = house.read().await.fetch_one(select, values).await.unwrap();
    (
        row.get("phone").unwrap(),
        row.get("phone_sealed").unwrap(),
        row.get("phone_index").unwrap(),
    )
}

/// The digest that the ledger has of a person.
async fn noted_digest(house: &House<'_>, person: PersonId) -> ContentHash {
    let select = "SELECT digest FROM ledger_entry WHERE realm_id = $1 AND subject_id = $2";
    let values = guildhall_store::args![house.admin.realm, person];
    let row = house.read().await.fetch_one(select, values).await.unwrap();
    row.get("digest").unwrap()
}

async fn found(house: &House<'_>, actor: &Actor, text: &str) -> Vec<String> {
    let query = PersonQuery {
        text: text.to_owned(),
        ..PersonQuery::default()
    };
    let people = directory(house)
        .search(&mut house.read().await, &house.rights, actor, (&query, 10))
        .await
        .unwrap();
    people.into_iter().map(|person| person.name).collect()
}

async fn add(house: &House<'_>, new: Vec<NewPerson>) -> Result<Vec<Person>, IdentityError> {
    let mut work = house.work().await;
    let people = directory(house)
        .add_many(&mut work, &house.rights, &house.actor, new)
        .await?;
    work.commit().await?;
    Ok(people)
}

async fn unit(house: &House<'_>, above: OrgId, name: &str) -> Organisation {
    let new = NewOrganisation {
        name: name.to_owned(),
        kind: OrganisationKind::Department,
    };
    let mut work = house.work().await;
    let made = organisation::service::add_child(&mut work, &house.rights, &house.actor, above, new).await;
    work.commit().await.unwrap();
    made.unwrap()
}

guildhall_store::on_both_databases! { crate::migrations();
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
        let directory = directory(&house);
        let hidden = directory.get(&mut read, &house.rights, &reader, people[0].id).await;
        assert!(matches!(hidden, Err(IdentityError::NotFound { .. })));
        assert_eq!(directory.get(&mut read, &house.rights, &reader, people[1].id).await.unwrap(), people[1]);

        let query = PersonQuery { after: Some((people[2].name.clone(), people[2].id)), ..PersonQuery::default() };
        let page = directory.search(&mut read, &house.rights, &house.actor, (&query, 1)).await.unwrap();
        assert_eq!(page, [people[0].clone()]);
        let names = service::names(&mut read, None, 2).await.unwrap();
        let rest = service::names(&mut read, Some(names[1].id), 2).await.unwrap();
        assert_eq!((names.len(), rest.len()), (2, 1));
    }

    /// With 20 departments, three of them are few and are read by their own index; ten are not.
    async fn a_reader_of_few_departments_pages_through_the_same_list_as_one_who_walks_it(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut departments = Vec::new();
        let mut work = house.work().await;
        for number in 1..=30 {
            let new = NewOrganisation { name: format!("科室{number}"), kind: OrganisationKind::Department };
            departments.push(organisation::service::add_child(&mut work, &house.rights, &house.actor, house.admin.org, new).await.unwrap());
        }
        work.commit().await.unwrap();
        let new = (0..90).map(|number| {
            let name = format!("王{}", char::from_u32(0x4E00 + number * 37 % 90).unwrap());
            person(&format!("S{number:03}"), &name, departments[number as usize % 30].id)
        });
        let people = add(&house, new.collect()).await.unwrap();
        for few in [3, 10] {
            let grants = departments[..few].iter().map(|department| grant("reader", &department.path, 0)).collect();
            let reader = house.account(&format!("reader{few}"), grants).await.actor(Origin::default());
            let places = Places::of(&mut house.read().await, &house.rights.branches(&reader)).await.unwrap();
            assert_eq!(places.are_few(), few == 3);
            let mut query = PersonQuery::default();
            let mut seen = Vec::new();
            loop {
                let page = directory(&house).search(&mut house.read().await, &house.rights, &reader, (&query, 2)).await.unwrap();
                let Some(last) = page.last() else { break };
                query.after = Some((last.name.clone(), last.id));
                seen.extend(page);
            }
            let mut expected: Vec<_> = people.iter().filter(|person| departments[..few].iter().any(|one| one.id == person.org)).cloned().collect();
            expected.sort_by_key(|person| (guildhall_language::pinyin::sort_key(&person.name), person.id));
            assert_eq!(seen, expected);
        }
    }

    async fn a_unit_made_just_now_is_among_the_places_of_who_may_see_it(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut units = Vec::new();
        for number in 1..=30 {
            units.push(unit(&house, house.admin.org, &format!("科室{number}")).await);
        }
        let reader = house.account("reader", vec![grant("reader", &units[0].path, 0)]).await.actor(Origin::default());
        let filter = house.rights.branches(&reader);
        let before = Places::of(&mut house.read().await, &filter).await.unwrap();
        assert_eq!(Places::of(&mut house.read().await, &filter).await.unwrap(), before);
        unit(&house, units[0].id, "一组").await;
        assert_ne!(Places::of(&mut house.read().await, &filter).await.unwrap(), before);
    }

    /// The table shows no number; whoever has the number finds the person, however it is spaced.
    async fn a_telephone_is_sealed_and_found_by_its_number(test: &TestDatabase) {
        let house = House::open(test).await;
        let top = house.admin.org;
        let mut other = person("A002", "李丽", top);
        other.phone = Phone::parse("139 0000 0000");
        let people = add(&house, vec![person("A001", "王小明", top), other]).await.unwrap();
        let row = kept_phone(&house, people[0].id).await;
        assert_eq!(row.0, None);
        let (sealed, index) = (row.1.unwrap(), row.2.unwrap());
        assert!(!sealed.windows(4).any(|part| part == b"1381"));
        assert_eq!(index.len(), 64);
        let directory = directory(&house);
        let find = async |number: &str| {
            let query = PersonQuery { phone: Phone::parse(number), ..PersonQuery::default() };
            let found = directory.search(&mut house.read().await, &house.rights, &house.actor, (&query, 10)).await;
            found.unwrap().into_iter().map(|person| person.name).collect::<Vec<_>>()
        };
        assert_eq!(find("138-1234-1234").await, ["王小明"]);
        house.ring().turn(house.test.database.clock().now(), &SystemRandom).unwrap();
        assert_eq!(find("13900000000").await, ["李丽"]);
        assert!(find("13812341235").await.is_empty());
    }

    /// What a version before sealing wrote is sealed when the database is opened, and the ledger still agrees.
    async fn a_number_in_the_clear_is_sealed_at_the_opening(test: &TestDatabase) {
        let house = House::open(test).await;
        let people = add(&house, vec![person("A001", "王小明", house.admin.org)]).await.unwrap();
        let mut work = house.work().await;
        let old = "UPDATE person SET phone = '13812341234', phone_key = NULL, phone_sealed = NULL, phone_index = NULL
            WHERE realm_id = $1";
        work.execute(old, guildhall_store::args![house.admin.realm]).await.unwrap();
        work.commit().await.unwrap();
        let keys = Keys::new(house.ring());
        keys.seal_columns(&test.database, house.admin.realm).await.unwrap();
        assert_eq!(kept_phone(&house, people[0].id).await.0, None);
        let mut read = house.read().await;
        let read_back = directory(&house).get(&mut read, &house.rights, &house.actor, people[0].id).await.unwrap();
        assert_eq!(read_back, people[0]);
        let digests = PersonSubjects(house.ring()).page(&mut read, None).await.unwrap();
        assert_eq!(digests, [(people[0].id.uuid(), noted_digest(&house, people[0].id).await)]);
    }

    /// After the turn the old key is needed for neither numbers nor second factors.
    async fn a_turned_ring_takes_over_numbers_and_second_factors(test: &TestDatabase) {
        let house = House::open(test).await;
        let people = add(&house, vec![person("A001", "王小明", house.admin.org)]).await.unwrap();
        let ring = house.ring();
        let (keys, factors) = (Keys::new(Arc::clone(&ring)), SecondFactors::new(Arc::clone(&ring)));
        let mut work = house.work().await;
        let shown = factors.begin(&mut work, &house.actor, "x").await.unwrap();
        let old = ring.sealing_id();
        let refused = keys.turn(&mut work, &house.rights, &house.security).await;
        assert!(matches!(refused, Err(IdentityError::Denied(_))));
        let new = keys.turn(&mut work, &house.rights, &house.actor).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(house.noted("keys.turned").await, 1);
        let watch = RewrapWatch { progress: &|_| {}, cancelled: &|| false };
        let report = keys.rewrap(&test.database, house.admin.realm, &watch).await.unwrap();
        assert_eq!(report, RewrapReport { rewrapped: 2, failed: 0 });
        let mut read = house.read().await;
        assert_eq!(keys.key_use(&mut read).await.unwrap(), [(new.clone(), 1), (new, 1)]);
        ring.remove(&old, &SystemRandom).unwrap();
        let again = factors.waiting(&mut read, &house.actor, "x").await.unwrap();
        assert_eq!(again.secret, shown.secret);
        let found = directory(&house).get(&mut read, &house.rights, &house.actor, people[0].id).await.unwrap();
        assert_eq!(found.phone, people[0].phone);
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
