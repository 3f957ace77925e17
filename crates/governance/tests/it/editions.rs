//! An edition is proposed by one power, decided by another, and in force for everybody at once.

use crate::house::{House, RECORDS, RECORDS_TEXT, governance, stricter};
use guildhall_governance::{EditionSubjects, GovernanceError};
use guildhall_identity::power::{ChangeState, LAPSE_DAYS};
use guildhall_identity::rights::rules::{LAW, PolicyFile, RulesFault};
use guildhall_kernel::Actor;
use guildhall_ledger::Subjects as _;

const MICROS_OF_DAY: i64 = 24 * 60 * 60 * 1_000_000;

guildhall_store::on_both_databases! { crate::house::migrations();
    async fn what_one_power_proposes_another_puts_in_force(test: &TestDatabase) {
        let house = House::open(test).await;
        let (governance, realm) = (&house.governance, house.system.realm);
        let has = || governance.rights.policies(realm).texts().iter().any(|text| text.id == "no-papers-at-night");
        let edition = house.propose(&house.security, house.draft(stricter(), "")).await.unwrap();
        assert_eq!(governance.count_for(&mut house.read().await, &house.system).await.unwrap(), 1);
        assert_eq!(governance.count_for(&mut house.read().await, &house.security).await.unwrap(), 0);
        assert!(!governance.take_up(&test.database, realm).await.unwrap(), "a proposal is not in force");
        let approved = house.decide(&house.system, &edition, (true, "")).await.unwrap();
        assert_eq!((approved.state, approved.number), (ChangeState::Approved, Some(1)));
        assert!(!has());
        assert!(governance.take_up(&test.database, realm).await.unwrap());
        assert!(has());
        assert!(!governance.take_up(&test.database, realm).await.unwrap(), "it is taken up once");
        let other = crate::house::governance();
        assert!(other.take_up(&test.database, realm).await.unwrap(), "another program takes it up too");
        assert_eq!(other.rights.edition_of(realm), Some(1));
    }

    async fn nobody_decides_what_she_proposed_and_no_reader_decides_at_all(test: &TestDatabase) {
        let house = House::open(test).await;
        let edition = house.propose(&house.security, house.draft(stricter(), "")).await.unwrap();
        let own = house.decide(&house.security, &edition, (true, "")).await;
        assert!(matches!(own, Err(GovernanceError::Identity(_))), "{own:?}");
        let stranger = Actor { grants: Vec::new(), ..house.system.clone() };
        let refused = house.decide(&stranger, &edition, (true, "")).await;
        assert!(matches!(refused, Err(GovernanceError::Identity(_))), "{refused:?}");
        let proposal = house.propose(&house.system, house.draft(stricter(), "")).await;
        assert!(matches!(proposal, Err(GovernanceError::Identity(_))), "{proposal:?}");
    }

    async fn a_refusal_needs_a_reason_and_leaves_everything_as_it_was(test: &TestDatabase) {
        let house = House::open(test).await;
        let edition = house.propose(&house.security, house.draft(stricter(), "")).await.unwrap();
        let mute = house.decide(&house.audit, &edition, (false, " ")).await;
        assert!(matches!(mute, Err(GovernanceError::ReasonMissing)), "{mute:?}");
        let refused = house.decide(&house.audit, &edition, (false, "太严")).await.unwrap();
        assert_eq!((refused.state, refused.number), (ChangeState::Refused, None));
        let late = house.decide(&house.system, &edition, (true, "")).await;
        assert!(matches!(late, Err(GovernanceError::Closed)), "{late:?}");
        assert!(house.governance.in_force(&mut house.read().await).await.unwrap().is_none());
    }

    async fn one_proposal_waits_at_a_time_until_it_is_taken_back(test: &TestDatabase) {
        let house = House::open(test).await;
        let first = house.propose(&house.security, house.draft(stricter(), "")).await.unwrap();
        let second = house.propose(&house.security, house.draft(stricter(), "")).await;
        assert!(matches!(second, Err(GovernanceError::Open)), "{second:?}");
        let foreign = house.withdraw(&house.system, first.id).await;
        assert!(matches!(foreign, Err(GovernanceError::NotFound)), "{foreign:?}");
        house.withdraw(&house.security, first.id).await.unwrap();
        house.propose(&house.security, house.draft(stricter(), "")).await.unwrap();
    }

    async fn a_proposal_that_nobody_decides_lapses(test: &TestDatabase) {
        let house = House::open(test).await;
        let edition = house.propose(&house.security, house.draft(stricter(), "")).await.unwrap();
        let lapse = async || {
            let mut work = test.database.begin(house.system.realm).await.unwrap();
            let lapsed = house.governance.lapse(&mut work).await.unwrap();
            work.commit().await.unwrap();
            lapsed
        };
        assert!(!lapse().await);
        test.clock.advance_micros(LAPSE_DAYS * MICROS_OF_DAY);
        let late = house.decide(&house.system, &edition, (true, "")).await;
        assert!(matches!(late, Err(GovernanceError::Closed)), "{late:?}");
        assert!(lapse().await);
        assert!(!lapse().await);
    }

    async fn what_is_in_force_already_is_not_proposed(test: &TestDatabase) {
        let house = House::open(test).await;
        let same = vec![PolicyFile { name: RECORDS.to_owned(), text: RECORDS_TEXT.replace('\n', "\r\n") }];
        let draft = house.draft(same, " \n");
        assert!(draft.files.is_empty(), "line ends are no change");
        let refused = house.propose(&house.security, draft).await;
        assert!(matches!(refused, Err(GovernanceError::Same)), "{refused:?}");
    }

    async fn the_console_goes_back_to_the_policies_of_the_installation(test: &TestDatabase) {
        let house = House::open(test).await;
        let realm = house.system.realm;
        let operator = Actor::program("command", realm, house.system.grants[0].org_path.clone());
        let set_aside = async |reason: &str| {
            let mut work = test.database.begin(realm).await.unwrap();
            let done = house.governance.set_aside(&mut work, &operator, reason).await;
            work.commit().await.unwrap();
            done
        };
        assert!(matches!(set_aside("试").await, Err(GovernanceError::Same)));
        let edition = house.propose(&house.security, house.draft(stricter(), "")).await.unwrap();
        house.decide(&house.system, &edition, (true, "")).await.unwrap();
        house.governance.take_up(&test.database, realm).await.unwrap();
        assert!(matches!(set_aside("").await, Err(GovernanceError::ReasonMissing)));
        assert_eq!(set_aside("把人都关在外面了").await.unwrap().number, Some(2));
        assert!(house.governance.take_up(&test.database, realm).await.unwrap());
        let texts = house.governance.rights.policies(realm);
        assert!(!texts.texts().iter().any(|text| text.id == "no-papers-at-night"));
    }

    async fn the_ledger_knows_every_edition_as_it_stands(test: &TestDatabase) {
        let house = House::open(test).await;
        let edition = house.propose(&house.security, house.draft(stricter(), "")).await.unwrap();
        house.decide(&house.system, &edition, (true, "可")).await.unwrap();
        let mut connection = house.read().await;
        let page = EditionSubjects.page(&mut connection, None).await.unwrap();
        let kind = EditionSubjects.kind();
        let entries = guildhall_ledger::history::of_subject(&mut connection, kind, edition.id, 10).await.unwrap();
        let last = entries.first().and_then(|(entry, _)| entry.digest.clone());
        let digests: Vec<_> = page.iter().map(|(id, digest)| (*id, digest.to_hex())).collect();
        assert_eq!(digests, [(edition.id, last.unwrap())]);
    }
}

