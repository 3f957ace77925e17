//! Words for rounds, lines and what became of them.

use super::round::TRANSFER;
use crate::archive::record::moment;
use crate::archive::shown;
use crate::context::Member;
use crate::locale::{self, Args};
use crate::routes;
use crate::view::{DisposalItemRow, DisposalRoundRow};
use guildhall_disposal::{Item, Outcome, Proposal, Round};

/// Returns a message.
pub fn say(member: &Member, key: &str) -> String {
    locale::t(member.visit.locale, key, &Args::none())
}

/// Returns how far a round has come, in words.
pub fn standing(member: &Member, round: &Round) -> String {
    say(member, &format!("disposal-is-{}", round.state.code()))
}

/// Returns a round as lists show it.
pub fn round_row(member: &Member, round: &Round) -> DisposalRoundRow {
    DisposalRoundRow {
        link: routes::disposal_round(&round.id.to_string()),
        number: round.numbered(),
        name: round.name.clone(),
        standing: standing(member, round),
        made: moment(round.made_at),
    }
}

/// Returns a retention code in words.
pub fn retention(member: &Member, code: &str) -> String {
    shown::retention(member.visit.locale, &member.app().archive, code)
}

/// Returns what is proposed for a record, in words.
pub fn proposal(member: &Member, item: &Item) -> String {
    match (item.proposal, &item.extend_to) {
        (Proposal::Extend, Some(to)) => locale::t(
            member.visit.locale,
            "disposal-proposed-extend",
            &Args::none().with("until", &retention(member, to)),
        ),
        (Proposal::Transfer, _) => say(member, "disposal-proposed-transfer"),
        _ => say(member, "disposal-proposed-destroy"),
    }
}

/// Returns a line as the page of its round shows it.
pub fn item_row(member: &Member, item: &Item, may_change: bool) -> DisposalItemRow {
    let is_there = item.outcome != Outcome::Destroyed;
    DisposalItemRow {
        sequence: item.sequence,
        number: item.line.archival_code.clone(),
        title: item.line.title.clone(),
        link: is_there.then(|| routes::record(&item.record.to_string())),
        year: item.line.year,
        retention: retention(member, &item.line.retention),
        due_year: item.line.due_year,
        pages: item.line.pages,
        proposal: proposal(member, item),
        reason: item.reason.clone(),
        outcome: (item.outcome != Outcome::Open)
            .then(|| say(member, &format!("disposal-outcome-{}", item.outcome.code()))),
        change: (may_change && item.outcome == Outcome::Open)
            .then(|| routes::disposal_item(&item.id.to_string())),
        chosen: match item.proposal {
            Proposal::Transfer => TRANSFER.to_owned(),
            Proposal::Destroy | Proposal::Extend => item.extend_to.clone().unwrap_or_default(),
        },
    }
}
