//! What is noticed, what is done at once, and who decides about it.

use crate::house::grant;
use crate::stage::{Stage, migrations};
use guildhall_identity::device::Visitor;
use guildhall_identity::session::service as sessions;
use guildhall_identity::sign_in::Attempt;
use guildhall_identity::{Power, Sessions};
use guildhall_kernel::{Actor, Origin};
use guildhall_ledger::Subjects as _;
use guildhall_store::{args, on_both_databases};
use guildhall_watch::alert::service;
use guildhall_watch::{Act, ActKind, AlertState, AlertSubjects, Subject, WatchError};
use std::sync::Arc;

const FINDING: &str = "年度移交清点，已与科室核实。";
const ACTS: &str = "SELECT COUNT(id) AS acts FROM activity WHERE realm_id = $1";

async fn written(stage: &Stage<'_>) -> i64 {
    let mut connection = stage.house.read().await;
    let values = args![connection.realm()];
    connection
        .fetch_one(ACTS, values)
        .await
        .unwrap()
        .get("acts")
        .unwrap()
}

on_both_databases! { migrations();
    async fn mass_reading_raises_one_alert_with_its_evidence(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let reader = stage.actor("203.0.113.7");
        stage.does(&reader, ActKind::View, 119);
        stage.watch.settle().await.unwrap();
        assert!(stage.alerts(&stage.house.security).await.is_empty());
        stage.does(&reader, ActKind::View, 95);
        stage.watch.settle().await.unwrap();
        let alerts = stage.alerts(&stage.house.security).await;
        assert_eq!(alerts.len(), 1);
        let alert = &alerts[0];
        assert_eq!((alert.rule.as_str(), alert.state), ("mass-reading", AlertState::Open));
        assert_eq!((alert.acts, alert.threshold, alert.usual), (214, 120, None));
        assert_eq!(alert.subject, Subject::Account(stage.archivist.id));
        assert_eq!(alert.evidence.kinds, [(ActKind::View, 214)]);
        assert_eq!(alert.evidence.records, 119);
        assert_eq!(alert.evidence.addresses, [("203.0.113.7".to_owned(), 214)]);
        assert_eq!(alert.evidence.agents, [("Firefox · Linux".to_owned(), 214)]);
        assert_eq!(alert.evidence.recent.len(), 50);
        stage.does(&reader, ActKind::View, 50);
        stage.watch.settle().await.unwrap();
        let grown = stage.alerts(&stage.house.security).await;
        assert_eq!((grown.len(), grown[0].acts, grown[0].id), (1, 264, alert.id));
        assert_eq!(stage.house.noted("alert.raised").await, 1);
    }

    async fn acts_are_written_once_however_often_they_are_settled(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let reader = stage.actor("203.0.113.7");
        stage.does(&reader, ActKind::Page, 30);
        assert_eq!(written(&stage).await, 0, "taking an act writes nothing");
        let (one, other) = tokio::join!(stage.watch.settle(), stage.watch.settle());
        one.unwrap();
        other.unwrap();
        stage.watch.settle().await.unwrap();
        assert_eq!(written(&stage).await, 30);
    }

    async fn what_is_usual_for_the_role_is_learned_and_told(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let busy = stage.house.account("busy", vec![grant("archivist", &stage.house.top(), 3)]).await;
        let colleague = busy.actor(Origin::default());
        for day in 1..=20 {
            for hour in -1..=1 {
                let at = stage.now().plus_secs(-day * 86_400 + hour * 3_600);
                for _ in 0..(80 + day) {
                    stage.watch.take(Act::of(&colleague, ActKind::View, at));
                }
            }
        }
        stage.watch.settle().await.unwrap();
        let reader = stage.actor("203.0.113.7");
        stage.does(&reader, ActKind::View, 170);
        stage.watch.settle().await.unwrap();
        assert!(stage.alerts(&stage.house.security).await.is_empty(), "twice 91 and scatter is not reached");
        stage.does(&reader, ActKind::View, 100);
        stage.watch.settle().await.unwrap();
        let alerts = stage.alerts(&stage.house.security).await;
        assert_eq!(alerts.len(), 1);
        // Median 91, median deviation 5: 91 + 3 × 1.4826 × 5, rounded up.
        assert_eq!((alerts[0].usual, alerts[0].threshold), (Some(114), 228));
    }

    async fn a_noticed_person_must_prove_again_who_she_is(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let signed_in = stage.house.signed_in("chenyu").await;
        assert!(!signed_in.session.is_proof_due());
        stage.does(&stage.actor("203.0.113.7"), ActKind::Download, 30);
        stage.watch.settle().await.unwrap();
        let mut connection = stage.house.read().await;
        let now = sessions::list(&test.database, &mut connection, &Sessions::default(), &signed_in.actor).await;
        let now = now.unwrap();
        assert_eq!(now.len(), 1);
        assert!(now[0].is_proof_due() && !now[0].is_fresh(Sessions::default().config(), stage.now()));
        assert_eq!(stage.house.noted("session.proof-demanded").await, 1);
    }

    async fn much_clear_text_ends_the_sessions(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let signed_in = stage.house.signed_in("chenyu").await;
        stage.does(&stage.actor("203.0.113.7"), ActKind::Clear, 15);
        stage.watch.settle().await.unwrap();
        let mut connection = stage.house.read().await;
        let now = sessions::list(&test.database, &mut connection, &Sessions::default(), &signed_in.actor).await;
        assert!(now.unwrap().is_empty());
    }

    async fn names_are_looked_up_for_a_purpose(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let reader = stage.actor("203.0.113.7");
        let look_up = |name: &str| stage.watch.take_name(Act::of(&reader, ActKind::Name, stage.now()), name);
        for number in 0..12 {
            look_up(&format!("王{number}"));
            look_up(&format!("王{number}"));
        }
        stage.does(&reader, ActKind::Clear, 1);
        stage.watch.settle().await.unwrap();
        assert!(stage.alerts(&stage.house.security).await.is_empty(), "nine are left");
        look_up("李");
        stage.watch.settle().await.unwrap();
        let alerts = stage.alerts(&stage.house.security).await;
        assert_eq!((alerts[0].rule.as_str(), alerts[0].acts), ("names-without-purpose", 10));
    }

    async fn refused_sign_ins_are_counted_by_account_and_by_network(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let sign_in = stage.house.sign_in().telling(Arc::new(stage.watch.clone()));
        let attempt = async |login: &str, address: &str| {
            let origin = Origin { address: Some(address.parse().unwrap()) };
            let visitor = Visitor::from(origin);
            let attempt = Attempt { login, password: "wrong", visitor: &visitor };
            sign_in.sign_in(&test.database, attempt).await.unwrap_err();
        };
        for place in 1..=4 {
            attempt("chenyu", &format!("203.0.{place}.7")).await;
        }
        for login in ["chenyu", "sunjing", "hean", "luping", "nobody"] {
            attempt(login, "198.51.100.9").await;
        }
        stage.watch.settle().await.unwrap();
        let alerts = stage.alerts(&stage.house.security).await;
        let places: Vec<_> = alerts.iter().map(|alert| (alert.rule.as_str(), alert.acts)).collect();
        assert_eq!(places, [("sign-in-from-many-places", 5)]);
        let mut people = Vec::new();
        for number in 0..4 {
            people.push(stage.house.account(&format!("reader{number}"), Vec::new()).await);
        }
        for number in 0..4 {
            attempt(&format!("reader{number}"), "198.51.100.200").await;
        }
        stage.watch.settle().await.unwrap();
        let alerts = stage.alerts(&stage.house.security).await;
        let guessing = alerts.iter().find(|alert| alert.rule == "sign-in-guessing").unwrap();
        assert_eq!(guessing.subject, Subject::Network("198.51.100.0/24".to_owned()));
        assert_eq!(guessing.acts, 8, "an unknown login name is nobody's account");
    }

    async fn a_finding_covers_what_it_was_about_and_no_more(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let (rights, security) = (&stage.house.rights, &stage.house.security);
        let reader = stage.actor("203.0.113.7");
        stage.does(&reader, ActKind::View, 130);
        stage.watch.settle().await.unwrap();
        let id = stage.alerts(security).await[0].id;
        let mut work = stage.house.work().await;
        let short = service::close(&mut work, rights, security, (id, "没事")).await;
        assert!(matches!(short, Err(WatchError::TextLength)));
        service::acknowledge(&mut work, rights, security, id).await.unwrap();
        let closed = service::close(&mut work, rights, security, (id, FINDING)).await.unwrap();
        assert_eq!((closed.state, closed.finding.as_str()), (AlertState::Closed, FINDING));
        let again = service::close(&mut work, rights, security, (id, FINDING)).await;
        assert!(matches!(again, Err(WatchError::AlertClosed)));
        work.commit().await.unwrap();
        test.clock.advance_secs(60);
        stage.does(&reader, ActKind::View, 1);
        stage.watch.settle().await.unwrap();
        assert_eq!(stage.alerts(security).await.len(), 1);
        test.clock.advance_secs(300);
        stage.does(&reader, ActKind::View, 130);
        stage.watch.settle().await.unwrap();
        assert_eq!(stage.alerts(security).await.len(), 2);
        let mut connection = stage.house.read().await;
        let kept = AlertSubjects.page(&mut connection, None).await.unwrap();
        assert_eq!(kept.len(), 2, "the ledger compares them");
        let (alert, may_decide) = service::get(&mut connection, rights, security, id).await.unwrap();
        assert!(alert.acknowledged.is_some() && !may_decide);
    }

    async fn nobody_hides_an_alert_about_herself(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        let (rights, security, audit) = (&stage.house.rights, &stage.house.security, &stage.house.audit);
        let with_address = |actor: &Actor| Actor {
            origin: Origin { address: Some("203.0.113.7".parse().unwrap()) },
            ..actor.clone()
        };
        stage.does(&with_address(security), ActKind::View, 120);
        stage.does(&with_address(audit), ActKind::View, 120);
        stage.does(&stage.actor("203.0.113.7"), ActKind::View, 120);
        stage.watch.settle().await.unwrap();
        assert_eq!(stage.alerts(security).await.len(), 3);
        let seen = stage.alerts(audit).await;
        assert_eq!(seen.len(), 2, "the auditor sees what administrators did");
        let about = |power| seen.iter().find(|alert| alert.power == Some(power)).unwrap().id;
        let mut work = stage.house.work().await;
        for (decider, id) in [(security, about(Power::Security)), (audit, about(Power::Audit))] {
            let refused = service::close(&mut work, rights, decider, (id, FINDING)).await;
            assert!(matches!(refused, Err(WatchError::OtherHand)));
        }
        service::close(&mut work, rights, audit, (about(Power::Security), FINDING)).await.unwrap();
        service::close(&mut work, rights, security, (about(Power::Audit), FINDING)).await.unwrap();
        let denied = service::list(&mut work, rights, &stage.house.actor, (None, 10)).await;
        assert!(matches!(denied, Err(WatchError::Denied(_))), "the system administrator sees none");
        assert_eq!(service::count_for(&mut work, rights, security).await.unwrap(), 1);
        assert_eq!(service::count_for(&mut work, rights, audit).await.unwrap(), 0);
    }

    async fn acts_are_forgotten_when_their_days_are_over(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        stage.does(&stage.actor("203.0.113.7"), ActKind::View, 3);
        stage.watch.settle().await.unwrap();
        let cleaning = guildhall_watch::cleaning::Cleaning::new(test.database.clone(), stage.watch.clone());
        let realm = stage.house.admin.realm;
        test.clock.advance_secs(179 * 86_400);
        assert_eq!(cleaning.clean(realm).await.unwrap(), 0);
        assert_eq!(written(&stage).await, 3);
        test.clock.advance_secs(2 * 86_400);
        assert_eq!(cleaning.clean(realm).await.unwrap(), 3);
        assert_eq!(written(&stage).await, 0);
    }

    async fn at_night_few_records_are_odd_already(test: &TestDatabase) {
        let stage = Stage::set(test).await;
        test.clock.advance_secs(14 * 3_600);
        stage.does(&stage.actor("203.0.113.7"), ActKind::View, 20);
        stage.watch.settle().await.unwrap();
        let alerts = stage.alerts(&stage.house.security).await;
        assert_eq!(alerts[0].rule, "odd-hours");
    }
}
