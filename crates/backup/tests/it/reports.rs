//! Reports are kept with what came of the work.

use crate::house::{House, KEEP_ALL, migrations};
use guildhall_backup::BackupError;
use guildhall_backup::report::{self, BackupReport, DrillReport, Problem, ReportKind};
use guildhall_store::on_both_databases;

on_both_databases! { migrations();
    async fn the_newest_report_comes_first_and_a_bad_one_is_no_success(test: &TestDatabase) {
        let began = test.database.clock().now();
        let mut work = test.database.begin(test.realm).await.unwrap();
        report::put_drill(&mut work, began, &DrillReport { rows: 7, ..DrillReport::default() }).await.unwrap();
        work.commit().await.unwrap();
        test.clock.advance_secs(60);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let bad = DrillReport { objects_harmed: 1, ..DrillReport::default() };
        report::put_drill(&mut work, test.database.clock().now(), &bad).await.unwrap();
        report::put_backup(&mut work, began, &BackupReport::failed(Problem::of(&BackupError::NoRepository))).await.unwrap();
        work.commit().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let drills = report::drills(&mut connection, 10).await.unwrap();
        assert_eq!(drills.iter().map(|kept| (kept.good, kept.report.rows)).collect::<Vec<_>>(), [(false, 0), (true, 7)]);
        assert_eq!(report::last_good(&mut connection, ReportKind::Drill).await.unwrap(), Some(began));
        assert_eq!(report::last_good(&mut connection, ReportKind::Backup).await.unwrap(), None);
        let failed = &report::backups(&mut connection, 10).await.unwrap()[0];
        assert_eq!(failed.report.problem.as_ref().unwrap().code, "backup-no-repository");
        assert_eq!(failed.finished_at.secs_since(failed.started_at), 60);
    }
}

#[tokio::test]
async fn the_report_of_a_backup_tells_what_was_made() {
    let house = House::sqlite().await;
    house.fill().await;
    let made = house.back_up(&house.repository().await, KEEP_ALL).await.unwrap();
    let told = BackupReport::made(&made);
    assert!(told.is_good());
    assert_eq!(
        (told.objects, told.snapshot, told.kept),
        (12, Some(made.id.clone()), vec![made.id])
    );
}
