//! Certificates of consultation: numbered without gaps, checked by code, revoked and never gone; each step an entry.

use crate::house::{actor, archive, captured, description, migrations, open_fonds, text};
use guildhall_archive::attestation::{Attestation, AttestationSubjects, NewAttestation, Standing};
use guildhall_archive::usage::statistics::UseCounts;
use guildhall_archive::{
    Archive, ArchiveError, AttestationError, AttestationFiles, AttestationRules, Attestations, Record,
};
use guildhall_kernel::Actor;
use guildhall_ledger::{Subjects, history};
use guildhall_store::on_both_databases;
use guildhall_store::testing::TestDatabase;
use std::sync::Arc;

struct House {
    archive: Archive,
    desk: Attestations,
    keeper: Actor,
}

async fn house(test: &TestDatabase) -> House {
    let archive = archive();
    let rules = AttestationRules::load(AttestationFiles {
        schema: &text("attestations/schema.json"),
        rules: &text("attestations/attestations.toml"),
    });
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, &archive, test).await;
    work.commit().await.unwrap();
    House {
        desk: Attestations {
            rules: Arc::new(rules.unwrap()),
            rights: archive.rights.clone(),
        },
        keeper: actor(test, "archivist", "/1/", 3),
        archive,
    }
}

fn asked() -> NewAttestation {
    NewAttestation {
        recipient: "王芳".to_owned(),
        purpose: "办理退休手续".to_owned(),
        excerpt: "任命王芳同志为女职工委员会委员。".to_owned(),
    }
}

/// Returns what the desk refused.
fn refusal<T: std::fmt::Debug>(done: Result<T, ArchiveError>) -> AttestationError {
    match done {
        Err(ArchiveError::Attestation(error)) => error,
        other => panic!("{other:?}"),
    }
}

impl House {
    async fn filed(&self, test: &TestDatabase) -> Record {
        let record = captured(&self.archive, test, &self.keeper, "通知").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let found = self
            .archive
            .describe(&mut work, &self.keeper, (record.id, 1), description())
            .await
            .unwrap();
        let version = (found.id, found.version);
        let filed = self.archive.file(&mut work, &self.keeper, version).await.unwrap();
        work.commit().await.unwrap();
        filed
    }

    async fn issue(
        &self,
        test: &TestDatabase,
        record: &Record,
        new: &NewAttestation,
    ) -> Result<Attestation, ArchiveError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let one = self.desk.issue(&mut work, &self.keeper, (record.id, new)).await?;
        work.commit().await.unwrap();
        Ok(one)
    }

    async fn revoke(
        &self,
        test: &TestDatabase,
        one: &Attestation,
        reason: &str,
    ) -> Result<Attestation, ArchiveError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let one = self
            .desk
            .revoke(&mut work, &self.keeper, (one.id, reason))
            .await?;
        work.commit().await.unwrap();
        Ok(one)
    }

    async fn standing(&self, test: &TestDatabase, number: &str, code: &str) -> Standing {
        let mut connection = test.database.read(test.realm).await.unwrap();
        let checked = self.desk.check(&mut connection, (number, code)).await.unwrap();
        checked.standing
    }
}

/// Asserts that all certificates are as the ledger tells, and returns how many there are.
async fn assert_guarded(test: &TestDatabase) -> usize {
    let mut work = test.database.begin(test.realm).await.unwrap();
    let page = AttestationSubjects.page(&mut work, None).await.unwrap();
    for (id, digest) in &page {
        let acts = history::of_subject(&mut work, AttestationSubjects.kind(), *id, 1)
            .await
            .unwrap();
        let told = acts.first().and_then(|(entry, _)| entry.digest.clone());
        assert_eq!(told, Some(digest.to_hex()), "{id}");
    }
    page.len()
}

