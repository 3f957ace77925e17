//! A certificate of consultation as PDF, to be signed and sealed; its taking is an entry of the ledger.

use super::{facts, people};
use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::pdf::{self, Wording};
use crate::routes;
use crate::view::QrCode;
use axum::response::Response;
use guildhall_archive::attestation::Attestation;
use guildhall_kernel::AccountId;
use guildhall_print::{Report, Section};
use std::collections::HashMap;
use uuid::Uuid;

/// `GET /attestations/{id}/certificate.pdf`
pub async fn print(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    print_one(&member, id).await
}

/// Prints a certificate, and notes that it was printed.
///
/// # Errors
/// As [`guildhall_archive::Attestations::note_printed`], and when nothing can be printed now.
pub async fn print_one(member: &Member, id: Uuid) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let one = app.attestations.note_printed(&mut work, actor, id).await?;
    let people = people(&mut work, &one).await?;
    work.commit().await?;
    let report = report(member, &one, &people);
    let bytes = pdf::print(app.font.clone(), report).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-certificate.pdf\"",
    ))
}

/// Returns where a certificate is checked: an address when the union set one, else number and code.
fn checked_at(member: &Member, one: &Attestation) -> String {
    let site = &member.app().attestations.rules.address;
    match site.is_empty() {
        true => format!("{} {}", one.numbered, one.shown_code()),
        false => format!(
            "{site}{}",
            routes::attestation_checked(&one.numbered, &one.shown_code())
        ),
    }
}

fn report(member: &Member, one: &Attestation, people: &HashMap<AccountId, String>) -> Report {
    let words = Wording(member.visit.locale);
    let mut sections = Vec::new();
    if one.revoked_at.is_some() {
        sections.push(Section {
            heading: words.say("attestation-is-revoked"),
            lead: one.reason.clone(),
            ..Section::default()
        });
    }
    let signing = |key: &str| (words.say(key), "_".repeat(24));
    sections.extend([
        Section {
            heading: words.say("attestation-tells"),
            facts: facts(member, one, people),
            ..Section::default()
        },
        Section {
            heading: words.say("attestation-excerpt"),
            lead: one.excerpt.clone(),
            ..Section::default()
        },
        Section {
            heading: words.say("attestation-check-title"),
            lead: words.say("attestation-check-lead"),
            picture: QrCode::of(&checked_at(member, one)).map(|code| code.to_svg()),
            ..Section::default()
        },
        Section {
            heading: words.say("attestation-signatures"),
            facts: vec![signing("attestation-issued-by"), signing("attestation-seal")],
            ..Section::default()
        },
    ]);
    Report {
        language: words.language(),
        title: words.say("attestation-title"),
        lines: vec![member.issuer().to_owned(), one.numbered.clone()],
        foot: one.numbered.clone(),
        sections,
    }
}
