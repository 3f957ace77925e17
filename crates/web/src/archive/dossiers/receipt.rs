//! The receipt of a filed dossier (归档回执) as PDF.

use super::one::facts;
use super::paper_name;
use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::pdf::{self, Wording};
use axum::response::Response;
use guildhall_archive::DossierError;
use guildhall_archive::dossier::{DossierState, Seen};
use guildhall_print::{Report, Section};
use uuid::Uuid;

/// `GET /dossiers/{id}/receipt.pdf`
pub async fn print(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let seen = app.dossiers.dossier(&mut connection, actor, id).await?;
    if seen.dossier.state != DossierState::Filed {
        return Err(DossierError::NotNow(seen.dossier.state.code()).into());
    }
    let facts = facts(&member, &mut connection, &seen).await?;
    drop(connection);
    let report = report(&member, &seen, facts);
    let bytes = pdf::print(app.font.clone(), report).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-dossier-receipt.pdf\"",
    ))
}

fn report(member: &Member, seen: &Seen, facts: Vec<(String, String)>) -> Report {
    let words = Wording(member.visit.locale);
    let number = seen.dossier.receipt_number().unwrap_or_default();
    let row = |(paper, _): &(guildhall_archive::dossier::Paper, _)| {
        [
            paper_name(member, &seen.dossier.kind, &paper.slot),
            paper.archival_code.clone().unwrap_or_default(),
            paper.record_digest.clone().unwrap_or_default(),
        ]
    };
    let signing = |key: &str| (words.say(key), "_".repeat(24));
    Report {
        language: words.language(),
        title: words.say("dossier-receipt"),
        lines: vec![member.issuer().to_owned(), number.clone()],
        foot: number,
        sections: vec![
            Section {
                heading: words.say("dossier-facts"),
                facts,
                ..Section::default()
            },
            Section {
                heading: words.say("dossier-receipt-papers"),
                table: words.table(
                    [(5, "dossier-paper"), (6, "record-number"), (9, "dossier-digest")],
                    seen.papers.iter().map(row).collect(),
                ),
                ..Section::default()
            },
            Section {
                heading: words.say("dossier-receipt-signatures"),
                facts: vec![signing("dossier-filed-by")],
                ..Section::default()
            },
        ],
    }
}
