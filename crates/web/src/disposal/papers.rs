//! The papers of a destruction: the list (销毁清册, with the cover of 机关档案管理规定) and the certificate (销毁证明).

use super::told::{proposal, retention, say};
use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::pdf::{self, Wording};
use crate::privacy::named::{name, names};
use crate::view::PageFault;
use axum::response::Response;
use guildhall_archive::fonds;
use guildhall_disposal::{Item, Outcome, Proposal, Round, RoundWhole, Signature, Stage};
use guildhall_kernel::AccountId;
use guildhall_print::{Report, Section, Table};
use std::collections::HashMap;
use uuid::Uuid;

/// Most lines of a round; a list is printed whole.
const LINES_MAX: u32 = 500;

/// A round with everything that its papers tell.
struct Whole {
    whole: RoundWhole,
    items: Vec<Item>,
    names: HashMap<AccountId, String>,
    fonds: String,
}

async fn gather(member: &Member, id: Uuid) -> Result<Whole, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let whole = app.disposal.round_whole(&mut connection, actor, id).await?;
    let items = app
        .disposal
        .items(&mut connection, actor, (id, 0, LINES_MAX))
        .await?;
    let people = [Some(whole.round.made_by), whole.round.executed_by];
    let names = names(&mut connection, people.into_iter().flatten()).await?;
    let fonds = fonds::list(&mut connection).await?;
    let fonds: Vec<String> = fonds
        .iter()
        .map(|fonds| format!("{} {}", fonds.code, fonds.name))
        .collect();
    Ok(Whole {
        whole,
        items,
        names,
        fonds: fonds.join("、"),
    })
}

/// `GET /disposal/{id}/list.pdf`
pub async fn list(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let bytes = list_pdf(&member, id).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-disposal-list.pdf\"",
    ))
}

/// Prints the list of a round.
///
/// # Errors
/// As [`guildhall_disposal::Disposal::round`], and when nothing can be printed now.
pub async fn list_pdf(member: &Member, id: Uuid) -> Result<Vec<u8>, Fault> {
    let gathered = gather(member, id).await?;
    let words = Wording(member.visit.locale);
    let round = &gathered.whole.round;
    let named: Vec<&Item> = gathered
        .items
        .iter()
        .filter(|item| item.outcome != Outcome::Released)
        .collect();
    let destroy = of(&named, Proposal::Destroy);
    let extend = of(&named, Proposal::Extend);
    let mut sections = vec![cover(member, &gathered, destroy.len())];
    sections.push(Section {
        heading: words.say("disposal-list-destroy"),
        table: lines(member, &destroy),
        ..Section::default()
    });
    if !extend.is_empty() {
        sections.push(Section {
            heading: words.say("disposal-list-extend"),
            table: lines(member, &extend),
            ..Section::default()
        });
    }
    let transfer = of(&named, Proposal::Transfer);
    if !transfer.is_empty() {
        sections.push(Section {
            heading: words.say("disposal-list-transfer"),
            table: lines(member, &transfer),
            ..Section::default()
        });
    }
    let report = Report {
        language: words.language(),
        title: words.say("disposal-list-title"),
        lines: vec![
            member.issuer().to_owned(),
            format!("{} {}", round.numbered(), round.name),
        ],
        foot: words.say("disposal-list-title"),
        sections,
    };
    pdf::print(member.app().font.clone(), report).await
}

fn of<'i>(items: &[&'i Item], proposal: Proposal) -> Vec<&'i Item> {
    items
        .iter()
        .copied()
        .filter(|item| item.proposal == proposal)
        .collect()
}

fn cover(member: &Member, gathered: &Whole, destroy: usize) -> Section {
    let words = Wording(member.visit.locale);
    let round = &gathered.whole.round;
    let moment = |at: Option<guildhall_kernel::Timestamp>| at.map(|at| words.moment(at)).unwrap_or_default();
    let mut facts = vec![
        (words.say("disposal-fonds"), gathered.fonds.clone()),
        (words.say("disposal-number"), round.numbered()),
        (words.say("disposal-basis"), round.basis.clone()),
        (words.say("disposal-count"), destroy.to_string()),
        (
            words.say("disposal-proposer"),
            name(&gathered.names, round.made_by),
        ),
        (words.say("disposal-approved-at"), moment(round.decided_at)),
        (words.say("disposal-not-before"), moment(round.not_before)),
    ];
    facts.extend(signatures(words, &gathered.whole.signatures));
    Section {
        heading: words.say("disposal-cover"),
        facts,
        ..Section::default()
    }
}

fn signatures(words: Wording, signed: &[Signature]) -> Vec<(String, String)> {
    let line = |one: &Signature| {
        (
            words.say(&format!("disposal-signed-{}", one.stage.code())),
            format!("{} {}", one.name, words.moment(one.at)),
        )
    };
    signed.iter().map(line).collect()
}

