//! What an alert rests on (证据): the acts, when, with what, from where.

use crate::activity::store::KeptAct;
use crate::kind::ActKind;
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Acts that are looked at.
pub(crate) const ACTS_MAX: u32 = 2_000;
/// Acts that are kept with an alert.
const RECENT: usize = 50;
/// Columns of the chart.
const COLUMNS: usize = 12;
/// Places and browsers that are named.
const NAMED: usize = 20;

/// What was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Since when acts were counted.
    pub since: Timestamp,
    /// Up to when.
    pub until: Timestamp,
    /// How many of each kind, at most 2,000 in all.
    pub kinds: Vec<(ActKind, u64)>,
    /// How many in each twelfth of the time, the first one first.
    pub columns: Vec<u64>,
    /// From which addresses, with how many; empty text for this machine.
    pub addresses: Vec<(String, u64)>,
    /// With which browsers.
    pub agents: Vec<(String, u64)>,
    /// With how many different records.
    pub records: u64,
    /// The newest of them.
    pub recent: Vec<SeenAct>,
}

/// One act as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenAct {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ActKind,
    /// Whose account; of an alert about a network they differ.
    pub account: Option<AccountId>,
    /// With which record.
    pub record: Option<RecordId>,
    /// From where.
    pub address: String,
}

impl Evidence {
    /// Puts acts, the newest first, together.
    pub(crate) fn of(acts: &[KeptAct], (since, until): (Timestamp, Timestamp)) -> Self {
        let mut kinds: BTreeMap<&'static str, (ActKind, u64)> = BTreeMap::new();
        let mut columns = vec![0; COLUMNS];
        for act in acts {
            kinds.entry(act.kind.code()).or_insert((act.kind, 0)).1 += 1;
            columns[column(act.at, (since, until))] += 1;
        }
        let mut records: Vec<RecordId> = acts.iter().filter_map(|act| act.record).collect();
        records.sort_unstable();
        records.dedup();
        Self {
            since,
            until,
            kinds: kinds.into_values().collect(),
            columns,
            addresses: counted(acts.iter().map(|act| act.address.as_str())),
            agents: counted(acts.iter().map(|act| act.agent.as_str())),
            records: records.len() as u64,
            recent: acts.iter().take(RECENT).map(SeenAct::of).collect(),
        }
    }
}

impl SeenAct {
    pub(crate) fn of(act: &KeptAct) -> Self {
        Self {
            at: act.at,
            kind: act.kind,
            account: act.account,
            record: act.record,
            address: act.address.clone(),
        }
    }
}

fn column(at: Timestamp, (since, until): (Timestamp, Timestamp)) -> usize {
    let whole = (until.as_micros() - since.as_micros()).max(1);
    let part = (at.as_micros() - since.as_micros()).clamp(0, whole - 1);
    // Twelve times a part of a day is far from the end of the numbers.
    usize::try_from(part * COLUMNS as i64 / whole).unwrap_or(0)
}

fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().map(|(text, n)| (text.to_owned(), n)).collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts.truncate(NAMED);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_put_together_by_kind_time_and_place() {
        let start = Timestamp::from_micros(0);
        let act = |secs: i64, address: &str| KeptAct {
            account: None,
            kind: ActKind::View,
            at: start.plus_secs(secs),
            record: None,
            network: String::new(),
            address: address.to_owned(),
            agent: "Firefox".to_owned(),
        };
        let acts = [act(3_600, "b"), act(1_800, "b"), act(1, "a")];
        let evidence = Evidence::of(&acts, (start, start.plus_secs(3_600)));
        assert_eq!(evidence.kinds, [(ActKind::View, 3)]);
        assert_eq!(evidence.columns, [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
        assert_eq!(evidence.addresses, [("b".to_owned(), 2), ("a".to_owned(), 1)]);
        assert_eq!(evidence.recent[0].at, start.plus_secs(3_600));
    }
}
