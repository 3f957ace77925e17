//! Clear text for a stated purpose, and who looked at whom.

use super::house::{actor, archive, captured, description, migrations, open_fonds, rights_with};
use guildhall_archive::{Archive, ArchiveError, ClearRequest, FieldValue, OwnLook, Record, Sight};
use guildhall_kernel::{AccountId, Actor, ActorId, OrgId, OrgPath, PersonId};
use guildhall_ledger::history;
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Work, args, on_both_databases};
use uuid::Uuid;

const INSERT_PERSON: &str =
    "INSERT INTO person (realm_id, id, staff_number, name, sort_key, reading, initials, sex,
    org_id, org_path, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '9', $8, $9, 'active', $10)";

async fn enter(work: &mut Work, staff_number: &str, name: &str) -> PersonId {
    let id: PersonId = work.new_id();
    let org: OrgId = work.new_id();
    let values = args![
        work.realm(),
        id,
        staff_number,
        name,
        name,
        name,
        name,
        org,
        OrgPath::root(1),
        work.now()
    ];
    work.execute(INSERT_PERSON, values).await.unwrap();
    id
}

/// Files a record that names these people and one staff number.
async fn filed(archive: &Archive, test: &TestDatabase, who: &Actor, names: &[&str]) -> Record {
    let record = captured(archive, test, who, "入会申请").await;
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, archive, test).await;
    let mut description = description();
    description.type_code = "ZY.HY".to_owned();
    let many = FieldValue::Many(names.iter().map(|name| (*name).to_owned()).collect());
    description.fields.insert("persons".to_owned(), many);
    let number = FieldValue::One("a-7".to_owned());
    description.fields.insert("person_id".to_owned(), number);
    let phone = FieldValue::One("会员登记，电话13812345678".to_owned());
    description.fields.insert("title".to_owned(), phone);
    let described = archive
        .describe(&mut work, who, (record.id, 1), description)
        .await
        .unwrap();
    let filed = archive
        .file(&mut work, who, (record.id, described.version))
        .await
        .unwrap();
    work.commit().await.unwrap();
    filed
}

fn request() -> ClearRequest {
    ClearRequest {
        purpose: "hardship_review".to_owned(),
        reason: " 核对第三季度补助 ".to_owned(),
    }
}

fn as_person(who: &Actor, person: Option<PersonId>) -> Actor {
    Actor {
        id: ActorId::Account(AccountId::from_uuid(Uuid::from_u128(8))),
        person,
        grants: Vec::new(),
        ..who.clone()
    }
}

async fn sight(archive: &Archive, test: &TestDatabase, who: &Actor, record: &Record) -> Sight {
    let mut connection = test.database.read(test.realm).await.unwrap();
    let now = test.database.clock().now();
    archive.sight(&mut connection, who, record, now).await.unwrap()
}

async fn looks(archive: &Archive, test: &TestDatabase, person: PersonId, who: &Actor) -> Vec<OwnLook> {
    let mut connection = test.database.read(test.realm).await.unwrap();
    let herself = as_person(who, Some(person));
    archive
        .own_looks(&mut connection, &herself, (None, 10))
        .await
        .unwrap()
}

