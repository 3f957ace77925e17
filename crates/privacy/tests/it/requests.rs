//! Requests: their clock, who answers, what is done for them, and what the person sees.

use crate::house::{House, migrations};
use guildhall_identity::person::Correction;
use guildhall_identity::{PersonSubjects, Phone};
use guildhall_kernel::{Actor, Explain as _, OrgPath};
use guildhall_ledger::Subjects as _;
use guildhall_privacy::request::OPEN_MAX;
use guildhall_privacy::{
    Answer, Erasure, NewRequest, Outcome, PrivacyError, Request, RequestKind, RequestState, RequestSubjects,
};
use guildhall_store::args;
use guildhall_store::testing::TestDatabase;
use uuid::Uuid;

const DAY_SECS: i64 = 24 * 60 * 60;

async fn ask(house: &House<'_>, kind: RequestKind) -> Result<Request, PrivacyError> {
    let mut work = house.work().await;
    let new = NewRequest {
        kind,
        wish: "手机号换了，请更正".to_owned(),
    };
    let request = house
        .privacy
        .ask(&mut work, &house.she(), &house.member, new)
        .await?;
    work.commit().await?;
    Ok(request)
}

async fn begin(house: &House<'_>, actor: &Actor, id: Uuid) -> Result<Request, PrivacyError> {
    let mut work = house.work().await;
    let request = house.privacy.begin_request(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(request)
}

async fn answer(house: &House<'_>, actor: &Actor, id: Uuid, answer: Answer) -> Result<Request, PrivacyError> {
    let mut work = house.work().await;
    let request = house.privacy.answer_request(&mut work, actor, id, answer).await?;
    work.commit().await?;
    Ok(request)
}

fn granted() -> Answer {
    Answer {
        outcome: Outcome::Granted,
        text: "已办理".to_owned(),
        correction: Correction::default(),
        erasure: Vec::new(),
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, PrivacyError>) -> &'static str {
    result.unwrap_err().code()
}

/// What the directory says of the member.
async fn directory(house: &House<'_>) -> (String, Option<String>, bool) {
    let mut connection = house.read().await;
    let person = house.privacy.directory.own(&mut connection, &house.she()).await;
    let person = person.unwrap().unwrap();
    let phone = person.phone.map(|phone| phone.clear().to_owned());
    (person.name, phone, person.birth_date.is_some())
}

guildhall_store::on_both_databases! { migrations();
    async fn a_correction_is_taken_up_carried_out_by_somebody_else_and_closed_by_who_asked(test: &TestDatabase) {
        let house = House::open(test).await;
        let asked = ask(&house, RequestKind::Correction).await.unwrap();
        assert_eq!(asked.state, RequestState::Received);
        let correction = Answer {
            correction: Correction { name: Some("王芳霏".to_owned()), phone: Phone::parse("13987654321") },
            ..granted()
        };
        assert_eq!(code(begin(&house, &house.audit, asked.id).await), "privacy-not-found");
        assert_eq!(code(begin(&house, &house.she(), asked.id).await), "privacy-not-found");
        assert_eq!(code(answer(&house, &house.security, asked.id, correction.clone()).await), "privacy-wrong-state");
        begin(&house, &house.security, asked.id).await.unwrap();
        assert_eq!(code(begin(&house, &house.system, asked.id).await), "privacy-wrong-state");
        let answered = answer(&house, &house.security, asked.id, correction.clone()).await.unwrap();
        assert_eq!(answered.outcome, Some(Outcome::Granted));
        let told: Vec<(&str, &str, &str)> = answered
            .done
            .iter()
            .map(|done| (done.what.as_str(), done.before.as_str(), done.after.as_str()))
            .collect();
        assert_eq!(told, [("name", "王芳菲", "王芳霏"), ("phone", "138****5678", "139****4321")]);
        assert_eq!(directory(&house).await, ("王芳霏".to_owned(), Some("13987654321".to_owned()), true));
        assert_eq!(code(answer(&house, &house.security, asked.id, correction).await), "privacy-wrong-state");
        let mut work = house.work().await;
        house.privacy.close_request(&mut work, &house.she(), asked.id).await.unwrap();
        work.commit().await.unwrap();
        let own = house.privacy.own_requests(&mut house.read().await, &house.she()).await.unwrap();
        assert_eq!((own[0].state, own[0].answer.as_str()), (RequestState::Closed, "已办理"));
        assert_eq!(house.guarded(&RequestSubjects).await, 1);
    }

    async fn erasure_takes_phone_birthday_and_devices_and_leaves_the_rest(test: &TestDatabase) {
        let house = House::open(test).await;
        let asked = ask(&house, RequestKind::Erasure).await.unwrap();
        begin(&house, &house.system, asked.id).await.unwrap();
        let refusing = Answer { outcome: Outcome::Refused, erasure: vec![Erasure::Phone], ..granted() };
        assert_eq!(code(answer(&house, &house.system, asked.id, refusing).await), "privacy-answer-does-not-fit");
        let all = Answer { outcome: Outcome::Partly, erasure: Erasure::ALL.to_vec(), ..granted() };
        let answered = answer(&house, &house.system, asked.id, all).await.unwrap();
        let what: Vec<&str> = answered.done.iter().map(|done| done.what.as_str()).collect();
        assert_eq!(what, ["phone", "birth_date", "devices"]);
        assert_eq!(answered.done[1].before, "1990-**-**");
        assert_eq!(directory(&house).await, ("王芳菲".to_owned(), None, false));
        let select = "SELECT phone_key, phone_sealed, phone_index FROM person WHERE realm_id = $1 AND id = $2";
        let row = house.read().await.fetch_one(select, args![house.member.realm, house.person.id]).await.unwrap();
        assert_eq!(row.get::<Option<Vec<u8>>>("phone_sealed").unwrap(), None);
        assert_eq!(row.get::<Option<String>>("phone_index").unwrap(), None);
    }

    async fn the_clock_runs_from_the_day_it_came_and_a_late_answer_is_seen(test: &TestDatabase) {
        let house = House::open(test).await;
        let copy = ask(&house, RequestKind::Copy).await.unwrap();
        let correction = ask(&house, RequestKind::Correction).await.unwrap();
        assert!(copy.due_at.secs_since(copy.received_at) > 30 * DAY_SECS);
        assert!(correction.due_at < copy.due_at);
        let now = test.clock.clone();
        let overdue = async || {
            let open = house.privacy.open_requests(&mut house.read().await, &house.security).await.unwrap();
            let now = guildhall_kernel::Clock::now(&*now);
            open.iter().map(|request| (request.id, request.is_overdue(now))).collect::<Vec<_>>()
        };
        assert_eq!(overdue().await, [(correction.id, false), (copy.id, false)]);
        test.clock.advance_secs(24 * DAY_SECS);
        assert_eq!(overdue().await, [(correction.id, true), (copy.id, false)]);
        let waiting = async |actor: &Actor| house.privacy.waiting_requests(&mut house.read().await, actor).await.unwrap();
        assert_eq!(waiting(&house.security).await, 2);
        assert_eq!(waiting(&house.audit).await, 0);
        begin(&house, &house.security, correction.id).await.unwrap();
        answer(&house, &house.security, correction.id, granted()).await.unwrap();
        assert_eq!(overdue().await, [(copy.id, false)]);
        let past = house.privacy.past_requests(&mut house.read().await, &house.security, (None, 10)).await.unwrap();
        assert_eq!(past.len(), 1);
        let key = Some((past[0].received_at, past[0].id));
        assert!(house.privacy.past_requests(&mut house.read().await, &house.security, (key, 10)).await.unwrap().is_empty());
    }

    async fn nobody_answers_her_own_request_or_one_outside_her_branch(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut officer = house.she();
        officer.grants = house.security.grants.clone();
        let asked = ask(&house, RequestKind::Access).await.unwrap();
        assert_eq!(code(begin(&house, &officer, asked.id).await), "privacy-own-request");
        assert_eq!(house.privacy.waiting_requests(&mut house.read().await, &officer).await.unwrap(), 0);
        let mut elsewhere = house.security.clone();
        elsewhere.grants[0].org_path = "/1/9/".parse::<OrgPath>().unwrap();
        assert_eq!(code(begin(&house, &elsewhere, asked.id).await), "privacy-not-found");
        assert!(house.privacy.open_requests(&mut house.read().await, &elsewhere).await.unwrap().is_empty());
    }

    async fn one_person_has_a_bounded_number_open_and_may_take_them_back(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut last = None;
        for _ in 0..OPEN_MAX {
            last = Some(ask(&house, RequestKind::Copy).await.unwrap());
        }
        assert_eq!(code(ask(&house, RequestKind::Copy).await), "privacy-too-many-open");
        let id = last.unwrap().id;
        let mut work = house.work().await;
        assert_eq!(code(house.privacy.close_request(&mut work, &house.security, id).await), "privacy-not-found");
        let closed = house.privacy.close_request(&mut work, &house.she(), id).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!((closed.state, closed.outcome), (RequestState::Closed, Some(Outcome::TakenBack)));
        assert!(ask(&house, RequestKind::Copy).await.is_ok());
    }
}

/// The directory's own digest follows what was put right, so that the ledger does not take it for tampering.
#[tokio::test]
async fn a_corrected_person_is_what_her_last_entry_says() {
    let test = TestDatabase::sqlite(migrations()).await;
    let house = House::open(&test).await;
    let asked = ask(&house, RequestKind::Erasure).await.unwrap();
    begin(&house, &house.system, asked.id).await.unwrap();
    let erase = Answer {
        erasure: vec![Erasure::Phone],
        ..granted()
    };
    answer(&house, &house.system, asked.id, erase).await.unwrap();
    let keys = tempfile::tempdir().unwrap();
    let ring = guildhall_keyring::KeyRing::open_or_create(
        &keys.path().join("master.key"),
        &guildhall_kernel::SystemRandom,
    );
    let subjects = PersonSubjects(std::sync::Arc::new(ring.unwrap()));
    assert_eq!(subjects.kind(), "person");
    assert_eq!(house.guarded(&subjects).await, 1);
}
