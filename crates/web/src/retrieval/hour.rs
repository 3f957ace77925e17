//! The archivist's hour (每周一小时): what waits for whoever keeps records, each line leading into the work.
//!
//! Counts only, each from an index; for who only reads, only the papers that her post owes are counted.

use crate::archive::retention::this_year;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{Args, t};
use crate::routes;
use crate::view::{Section, WorkLine};
use guildhall_store::Connection;

/// Returns what the member's post owes to dossiers, also for who only reads; nothing when it owes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn owed(member: &Member, connection: &mut Connection) -> Result<Vec<WorkLine>, Fault> {
    let desk = &member.app().dossiers;
    let count = desk.count_owed(connection, member.actor()).await?;
    let line = || WorkLine {
        link: routes::DOSSIERS_OWED.to_owned(),
        text: t(
            member.visit.locale,
            "hour-owed",
            &Args::none().with("count", &count),
        ),
    };
    Ok((count > 0).then(line).into_iter().collect())
}

/// Returns what waits for the member, the most urgent first; lines without anything are left out.
///
/// # Errors
/// When the database refuses.
pub async fn lines(member: &Member, connection: &mut Connection) -> Result<Vec<WorkLine>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let papers = app.archive.waiting(connection, actor).await?;
    let checks = app.checks.waiting(connection, actor).await?;
    let due = app
        .archive
        .due_years(connection, actor, this_year(member))
        .await?;
    let now = app.database.clock().now();
    let overdue = app.lending.overdue(connection, actor, now).await?;
    let to_hand_out = app.lending.count_to_hand_out(connection, actor).await?;
    let dossiers = app.dossiers.complete(connection, actor).await?;
    let all = [
        (
            "hour-tasks",
            routes::TASKS.to_owned(),
            member.frame(Section::Home).tasks,
        ),
        ("hour-failing", routes::CHECKS.to_owned(), checks.failing),
        (
            "hour-overdue",
            routes::with_query(routes::LOANS, [("show", "overdue".to_owned())]),
            overdue,
        ),
        ("hour-to-hand-out", routes::LOANS.to_owned(), to_hand_out),
        (
            "hour-dossiers",
            routes::with_query(routes::DOSSIERS, [("state", "complete".to_owned())]),
            dossiers,
        ),
        ("hour-captured", routes::INBOX.to_owned(), papers.captured),
        (
            "hour-described",
            routes::with_query(routes::INBOX, [("tab", "described".to_owned())]),
            papers.described,
        ),
        ("hour-to-look-at", routes::CHECKS.to_owned(), checks.to_look_at),
        (
            "hour-due",
            routes::RETENTION.to_owned(),
            due.iter().map(|year| year.records).sum(),
        ),
    ];
    let waiting = all.into_iter().filter(|(_, _, count)| *count > 0);
    Ok(waiting
        .map(|(key, link, count)| WorkLine {
            link,
            text: t(member.visit.locale, key, &Args::none().with("count", &count)),
        })
        .collect())
}
