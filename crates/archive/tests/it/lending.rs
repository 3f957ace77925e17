//! Lending: never twice, never while it is being destroyed; renewed, returned, undone; each step an entry.

use crate::house::{actor, archive, captured, description, migrations, open_fonds, text};
use guildhall_archive::lending::request::{AskLoan, LoanRequest, LoanRequestSubjects, RequestState};
use guildhall_archive::lending::{CameBack, Loan, LoanSubjects, NewLoan, Returned, lent_out};
use guildhall_archive::usage::Outcome;
use guildhall_archive::{Archive, ArchiveError, Lending, LendingError, LendingFiles, LendingRules, Record};
use guildhall_kernel::{Actor, OrgId, OrgPath, PersonId};
use guildhall_ledger::{Subjects, history};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Work, args, on_both_databases};
use std::sync::Arc;

const DAY_SECS: i64 = 24 * 60 * 60;
const INSERT_PERSON: &str =
    "INSERT INTO person (realm_id, id, staff_number, name, sort_key, reading, initials, sex,
    org_id, org_path, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '9', $8, $9, 'active', $10)";

struct House {
    archive: Archive,
    desk: Lending,
    keeper: Actor,
    borrower: PersonId,
}

async fn enter(work: &mut Work, staff_number: &str, name: &str) -> PersonId {
    let id: PersonId = work.new_id();
    let org: OrgId = work.new_id();
    let values = args![
        work.realm(),
        id,
        staff_number,
        name,
        name,
        name,
        name,
        org,
        OrgPath::root(1),
        work.now()
    ];
    work.execute(INSERT_PERSON, values).await.unwrap();
    id
}

async fn house(test: &TestDatabase) -> House {
    let archive = archive();
    let rules = LendingRules::load(LendingFiles {
        schema: &text("lending/schema.json"),
        rules: &text("lending/lending.toml"),
    });
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, &archive, test).await;
    let borrower = enter(&mut work, "A-7", "王芳").await;
    work.commit().await.unwrap();
    House {
        desk: Lending {
            rules: Arc::new(rules.unwrap()),
            rights: archive.rights.clone(),
        },
        keeper: actor(test, "archivist", "/1/", 3),
        archive,
        borrower,
    }
}

fn order(records: &[&Record]) -> NewLoan {
    NewLoan {
        codes: records
            .iter()
            .filter_map(|record| record.archival_code.clone())
            .collect(),
        staff_number: "a-7".to_owned(),
        purpose: "核对职称材料".to_owned(),
        days: None,
    }
}

fn back(came_back: CameBack, note: &str) -> Returned {
    Returned {
        came_back,
        note: note.to_owned(),
    }
}

fn code(record: &Record) -> String {
    record.archival_code.clone().unwrap()
}

/// Returns what the desk refused.
fn refusal<T: std::fmt::Debug>(done: Result<T, ArchiveError>) -> LendingError {
    match done {
        Err(ArchiveError::Lending(error)) => error,
        other => panic!("{other:?}"),
    }
}

impl House {
    async fn filed(&self, test: &TestDatabase) -> Record {
        let record = captured(&self.archive, test, &self.keeper, "通知").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let found = self
            .archive
            .describe(&mut work, &self.keeper, (record.id, 1), description())
            .await
            .unwrap();
        let version = (found.id, found.version);
        let filed = self.archive.file(&mut work, &self.keeper, version).await.unwrap();
        work.commit().await.unwrap();
        filed
    }

    async fn lend(&self, test: &TestDatabase, new: NewLoan) -> Result<Vec<Loan>, ArchiveError> {
        self.lend_as(test, &self.keeper, new).await
    }

    async fn lend_as(
        &self,
        test: &TestDatabase,
        who: &Actor,
        new: NewLoan,
    ) -> Result<Vec<Loan>, ArchiveError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let loans = self.desk.lend(&mut work, who, new).await?;
        work.commit().await.unwrap();
        Ok(loans)
    }

    async fn take_back(&self, test: &TestDatabase, loan: &Loan) -> Result<Loan, ArchiveError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let returned = back(CameBack::Good, "");
        let loan = self
            .desk
            .take_back(&mut work, &self.keeper, loan.id, &returned)
            .await?;
        work.commit().await.unwrap();
        Ok(loan)
    }

    async fn undo(&self, test: &TestDatabase, loan: &Loan) -> Result<Loan, ArchiveError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let loan = self.desk.undo_return(&mut work, &self.keeper, loan.id).await?;
        work.commit().await.unwrap();
        Ok(loan)
    }

    async fn destroy(&self, test: &TestDatabase, record: &Record) -> Result<(), ArchiveError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        self.archive
            .destroy(&mut work, &self.keeper, (record.id, &[]))
            .await?;
        work.commit().await.unwrap();
        Ok(())
    }
}

