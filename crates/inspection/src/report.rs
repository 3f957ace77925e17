//! What inspections found (自检记录): kept one after the other, so that it can be told what has changed since.

use crate::declaration::Declaration;
use crate::seen::{Evidence, Outcome};
use crate::subjects::digests;
use guildhall_kernel::{ContentHash, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What was found about one clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the clause.
    pub clause: String,
    /// How it stands.
    pub outcome: Outcome,
    /// What that is told from.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What a responsible person declared, when that counts here.
    #[serde(skip)]
    pub declared: Option<Declaration>,
}

/// What was found about all clauses, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Findings(pub Vec<Finding>);

/// How many clauses have each outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Something must be done.
    pub must_act: u64,
    /// Somebody should look.
    pub attention: u64,
    /// Cannot be told.
    pub unknown: u64,
    /// Declared by a person.
    pub declared: u64,
    /// As it should be.
    pub good: u64,
}

/// A clause whose outcome is another than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Id of the clause.
    pub clause: String,
    /// How it stood; none when the clause was not looked at then.
    pub before: Option<Outcome>,
    /// How it stands.
    pub now: Outcome,
}

/// An inspection as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// When it was made.
    pub made_at: Timestamp,
    /// What it found.
    pub findings: Findings,
}

impl Findings {
    /// Counts the outcomes.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in &self.0 {
            *match finding.outcome {
                Outcome::MustAct => &mut counts.must_act,
                Outcome::Attention => &mut counts.attention,
                Outcome::Unknown => &mut counts.unknown,
                Outcome::Declared => &mut counts.declared,
                Outcome::Good => &mut counts.good,
            } += 1;
        }
        counts
    }

    /// Returns what is otherwise than it was, in the order of the clauses.
    pub fn changes_since(&self, before: &Self) -> Vec<Change> {
        let then = |clause: &str| before.0.iter().find(|finding| finding.clause == clause);
        let changes = self.0.iter().map(|finding| Change {
            before: then(&finding.clause).map(|before| before.outcome),
            now: finding.outcome,
            clause: finding.clause.clone(),
        });
        changes
            .filter(|change| change.before != Some(change.now))
            .collect()
    }
}

/// How a kept inspection is named in the ledger.
pub(crate) const REPORT_SUBJECT: &str = "inspection";

const INSERT: &str =
    "INSERT INTO inspection_report (realm_id, id, made_at, findings) VALUES ($1, $2, $3, $4)";
const LIST: &str = "SELECT made_at, findings FROM inspection_report
    WHERE realm_id = $1 ORDER BY made_at DESC, id DESC LIMIT $2";
const AFTER_ID: &str = "SELECT id, made_at, findings FROM inspection_report
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";

impl Kept {
    fn digest(&self, id: Uuid) -> ContentHash {
        let state = serde_json::json!([id, self.made_at, self.findings]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

pub(crate) async fn insert(work: &mut Work, findings: &Findings) -> Result<(Uuid, ContentHash), StoreError> {
    let id = work.new_id::<Uuid>();
    let kept = Kept {
        made_at: work.now(),
        findings: findings.clone(),
    };
    let text = serde_json::json!(findings);
    let values = args![work.realm(), id, kept.made_at, &text];
    work.execute(INSERT, values).await?;
    Ok((id, kept.digest(id)))
}

pub(crate) async fn newest(connection: &mut Connection, limit: u32) -> Result<Vec<Kept>, StoreError> {
    let values = args![connection.realm(), limit];
    let rows = connection.fetch_all(LIST, values).await?;
    rows.iter().map(kept).collect()
}

/// Returns ids and digests, in the order of the ids.
pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
    digests(connection, AFTER_ID, after, |row, id| Ok(kept(row)?.digest(id))).await
}

fn kept(row: &Row) -> Result<Kept, StoreError> {
    let findings: serde_json::Value = row.get("findings")?;
    let wrong =
        |error: serde_json::Error| StoreError::inconsistent("inspection_report.findings", error.to_string());
    Ok(Kept {
        made_at: row.get("made_at")?,
        findings: serde_json::from_value(findings).map_err(wrong)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(clause: &str, outcome: Outcome) -> Finding {
        Finding {
            clause: clause.to_owned(),
            outcome,
            evidence: vec![Evidence::of("disk").count("percent", 7_u64)],
            declared: None,
        }
    }

    #[test]
    fn only_what_is_otherwise_than_before_is_a_change() {
        let before = Findings(vec![found("a", Outcome::Good), found("b", Outcome::Good)]);
        let now = Findings(vec![
            found("a", Outcome::Good),
            found("b", Outcome::MustAct),
            found("c", Outcome::Unknown),
        ]);
        let told: Vec<(String, Option<Outcome>, Outcome)> = now
            .changes_since(&before)
            .into_iter()
            .map(|change| (change.clause, change.before, change.now))
            .collect();
        assert_eq!(
            told,
            [
                ("b".to_owned(), Some(Outcome::Good), Outcome::MustAct),
                ("c".to_owned(), None, Outcome::Unknown)
            ]
        );
        let counts = now.counts();
        assert_eq!((counts.good, counts.must_act, counts.unknown), (1, 1, 1));
    }

    #[test]
    fn findings_are_read_back_as_they_were_written() {
        let findings = Findings(vec![found("a", Outcome::Attention)]);
        let text = serde_json::to_string(&findings).unwrap();
        assert_eq!(serde_json::from_str::<Findings>(&text).unwrap(), findings);
    }
}
