//! B7, dossiers: what is missing is owed by a post, falls due by the calendar, is filed as one batch, and has one receipt.

use crate::house::{actor, archive, captured, description, files, migrations, open_fonds, text};
use guildhall_archive::batch::{BatchFiles, BatchRules};
use guildhall_archive::dossier::{
    Dossier, DossierJob, DossierState, DossierSubjects, Kind, NewDossier, Trigger,
};
use guildhall_archive::{
    Archive, Batches, DossierError, DossierFiles, DossierRules, Dossiers, Record, RuleError,
};
use guildhall_kernel::{AccountId, Actor, ActorId, Standing};
use guildhall_ledger::{Subjects, history};
use guildhall_store::job::{LANE_QUICK, NewJob, Runner, RunnerConfig, enqueue};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Work, on_both_databases};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

struct House {
    archive: Archive,
    desk: Dossiers,
    keeper: Actor,
    auditor: Actor,
}

fn load(archive: &Archive, kinds: &[(String, String)]) -> Result<DossierRules, RuleError> {
    let files = DossierFiles {
        schema: &text("dossiers/schema.json"),
        kinds,
    };
    DossierRules::load(&files, &archive.dictionary, &archive.codes)
}

async fn house(test: &TestDatabase) -> House {
    let archive = archive();
    let batches = BatchRules::load(BatchFiles {
        schema: &text("batches/schema.json"),
        rules: &text("batches/batches.toml"),
    });
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, &archive, test).await;
    work.commit().await.unwrap();
    let standing = Standing {
        post: "21".to_owned(),
        rank: 1,
    };
    House {
        desk: Dossiers {
            rules: Arc::new(load(&archive, &files("dossiers", "toml")).unwrap()),
            batches: Batches {
                rules: Arc::new(batches.unwrap()),
                archive: archive.clone(),
            },
        },
        keeper: actor(test, "archivist", "/1/", 3),
        auditor: Actor {
            id: ActorId::Account(AccountId::from_uuid(Uuid::from_u128(8))),
            standing,
            ..actor(test, "reader", "/1/", 3)
        },
        archive,
    }
}

impl House {
    async fn open(&self, work: &mut Work, kind: &str, (path, year): (&str, i64)) -> Dossier {
        let new = NewDossier {
            kind: kind.to_owned(),
            title: "七届三次职工代表大会".to_owned(),
            org_path: path.parse().unwrap(),
            year,
        };
        self.desk.open(work, &self.keeper, new).await.unwrap()
    }

    async fn described(&self, test: &TestDatabase, name: &str) -> Record {
        let record = captured(&self.archive, test, &self.keeper, name).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let described = self
            .archive
            .describe(&mut work, &self.keeper, (record.id, 1), description())
            .await
            .unwrap();
        work.commit().await.unwrap();
        described
    }

    /// A congress with notice and resolution, without the report of the audit committee.
    async fn gathered(&self, test: &TestDatabase, path: &str) -> (Dossier, Vec<Record>) {
        let records = vec![
            self.described(test, "通知").await,
            self.described(test, "决议").await,
        ];
        let mut work = test.database.begin(test.realm).await.unwrap();
        let dossier = self.open(&mut work, "congress", (path, 2026)).await;
        for (slot, record) in ["notice", "resolution"].iter().zip(&records) {
            let paper = (dossier.id, *slot, record.id);
            self.desk.put(&mut work, &self.keeper, paper).await.unwrap();
        }
        work.commit().await.unwrap();
        (dossier, records)
    }

    async fn owed(&self, work: &mut Work, who: &Actor) -> Vec<String> {
        let found = self.desk.owed(work, who, (None, 10)).await.unwrap();
        let count = self.desk.count_owed(work, who).await.unwrap();
        assert_eq!(count, found.len() as u64);
        found.into_iter().map(|one| one.slot).collect()
    }
}

