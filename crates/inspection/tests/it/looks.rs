//! Each look tells what is there, and a change of what is there changes what it tells.

use crate::place::{Place, Plans, finding, migrations, set_mode};
use crate::union::House;
use guildhall_backup::report::{self, BackupReport, DrillReport, Problem};
use guildhall_inspection::{Https, Outcome, Rehearsed};
use guildhall_kernel::{Actor, Clock as _};
use guildhall_ledger::report::VERIFIED;
use guildhall_ledger::{NewEntry, append};
use guildhall_store::on_both_databases;
use guildhall_vault::Algorithm;
use guildhall_vault::scrub::SCRUBBED;
use serde_json::json;
use std::sync::Arc;
use totp_rs::{Builder, Secret};

fn seen(outcome: Outcome, code: &str) -> (Outcome, String) {
    (outcome, code.to_owned())
}

/// Sets up an authenticator app.
async fn enrol(house: &House<'_>, holder: &Actor) {
    let door = house.sign_in();
    let factors = door.second_factors();
    let mut work = house.work().await;
    let shown = factors.begin(&mut work, holder, "工会").await.unwrap();
    let secret = Secret::try_from_base32(&shown.secret).unwrap();
    let seconds = u64::try_from(house.test.database.clock().now().as_micros() / 1_000_000).unwrap();
    let code = Builder::new()
        .with_secret(secret)
        .build()
        .unwrap()
        .generate(seconds);
    factors
        .confirm(&mut work, holder, (&code.to_string(), None))
        .await
        .unwrap();
    work.commit().await.unwrap();
}

/// Writes down what a job of the program would.
async fn note(house: &House<'_>, action: &'static str, details: serde_json::Value) {
    let mut work = house.work().await;
    let actor = Actor::program("test", house.admin.realm, house.top());
    let entry = NewEntry {
        action,
        subject_kind: "test",
        subject_id: house.admin.realm.uuid(),
        digest: None,
        details,
    };
    append(&mut work, &actor, entry).await.unwrap();
    work.commit().await.unwrap();
}