#[test]
fn the_law_is_never_part_of_an_edition() {
    let governance = governance();
    let law = PolicyFile {
        name: LAW.to_owned(),
        text: String::new(),
    };
    let draft = guildhall_governance::Draft::over(&governance.rules, vec![law], "");
    let ids = |checked: &guildhall_governance::Checked| checked.policies().texts().len();
    let plain = governance.check(guildhall_governance::Draft::default()).unwrap();
    assert_eq!(ids(&governance.check(draft).unwrap()), ids(&plain));
}

#[test]
fn a_case_of_ones_own_that_comes_out_otherwise_stops_the_edition() {
    let governance = governance();
    let case = |allowed: bool| {
        format!(
            "[[case]]\nsays = \"档案员夜间不收件\"\nrole = \"archivist\"\nbranch = \"/1/\"\nclearance = 1\n\
             action = \"captureRecord\"\nat = \"/1/\"\nhour = 3\nallowed = {allowed}\n\
             with = {{ state = \"captured\", secrecy = 0, type_code = \"WS\" }}\n"
        )
    };
    let draft = |cases: &str| guildhall_governance::Draft::over(&governance.rules, stricter(), cases);
    let refused = governance.check(draft(&case(true)));
    assert!(matches!(refused, Err(RulesFault::Cases(_))), "{refused:?}");
    governance.check(draft(&case(false))).unwrap();
}
