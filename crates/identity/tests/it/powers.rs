//! The three powers: they stand alone, two people change them, and nothing goes around that.

use crate::house::{House, PASSWORD, founder, grant};
use guildhall_identity::account::{AccountState, service as accounts};
use guildhall_identity::cleaning::Cleaning;
use guildhall_identity::device::Visitor;
use guildhall_identity::person::{Directory, NewPerson};
use guildhall_identity::power::{
    LAPSE_DAYS, NewChange, PowerChange, Slip, Verdict, appoint::appoint, inherit, overview, service,
};
use guildhall_identity::sign_in::Attempt;
use guildhall_identity::{
    Account, IdentityError, Power, PowerAct, PowerChangeSubjects, SessionConfig, Sex, ThrottleConfig,
};
use guildhall_kernel::{AccountId, Actor, Explain as _, Origin};
use guildhall_ledger::Subjects as _;
use guildhall_store::args;
use uuid::Uuid;

fn about(account: AccountId, act: PowerAct) -> NewChange {
    NewChange {
        account,
        act,
        power: None,
        reason: "按换届结果".to_owned(),
    }
}

fn give(account: &Account, power: Power) -> NewChange {
    NewChange {
        power: Some(power),
        ..about(account.id, PowerAct::Give)
    }
}

async fn propose(house: &House<'_>, actor: &Actor, new: NewChange) -> Result<Slip, IdentityError> {
    let mut work = house.work().await;
    let slip = service::propose(&mut work, &house.rights, actor, new).await?;
    work.commit().await?;
    Ok(slip)
}

async fn decide(
    house: &House<'_>,
    actor: &Actor,
    id: Uuid,
    (approves, reason): (bool, &str),
) -> Result<Slip, IdentityError> {
    let verdict = Verdict {
        approves,
        reason: reason.to_owned(),
    };
    let tools = (&house.rights, &house.passwords);
    let decision = service::prepare(&house.test.database, tools, actor, (id, verdict)).await?;
    let mut work = house.work().await;
    let slip = service::decide(&mut work, &house.rights, actor, decision).await?;
    work.commit().await?;
    Ok(slip)
}

async fn approve(house: &House<'_>, actor: &Actor, change: &PowerChange) -> Result<Slip, IdentityError> {
    decide(house, actor, change.id, (true, "")).await
}

/// Makes an account without rights whose owner has set her own password.
async fn newcomer(house: &House<'_>, login: &str) -> Account {
    let mut new = house.new_account(login, vec![]).await;
    new.must_change_password = false;
    let mut work = house.work().await;
    let account = accounts::create(&mut work, &house.rights, &house.security, new)
        .await
        .unwrap();
    work.commit().await.unwrap();
    account
}

/// Makes a second holder of a power by proposal and approval.
pub async fn second(house: &House<'_>, login: &str, power: Power) -> Account {
    let account = newcomer(house, login).await;
    let slip = propose(house, &house.security, give(&account, power))
        .await
        .unwrap();
    approve(house, &house.actor, &slip.change).await.unwrap();
    fresh(house, account.id).await
}

async fn fresh(house: &House<'_>, id: AccountId) -> Account {
    let found = accounts::get(&mut house.read().await, &house.rights, &house.security, id).await;
    found.unwrap()
}

#[track_caller]
fn refused<T>(result: Result<T, IdentityError>, code: &str) {
    match result {
        Ok(_) => panic!("{code} was expected"),
        Err(error) => assert_eq!(error.code(), code, "{error}"),
    }
}

