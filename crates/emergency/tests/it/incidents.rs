//! Case files: who keeps and who reads them, their clocks, who saw what, how they end.

use crate::house::{House, migrations};
use guildhall_emergency::incident::{
    Facts, FromAlert, Incident, IncidentState, NewIncident, Sighting, Sightings,
};
use guildhall_emergency::{EmergencyError, IncidentSubjects, SightingSubjects};
use guildhall_kernel::{AccountId, Actor, Clock as _, Explain as _, PersonId, RecordId};
use guildhall_store::args;
use uuid::Uuid;

fn account(number: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(number))
}

pub fn facts(house: &House<'_>) -> Facts {
    let now = house.test.clock.now();
    Facts {
        what: "一个账户批量导出困难职工名单。".to_owned(),
        since: now.plus_secs(-7_200),
        until: now.plus_secs(-3_600),
        accounts: vec![account(7)],
        kinds: vec!["phone".to_owned(), "name".to_owned()],
        cause: "账户被盗用".to_owned(),
        harm: "诈骗电话".to_owned(),
        measures: "已停用账户".to_owned(),
        contact: "工会办公室 8000".to_owned(),
    }
}

pub async fn open(house: &House<'_>, actor: &Actor, facts: Facts) -> Result<Incident, EmergencyError> {
    let mut work = house.work().await;
    let new = NewIncident {
        known_at: work.now().plus_secs(-600),
        facts,
        alert: Some(FromAlert {
            id: Uuid::from_u128(99),
            evidence: "{\"records\":5}".to_owned(),
        }),
    };
    let incident = house.emergency.open_incident(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(incident)
}

async fn stop(
    house: &House<'_>,
    id: Uuid,
    clock: &str,
    said: (bool, &str),
) -> Result<Incident, EmergencyError> {
    let mut work = house.work().await;
    let stopped = house
        .emergency
        .stop_clock(&mut work, &house.security, (id, clock), said)
        .await?;
    work.commit().await?;
    Ok(stopped)
}

async fn close(house: &House<'_>, id: Uuid) -> Result<Incident, EmergencyError> {
    let mut work = house.work().await;
    let closed = house
        .emergency
        .close_incident(&mut work, &house.security, id, "已改权限")
        .await?;
    work.commit().await?;
    Ok(closed)
}

pub fn code<T: std::fmt::Debug>(result: Result<T, EmergencyError>) -> &'static str {
    result.unwrap_err().code()
}