impl House {
    /// Returns the borrower at her own account.
    fn asker(&self, test: &TestDatabase) -> Actor {
        Actor {
            person: Some(self.borrower),
            ..actor(test, "reader", "/1/", 1)
        }
    }

    async fn ask(&self, test: &TestDatabase, record: &Record) -> Result<LoanRequest, ArchiveError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let ask = AskLoan {
            archival_code: code(record),
            purpose: "公证须出示原件".to_owned(),
            days: Some(7),
        };
        let (request, _) = self.desk.ask(&mut work, &self.asker(test), ask).await?;
        work.commit().await.unwrap();
        Ok(request)
    }

    async fn settle(&self, test: &TestDatabase, request: &LoanRequest) -> Result<LoanRequest, ArchiveError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let decided = (request.id, Outcome::Approved);
        let request = self.desk.settle_request(&mut work, &self.keeper, decided).await?;
        work.commit().await.unwrap();
        Ok(request)
    }

    async fn hand_out(&self, test: &TestDatabase, request: &LoanRequest) -> Result<Loan, ArchiveError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let loan = self
            .desk
            .hand_out_requested(&mut work, &self.keeper, request.id)
            .await?;
        work.commit().await.unwrap();
        Ok(loan)
    }

    async fn request(&self, test: &TestDatabase, request: &LoanRequest) -> LoanRequest {
        let mut connection = test.database.read(test.realm).await.unwrap();
        let found = self
            .desk
            .request(&mut connection, &self.asker(test), request.id)
            .await;
        found.unwrap()
    }
}

/// Asserts that all loans and all requests are as the ledger tells, and returns how many loans there are.
async fn assert_guarded(test: &TestDatabase) -> usize {
    assert_told(test, &LoanRequestSubjects).await;
    assert_told(test, &LoanSubjects).await
}

async fn assert_told(test: &TestDatabase, subjects: &dyn Subjects) -> usize {
    let mut work = test.database.begin(test.realm).await.unwrap();
    let page = subjects.page(&mut work, None).await.unwrap();
    for (id, digest) in &page {
        let acts = history::of_subject(&mut work, subjects.kind(), *id, 1)
            .await
            .unwrap();
        let told = acts.first().and_then(|(entry, _)| entry.digest.clone());
        assert_eq!(told, Some(digest.to_hex()), "{id}");
    }
    page.len()
}