guildhall_store::on_both_databases! { crate::migrations();
    async fn a_power_is_proposed_by_one_and_given_by_another(test: &TestDatabase) {
        let house = House::open(test).await;
        let account = newcomer(&house, "wanglan").await;
        let change = propose(&house, &house.security, give(&account, Power::Audit)).await.unwrap().change;
        assert_eq!(fresh(&house, account.id).await.grants, [], "nothing happens before the approval");
        let waiting = overview::list(&mut house.read().await, &house.rights, &house.audit, true).await.unwrap();
        assert_eq!(waiting, std::slice::from_ref(&change));
        let now = test.database.clock().now();
        for (actor, count) in [(&house.actor, 1), (&house.audit, 1), (&house.security, 0)] {
            let mut read = house.read().await;
            assert_eq!(overview::count_for(&mut read, &house.rights, (actor, now)).await.unwrap(), count);
        }
        let decided = approve(&house, &house.actor, &change).await.unwrap().change;
        assert_eq!(decided.decided_by, house.actor.account());
        assert_eq!(fresh(&house, account.id).await.grants, [grant("auditAdministrator", &house.top(), 0)]);
        for action in ["power.proposed", "power.approved", "account.grants-changed"] {
            assert_eq!(house.noted(action).await, 1, "{action}");
        }
        let past = overview::list(&mut house.read().await, &house.rights, &house.actor, false).await.unwrap();
        assert_eq!(past, [decided]);
        refused(approve(&house, &house.audit, &change).await, "power-change-closed");
        let holders = overview::holders(&mut house.read().await, &house.rights, &house.audit).await.unwrap();
        assert_eq!(holders.len(), 4);
    }

    async fn nobody_decides_her_own_proposal_nor_one_of_her_power_nor_about_herself(test: &TestDatabase) {
        let house = House::open(test).await;
        let colleague = second(&house, "wanglan", Power::Security).await.actor(Origin::default());
        let auditor = second(&house, "zhouwen", Power::Audit).await;
        let change = propose(&house, &house.security, about(auditor.id, PowerAct::Disable)).await.unwrap().change;
        refused(approve(&house, &house.security, &change).await, "power-same-hand");
        refused(approve(&house, &colleague, &change).await, "power-same-hand");
        refused(approve(&house, &auditor.actor(Origin::default()), &change).await, "own-account");
        let stranger = house.account("qianli", vec![grant("archivist", &house.top(), 4)]).await.actor(Origin::default());
        refused(approve(&house, &stranger, &change).await, "identity-not-found");
        refused(decide(&house, &house.actor, change.id, (false, " ")).await, "invalid-reason");
        decide(&house, &house.actor, change.id, (false, "她没有离任")).await.unwrap();
        assert_eq!(fresh(&house, auditor.id).await.state, AccountState::Active);
        assert_eq!(house.noted("power.refused").await, 1);
        refused(propose(&house, &house.security, about(house.security.account().unwrap(), PowerAct::Take)).await, "own-account");
    }

    async fn only_the_security_administrator_proposes_and_the_system_administrator_stands_in_for_her(test: &TestDatabase) {
        let house = House::open(test).await;
        let account = newcomer(&house, "wanglan").await;
        let archivist = house.account("zhaomin", vec![grant("archivist", &house.top(), 4)]).await.actor(Origin::default());
        for actor in [&house.audit, &house.actor, &archivist] {
            assert!(propose(&house, actor, give(&account, Power::Audit)).await.is_err());
        }
        refused(propose(&house, &house.audit, give(&account, Power::Security)).await, "identity-not-found");
        let change = propose(&house, &house.actor, give(&account, Power::Security)).await.unwrap().change;
        refused(approve(&house, &house.actor, &change).await, "power-same-hand");
        assert!(approve(&house, &house.security, &change).await.is_err(), "she proposes and does not decide");
        approve(&house, &house.audit, &change).await.unwrap();
        let before = propose(&house, &house.actor, about(house.security.account().unwrap(), PowerAct::Disable)).await.unwrap();
        approve(&house, &house.audit, &before.change).await.unwrap();
        assert_eq!(house.noted("account.state-changed").await, 1);
    }

    async fn a_power_stands_alone_in_its_account_and_its_person(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.account("zhaomin", vec![grant("archivist", &house.top(), 2)]).await;
        refused(propose(&house, &house.security, give(&archivist, Power::Audit)).await, "power-exclusive");
        let auditor = second(&house, "wanglan", Power::Audit).await;
        refused(propose(&house, &house.security, give(&auditor, Power::System)).await, "power-exclusive");

        let row = NewPerson {
            staff_number: "A001".to_owned(), name: "王小明".to_owned(), sex: Sex::Female, birth_date: None,
            phone: None, org: house.admin.org, joined_at: None, left_at: None,
        };
        let mut work = house.work().await;
        let person = Directory::new(house.ring()).add_many(&mut work, &house.rights, &house.actor, vec![row]).await.unwrap()[0].id;
        let mut twice = Vec::new();
        for login in ["xiaoming1", "xiaoming2"] {
            let mut new = house.new_account(login, vec![]).await;
            (new.person, new.must_change_password) = (Some(person), false);
            twice.push(accounts::create(&mut work, &house.rights, &house.security, new).await.unwrap());
        }
        work.commit().await.unwrap();
        let both = [propose(&house, &house.security, give(&twice[0], Power::System)).await.unwrap(),
            propose(&house, &house.security, give(&twice[1], Power::Audit)).await.unwrap()];
        approve(&house, &house.audit, &both[0].change).await.unwrap();
        refused(approve(&house, &house.actor, &both[1].change).await, "power-exclusive");
        assert_eq!(fresh(&house, twice[1].id).await.grants, []);
    }

    async fn no_direct_act_touches_a_power(test: &TestDatabase) {
        let house = House::open(test).await;
        let (rights, actor, auditor) = (&house.rights, &house.security, house.audit.account().unwrap());
        let mut work = house.work().await;
        let new = house.new_account("wanglan", vec![grant("auditAdministrator", &house.top(), 0)]).await;
        refused(accounts::create(&mut work, rights, actor, new).await, "power-needs-two");
        let reader = house.new_account("qianli", vec![grant("reader", &house.top(), 0)]).await;
        let reader = accounts::create(&mut work, rights, actor, reader).await.unwrap();
        for role in ["systemAdministrator", "securityAdministrator", "auditAdministrator"] {
            let grants = vec![grant(role, &house.top(), 0)];
            refused(accounts::set_grants(&mut work, rights, actor, reader.id, grants).await, "power-needs-two");
        }
        refused(accounts::set_grants(&mut work, rights, actor, auditor, vec![]).await, "power-needs-two");
        for state in [AccountState::Locked, AccountState::Disabled, AccountState::Active] {
            refused(accounts::set_state(&mut work, rights, actor, auditor, state).await, "power-needs-two");
        }
        let password = house.passwords.first(&*test.database.random()).await.unwrap();
        refused(accounts::reset_password(&mut work, rights, actor, auditor, password.hash).await, "power-needs-two");
        let door = house.sign_in();
        refused(door.second_factors().reset(&mut work, rights, actor, auditor).await, "power-needs-two");
    }

    async fn a_power_is_given_only_to_who_has_set_her_own_password(test: &TestDatabase) {
        let house = House::open(test).await;
        let account = house.account("wanglan", vec![]).await;
        let change = propose(&house, &house.security, give(&account, Power::Audit)).await.unwrap().change;
        refused(approve(&house, &house.actor, &change).await, "power-password-due");
        assert_eq!(house.noted("power.approved").await, 0, "what was refused leaves the proposal waiting");
    }

    async fn the_last_of_a_power_stays_until_there_is_a_successor(test: &TestDatabase) {
        let house = House::open(test).await;
        let auditor = house.audit.account().unwrap();
        for act in [PowerAct::Take, PowerAct::Lock, PowerAct::Disable] {
            refused(propose(&house, &house.security, about(auditor, act)).await, "last-of-power");
        }
        second(&house, "wanglan", Power::Audit).await;
        let change = propose(&house, &house.security, about(auditor, PowerAct::Take)).await.unwrap().change;
        approve(&house, &house.actor, &change).await.unwrap();
        assert_eq!(fresh(&house, auditor).await.grants, []);
    }

    async fn sessions_end_when_rights_shrink(test: &TestDatabase) {
        const OPEN: &str = "SELECT COUNT(*) AS open FROM session WHERE account_id = $1";
        let house = House::open(test).await;
        let auditor = second(&house, "wanglan", Power::Audit).await;
        let door = house.sign_in();
        for act in [PowerAct::Lock, PowerAct::Enable, PowerAct::Disable, PowerAct::Enable, PowerAct::Take] {
            let attempt = Attempt { login: "wanglan", password: PASSWORD, visitor: &Visitor::default() };
            let is_active = fresh(&house, auditor.id).await.state == AccountState::Active;
            assert_eq!(door.sign_in(&test.database, attempt).await.is_ok(), is_active, "{act:?}");
            let change = propose(&house, &house.security, about(auditor.id, act)).await.unwrap().change;
            approve(&house, &house.actor, &change).await.unwrap();
            let row = house.read().await.fetch_one(OPEN, args![auditor.id]).await.unwrap();
            assert_eq!(row.get::<i64>("open").unwrap(), 0, "{act:?}");
        }
    }

    async fn a_new_password_lies_in_two_hands_and_opens_only_when_both_halves_meet(test: &TestDatabase) {
        let house = House::open(test).await;
        let auditor = house.audit.account().unwrap();
        let slip = propose(&house, &house.security, about(auditor, PowerAct::ResetPassword)).await.unwrap();
        let first = slip.half.unwrap();
        let second = approve(&house, &house.actor, &slip.change).await.unwrap().half.unwrap();
        let door = house.sign_in();
        let attempt = async |password: &str| {
            let attempt = Attempt { login: "luping", password, visitor: &Visitor::default() };
            door.sign_in(&test.database, attempt).await
        };
        for wrong in [first.as_str(), &second, PASSWORD, &format!("{second}-{first}")] {
            assert!(matches!(attempt(wrong).await, Err(IdentityError::SignInRefused)), "{wrong}");
        }
        let signed_in = attempt(&format!("{first}-{second}")).await.unwrap();
        assert!(signed_in.account.must_change_password);
        let past = overview::list(&mut house.read().await, &house.rights, &house.audit, false).await.unwrap();
        assert!(!format!("{past:?}").contains(&first), "the half is forgotten once it was used");
    }

    async fn one_proposal_about_an_account_waits_at_a_time_and_is_taken_back_by_its_author(test: &TestDatabase) {
        let house = House::open(test).await;
        let account = newcomer(&house, "wanglan").await;
        let change = propose(&house, &house.security, give(&account, Power::Audit)).await.unwrap().change;
        refused(propose(&house, &house.security, give(&account, Power::System)).await, "power-change-open");
        let withdraw = async |actor: &Actor| {
            let mut work = house.work().await;
            let done = service::withdraw(&mut work, &house.rights, actor, change.id).await?;
            work.commit().await?;
            Ok::<_, IdentityError>(done)
        };
        refused(withdraw(&house.actor).await, "identity-not-found");
        withdraw(&house.security).await.unwrap();
        refused(withdraw(&house.security).await, "power-change-closed");
        refused(approve(&house, &house.actor, &change).await, "power-change-closed");
        assert_eq!(house.noted("power.withdrawn").await, 1);
        propose(&house, &house.security, give(&account, Power::System)).await.unwrap();
    }

    async fn a_proposal_that_nobody_decides_lapses(test: &TestDatabase) {
        let house = House::open(test).await;
        let account = newcomer(&house, "wanglan").await;
        let change = propose(&house, &house.security, give(&account, Power::Audit)).await.unwrap().change;
        let cleaning = Cleaning::new(test.database.clone(), SessionConfig::default(), ThrottleConfig::default());
        test.clock.advance_secs(LAPSE_DAYS * 86_400 - 1);
        cleaning.lapse(house.admin.realm).await.unwrap();
        assert_eq!(house.noted("power.lapsed").await, 0);
        test.clock.advance_secs(1);
        refused(approve(&house, &house.actor, &change).await, "power-change-closed");
        cleaning.lapse(house.admin.realm).await.unwrap();
        cleaning.lapse(house.admin.realm).await.unwrap();
        assert_eq!(house.noted("power.lapsed").await, 1);
        propose(&house, &house.security, give(&account, Power::Audit)).await.unwrap();
    }

    async fn two_decisions_at_the_same_moment_are_one(test: &TestDatabase) {
        let house = House::open(test).await;
        let account = newcomer(&house, "wanglan").await;
        let change = propose(&house, &house.security, give(&account, Power::Audit)).await.unwrap().change;
        let (approval, refusal) = tokio::join!(
            decide(&house, &house.actor, change.id, (true, "")),
            decide(&house, &house.audit, change.id, (false, "不认识")),
        );
        assert_ne!(approval.is_ok(), refusal.is_ok());
    }

    async fn a_proposal_changed_behind_the_programs_back_is_found_by_the_ledger(test: &TestDatabase) {
        const FORGE: &str = "UPDATE power_change SET proposed_by = $1 WHERE realm_id = $2";
        let house = House::open(test).await;
        let account = newcomer(&house, "wanglan").await;
        propose(&house, &house.security, give(&account, Power::Audit)).await.unwrap();
        let digests = async || PowerChangeSubjects.page(&mut house.read().await, None).await.unwrap();
        let before = digests().await;
        let mut work = house.work().await;
        work.execute(FORGE, args![house.audit.account(), house.admin.realm]).await.unwrap();
        work.commit().await.unwrap();
        assert_ne!(digests().await, before);
    }

    async fn the_console_appoints_only_to_a_power_that_nobody_holds(test: &TestDatabase) {
        const LOSE: &str = "UPDATE account SET state = $1 WHERE realm_id = $2 AND id = $3";
        let house = House::open(test).await;
        let console = Actor::program("command", house.admin.realm, house.top());
        let new = founder("wanglan", "王兰", &house.passwords, test).await;
        let mut work = house.work().await;
        refused(appoint(&mut work, &console, (Power::Audit, new.clone())).await, "power-held");
        refused(appoint(&mut work, &house.security, (Power::Audit, new.clone())).await, "denied");
        let gone = args![AccountState::Disabled, house.admin.realm, house.audit.account()];
        work.execute(LOSE, gone).await.unwrap();
        let appointed = appoint(&mut work, &console, (Power::Audit, new)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(appointed.grants, [grant("auditAdministrator", &house.top(), 0)]);
        assert_eq!(house.noted("power.appointed").await, 1);
    }

    async fn a_former_administrator_becomes_system_administrator_and_nothing_else(test: &TestDatabase) {
        const FORMER: &str = "UPDATE account_grant SET role = 'administrator' WHERE realm_id = $1 AND role = 'systemAdministrator'";
        const ALSO: &str = "INSERT INTO account_grant (realm_id, account_id, role, org_path, clearance)
            VALUES ($1, $2, 'archivist', '/1/', 4)";
        let house = House::open(test).await;
        let mut work = house.work().await;
        work.execute(FORMER, args![house.admin.realm]).await.unwrap();
        work.execute(ALSO, args![house.admin.realm, house.admin.id]).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(inherit::take_over(&test.database).await.unwrap(), 1);
        assert_eq!(fresh(&house, house.admin.id).await.grants, [grant("systemAdministrator", &house.top(), 0)]);
        assert_eq!(house.noted("account.grants-changed").await, 1);
        assert_eq!(inherit::take_over(&test.database).await.unwrap(), 0);
    }
}
