//! The authority file: a name leads to one record only, whoever writes first; records are found by every name.

use crate::house::{actor, archive, captured, description, migrations, open_fonds};
use guildhall_archive::authority::{Authority, AuthorityKind, AuthoritySubjects, NewAuthority};
use guildhall_archive::{Archive, Authorities, AuthorityError, FieldValue, Record};
use guildhall_kernel::Actor;
use guildhall_ledger::{Subjects, history};
use guildhall_store::on_both_databases;
use guildhall_store::testing::TestDatabase;

struct House {
    archive: Archive,
    file: Authorities,
    keeper: Actor,
}

async fn house(test: &TestDatabase) -> House {
    let archive = archive();
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, &archive, test).await;
    work.commit().await.unwrap();
    House {
        file: Authorities {
            rights: archive.rights.clone(),
        },
        keeper: actor(test, "archivist", "/1/", 3),
        archive,
    }
}

fn body(name: &str, other_names: &[&str]) -> NewAuthority {
    NewAuthority {
        kind: AuthorityKind::Body,
        name: name.to_owned(),
        other_names: other_names.iter().map(|name| (*name).to_owned()).collect(),
        code: String::new(),
        began: None,
        ended: None,
        earlier: String::new(),
        history: String::new(),
        is_retired: false,
    }
}

impl House {
    async fn make(&self, test: &TestDatabase, new: NewAuthority) -> Result<Authority, AuthorityError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let made = self.file.make(&mut work, &self.keeper, new).await?;
        work.commit().await.unwrap();
        Ok(made)
    }

    async fn change(
        &self,
        test: &TestDatabase,
        before: &Authority,
        new: NewAuthority,
    ) -> Result<Authority, AuthorityError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let of = (before.id, before.revision);
        let changed = self.file.change(&mut work, &self.keeper, (of, new)).await?;
        work.commit().await.unwrap();
        Ok(changed)
    }

    /// Files a record for which somebody is responsible.
    async fn filed(&self, test: &TestDatabase, party: &str) -> Record {
        let record = captured(&self.archive, test, &self.keeper, party).await;
        let mut said = description();
        let party = FieldValue::One(party.to_owned());
        said.fields.insert("responsible_party".to_owned(), party);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let found = self
            .archive
            .describe(&mut work, &self.keeper, (record.id, 1), said)
            .await
            .unwrap();
        let version = (found.id, found.version);
        let filed = self.archive.file(&mut work, &self.keeper, version).await.unwrap();
        work.commit().await.unwrap();
        filed
    }

    async fn names(&self, test: &TestDatabase, begin: &str) -> Vec<String> {
        let mut connection = test.database.read(test.realm).await.unwrap();
        let found = self
            .file
            .names(&mut connection, &self.keeper, begin, (None, 50))
            .await;
        found.unwrap().into_iter().map(|name| name.name).collect()
    }
}

/// Asserts that all authority records are as the ledger tells, and returns how many there are.
async fn assert_guarded(test: &TestDatabase) -> usize {
    let mut work = test.database.begin(test.realm).await.unwrap();
    let page = AuthoritySubjects.page(&mut work, None).await.unwrap();
    for (id, digest) in &page {
        let acts = history::of_subject(&mut work, AuthoritySubjects.kind(), *id, 1)
            .await
            .unwrap();
        let told = acts.first().and_then(|(entry, _)| entry.digest.clone());
        assert_eq!(told, Some(digest.to_hex()), "{id}");
    }
    page.len()
}