guildhall_store::on_both_databases! { migrations();
    async fn the_security_administrator_keeps_a_case_file_the_auditor_reads_it_and_nobody_else_does(test: &TestDatabase) {
        let house = House::open(test).await;
        for actor in [&house.system, &house.audit] {
            assert_eq!(code(open(&house, actor, facts(&house)).await), "denied");
        }
        let opened = open(&house, &house.security, facts(&house)).await.unwrap();
        assert_eq!(opened.facts.kinds, ["name", "phone"]);
        let mut connection = house.read().await;
        let read = house.emergency.incident(&mut connection, &house.audit, opened.id).await.unwrap();
        assert!(!read.may_keep);
        assert_eq!(read.incident, opened);
        assert_eq!(code(house.emergency.incident(&mut connection, &house.system, opened.id).await), "denied");
        assert_eq!(code(house.emergency.incidents(&mut connection, &house.system, (None, 10)).await), "denied");
        let alert = Uuid::from_u128(99);
        let of_alert = house.emergency.incident_of_alert(&mut connection, &house.audit, alert).await.unwrap();
        assert_eq!(of_alert, Some(opened.id));
        let unseen = house.emergency.incident_of_alert(&mut connection, &house.system, alert).await.unwrap();
        assert_eq!(unseen, None);
    }

    async fn nobody_keeps_the_case_file_of_what_she_may_have_done(test: &TestDatabase) {
        let house = House::open(test).await;
        let own = Facts { accounts: vec![house.security.account().unwrap()], ..facts(&house) };
        assert_eq!(code(open(&house, &house.security, own).await), "emergency-own-case");
    }

    async fn clocks_run_from_the_moment_of_knowing_and_each_is_stopped_or_excused_before_the_end(test: &TestDatabase) {
        let house = House::open(test).await;
        let opened = open(&house, &house.security, facts(&house)).await.unwrap();
        let rules = &house.emergency.rules;
        let due: Vec<i64> = opened.clocks(rules).iter().map(|clock| clock.due.secs_since(opened.known_at) / 3_600).collect();
        assert_eq!(due, [2, 24, 72, 24]);
        test.clock.advance_secs(3 * 3_600);
        let now = test.clock.now();
        let late: Vec<bool> = opened.clocks(rules).iter().map(|clock| clock.is_overdue(now)).collect();
        assert_eq!(late, [true, false, false, false]);
        assert_eq!(code(stop(&house, opened.id, "moon", (false, "x")).await), "emergency-not-found");
        assert_eq!(code(stop(&house, opened.id, "remedy", (false, " ")).await), "emergency-field");
        assert_eq!(code(stop(&house, opened.id, "authority", (false, "打过电话")).await), "emergency-needs-letter");
        let stopped = stop(&house, opened.id, "remedy", (false, "停用账户")).await.unwrap();
        assert!(stopped.clocks(rules)[0].is_overdue(now), "it was stopped too late, and that is not forgotten");
        assert_eq!(code(stop(&house, opened.id, "remedy", (true, "不适用")).await), "emergency-clock-stopped");
        assert_eq!(code(close(&house, opened.id).await), "emergency-clocks-running");
        for clock in ["authority", "persons", "flaw"] {
            stop(&house, opened.id, clock, (true, "演示数据，不涉及真实个人")).await.unwrap();
        }
        let closed = close(&house, opened.id).await.unwrap();
        assert_eq!(closed.state, IncidentState::Closed);
        assert_eq!(code(close(&house, opened.id).await), "emergency-closed");
        let mut work = house.work().await;
        assert_eq!(code(house.emergency.reopen_incident(&mut work, &house.audit, opened.id, "复查").await), "denied");
        assert_eq!(code(house.emergency.reopen_incident(&mut work, &house.security, opened.id, "").await), "emergency-field");
        let again = house.emergency.reopen_incident(&mut work, &house.security, opened.id, "又有人报告").await.unwrap();
        work.commit().await.unwrap();
        assert_eq!((again.state, again.clocks.len(), again.reopened.as_str()), (IncidentState::Open, 4, "又有人报告"));
        assert_eq!(house.guarded(&IncidentSubjects).await, 1);
    }

    async fn facts_are_held_against_the_clock_and_against_what_somebody_else_wrote_meanwhile(test: &TestDatabase) {
        let house = House::open(test).await;
        let good = facts(&house);
        let ahead = Facts { until: test.clock.now().plus_secs(60), ..good.clone() };
        assert_eq!(code(open(&house, &house.security, ahead).await), "emergency-time");
        let turned = Facts { since: good.until, until: good.since, ..good.clone() };
        assert_eq!(code(open(&house, &house.security, turned).await), "emergency-time");
        let spoiled = Facts { kinds: vec!["<script>".to_owned()], ..good.clone() };
        assert_eq!(code(open(&house, &house.security, spoiled).await), "emergency-field");
        let opened = open(&house, &house.security, good.clone()).await.unwrap();
        let mut work = house.work().await;
        let better = Facts { cause: "口令太弱".to_owned(), ..good.clone() };
        let kept = house.emergency.set_facts(&mut work, &house.security, (opened.id, 1), better).await.unwrap();
        assert_eq!((kept.revision, kept.facts.cause.as_str()), (2, "口令太弱"));
        let older = house.emergency.set_facts(&mut work, &house.security, (opened.id, 1), good).await;
        assert_eq!(code(older), "emergency-changed");
    }

    async fn who_saw_what_is_kept_as_it_was_and_a_change_behind_the_program_shows(test: &TestDatabase) {
        let house = House::open(test).await;
        let opened = open(&house, &house.security, facts(&house)).await.unwrap();
        let person = PersonId::from_uuid(Uuid::from_u128(5));
        let row = |secs: i64| Sighting {
            at: test.clock.now().plus_secs(secs),
            account: account(7),
            act: "view".to_owned(),
            record: RecordId::from_uuid(Uuid::from_u128(3)),
            archival_code: Some("Z109·WS·2024-D30-0001".to_owned()),
            persons: vec![person],
        };
        let gathered = Sightings {
            since: opened.facts.since,
            until: opened.facts.until,
            is_complete: true,
            rows: vec![row(-10), row(-20)],
        };
        let mut work = house.work().await;
        let refused = house.emergency.keep_sightings(&mut work, &house.audit, opened.id, gathered.clone()).await;
        assert_eq!(code(refused), "denied");
        let kept = house.emergency.keep_sightings(&mut work, &house.security, opened.id, gathered).await.unwrap();
        work.commit().await.unwrap();
        let read = house.emergency.sightings(&mut house.read().await, &house.audit, opened.id).await.unwrap().unwrap();
        assert_eq!(read, kept);
        assert_eq!(read.content.rows, [row(-20), row(-10)]);
        assert_eq!((read.content.persons().len(), read.content.records().len()), (1, 1));
        assert_eq!(house.guarded(&SightingSubjects).await, 1);
        let before = read.digest();
        let spoil = "UPDATE incident_sighting SET content = $1 WHERE realm_id = $2 AND id = $3";
        let text = read.text.replace("view", "page");
        let mut work = house.work().await;
        work.execute(spoil, args![&text, house.realm, kept.id]).await.unwrap();
        work.commit().await.unwrap();
        let read = house.emergency.sightings(&mut house.read().await, &house.audit, opened.id).await.unwrap().unwrap();
        assert_ne!(read.digest(), before);
    }
}