on_both_databases! { migrations();
    async fn nobody_but_the_three_administrators_is_told(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        for actor in [&house.actor, &house.security, &house.audit] {
            assert!(place.inspector.inspect(&mut house.read().await, actor).await.is_ok());
        }
        let mut other = house.actor.clone();
        for role in ["archivist", "reader", "program"] {
            other.grants[0].role = role.to_owned();
            assert!(place.inspector.inspect(&mut house.read().await, &other).await.is_err(), "{role}");
            assert!(place.inspector.parts_list(&mut house.read().await, &other).await.is_err(), "{role}");
        }
    }

    async fn a_new_house_says_what_must_be_done_and_no_look_fails(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        let findings = place.look(&house).await;
        for found in &findings.0 {
            assert!(found.evidence.iter().all(|seen| seen.code != "failed"), "{found:?}");
        }
        for (clause, outcome, code) in [
            ("second-factors", Outcome::MustAct, "second-factors-missing"),
            ("powers-held", Outcome::Good, "powers"),
            ("recovery-key", Outcome::MustAct, "recovery-key-none"),
            ("audit-verified", Outcome::MustAct, "ledger-never-verified"),
            ("audit-witnessed", Outcome::MustAct, "witnesses-none"),
            ("backup", Outcome::MustAct, "backup-never"),
            ("drill", Outcome::MustAct, "drill-never"),
            ("scrub", Outcome::Attention, "scrub-never"),
            ("replicas", Outcome::Attention, "replicas-one-device"),
            ("key-files", Outcome::Good, "key-files"),
            ("data-folder", Outcome::Good, "data-folder"),
            ("master-keys", Outcome::Good, "master-keys"),
            ("site", Outcome::Unknown, "not-declared"),
            ("weaknesses", Outcome::Unknown, "weakness-no-database"),
        ] {
            let found = finding(&findings, clause);
            assert_eq!((found.outcome, found.evidence[0].code.as_str()), (outcome, code), "{clause}");
        }
    }

    async fn it_is_told_whether_a_second_factor_is_required_or_only_offered(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut place = Place::of(&house);
        assert_eq!(place.at(&house, "second-factors").await, seen(Outcome::MustAct, "second-factors-missing"));
        place.settings(|premises| premises.second_factor.powers = true);
        assert_eq!(place.at(&house, "second-factors").await, seen(Outcome::Attention, "second-factors-awaited"));
        for holder in [&house.actor, &house.security, &house.audit] {
            enrol(&house, holder).await;
        }
        assert_eq!(place.at(&house, "second-factors").await, seen(Outcome::Good, "second-factors-required"));
        place.settings(|premises| premises.second_factor.powers = false);
        assert_eq!(place.at(&house, "second-factors").await, seen(Outcome::Good, "second-factors-offered"));
    }

    async fn what_the_settings_leave_open_is_told(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut place = Place::of(&house);
        assert_eq!(place.at(&house, "transit").await, seen(Outcome::Good, "https-proxy"));
        place.settings(|premises| {
            premises.https = Https::Off;
            premises.requests_per_second = 0;
            premises.knows_breached = false;
            premises.sessions.idle_secs = 8 * 3_600;
            premises.throttle.free_per_login = 50;
            premises.upkeep = None;
            premises.cipher = Algorithm::Sm4Gcm;
        });
        let findings = place.look(&house).await;
        for (clause, outcome) in [
            ("transit", Outcome::MustAct),
            ("flood", Outcome::MustAct),
            ("breached-passwords", Outcome::Attention),
            ("sessions", Outcome::MustAct),
            ("lock-out", Outcome::MustAct),
            ("backup", Outcome::MustAct),
            ("boundary", Outcome::Good),
        ] {
            assert_eq!(finding(&findings, clause).outcome, outcome, "{clause}");
        }
        place.settings(|premises| premises.listen = "0.0.0.0:80".parse().unwrap());
        assert_eq!(place.at(&house, "boundary").await, seen(Outcome::Attention, "listening-everywhere"));
        place.settings(|premises| premises.listen = "127.0.0.1:80".parse().unwrap());
        assert_eq!(place.at(&house, "transit").await, seen(Outcome::Attention, "https-off-here"));
    }

    async fn files_that_others_may_read_are_named(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut place = Place::of(&house);
        set_mode(&place.folder.path().join("keys/master.key"), 0o644);
        assert_eq!(place.at(&house, "key-files").await, seen(Outcome::MustAct, "key-files-open"));
        set_mode(place.folder.path(), 0o755);
        assert_eq!(place.at(&house, "data-folder").await, seen(Outcome::MustAct, "data-folder"));
        let watched = place.folder.path().join("watched");
        std::fs::create_dir(&watched).unwrap();
        set_mode(&watched, 0o777);
        place.settings(|premises| premises.watched = Some(watched.clone()));
        assert_eq!(place.at(&house, "watched-folder").await, seen(Outcome::MustAct, "watched"));
        set_mode(&watched, 0o775);
        assert_eq!(place.at(&house, "watched-folder").await, seen(Outcome::Good, "watched"));
        place.settings(|premises| premises.watched = Some("/does/not/exist".into()));
        assert_eq!(place.at(&house, "watched-folder").await, seen(Outcome::Unknown, "failed"));
    }

    async fn a_certificate_is_told_when_its_end_comes_near(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut place = Place::of(&house);
        let file = place.folder.path().join("own.pem");
        // The clock of the tests stands in September 2026.
        for (year, month, outcome, code) in [
            (2027, 9, Outcome::Good, "https-own"),
            (2026, 10, Outcome::Attention, "https-own"),
            (2026, 1, Outcome::MustAct, "https-over"),
        ] {
            let key = rcgen::KeyPair::generate().unwrap();
            let mut params = rcgen::CertificateParams::new(vec!["union.example".to_owned()]).unwrap();
            params.not_after = rcgen::date_time_ymd(year, month, 1);
            std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
            place.settings(|premises| premises.https = Https::Own { certificate: file.clone() });
            assert_eq!(place.at(&house, "transit").await, seen(outcome, code), "{year}-{month}");
        }
    }

    async fn upkeep_that_was_done_is_good_until_it_is_due_again(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        let mut work = house.work().await;
        let now = work.now();
        let backup = BackupReport { problem: None, ..BackupReport::failed(Problem::default()) };
        report::put_backup(&mut work, now, &backup).await.unwrap();
        report::put_drill(&mut work, now, &DrillReport::default()).await.unwrap();
        work.commit().await.unwrap();
        note(&house, VERIFIED, json!({ "entries": 7, "problems": [] })).await;
        note(&house, SCRUBBED, json!({ "checked": 3, "lost": [] })).await;
        for clause in ["backup", "drill", "audit-verified", "scrub"] {
            assert_eq!(place.at(&house, clause).await.0, Outcome::Good, "{clause}");
        }
        test.clock.advance_secs(70 * 86_400);
        for (clause, outcome) in [
            ("backup", Outcome::MustAct),
            ("drill", Outcome::MustAct),
            ("audit-verified", Outcome::Attention),
            ("scrub", Outcome::Attention),
        ] {
            assert_eq!(place.at(&house, clause).await.0, outcome, "{clause}");
        }
        note(&house, VERIFIED, json!({ "entries": 7, "problems": ["entry 3 was changed"] })).await;
        note(&house, SCRUBBED, json!({ "checked": 3, "unhealed": 1, "lost": [] })).await;
        assert_eq!(place.at(&house, "audit-verified").await, seen(Outcome::MustAct, "ledger-problems"));
        assert_eq!(place.at(&house, "scrub").await, seen(Outcome::MustAct, "scrub-wrong"));
    }

    async fn a_clock_behind_the_trail_and_accounts_that_nobody_uses_are_told(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        assert_eq!(place.at(&house, "unused-accounts").await.0, Outcome::Good);
        test.clock.advance_secs(100 * 86_400);
        assert_eq!(place.at(&house, "unused-accounts").await.0, Outcome::Attention);
        let findings = place.look(&house).await;
        let told = &finding(&findings, "unused-accounts").evidence[0].values["unused"];
        assert_eq!(*told, guildhall_inspection::Told::Count(3));
        test.clock.advance_secs(-101 * 86_400);
        assert_eq!(place.at(&house, "clock").await, seen(Outcome::MustAct, "clock-behind"));
    }

    async fn a_recovery_key_that_was_shared_out_is_good(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        let mut work = house.work().await;
        let sharing = guildhall_keyring::Sharing { shares: 5, threshold: 3 };
        place.inspector.keys.share_out_here(&mut work, &house.actor, sharing).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(place.at(&house, "recovery-key").await, seen(Outcome::Good, "recovery-key"));
    }

    async fn plans_that_nobody_rehearsed_in_time_are_named(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut place = Place::of(&house);
        assert_eq!(place.at(&house, "emergency-rehearsals").await, seen(Outcome::MustAct, "rehearsals-no-plans"));
        let plan = |title: &str, is_overdue: bool| Rehearsed {
            title: title.to_owned(),
            last: (!is_overdue).then(|| house.test.clock.now()),
            is_overdue,
        };
        place.inspector.rehearsals = Arc::new(Plans(vec![plan("停电", false), plan("水火", true)]));
        let findings = place.look(&house).await;
        let told = &finding(&findings, "emergency-rehearsals").evidence[0];
        assert_eq!(told.code, "rehearsals-overdue");
        assert_eq!(told.values["plans"], guildhall_inspection::Told::Text("水火".to_owned()));
        place.inspector.rehearsals = Arc::new(Plans(vec![plan("停电", false)]));
        assert_eq!(place.at(&house, "emergency-rehearsals").await, seen(Outcome::Good, "rehearsals"));
    }
}