on_both_databases! { migrations();
    async fn a_name_leads_to_one_record_whatever_its_blanks_and_case(test: &TestDatabase) {
        let house = house(test).await;
        let first = house.make(test, body("市第一医院工会", &["一院工会", "Union A"])).await.unwrap();
        for taken in ["一院 工会", "UNION a"] {
            let refused = house.make(test, body("别的工会", &[taken])).await;
            assert!(matches!(&refused, Err(AuthorityError::Taken(name)) if name == taken), "{refused:?}");
        }
        assert_eq!(house.names(test, "").await.len(), 3, "what was refused left no name");
        assert_eq!(house.names(test, "一院").await, ["一院工会"]);
        let renamed = house.change(test, &first, body("市第一人民医院工会", &["市第一医院工会"])).await.unwrap();
        assert_eq!(renamed.revision, 2);
        assert!(house.make(test, body("一院工会", &[])).await.is_ok(), "a name that was given up is free");
        let late = house.change(test, &first, body("市第一医院工会", &[])).await;
        assert!(matches!(late, Err(AuthorityError::Changed)), "{late:?}");
        assert_eq!(assert_guarded(test).await, 2);
    }

    async fn two_who_take_one_name_at_once_never_both_have_it(test: &TestDatabase) {
        let house = house(test).await;
        let (first, second) = tokio::join!(
            house.make(test, body("甲", &["丙", "乙"])),
            house.make(test, body("丁", &["乙", "丙"])),
        );
        assert_ne!(first.is_ok(), second.is_ok(), "{first:?} {second:?}");
        assert_eq!(house.names(test, "").await.len(), 3);
        assert_eq!(assert_guarded(test).await, 1);
    }

    async fn records_are_found_by_every_name_and_names_without_a_record_are_listed(test: &TestDatabase) {
        let house = house(test).await;
        let old = house.filed(test, "市卫生局工会").await;
        let new = house.filed(test, "市卫健委工会").await;
        house.filed(test, "外科分会").await;
        let mut connection = test.database.read(test.realm).await.unwrap();
        let unknown = house.file.unknown(&mut connection, &house.keeper, ("", 50)).await.unwrap();
        assert_eq!(unknown.len(), 3);
        let behind = house.file.unknown(&mut connection, &house.keeper, (&unknown[0], 50)).await.unwrap();
        assert_eq!(behind, unknown[1..]);
        drop(connection);
        let made = house.make(test, body("市卫健委工会", &["市卫生局工会"])).await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let (file, keeper) = (&house.file, &house.keeper);
        let found = file.records(&mut connection, keeper, &made, (None, 1)).await.unwrap();
        let key = (found[0].captured_at, found[0].id);
        let rest = file.records(&mut connection, keeper, &made, (Some(key), 50)).await.unwrap();
        let mut ids = [found[0].id, rest[0].id];
        ids.sort_unstable();
        let mut wanted = [old.id, new.id];
        wanted.sort_unstable();
        assert_eq!(ids, wanted);
        assert_eq!(rest.len(), 1);
        assert_eq!(file.unknown(&mut connection, keeper, ("", 50)).await.unwrap(), ["外科分会"]);
        let elsewhere = actor(test, "archivist", "/1/9/", 3);
        assert!(file.records(&mut connection, &elsewhere, &made, (None, 50)).await.unwrap().is_empty());
        assert!(file.unknown(&mut connection, &elsewhere, ("", 50)).await.unwrap().is_empty());
        let reader = actor(test, "reader", "/1/", 3);
        let denied = file.names(&mut connection, &reader, "", (None, 50)).await;
        assert!(matches!(denied, Err(AuthorityError::Denied)), "{denied:?}");
    }

    async fn a_renamed_body_leads_to_the_one_before_and_none_to_itself(test: &TestDatabase) {
        let house = house(test).await;
        let old = house.make(test, body("市卫生局工会", &[])).await.unwrap();
        let nowhere = house.make(test, NewAuthority { earlier: "无此工会".to_owned(), ..body("甲", &[]) }).await;
        assert!(matches!(nowhere, Err(AuthorityError::Unknown(_))), "{nowhere:?}");
        let from = NewAuthority { earlier: "市卫生局 工会".to_owned(), ..body("市卫健委工会", &[]) };
        let new = house.make(test, from).await.unwrap();
        assert_eq!(new.earlier, Some(old.id));
        let itself = NewAuthority { earlier: "市卫生局工会".to_owned(), ..body("市卫生局工会", &[]) };
        let refused = house.change(test, &old, itself).await;
        assert!(matches!(refused, Err(AuthorityError::Field("earlier"))), "{refused:?}");
        let retired = NewAuthority { is_retired: true, ..body("市卫生局工会", &[]) };
        let old = house.change(test, &old, retired).await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let (before, after) = house.file.around(&mut connection, &house.keeper, &old).await.unwrap();
        assert_eq!((before, after.len()), (None, 1));
        let offered = house.file.offered(&mut connection, &house.keeper).await.unwrap();
        assert_eq!(offered, ["市卫健委工会"], "what is retired is offered no more");
    }
}
