//! The slip of a loan (借阅单) as PDF, to be signed by who borrows and who lends.

use super::borrowers;
use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::pdf::{self, Wording};
use crate::privacy::named::{name, names};
use axum::response::Response;
use guildhall_archive::LendingError;
use guildhall_archive::lending::Loan;
use guildhall_print::{Report, Section};
use uuid::Uuid;

/// `GET /loans/{id}/slip.pdf`
pub async fn print(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let loan = app.lending.loan(&mut connection, actor, id).await?;
    let loans = app.lending.slip(&mut connection, actor, loan.slip).await?;
    let who = borrowers(&mut connection, &loans).await?;
    let lenders = names(&mut connection, [loan.lent_by].into_iter()).await?;
    drop(connection);
    let people = (
        who.get(&loan.person).cloned().unwrap_or_default(),
        name(&lenders, loan.lent_by),
    );
    let report = report(&member, &loans, people)?;
    let bytes = pdf::print(app.font.clone(), report).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-loan-slip.pdf\"",
    ))
}

fn report(member: &Member, loans: &[Loan], (borrower, lender): (String, String)) -> Result<Report, Fault> {
    let words = Wording(member.visit.locale);
    let first = loans
        .first()
        .ok_or_else(|| guildhall_archive::ArchiveError::from(LendingError::NoSuchLoan))?;
    let row = |loan: &Loan| {
        [
            loan.archival_code.clone(),
            loan.due_on.to_string(),
            loan.returned_at.map(|at| words.moment(at)).unwrap_or_default(),
            loan.note.clone(),
        ]
    };
    let signing = |key: &str| (words.say(key), "_".repeat(24));
    Ok(Report {
        language: words.language(),
        title: words.say("loan-slip-title"),
        lines: vec![member.issuer().to_owned(), first.numbered()],
        foot: words.say("loan-slip-title"),
        sections: vec![
            Section {
                heading: words.say("loan-slip-facts"),
                facts: vec![
                    (words.say("loan-slip"), first.numbered()),
                    (words.say("loan-who"), borrower),
                    (words.say("loan-purpose"), first.purpose.clone()),
                    (words.say("loan-lent"), words.moment(first.lent_at)),
                    (words.say("loan-lender"), lender),
                ],
                ..Section::default()
            },
            Section {
                heading: words.say("loan-slip-records"),
                table: words.table(
                    [
                        (6, "record-number"),
                        (4, "loan-due"),
                        (4, "loan-returned"),
                        (6, "loan-note"),
                    ],
                    loans.iter().map(row).collect(),
                ),
                ..Section::default()
            },
            Section {
                heading: words.say("loan-slip-signatures"),
                lead: words.say("loan-slip-promise"),
                facts: vec![signing("loan-who"), signing("loan-lender")],
                ..Section::default()
            },
        ],
    })
}