on_both_databases! { migrations();
    async fn b7_what_is_missing_is_owed_by_its_post_until_it_is_given(test: &TestDatabase) {
        let house = house(test).await;
        let (dossier, records) = house.gathered(test, "/1/").await;
        let review = house.described(test, "审查报告").await;
        let (desk, keeper, auditor) = (&house.desk, &house.keeper, &house.auditor);
        let mut work = test.database.begin(test.realm).await.unwrap();
        assert!(house.owed(&mut work, auditor).await.is_empty());
        let due = desk.close(&mut work, keeper, dossier.id).await.unwrap();
        assert_eq!((due.state, due.deadline.is_some()), (DossierState::Due, true));
        assert_eq!(house.owed(&mut work, auditor).await, ["budget-review"]);
        assert!(house.owed(&mut work, keeper).await.is_empty(), "she has no post");
        let elsewhere = Actor {
            grants: actor(test, "reader", "/1/3/", 3).grants,
            ..auditor.clone()
        };
        assert!(house.owed(&mut work, &elsewhere).await.is_empty());
        let other = desk.put(&mut work, auditor, (dossier.id, "photo", review.id)).await;
        assert!(matches!(other, Err(DossierError::NotYours)), "{other:?}");
        let paper = (dossier.id, "budget-review", review.id);
        let complete = desk.put(&mut work, auditor, paper).await.unwrap();
        assert_eq!(complete.state, DossierState::Complete);
        assert!(house.owed(&mut work, auditor).await.is_empty());
        assert_eq!(desk.complete(&mut work, keeper).await.unwrap(), 1);
        let full = desk.put(&mut work, keeper, (dossier.id, "notice", review.id)).await;
        assert!(matches!(full, Err(DossierError::Full { most: 1 })), "{full:?}");
        let taken = desk.put(&mut work, keeper, (dossier.id, "photo", review.id)).await;
        assert!(matches!(taken, Err(DossierError::Taken)), "{taken:?}");
        let not_hers = desk.take_out(&mut work, auditor, (dossier.id, records[0].id)).await;
        assert!(matches!(not_hers, Err(DossierError::NotYours)), "{not_hers:?}");
        let again = desk.take_out(&mut work, auditor, (dossier.id, review.id)).await.unwrap();
        assert_eq!(again.state, DossierState::Due);
        assert_eq!(house.owed(&mut work, auditor).await, ["budget-review"]);
        let open = desk.reopen(&mut work, keeper, dossier.id).await.unwrap();
        assert_eq!(open.state, DossierState::Open);
        assert!(house.owed(&mut work, auditor).await.is_empty(), "nothing is owed to it");
        desk.withdraw(&mut work, keeper, dossier.id).await.unwrap();
        let other = house.open(&mut work, "congress", ("/1/", 2026)).await;
        let paper = (other.id, "notice", records[0].id);
        desk.put(&mut work, keeper, paper).await.expect("its papers are free again");
        work.commit().await.unwrap();
    }

    async fn b7_a_complete_dossier_is_filed_as_a_batch_and_has_a_receipt_without_gaps(test: &TestDatabase) {
        let house = house(test).await;
        let (desk, keeper) = (&house.desk, &house.keeper);
        for number in 1..=2 {
            let (dossier, mut records) = house.gathered(test, "/1/").await;
            records.push(house.described(test, "审查报告").await);
            let mut work = test.database.begin(test.realm).await.unwrap();
            let paper = (dossier.id, "budget-review", records[2].id);
            desk.put(&mut work, keeper, paper).await.unwrap();
            let complete = desk.close(&mut work, keeper, dossier.id).await.unwrap();
            assert_eq!(complete.state, DossierState::Complete);
            let filing = desk.file(&mut work, keeper, dossier.id).await.unwrap();
            assert_eq!((filing.state, filing.batch.is_some()), (DossierState::Filing, true));
            let running = desk.file(&mut work, keeper, dossier.id).await;
            assert!(matches!(running, Err(DossierError::Filing)), "{running:?}");
            let waiting = desk.look_again(&mut work, keeper, dossier.id).await.unwrap();
            assert_eq!(waiting.state, DossierState::Filing, "nothing is filed yet");
            work.commit().await.unwrap();
            for record in &records {
                let mut work = test.database.begin(test.realm).await.unwrap();
                let version = (record.id, record.version);
                house.archive.file(&mut work, keeper, version).await.unwrap();
                work.commit().await.unwrap();
            }
            let mut work = test.database.begin(test.realm).await.unwrap();
            let filed = desk.look_again(&mut work, keeper, dossier.id).await.unwrap();
            assert_eq!(filed.state, DossierState::Filed);
            assert!(filed.receipt_number().unwrap().ends_with(&format!("-{number:04}")));
            let seen = desk.dossier(&mut work, keeper, dossier.id).await.unwrap();
            assert!(seen.papers.iter().all(|(paper, _)| paper.archival_code.is_some()));
            assert!(seen.papers.iter().all(|(paper, _)| paper.record_digest.is_some()));
            let entries = history::of_subject(&mut work, DossierSubjects.kind(), dossier.id, 20).await.unwrap();
            assert_eq!(entries.len(), 7, "each act is an entry");
            let subjects = DossierSubjects.page(&mut work, None).await.unwrap();
            assert_eq!(subjects.len(), number);
            work.commit().await.unwrap();
        }
    }

    async fn b7_nothing_is_filed_when_a_paper_is_out_of_sight(test: &TestDatabase) {
        let house = house(test).await;
        let (dossier, _) = house.gathered(test, "/1/3/").await;
        let review = house.described(test, "审查报告").await;
        let branch = actor(test, "archivist", "/1/3/", 3);
        let desk = &house.desk;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let paper = (dossier.id, "budget-review", review.id);
        desk.put(&mut work, &house.keeper, paper).await.unwrap();
        desk.close(&mut work, &branch, dossier.id).await.unwrap();
        let seen = desk.dossier(&mut work, &branch, dossier.id).await.unwrap();
        assert!(seen.papers.iter().all(|(_, record)| record.is_none()));
        let refused = desk.file(&mut work, &branch, dossier.id).await;
        assert!(
            matches!(refused, Err(DossierError::OutOfSight { papers: 3 })),
            "{refused:?}"
        );
    }

    async fn b7_a_dossier_of_a_year_that_is_over_falls_due_by_itself(test: &TestDatabase) {
        let house = house(test).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let over = house.open(&mut work, "activity-year", ("/1/", 2020)).await;
        let coming = house.open(&mut work, "activity-year", ("/1/", 2990)).await;
        let job = NewJob {
            lane: LANE_QUICK,
            kind: "archive.dossiers",
            subject: Uuid::nil(),
            payload: serde_json::json!({}),
            attempts_max: 1,
            run_at: None,
        };
        enqueue(&mut work, job).await.unwrap();
        work.commit().await.unwrap();
        let config = RunnerConfig {
            lane: LANE_QUICK,
            owner: "test".to_owned(),
            parallel: 1,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(1),
        };
        let job = DossierJob {
            database: test.database.clone(),
            dossiers: house.desk.clone(),
        };
        let runner = Runner::new(test.database.clone(), config, vec![Arc::new(job)]);
        runner.run_due().await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        let state = async |work: &mut Work, id: Uuid| {
            let seen = house.desk.dossier(work, &house.keeper, id).await;
            seen.unwrap().dossier.state
        };
        assert_eq!(state(&mut work, over.id).await, DossierState::Due);
        assert_eq!(state(&mut work, coming.id).await, DossierState::Open);
        let treasurer = Actor {
            standing: Standing {
                post: "20".to_owned(),
                rank: 1,
            },
            ..house.auditor.clone()
        };
        assert_eq!(house.owed(&mut work, &treasurer).await, ["accounts"]);
    }
}

#[test]
fn b7_the_shipped_kinds_are_proposals_and_mistakes_in_them_are_named() {
    let archive = archive();
    let shipped = files("dossiers", "toml");
    let rules = load(&archive, &shipped).unwrap();
    assert!(rules.kinds.len() >= 3 && rules.kinds.iter().all(|kind| !kind.sure));
    let by_year = |kind: &&Kind| kind.trigger == Trigger::Year;
    assert_eq!(rules.kinds.iter().filter(by_year).count(), 1);
    let refused = |from: &str, to: &str| {
        let mut changed = shipped.clone();
        for (_, text) in &mut changed {
            *text = text.replace(from, to);
        }
        load(&archive, &changed).unwrap_err().to_string()
    };
    assert!(refused("\"ZY.ZD\"", "\"ZY.XX\"").contains("ZY.XX"));
    assert!(refused("post = \"21\"", "post = \"99\"").contains("99"));
    assert!(refused("code = \"aid\"", "code = \"congress\"").contains("congress"));
    assert!(refused("at_least = 1\nat_most = 20", "at_least = 21\nat_most = 20").contains("at_most"));
}