on_both_databases! { migrations();
    async fn certificates_are_numbered_without_gaps_and_checked_by_number_and_code(test: &TestDatabase) {
        let house = house(test).await;
        let record = house.filed(test).await;
        let first = house.issue(test, &record, &asked()).await.unwrap();
        let empty = NewAttestation { excerpt: String::new(), ..asked() };
        assert_eq!(refusal(house.issue(test, &record, &empty).await), AttestationError::Field("excerpt"));
        let second = house.issue(test, &record, &asked()).await.unwrap();
        assert_eq!((first.number, second.number), (1, 2), "a refusal takes no number");
        assert_eq!(first.numbered, format!("证明〔{}〕1号", first.year));
        assert_eq!(first.record_digest, record.digest().to_hex());
        assert_ne!(first.code, second.code, "the same content twice has two codes");
        let code = first.shown_code();
        assert_eq!(house.standing(test, &first.numbered, &code).await, Standing::Genuine);
        assert_eq!(house.standing(test, &second.numbered, &code).await, Standing::Unknown);
        assert_eq!(house.standing(test, &first.numbered, "").await, Standing::Unknown);
        let silent = house.revoke(test, &first, "").await;
        assert_eq!(refusal(silent), AttestationError::Field("reason"));
        house.revoke(test, &first, "摘录有误").await.unwrap();
        assert_eq!(refusal(house.revoke(test, &first, "再次").await), AttestationError::Revoked);
        assert_eq!(house.standing(test, &first.numbered, &code).await, Standing::Revoked);
        assert_eq!(assert_guarded(test).await, 2);
    }

    async fn a_certificate_outlives_its_record_and_is_found_by_its_number(test: &TestDatabase) {
        let house = house(test).await;
        let record = house.filed(test).await;
        let first = house.issue(test, &record, &asked()).await.unwrap();
        let second = house.issue(test, &record, &asked()).await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        house.archive.destroy(&mut work, &house.keeper, (record.id, &[])).await.unwrap();
        work.commit().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let (desk, keeper) = (&house.desk, &house.keeper);
        let all = desk.list(&mut connection, keeper, "", (None, 1)).await.unwrap();
        assert_eq!(all.len(), 1);
        let behind = Some((all[0].issued_at, all[0].id));
        let rest = desk.list(&mut connection, keeper, "", (behind, 10)).await.unwrap();
        assert_eq!((all[0].id, rest[0].id, rest.len()), (second.id, first.id, 1));
        for sought in ["1", first.numbered.as_str()] {
            let found = desk.list(&mut connection, keeper, sought, (None, 10)).await.unwrap();
            assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [first.id], "{sought}");
        }
        assert_eq!(desk.attestation(&mut connection, keeper, first.id).await.unwrap(), first);
        let elsewhere = actor(test, "archivist", "/1/9/", 3);
        assert!(desk.list(&mut connection, &elsewhere, "", (None, 10)).await.unwrap().is_empty());
    }

    async fn certificates_are_counted_in_their_month_also_when_the_record_is_gone(test: &TestDatabase) {
        let house = house(test).await;
        let record = house.filed(test).await;
        let one = house.issue(test, &record, &asked()).await.unwrap();
        let keeper = &house.keeper;
        let mut work = test.database.begin(test.realm).await.unwrap();
        house.archive.destroy(&mut work, keeper, (record.id, &[])).await.unwrap();
        work.commit().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let counted = house.archive.use_statistics(&mut connection, keeper, one.year).await.unwrap();
        let months: Vec<u64> = counted.year.months.iter().map(|month| month.certificates).collect();
        let day = one.issued_at.date_in("Asia/Shanghai").to_string();
        let month: usize = day[5..7].parse().unwrap();
        assert_eq!((months[month - 1], months.iter().sum::<u64>()), (1, 1));
        assert_eq!(counted.before.total(), UseCounts::default());
        let elsewhere = actor(test, "archivist", "/1/9/", 3);
        let none = house.archive.use_statistics(&mut connection, &elsewhere, one.year).await.unwrap();
        assert_eq!(none.year.total(), UseCounts::default(), "counts included");
    }

    async fn nobody_certifies_or_sees_what_is_not_in_her_care(test: &TestDatabase) {
        let house = house(test).await;
        let record = house.filed(test).await;
        let waiting = captured(&house.archive, test, &house.keeper, "未归档").await;
        let refused = house.issue(test, &waiting, &asked()).await;
        assert!(refused.is_err(), "{refused:?}");
        let one = house.issue(test, &record, &asked()).await.unwrap();
        assert_eq!(one.number, 1);
        for other in [actor(test, "archivist", "/1/9/", 3), actor(test, "reader", "/1/", 3)] {
            let mut work = test.database.begin(test.realm).await.unwrap();
            let desk = &house.desk;
            let refused = desk.issue(&mut work, &other, (record.id, &asked())).await;
            assert!(matches!(refused, Err(ArchiveError::NoSuchRecord)), "{refused:?}");
            let gone = AttestationError::NoSuchAttestation;
            assert_eq!(refusal(desk.attestation(&mut work, &other, one.id).await), gone);
            assert_eq!(refusal(desk.note_printed(&mut work, &other, one.id).await), gone);
            assert_eq!(refusal(desk.revoke(&mut work, &other, (one.id, "理由")).await), gone);
            assert!(desk.list(&mut work, &other, "", (None, 10)).await.unwrap().is_empty());
        }
    }
}