on_both_databases! { migrations();
    async fn a_filed_record_is_masked_until_its_reader_says_for_what_purpose(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let other = Actor { id: ActorId::Account(AccountId::from_uuid(Uuid::from_u128(9))), ..archivist.clone() };
        let open = captured(&archive, test, &archivist, "新收").await;
        assert_eq!(sight(&archive, test, &archivist, &open).await, Sight::Clear { until: None });
        assert_eq!(sight(&archive, test, &actor(test, "reader", "/1/", 3), &open).await, Sight::Masked);
        let record = filed(&archive, test, &archivist, &[]).await;
        assert_eq!(sight(&archive, test, &archivist, &record).await, Sight::Masked);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let access = archive.show_in_clear(&mut work, &archivist, record.id, request()).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!((access.reason.as_str(), access.expires_at), ("核对第三季度补助", access.given_at.plus_secs(15 * 60)));
        let until = Some(access.expires_at);
        assert_eq!(sight(&archive, test, &archivist, &record).await, Sight::Clear { until });
        assert_eq!(sight(&archive, test, &other, &record).await, Sight::Masked, "another account");
        let mut connection = test.database.read(test.realm).await.unwrap();
        let late = archive.sight(&mut connection, &archivist, &record, access.expires_at).await.unwrap();
        assert_eq!(late, Sight::Masked, "a permission ends with its last moment");
        let now = access.given_at;
        let refused = archive.require_clear(&mut connection, &other, &record, now).await;
        assert!(matches!(refused, Err(ArchiveError::ClearAccessNeeded)), "{refused:?}");
        archive.require_clear(&mut connection, &archivist, &record, now).await.unwrap();
    }

    async fn a_policy_may_open_clear_text_for_some_purposes_only(test: &TestDatabase) {
        let policy = r#"@id("clear-for-hardship-only") forbid (principal, action == Action::"viewClear", resource is Record)
            when { resource.state == State::"filed" && context.purpose != "hardship_review" };"#;
        let archive = Archive { rights: rights_with(policy), ..archive() };
        let archivist = actor(test, "archivist", "/1/", 3);
        let record = filed(&archive, test, &archivist, &[]).await;
        assert!(archive.may_see_clear(&archivist, &record), "for one purpose at least");
        assert!(!archive.may_see_clear(&actor(test, "reader", "/1/", 3), &record));
        let other = ClearRequest { purpose: "inspection".to_owned(), ..request() };
        let mut work = test.database.begin(test.realm).await.unwrap();
        let refused = archive.show_in_clear(&mut work, &archivist, record.id, other).await;
        assert!(matches!(refused, Err(ArchiveError::Denied(_))), "{refused:?}");
        let access = archive.show_in_clear(&mut work, &archivist, record.id, request()).await.unwrap();
        work.commit().await.unwrap();
        let until = Some(access.expires_at);
        assert_eq!(sight(&archive, test, &archivist, &record).await, Sight::Clear { until });
        let closed = r#"@id("clear-for-nobody") forbid (principal, action == Action::"viewClear", resource is Record);"#;
        let archive = Archive { rights: rights_with(closed), ..archive };
        assert_eq!(sight(&archive, test, &archivist, &record).await, Sight::Masked, "the policy is asked again each time");
    }

    async fn clear_text_is_a_ledger_entry_without_the_reason_and_can_be_ended(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let record = filed(&archive, test, &archivist, &[]).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        archive.show_in_clear(&mut work, &archivist, record.id, request()).await.unwrap();
        archive.end_clear(&mut work, &archivist, record.id).await.unwrap();
        archive.end_clear(&mut work, &archivist, record.id).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(sight(&archive, test, &archivist, &record).await, Sight::Masked);
        let mut connection = test.database.read(test.realm).await.unwrap();
        let acts = history::of_subject(&mut connection, "record", record.id.uuid(), 10).await.unwrap();
        let names: Vec<&str> = acts.iter().map(|(entry, _)| entry.action.as_str()).collect();
        assert_eq!(names[..2], ["record.hidden-again", "record.shown-in-clear"]);
        assert_eq!(names.iter().filter(|name| **name == "record.hidden-again").count(), 1);
        assert!(acts[1].0.details.to_string().contains("hardship_review"));
        assert!(acts.iter().all(|(entry, _)| !format!("{entry:?}").contains("补助")));
    }

    async fn without_a_purpose_a_reason_or_the_right_nothing_is_shown(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let record = filed(&archive, test, &archivist, &[]).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        for (purpose, reason, field) in [
            ("", "核对补助", "purpose"), ("curiosity", "核对补助", "purpose"), ("inspection", " 查 ", "reason"),
            ("inspection", &"长".repeat(501), "reason"),
        ] {
            let wrong = ClearRequest { purpose: purpose.to_owned(), reason: reason.to_owned() };
            let refused = archive.show_in_clear(&mut work, &archivist, record.id, wrong).await;
            let Err(ArchiveError::Fields(problems)) = refused else { panic!("{refused:?}") };
            assert_eq!(problems[0].field, field);
        }
        let reader = actor(test, "reader", "/1/", 3);
        let refused = archive.show_in_clear(&mut work, &reader, record.id, request()).await;
        assert!(matches!(refused, Err(ArchiveError::Denied(_))), "{refused:?}");
    }

    async fn everybody_whom_the_record_names_beyond_doubt_can_read_who_looked(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let wang = enter(&mut work, "A-1", "王芳").await;
        let (li, other_li) = (enter(&mut work, "A-2", "李静").await, enter(&mut work, "A-3", "李静").await);
        let numbered = enter(&mut work, "A-7", "周敏").await;
        work.commit().await.unwrap();
        let record = filed(&archive, test, &archivist, &["王芳", "李静", "不在册"]).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        archive.note_read(&mut work, &archivist, &record, "record.viewed").await.unwrap();
        archive.note_read(&mut work, &archivist, &record, "record.viewed").await.unwrap();
        archive.show_in_clear(&mut work, &archivist, record.id, request()).await.unwrap();
        work.commit().await.unwrap();
        for person in [wang, numbered] {
            let seen = looks(&archive, test, person, &archivist).await;
            let mut acts: Vec<(&str, Option<&str>)> = seen.iter().map(|own| (own.look.action.as_str(), own.look.purpose.as_deref())).collect();
            acts.sort_unstable();
            assert_eq!(acts, [("record.shown-in-clear", Some("hardship_review")), ("record.viewed", None)]);
            assert_eq!((seen[0].type_code.as_deref(), &seen[0].title), (Some("ZY.HY"), &None), "she may not see the record");
            assert_eq!(Some(seen[0].look.account), archivist.account());
        }
        for person in [li, other_li] {
            assert_eq!(looks(&archive, test, person, &archivist).await, [], "two people have the name");
        }
        let mut connection = test.database.read(test.realm).await.unwrap();
        let nobody = as_person(&archivist, None);
        assert_eq!(archive.own_looks(&mut connection, &nobody, (None, 10)).await.unwrap(), []);
        let allowed = Actor { person: Some(wang), ..archivist.clone() };
        let first = archive.own_looks(&mut connection, &allowed, (None, 1)).await.unwrap();
        assert_eq!(first[0].title.as_deref(), Some("会员登记，电话138****5678"));
        let key = (first[0].look.at, first[0].look.id);
        let rest = archive.own_looks(&mut connection, &allowed, (Some(key), 10)).await.unwrap();
        assert_eq!(rest.len(), 1);
        assert_ne!(rest[0].look.id, first[0].look.id);
    }

    async fn who_sees_a_paper_masked_and_describes_it_loses_nothing(test: &TestDatabase) {
        let mut archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let record = captured(&archive, test, &archivist, "通知").await;
        let mut first = description();
        first.fields.insert("summary".to_owned(), FieldValue::One("电话13812345678".to_owned()));
        let mut work = test.database.begin(test.realm).await.unwrap();
        let stored = archive.describe(&mut work, &archivist, (record.id, 1), first).await.unwrap();
        archive.rights = super::house::rights_without("archivist-sees-in-clear");
        let seen = archive.listed(&archivist, &stored);
        assert_eq!(seen.fields["summary"], FieldValue::One("电话138****5678".to_owned()));
        let mut again = description();
        again.fields = seen.all_fields();
        again.fields.insert("title".to_owned(), FieldValue::One("关于开会的通知".to_owned()));
        let kept = archive.describe(&mut work, &archivist, (record.id, stored.version), again).await.unwrap();
        assert_eq!(kept.fields["summary"], FieldValue::One("电话13812345678".to_owned()));
        assert_eq!(kept.title, "关于开会的通知");
    }
}
