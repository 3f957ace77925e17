//! Inspections are kept one after the other, and a change behind the program's back is found.

use crate::place::{Place, migrations, set_mode};
use crate::union::House;
use guildhall_inspection::{DeclarationSubjects, Findings, Outcome, ReportSubjects};
use guildhall_kernel::SystemRandom;
use guildhall_ledger::{SigningKey, Verification, seal, verify_realm};
use guildhall_store::{args, on_both_databases};

async fn keep(place: &Place, house: &House<'_>) -> Findings {
    let findings = place.look(house).await;
    let mut work = house.work().await;
    place
        .inspector
        .keep(&mut work, &house.audit, &findings)
        .await
        .unwrap();
    work.commit().await.unwrap();
    findings
}

on_both_databases! { migrations();
    async fn what_was_found_stays_beside_what_is_found_later(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        let first = keep(&place, &house).await;
        test.clock.advance_secs(86_400);
        set_mode(place.folder.path(), 0o755);
        let second = keep(&place, &house).await;
        let kept = place.inspector.history(&mut house.read().await, &house.actor, 10).await.unwrap();
        assert_eq!(kept.len(), 2);
        assert_eq!(kept[0].findings.counts(), second.counts());
        let changes = kept[0].findings.changes_since(&kept[1].findings);
        assert_eq!(kept[1].findings.counts(), first.counts());
        let told: Vec<_> = changes.iter().map(|change| (change.clause.as_str(), change.before, change.now)).collect();
        assert_eq!(told, [("data-folder", Some(Outcome::Good), Outcome::MustAct)]);
    }

    async fn a_kept_inspection_that_was_changed_is_found(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        keep(&place, &house).await;
        let key = SigningKey::generate("test.example", &SystemRandom).unwrap();
        seal(&test.database, house.admin.realm, &key).await.unwrap();
        let verifying = key.verifying_key().unwrap();
        let verification = Verification {
            key: &verifying,
            subjects: &[&ReportSubjects, &DeclarationSubjects],
            checks: &[],
            sealed: &[],
            progress: &|_, _| {},
        };
        let sound = verify_realm(&mut house.read().await, &verification).await.unwrap();
        assert!(sound.is_sound(), "{:?}", sound.sentences().collect::<Vec<_>>());
        let mut work = house.work().await;
        let better = serde_json::json!([]);
        let changed = work.execute(
            "UPDATE inspection_report SET findings = $1 WHERE realm_id = $2",
            args![&better, house.admin.realm],
        ).await.unwrap();
        assert_eq!(changed, 1);
        work.commit().await.unwrap();
        let report = verify_realm(&mut house.read().await, &verification).await.unwrap();
        let said: Vec<String> = report.sentences().collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("inspection"), "{said:?}");
    }
}
