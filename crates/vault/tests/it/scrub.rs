//! The scrub: everything is looked at, orphans go, and it can be watched and stopped.

use crate::house::{House, content, migrations, put, read, scrub};
use guildhall_vault::{ScrubWatch, VaultError};
use std::sync::Mutex;

guildhall_store::on_both_databases! { migrations();
    /// A crash between sealing and commit leaves orphans; they are kept during the grace period and then go.
    async fn orphans_go_after_the_grace_period(test: &TestDatabase) {
        let house = House::new();
        let kept = put(test, &house.vault, b"kept").await;
        let staged = house.vault.stage(&b"never committed"[..]).await.unwrap();
        house.vault.seal(vec![staged]).await.unwrap();
        assert_eq!(house.leftovers(), 4);
        assert_eq!(scrub(test, &house.vault, i64::MAX).await.orphans, 0);
        assert_eq!(scrub(test, &house.vault, i64::MIN).await.orphans, 2);
        assert_eq!(house.leftovers(), 2);
        assert_eq!(read(test, &house.vault, kept).await.unwrap(), b"kept"[..]);
    }

    /// Objects of another realm are no orphans.
    async fn objects_of_another_realm_are_left_alone(test: &TestDatabase) {
        let house = House::new();
        let mut work = test.database.begin_outside_realms().await.unwrap();
        let other = guildhall_store::Realm {
            id: work.new_id(),
            name: "另一个工会".to_owned(),
            root_path: guildhall_kernel::OrgPath::root(2),
            created_at: work.now(),
        };
        guildhall_store::realm::insert(&mut work, &other).await.unwrap();
        work.commit().await.unwrap();
        let mut work = test.database.begin(other.id).await.unwrap();
        let theirs = house.vault.put(&mut work, &b"theirs"[..]).await.unwrap();
        work.commit().await.unwrap();
        let report = scrub(test, &house.vault, i64::MIN).await;
        assert_eq!((report.checked, report.orphans), (0, 0));
        let mut connection = test.database.read(other.id).await.unwrap();
        assert_eq!(house.vault.read(&mut connection, theirs.hash(), 100).await.unwrap(), b"theirs"[..]);
        drop(connection);
        assert!(matches!(read(test, &house.vault, theirs.hash()).await, Err(VaultError::NotFound { .. })));
    }

    /// Progress comes to its end, across pages; a stop is obeyed.
    async fn a_scrub_can_be_watched_and_stopped(test: &TestDatabase) {
        let house = House::new();
        let mut staged = Vec::new();
        for number in 0..450 {
            staged.push(house.vault.stage(&content(number)[..]).await.unwrap());
        }
        let sealed = house.vault.seal(staged).await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        guildhall_vault::register(&mut work, &sealed).await.unwrap();
        work.commit().await.unwrap();
        let last = Mutex::new((0, 0));
        let progress = |done, total| *last.lock().unwrap() = (done, total);
        let watch = ScrubWatch { progress: &progress, cancelled: &|| false, orphan_grace_secs: 0 };
        let report = house.vault.scrub(&test.database, test.realm, &watch).await.unwrap();
        assert_eq!((report.checked, report.healed.len(), *last.lock().unwrap()), (450, 0, (450, 450)));
        let cancelled = || last.lock().unwrap().0 == 3;
        let watch = ScrubWatch { progress: &progress, cancelled: &cancelled, orphan_grace_secs: 0 };
        let stopped = house.vault.scrub(&test.database, test.realm, &watch).await;
        assert!(matches!(stopped, Err(VaultError::Cancelled)), "{stopped:?}");
        assert_eq!(*last.lock().unwrap(), (3, 450));
    }
}
