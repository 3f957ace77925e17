//! What the room whose thing was decided about does with the outcome, in the unit of work of the decision.

use crate::context::Member;
use crate::fault::Fault;
use guildhall_archive::filing::FILING;
use guildhall_archive::lending::request::LOAN_REQUEST;
use guildhall_archive::reclassification::RECLASSIFICATION;
use guildhall_archive::usage::{Outcome, SUBJECT_KIND};
use guildhall_checks::filing_job;
use guildhall_dispatch::handover::HANDOVER;
use guildhall_disposal::{Decided, ROUND};
use guildhall_store::Work;
use guildhall_store::job::enqueue;
use guildhall_workflow::{Run, Status};

/// Hands the outcome of a run that has ended to the room whose thing it was about; a running one has none.
///
/// # Errors
/// When that room refuses; then nothing was decided either.
pub async fn settle(work: &mut Work, member: &Member, run: &Run) -> Result<(), Fault> {
    let outcome = match run.state.status {
        Status::Running => return Ok(()),
        Status::Approved => Outcome::Approved,
        Status::Refused => Outcome::Refused,
        Status::Withdrawn => Outcome::Withdrawn,
    };
    if run.subject.kind == ROUND {
        let decided = match outcome {
            Outcome::Approved => Decided::Approved,
            Outcome::Refused => Decided::Refused,
            Outcome::Withdrawn => Decided::Withdrawn,
        };
        let disposal = &member.app().disposal;
        disposal
            .settle(work, member.actor(), (run.subject.id, decided))
            .await?;
    }
    if run.subject.kind == HANDOVER {
        let exchange = &member.app().exchange;
        exchange
            .settle_handover(work, member.actor(), (run.subject.id, outcome))
            .await?;
    }
    if run.subject.kind == RECLASSIFICATION {
        let archive = &member.app().archive;
        archive
            .settle_reclassification(work, member.actor(), run.subject.id, outcome)
            .await?;
    }
    if run.subject.kind == LOAN_REQUEST {
        let desk = &member.app().lending;
        desk.settle_request(work, member.actor(), (run.subject.id, outcome))
            .await?;
    }
    if run.subject.kind == FILING {
        let archive = &member.app().archive;
        archive
            .settle_filing(work, member.actor(), run.subject.id, outcome)
            .await?;
        if outcome == Outcome::Approved {
            enqueue(work, filing_job(run.subject.id)).await?;
        }
    }
    if run.subject.kind == SUBJECT_KIND {
        let archive = &member.app().archive;
        archive
            .settle_use(work, member.actor(), run.subject.id, outcome)
            .await?;
    }
    Ok(())
}