on_both_databases! { migrations();
    async fn what_is_lent_on_one_slip_is_out_until_it_is_back_and_no_longer(test: &TestDatabase) {
        let house = house(test).await;
        let (one, two) = (house.filed(test).await, house.filed(test).await);
        let loans = house.lend(test, order(&[&one, &two])).await.unwrap();
        assert_eq!(loans.len(), 2);
        assert!(loans.iter().all(|loan| loan.slip == loans[0].slip && loan.number == 1 && loan.person == house.borrower));
        assert_eq!(refusal(house.lend(test, order(&[&one])).await), LendingError::Out(code(&one)));
        house.take_back(test, &loans[0]).await.unwrap();
        assert_eq!(refusal(house.take_back(test, &loans[0]).await), LendingError::CameBack);
        let again = house.lend(test, order(&[&one])).await.unwrap();
        assert_eq!(again[0].number, 2, "slips are numbered without gaps, also after a refusal");
        assert_eq!(refusal(house.undo(test, &loans[0]).await), LendingError::Out(code(&one)));
        house.take_back(test, &again[0]).await.unwrap();
        assert!(house.undo(test, &again[0]).await.unwrap().is_out());
        assert_eq!(refusal(house.undo(test, &again[0]).await), LendingError::NotBack);
        assert_eq!(assert_guarded(test).await, 3);
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert_eq!(lent_out(&mut connection, &[one.id, two.id]).await.unwrap().len(), 2);
        let slip = house.desk.slip(&mut connection, &house.keeper, loans[0].slip).await.unwrap();
        assert_eq!(slip.len(), 2);
        let borrower = Actor { person: Some(house.borrower), ..actor(test, "reader", "/1/", 1) };
        let own = house.desk.own(&mut connection, &borrower, (None, 10)).await.unwrap();
        assert_eq!(own.len(), 3);
        let stranger = actor(test, "reader", "/1/", 1);
        assert!(house.desk.own(&mut connection, &stranger, (None, 10)).await.unwrap().is_empty());
    }

    async fn a_request_becomes_one_loan_even_when_two_hand_it_out_at_once(test: &TestDatabase) {
        let house = house(test).await;
        let record = house.filed(test).await;
        let request = house.ask(test, &record).await.unwrap();
        assert_eq!(refusal(house.ask(test, &record).await), LendingError::RequestedBefore(code(&record)));
        assert_eq!(refusal(house.hand_out(test, &request).await), LendingError::RequestOver);
        let approved = house.settle(test, &request).await.unwrap();
        assert_eq!(refusal(house.settle(test, &request).await), LendingError::RequestOver);
        let (first, second) = tokio::join!(house.hand_out(test, &approved), house.hand_out(test, &approved));
        assert_ne!(first.is_ok(), second.is_ok(), "{first:?} {second:?}");
        let loan = first.or(second).unwrap();
        let lent = house.request(test, &request).await;
        assert_eq!((lent.state, lent.loan), (RequestState::Lent, Some(loan.id)));
        assert_eq!((loan.person, loan.purpose.as_str()), (house.borrower, "公证须出示原件"));
        assert_eq!(assert_guarded(test).await, 1);
    }

    async fn what_was_asked_for_while_it_is_out_waits_at_the_desk_until_it_is_back(test: &TestDatabase) {
        let house = house(test).await;
        let record = house.filed(test).await;
        let out = house.lend(test, order(&[&record])).await.unwrap().remove(0);
        let request = house.ask(test, &record).await.unwrap();
        let request = house.settle(test, &request).await.unwrap();
        assert_eq!(refusal(house.hand_out(test, &request).await), LendingError::Out(code(&record)));
        let mut connection = test.database.read(test.realm).await.unwrap();
        let (desk, keeper) = (&house.desk, &house.keeper);
        assert_eq!(desk.count_to_hand_out(&mut connection, keeper).await.unwrap(), 1);
        let waiting = desk.to_hand_out(&mut connection, keeper, (None, 10)).await.unwrap();
        let behind = waiting[0].decided_at.map(|at| (at, waiting[0].id));
        assert!(desk.to_hand_out(&mut connection, keeper, (behind, 10)).await.unwrap().is_empty());
        let other = actor(test, "archivist", "/1/9/", 3);
        assert_eq!(desk.count_to_hand_out(&mut connection, &other).await.unwrap(), 0);
        drop(connection);
        house.take_back(test, &out).await.unwrap();
        assert!(house.hand_out(test, &request).await.unwrap().is_out());
        assert_eq!(assert_guarded(test).await, 2);
    }

    async fn a_destroyed_record_ends_what_was_asked_for_it(test: &TestDatabase) {
        let house = house(test).await;
        let (one, two) = (house.filed(test).await, house.filed(test).await);
        let approved = house.ask(test, &one).await.unwrap();
        house.settle(test, &approved).await.unwrap();
        let asked = house.ask(test, &two).await.unwrap();
        house.destroy(test, &one).await.unwrap();
        house.destroy(test, &two).await.unwrap();
        for request in [&approved, &asked] {
            assert_eq!(house.request(test, request).await.state, RequestState::Dropped);
        }
        let late = house.settle(test, &asked).await.unwrap();
        assert_eq!(late.state, RequestState::Dropped, "what is decided later opens nothing");
        assert_guarded(test).await;
    }

    async fn two_slips_at_once_never_both_hold_the_same_original(test: &TestDatabase) {
        let house = house(test).await;
        let (one, two) = (house.filed(test).await, house.filed(test).await);
        let (first, second) = tokio::join!(
            house.lend(test, order(&[&one, &two])),
            house.lend(test, order(&[&two, &one])),
        );
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
        assert_eq!(assert_guarded(test).await, 2, "the other slip left nothing");
    }

    async fn what_is_out_is_not_destroyed_and_what_is_destroyed_is_not_lent(test: &TestDatabase) {
        let house = house(test).await;
        let record = house.filed(test).await;
        let loans = house.lend(test, order(&[&record])).await.unwrap();
        let refused = house.destroy(test, &record).await;
        assert_eq!(refusal(refused), LendingError::Out(code(&record)));
        house.take_back(test, &loans[0]).await.unwrap();
        let (destroyed, lent) = tokio::join!(house.destroy(test, &record), house.lend(test, order(&[&record])));
        assert_ne!(destroyed.is_ok(), lent.is_ok(), "one of them, never both");
        let mut connection = test.database.read(test.realm).await.unwrap();
        let out = lent_out(&mut connection, &[record.id]).await.unwrap();
        assert_eq!(out.is_empty(), destroyed.is_ok(), "a destruction leaves no claim");
    }

    async fn a_loan_is_overdue_after_its_day_and_renewed_once(test: &TestDatabase) {
        let house = house(test).await;
        let (one, two) = (house.filed(test).await, house.filed(test).await);
        let short = NewLoan { days: Some(2), ..order(&[&one]) };
        let loan = house.lend(test, short).await.unwrap().remove(0);
        house.lend(test, order(&[&two])).await.unwrap();
        let later = loan.lent_at.plus_secs(3 * DAY_SECS);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let (desk, keeper) = (&house.desk, &house.keeper);
        assert_eq!(desk.overdue(&mut work, keeper, loan.lent_at).await.unwrap(), 0);
        assert_eq!(desk.overdue(&mut work, keeper, later).await.unwrap(), 1);
        let overdue = desk.out(&mut work, keeper, Some(later), (None, 10)).await.unwrap();
        assert_eq!(overdue.iter().map(|one| one.id).collect::<Vec<_>>(), [loan.id]);
        let out = desk.out(&mut work, keeper, None, (None, 1)).await.unwrap();
        let behind = Some((out[0].due_on, out[0].id));
        assert_eq!(out[0].id, loan.id, "what is due first comes first");
        assert_eq!(desk.out(&mut work, keeper, None, (behind, 10)).await.unwrap().len(), 1);
        let renewed = desk.renew(&mut work, keeper, loan.id).await.unwrap();
        assert_eq!(renewed.due_on, loan.due_on.plus_days(desk.rules.renewal_days));
        assert_eq!(desk.overdue(&mut work, keeper, later).await.unwrap(), 0);
        let twice = desk.renew(&mut work, keeper, loan.id).await;
        assert_eq!(refusal(twice), LendingError::RenewedOut { most: desk.rules.renewals_max });
        work.commit().await.unwrap();
        assert_eq!(assert_guarded(test).await, 2);
    }

    async fn nobody_lends_or_sees_what_is_not_in_her_care(test: &TestDatabase) {
        let house = house(test).await;
        let record = house.filed(test).await;
        let waiting = captured(&house.archive, test, &house.keeper, "未归档").await;
        assert!(waiting.archival_code.is_none());
        let unknown = NewLoan { codes: vec!["Z109-X".to_owned()], ..order(&[]) };
        assert_eq!(refusal(house.lend(test, unknown).await), LendingError::NoSuchRecord("Z109-X".to_owned()));
        let nobody = NewLoan { staff_number: "B-1".to_owned(), ..order(&[&record]) };
        assert_eq!(refusal(house.lend(test, nobody).await), LendingError::NoSuchPerson);
        let loan = house.lend(test, order(&[&record])).await.unwrap().remove(0);
        for other in [actor(test, "archivist", "/1/9/", 3), actor(test, "reader", "/1/", 3)] {
            let refused = house.lend_as(test, &other, order(&[&record])).await;
            assert_eq!(refusal(refused), LendingError::NoSuchRecord(code(&record)), "not even that it is out");
            let mut work = test.database.begin(test.realm).await.unwrap();
            let (desk, later) = (&house.desk, loan.lent_at.plus_secs(90 * DAY_SECS));
            assert_eq!(refusal(desk.loan(&mut work, &other, loan.id).await), LendingError::NoSuchLoan);
            assert_eq!(refusal(desk.slip(&mut work, &other, loan.slip).await), LendingError::NoSuchLoan);
            assert_eq!(refusal(desk.renew(&mut work, &other, loan.id).await), LendingError::NoSuchLoan);
            assert!(desk.out(&mut work, &other, None, (None, 10)).await.unwrap().is_empty());
            assert!(desk.register(&mut work, &other, (None, 10)).await.unwrap().is_empty());
            assert_eq!(desk.overdue(&mut work, &other, later).await.unwrap(), 0, "counts included");
        }
    }
}