fn lines(member: &Member, items: &[&Item]) -> Option<Table> {
    let words = Wording(member.visit.locale);
    let row = |item: &&Item| {
        let line = &item.line;
        let kept = line.due_year - line.year;
        [
            item.sequence.to_string(),
            line.archival_code.clone(),
            line.doc_number.clone(),
            line.responsible_party.clone(),
            line.title.clone(),
            line.doc_date.map(|date| date.to_string()).unwrap_or_default(),
            retention(member, &line.retention),
            kept.to_string(),
            line.pages.to_string(),
            note(member, item),
        ]
    };
    words.table(
        [
            (2, "catalogue-number"),
            (6, "record-number"),
            (4, "catalogue-doc-number"),
            (4, "record-responsible"),
            (8, "record-title"),
            (4, "record-date"),
            (3, "record-retention"),
            (3, "disposal-kept-years"),
            (2, "record-pages"),
            (5, "disposal-note"),
        ],
        items.iter().map(row).collect(),
    )
}

fn note(member: &Member, item: &Item) -> String {
    let what = match item.outcome {
        Outcome::Open => proposal(member, item),
        outcome => say(member, &format!("disposal-outcome-{}", outcome.code())),
    };
    match item.reason.is_empty() {
        true => what,
        false => format!("{what}: {}", item.reason),
    }
}

/// `GET /disposal/{id}/certificate.pdf`
pub async fn certificate(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let bytes = certificate_pdf(&member, id).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-destruction-certificate.pdf\"",
    ))
}

/// Prints the certificate of a destruction.
///
/// # Errors
/// [`PageFault::NotFound`] before it was carried out; as [`guildhall_disposal::Disposal::round`], and when nothing can
/// be printed now.
pub async fn certificate_pdf(member: &Member, id: Uuid) -> Result<Vec<u8>, Fault> {
    let gathered = gather(member, id).await?;
    let words = Wording(member.visit.locale);
    let round = &gathered.whole.round;
    if round.proof.is_empty() {
        return Err(PageFault::NotFound.into());
    }
    let report = Report {
        language: words.language(),
        title: words.say("disposal-certificate-title"),
        lines: vec![
            member.issuer().to_owned(),
            format!("{} {}", round.numbered(), round.name),
        ],
        foot: words.say("disposal-certificate-title"),
        sections: vec![
            done(words, &gathered, round)?,
            watched(words, &gathered.whole.signatures),
            digests(words, &gathered.items),
        ],
    };
    pdf::print(member.app().font.clone(), report).await
}

/// What was done, how, and what was looked at afterwards.
fn done(words: Wording, gathered: &Whole, round: &Round) -> Result<Section, Fault> {
    let proof = round.proof()?;
    let moment = |at: Option<guildhall_kernel::Timestamp>| at.map(|at| words.moment(at)).unwrap_or_default();
    let executor = round.executed_by.map(|account| name(&gathered.names, account));
    let backups = match &proof.backups {
        None => words.say("disposal-backups-waiting"),
        Some(backups) if backups.place.is_none() => words.say("disposal-backups-none"),
        Some(backups) => words.with("disposal-backups-done", "count", backups.snapshots),
    };
    Ok(Section {
        heading: words.say("disposal-certificate-done"),
        lead: words.say("disposal-certificate-lead"),
        facts: vec![
            (words.say("disposal-number"), round.numbered()),
            (words.say("disposal-fonds"), gathered.fonds.clone()),
            (
                words.say("disposal-certificate-records"),
                proof.records.to_string(),
            ),
            (words.say("disposal-certificate-held"), proof.held.to_string()),
            (words.say("disposal-certificate-copies"), proof.copies.to_string()),
            (words.say("disposal-certificate-bytes"), proof.bytes.to_string()),
            (
                words.say("disposal-certificate-method"),
                words.say("disposal-certificate-method-is"),
            ),
            (words.say("disposal-executor"), executor.unwrap_or_default()),
            (words.say("disposal-started"), moment(round.started_at)),
            (words.say("disposal-ended"), moment(round.ended_at)),
            (
                words.say("disposal-certificate-looked"),
                words.moment(proof.looked_at),
            ),
            (words.say("disposal-certificate-backups"), backups),
        ],
        ..Section::default()
    })
}

fn watched(words: Wording, signed: &[Signature]) -> Section {
    let after = signed.iter().filter(|one| one.stage == Stage::After).count();
    Section {
        heading: words.say("disposal-supervisors"),
        lead: match after {
            0 => words.say("disposal-unwatched-yet"),
            _ => String::new(),
        },
        facts: signatures(words, signed),
        ..Section::default()
    }
}

/// The records that are gone with the digests of their files, so that a copy that turns up can be told to be one.
fn digests(words: Wording, items: &[Item]) -> Section {
    let gone = items.iter().filter(|item| item.outcome == Outcome::Destroyed);
    let rows = gone.flat_map(|item| {
        item.line
            .files
            .iter()
            .map(|hash| [item.line.archival_code.clone(), hash.to_hex()])
    });
    Section {
        heading: words.say("disposal-certificate-digests"),
        table: words.table([(5, "record-number"), (9, "disposal-digest")], rows.collect()),
        ..Section::default()
    }
}
