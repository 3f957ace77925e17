//! The table of rights: every door of the house, tried by every kind of visitor.
//!
//! The doors come from the router itself, so a new one changes the table under `snapshots/` and cannot be forgotten.
//! What must hold whatever the table says stands below as rules of its own. A door that was opened and may have
//! changed something is tried on a fresh copy of the house by the next visitor.

mod fields;
mod making;
mod stage;

use http::Method;
use stage::{Stage, VISITORS};
use std::fmt::Write as _;

/// Doors that a stranger may open: what comes before a sign-in, and what holds nothing of anybody.
const OPEN: [&str; 12] = [
    "GET /sign-in",
    "GET /help",
    "GET /assets/{*name}",
    "GET /api/v1/openapi.json",
    "POST /preferences",
    "POST /sign-in",
    "POST /api/v1/sessions",
    "POST /api/v1/sessions/passkey/challenge",
    "GET /first-run",
    "GET /api/v1/sessions/outside",
    "GET /ledger/checkpoint",
    "GET /ledger/tile/{level}/{*index}",
];
/// Beginnings of addresses that name one record or paper of the surgical branch.
const RECORDS: [&str; 4] = [
    "/records/{id}",
    "/inbox/{id}",
    "/api/v1/records/{id}",
    "/api/v1/papers/{id}",
];
/// Visitors to whom that record does not exist: another branch, too low a clearance, no grant for records at all.
const BLIND: [&str; 6] = [
    "reader elsewhere",
    "archivist elsewhere",
    "archivist cleared 0",
    "system",
    "security",
    "audit",
];

/// One row of the table: a door and what each visitor was answered, in the order of [`VISITORS`].
struct Row {
    door: String,
    answers: Vec<String>,
}

impl Row {
    fn answer(&self, visitor: &str) -> &str {
        let column = VISITORS.iter().position(|known| *known == visitor);
        &self.answers[column.expect("a known visitor")]
    }

    fn opened_for(&self, visitor: &str) -> bool {
        self.answer(visitor).starts_with('2') || self.answer(visitor) == "303"
    }
}

async fn try_all() -> Vec<Row> {
    let stage = Stage::set().await;
    let mut copy = stage.copy().await;
    let mut rows = Vec::new();
    for (method, address) in guildhall_web::doors() {
        let mut answers = Vec::new();
        for visitor in VISITORS {
            let answer = copy.try_door(visitor, &method, &address).await;
            if method != Method::GET && !answer.starts_with('4') {
                copy = stage.copy().await;
            }
            answers.push(answer);
        }
        rows.push(Row {
            door: format!("{method} {address}"),
            answers,
        });
    }
    rows.sort_by(|one, other| one.door.cmp(&other.door));
    rows
}

fn table(rows: &[Row]) -> String {
    let mut text = format!("door,{}\n", VISITORS.join(","));
    for row in rows {
        let _ = writeln!(text, "{},{}", row.door, row.answers.join(","));
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_answers_every_visitor_as_the_table_says() {
    let rows = try_all().await;
    for row in &rows {
        check(row);
    }
    let cells = rows.len() * VISITORS.len();
    eprintln!("{} doors, {} visitors, {cells} cells", rows.len(), VISITORS.len());
    insta::assert_snapshot!(table(&rows));
}

/// What holds for every row, whatever the table says.
fn check(row: &Row) {
    let door = row.door.as_str();
    if !OPEN.contains(&door) {
        for outside in ["stranger", "session over"] {
            assert!(
                !row.opened_for(outside),
                "{door} opened for {outside}: {}",
                row.answer(outside)
            );
        }
    }
    assert_eq!(
        row.answer("stranger"),
        row.answer("session over"),
        "{door}: a session that is over is none"
    );
    let (_, address) = door.split_once(' ').expect("method and address");
    if RECORDS.iter().any(|start| address.starts_with(start)) {
        for blind in BLIND {
            assert!(
                !row.opened_for(blind),
                "{door} opened for {blind}: {}",
                row.answer(blind)
            );
        }
    }
    for answer in &row.answers {
        assert!(!answer.starts_with('5'), "{door} failed: {answer}");
    }
}
