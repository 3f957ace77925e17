//! The form of a handover as PDF: 电子档案移交与接收登记表 with its list of digests, after GB/T 18894-2016 annex A.
//!
//! What the program knows stands in it; what people look at and sign is left open.

use super::handovers::require;
use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::pdf::{self, Wording};
use crate::privacy::named::{name, names};
use axum::response::Response;
use guildhall_dispatch::{ConsignmentItem, Handover};
use guildhall_print::{Report, Section};
use uuid::Uuid;

/// Lines read at once.
const PAGE: u32 = 500;
/// What the receiver looks at, besides what was sent.
const LOOKED_AT: [&str; 5] = [
    "handover-check-accuracy",
    "handover-check-integrity",
    "handover-check-usability",
    "handover-check-security",
    "handover-check-medium",
];

/// `GET /handovers/{id}/form.pdf`
pub async fn print(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let bytes = form_pdf(&member, id).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-handover.pdf\"",
    ))
}

/// Prints the form of a handover.
///
/// # Errors
/// As [`guildhall_dispatch::Exchange::handover`], and when nothing can be printed now.
pub async fn form_pdf(member: &Member, id: Uuid) -> Result<Vec<u8>, Fault> {
    require(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let handover = app.exchange.handover(&mut connection, actor, id).await?;
    let people = names(&mut connection, [handover.made_by].into_iter()).await?;
    let mut lines: Vec<ConsignmentItem> = Vec::new();
    loop {
        let after = lines.last().map_or(0, |last| last.sequence);
        let wanted = (id, after, PAGE);
        let page = app
            .exchange
            .handover_lines(&mut connection, actor, wanted)
            .await?;
        if page.is_empty() {
            break;
        }
        lines.extend(page);
    }
    drop(connection);
    let report = report(member, &handover, (&name(&people, handover.made_by), &lines));
    pdf::print(app.font.clone(), report).await
}

fn report(member: &Member, handover: &Handover, (who, lines): (&str, &[ConsignmentItem])) -> Report {
    let words = Wording(member.visit.locale);
    Report {
        language: words.language(),
        title: words.say("handover-form-title"),
        lines: vec![
            member.issuer().to_owned(),
            format!("{} {}", handover.numbered(), handover.name),
        ],
        foot: words.say("handover-form-title"),
        sections: vec![
            facts(words, handover, (member.issuer(), lines)),
            looked_at(words),
            signed(words, handover, who),
            digests(words, lines),
        ],
    }
}

fn facts(words: Wording, handover: &Handover, (sender, lines): (&str, &[ConsignmentItem])) -> Section {
    let code =
        |line: Option<&ConsignmentItem>| line.map(|line| line.archival_code.clone()).unwrap_or_default();
    Section {
        heading: words.say("handover-form-facts"),
        facts: vec![
            (words.say("handover-name"), handover.name.clone()),
            (words.say("handover-sender"), sender.to_owned()),
            (words.say("handover-receiver"), handover.receiver.clone()),
            (words.say("handover-about"), handover.about.clone()),
            (words.say("handover-form-count"), handover.records.to_string()),
            (
                words.say("handover-form-size"),
                format!("{} ({} B)", gigabytes(handover.bytes), handover.bytes),
            ),
            (
                words.say("handover-form-codes"),
                format!("{} – {}", code(lines.first()), code(lines.last())),
            ),
            (words.say("handover-medium"), handover.medium.clone()),
            (words.say("handover-receipt"), in_two(&handover.receipt)),
        ],
        ..Section::default()
    }
}

/// Returns a size in GB with three decimals, as the form asks for it.
fn gigabytes(bytes: u64) -> String {
    let thousandths = bytes.saturating_add(500_000) / 1_000_000;
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

/// Returns a digest in two halves, so that a line may break between them.
fn in_two(digest: &str) -> String {
    match digest.split_at_checked(digest.len() / 2) {
        Some((first, second)) => format!("{first} {second}"),
        None => digest.to_owned(),
    }
}

/// What each side looked at; the program has compared every digest while packing, the rest is for people.
fn looked_at(words: Wording) -> Section {
    let row = |key: &&str| {
        let ours = match *key {
            "handover-check-integrity" => words.say("handover-check-by-program"),
            _ => String::new(),
        };
        [words.say(key), ours, String::new()]
    };
    Section {
        heading: words.say("handover-form-checks"),
        table: words.table(
            [
                (6, "handover-check"),
                (8, "handover-sender"),
                (8, "handover-receiver"),
            ],
            LOOKED_AT.iter().map(row).collect(),
        ),
        ..Section::default()
    }
}

fn signed(words: Wording, handover: &Handover, who: &str) -> Section {
    let moment = |at: Option<guildhall_kernel::Timestamp>| at.map(|at| words.moment(at)).unwrap_or_default();
    let line = || "_".repeat(24);
    let taken = match handover.taken_on {
        Some(day) => format!("{} {day}", handover.taken_by),
        None => line(),
    };
    Section {
        heading: words.say("handover-form-signed"),
        facts: vec![
            (
                words.say("handover-form-filled"),
                format!("{who} {}", words.moment(handover.made_at)),
            ),
            (words.say("disposal-approved-at"), moment(handover.decided_at)),
            (words.say("handover-form-seal-sender"), line()),
            (words.say("handover-taken-by"), taken),
            (words.say("handover-form-seal-receiver"), line()),
            (words.say("handover-remark"), handover.remark.clone()),
        ],
        ..Section::default()
    }
}

fn digests(words: Wording, lines: &[ConsignmentItem]) -> Section {
    let row = |line: &ConsignmentItem| {
        [
            line.sequence.to_string(),
            line.archival_code.clone(),
            line.bytes.to_string(),
            in_two(&line.digest),
        ]
    };
    Section {
        heading: words.say("handover-form-digests"),
        table: words.table(
            [
                (2, "exchange-place"),
                (6, "record-number"),
                (4, "handover-form-bytes"),
                (9, "handover-form-digest"),
            ],
            lines.iter().map(row).collect(),
        ),
        ..Section::default()
    }
}

#[cfg(test)]
mod tests {
    use super::gigabytes;

    #[test]
    fn a_size_stands_in_gigabytes_with_three_decimals() {
        assert_eq!(gigabytes(0), "0.000");
        assert_eq!(gigabytes(499_999), "0.000");
        assert_eq!(gigabytes(500_000), "0.001");
        assert_eq!(gigabytes(1_234_567_890), "1.235");
        assert_eq!(gigabytes(20_000_000_000), "20.000");
    }
}
