//! What may leave the house on a day.

use crate::stage::{Stage, migrations};
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::on_both_databases;
use guildhall_watch::{ActKind, WatchError};

const REASON: &str = "年度移交需要全部目录。";

fn records(count: u128) -> Vec<RecordId> {
    let id = |number| RecordId::from_uuid(uuid::Uuid::from_u128(number));
    (0..count).map(id).collect()
}

/// Exports in a unit of work of its own.
async fn export(stage: &Stage<'_>, actor: &Actor, count: u128) -> Result<(), WatchError> {
    let mut work = stage.house.work().await;
    let who = (actor, "Firefox · Linux");
    let counted = stage
        .watch
        .count_export(&mut work, who, &records(count), "/search")
        .await;
    match counted {
        Ok(()) => work.commit().await.map_err(WatchError::from),
        Err(error) => {
            stage.watch.note_refused(who, stage.now());
            Err(error)
        }
    }
}

on_both_databases! { migrations();
    async fn the_limit_of_a_day_holds_until_it_is_lifted_for_a_reason(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let (rights, security) = (&stage.house.rights, &stage.house.security);
        let archivist = stage.actor("203.0.113.7");
        export(&stage, &archivist, 250).await.unwrap();
        let refused = export(&stage, &archivist, 251).await;
        assert!(matches!(refused, Err(WatchError::ExportLimit { left: 250, limit: 500 })));
        export(&stage, &archivist, 250).await.unwrap();
        let refused = export(&stage, &archivist, 1).await;
        assert!(matches!(refused, Err(WatchError::ExportLimit { left: 0, .. })));
        stage.watch.settle().await.unwrap();
        let alerts = stage.alerts(security).await;
        let alert = |rule: &str| alerts.iter().find(|alert| alert.rule == rule).unwrap();
        assert_eq!(alert("mass-export").acts, 500);
        assert_eq!(alert("mass-export").evidence.kinds, [(ActKind::Export, 500)]);
        assert_eq!(alert("export-limit").acts, 2);
        let id = alert("export-limit").id;
        let mut work = stage.house.work().await;
        for (hours, reason) in [(0, REASON), (25, REASON), (2, "急")] {
            let refused = stage.watch.lift(&mut work, rights, security, (id, hours, reason)).await;
            assert!(matches!(refused, Err(WatchError::LiftHours { most: 24 } | WatchError::TextLength)));
        }
        stage.watch.lift(&mut work, rights, security, (id, 2, REASON)).await.unwrap();
        work.commit().await.unwrap();
        export(&stage, &archivist, 600).await.unwrap();
        test.clock.advance_secs(2 * 3_600);
        assert!(export(&stage, &archivist, 1).await.is_err(), "the two hours are over");
        test.clock.advance_secs(13 * 3_600);
        export(&stage, &archivist, 500).await.unwrap();
        assert_eq!(stage.house.noted("record.list-exported").await, 4);
        assert_eq!(stage.house.noted("account.export-limit-lifted").await, 1);
    }

    async fn more_than_a_file_holds_is_refused_even_when_the_limit_is_lifted(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let refused = export(&stage, &stage.actor("203.0.113.7"), 2_001).await;
        assert!(matches!(refused, Err(WatchError::ExportTooLarge { found: 2_001, most: 2_000 })));
        let mut connection = stage.house.read().await;
        let left = stage.watch.allowance(&mut connection, &stage.actor("203.0.113.7"), stage.now()).await.unwrap();
        assert_eq!((left.left, left.limit), (500, 500), "what was refused does not count");
    }

    async fn two_exports_at_one_moment_do_not_pass_the_limit_together(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let archivist = stage.actor("203.0.113.7");
        let (one, other) = tokio::join!(export(&stage, &archivist, 300), export(&stage, &archivist, 300));
        assert_eq!([one, other].iter().filter(|done| done.is_ok()).count(), 1);
    }
}
