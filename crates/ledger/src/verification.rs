//! Verifying a realm's log: every entry is hashed anew, the tree is built anew, and both are held against
//! the kept places, tiles and signed checkpoints.
//!
//! Must not change anything. It may run while the log grows: it looks at the log as long as it was at the start.
//! Each leaf has three witnesses: the entry, the row of its place, and the tile. The one that disagrees
//! with the others is named. Where all three were changed alike, the next checkpoint tells.

use crate::LedgerError;
use crate::address;
use crate::check::Check;
use crate::checkpoint::{VerifyingKey, origin};
use crate::history;
use crate::log::{self, Head, KeptCheckpoint, count, entry_of, hash_in, number};
use crate::report::{Known, Problem, Report};
use crate::subjects::{self, Subjects};
use crate::tile::{self, Edge, TileId, Tiles, WIDTH};
use crate::tree::{HASH_SIZE, Hash, record_hash};
use guildhall_kernel::LedgerEntryId;
use guildhall_store::{Connection, Row, StoreError, args};
use std::collections::{HashMap, VecDeque};
use uuid::Uuid;

const LEAVES: &str = "SELECT l.leaf_index, l.entry_id, l.leaf_hash, e.id, e.recorded_at, e.actor, e.action,
    e.subject_kind, e.subject_id, e.digest, e.details, e.nonce
    FROM ledger_leaf l LEFT JOIN ledger_entry e ON e.realm_id = l.realm_id AND e.id = l.entry_id
    WHERE l.realm_id = $1 AND l.leaf_index >= $2 AND l.leaf_index < $3 ORDER BY l.leaf_index";
const WAITING: &str =
    "SELECT w.entry_id, w.leaf_hash, e.id, w.recorded_at AS waits_since, e.recorded_at, e.actor,
    e.action, e.subject_kind, e.subject_id, e.digest, e.details, e.nonce
    FROM ledger_waiting w LEFT JOIN ledger_entry e ON e.realm_id = w.realm_id AND e.id = w.entry_id
    WHERE w.realm_id = $1 AND (w.recorded_at, w.entry_id) > ($2, $3)
    ORDER BY w.recorded_at, w.entry_id LIMIT $4";
const ASTRAY: &str = "SELECT e.id FROM ledger_entry e WHERE e.realm_id = $1
    AND NOT EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.realm_id = e.realm_id AND l.entry_id = e.id)
    AND NOT EXISTS (SELECT 1 FROM ledger_waiting w WHERE w.realm_id = e.realm_id
        AND w.recorded_at = e.recorded_at AND w.entry_id = e.id)
    ORDER BY e.id LIMIT 1000";
const BEYOND: &str = "SELECT COUNT(l.leaf_index) AS beyond, MAX(h.size) AS size FROM ledger_head h
    LEFT JOIN ledger_leaf l ON l.realm_id = h.realm_id AND l.leaf_index >= h.size WHERE h.realm_id = $1";
const ADDRESSES: &str = "SELECT a.entry_id, a.address, a.salt, e.nonce FROM ledger_address a
    LEFT JOIN ledger_entry e ON e.realm_id = a.realm_id AND e.id = a.entry_id
    WHERE a.realm_id = $1 AND a.entry_id > $2 ORDER BY a.entry_id LIMIT $3";
/// Leaves in a page: those of two tiles.
const PAGE: u64 = 2 * WIDTH;
/// Waiting entries in a page.
const WAITING_PAGE: u32 = 500;

/// How a verification is done.
pub struct Verification<'a> {
    /// The public key of the checkpoints.
    pub key: &'a VerifyingKey,
    /// The kinds of things whose present state is compared with the ledger.
    pub subjects: &'a [&'a dyn Subjects],
    /// The rules that hold between rows without entries.
    pub checks: &'a [&'a dyn Check],
    /// Checkpoints that witnesses keep.
    pub sealed: &'a [Sealed],
    /// Told how many entries are done, of how many.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// A checkpoint that a witness keeps, validly signed by the key of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Sealed {
    /// The witness.
    pub witness: String,
    /// Leaves that it saw.
    pub size: u64,
    /// The root that it saw.
    pub root: Hash,
}

/// Verifies the log of the connection's realm.
///
/// # Errors
/// What the database says. A log that was changed is no error, but a report with problems.
pub async fn verify_realm(
    connection: &mut Connection,
    verification: &Verification<'_>,
) -> Result<Report, LedgerError> {
    let mut report = Report::new();
    let head = log::head(connection).await?;
    report.entries = head.size;
    let signed = checkpoints(connection, verification.key, head, &mut report).await?;
    let mut walk = Walk::new(signed, sealed_in(verification.sealed, head.size, &mut report));
    walk.meet_checkpoints(&mut report);
    while walk.kept.size() < head.size {
        walk.page(connection, head.size, &mut report).await?;
        (verification.progress)(walk.kept.size(), head.size);
    }
    let open = walk.kept.open_tiles();
    walk.compare_upper(connection, open, &mut report).await?;
    walk.settle_disputes(&mut report);
    report.root = walk.kept.root();
    waiting(connection, &mut report).await?;
    loose_ends(connection, &mut report).await?;
    addresses(connection, &mut report).await?;
    for kind in verification.subjects {
        match subjects::compare(connection, *kind, &mut report).await {
            // A row that cannot be read was changed, too, and must not keep the rest from being looked at.
            Err(LedgerError::Store(error @ StoreError::Inconsistent { .. })) => {
                let (kind, what) = (kind.kind(), error.to_string());
                report.add(Problem::SubjectUnreadable { kind, what });
            }
            compared => compared?,
        }
    }
    for check in verification.checks {
        for breach in check.breaches(connection).await? {
            report.add(Problem::RuleBroken(breach));
        }
    }
    name_entries(connection, &mut report).await?;
    Ok(report)
}

/// Returns what witnesses keep in the order of size, without what goes beyond the log, which is a problem.
fn sealed_in(kept: &[Sealed], size: u64, report: &mut Report) -> VecDeque<Sealed> {
    let mut within = Vec::new();
    for sealed in kept.iter().cloned() {
        if sealed.size <= size {
            within.push(sealed);
        } else {
            let (witness, seen) = (sealed.witness, sealed.size);
            report.add(Problem::WitnessAhead { witness, seen, size });
        }
    }
    within.sort_by_key(|sealed| sealed.size);
    within.into()
}

/// Finds out what is still known of the entries that problems name.
async fn name_entries(connection: &mut Connection, report: &mut Report) -> Result<(), LedgerError> {
    let named: Vec<_> = report.problems.iter().filter_map(Problem::entry).collect();
    for (id, index) in named {
        let known = match (log::entry(connection, id).await, index) {
            (Ok(Some(entry)), _) => Some(Known::Tells {
                at: entry.recorded_at,
                action: entry.action,
                subject_kind: entry.subject_kind,
                subject_id: entry.subject_id,
            }),
            (_, Some(index)) => {
                let before = history::before(connection, Some(index), 1).await?;
                before.first().map(|(entry, _)| Known::Behind(entry.recorded_at))
            }
            (_, None) => None,
        };
        report.known.extend(known.map(|known| (id, known)));
    }
    Ok(())
}

/// Compares the addresses beside entries with what the entries commit to.
async fn addresses(connection: &mut Connection, report: &mut Report) -> Result<(), LedgerError> {
    let mut after = Uuid::nil();
    loop {
        let values = args![connection.realm(), after, WAITING_PAGE];
        let rows = connection.fetch_all(ADDRESSES, values).await?;
        for row in &rows {
            let (address, salt): (String, Vec<u8>) = (row.get("address")?, row.get("salt")?);
            let nonce: Option<Vec<u8>> = row.get("nonce")?;
            after = row.get("entry_id")?;
            if nonce.as_deref() != Some(address::nonce(&salt, &address).as_slice()) {
                report.add(Problem::AddressChanged { id: after.into() });
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

/// A checkpoint whose signature holds.
struct Signed {
    number: u64,
    size: u64,
    root: Hash,
}

async fn checkpoints(
    connection: &mut Connection,
    key: &VerifyingKey,
    head: Head,
    report: &mut Report,
) -> Result<VecDeque<Signed>, LedgerError> {
    let origin = origin(key.name(), connection.realm());
    let (mut signed, mut after): (VecDeque<Signed>, u64) = (VecDeque::new(), 0);
    loop {
        let page = log::checkpoints(connection, after, 500).await?;
        for kept in page.iter().filter(|kept| kept.number <= head.checkpoints) {
            (after + 1..kept.number).for_each(|number| report.add(Problem::CheckpointMissing { number }));
            after = kept.number;
            let least = signed.back().map_or(0, |last| last.size);
            match opened(kept, key, &origin).filter(|next| (least..=head.size).contains(&next.size)) {
                Some(next) => signed.push_back(next),
                None => report.add(Problem::CheckpointInvalid { number: kept.number }),
            }
        }
        if page.last().is_none_or(|last| last.number >= head.checkpoints) {
            break;
        }
    }
    (after + 1..=head.checkpoints).for_each(|number| report.add(Problem::CheckpointMissing { number }));
    Ok(signed)
}

fn opened(kept: &KeptCheckpoint, key: &VerifyingKey, origin: &str) -> Option<Signed> {
    let stated = key.open(&kept.note).ok()?;
    let ours = stated.origin == origin && stated.size == kept.size;
    ours.then_some(Signed {
        number: kept.number,
        size: stated.size,
        root: stated.root,
    })
}

/// One leaf as its rows have it.
struct Leaf {
    entry_id: LedgerEntryId,
    /// The hash in the row of the place.
    placed: Option<Hash>,
    /// The hash of the entry as it is now; nothing when it is gone.
    hashed: Option<Hash>,
    /// Says that there is an entry, even one that cannot be read.
    exists: bool,
}

fn leaf_of(connection: &Connection, row: &Row) -> Result<Leaf, LedgerError> {
    let id: Option<Uuid> = row.get("id")?;
    // A column that cannot be read was changed, like any other.
    let hashed = entry_of(connection.realm(), row)
        .ok()
        .map(|entry| record_hash(entry.leaf().as_bytes()));
    let placed = log::hash(row, "leaf_hash").ok();
    Ok(Leaf {
        entry_id: row.get("entry_id")?,
        placed,
        hashed,
        exists: id.is_some(),
    })
}

/// An entry that agrees with its place, but not with the tile.
struct Dispute {
    index: u64,
    id: LedgerEntryId,
    hashed: Hash,
    tile: Option<Hash>,
}

/// The way through the leaves.
struct Walk {
    /// The tree as the tiles have it.
    kept: Edge,
    /// The tree as the entries have it.
    rows: Edge,
    checkpoints: VecDeque<Signed>,
    sealed: VecDeque<Sealed>,
    sound_until: u64,
    disputes: Vec<Dispute>,
}

impl Walk {
    fn new(checkpoints: VecDeque<Signed>, sealed: VecDeque<Sealed>) -> Self {
        Self {
            kept: Edge::default(),
            rows: Edge::default(),
            checkpoints,
            sealed,
            sound_until: 0,
            disputes: Vec::new(),
        }
    }

    async fn page(
        &mut self,
        connection: &mut Connection,
        size: u64,
        report: &mut Report,
    ) -> Result<(), LedgerError> {
        let from = self.kept.size();
        let to = (from + PAGE).min(size);
        let rows = connection
            .fetch_all(LEAVES, args![connection.realm(), number(from), number(to)])
            .await?;
        let mut leaves = HashMap::new();
        for row in &rows {
            leaves.insert(count(row, "leaf_index")?, leaf_of(connection, row)?);
        }
        let mut full = Tiles::new();
        for first in (from..to).step_by(WIDTH as usize) {
            let id = TileId {
                level: 0,
                index: first / WIDTH,
            };
            let tile = tile_of_leaves(connection, id, size, report).await?;
            for index in first..to.min(first + WIDTH) {
                let witness = hash_in(&tile, (index - first) as usize);
                self.leaf(index, leaves.get(&index), witness, &mut full, report);
                self.meet_checkpoints(report);
            }
        }
        full.retain(|tile, _| tile.level > 0);
        self.compare_upper(connection, full, report).await
    }

    fn leaf(
        &mut self,
        index: u64,
        leaf: Option<&Leaf>,
        tile: Option<Hash>,
        full: &mut Tiles,
        report: &mut Report,
    ) {
        let placed = leaf.and_then(|leaf| leaf.placed);
        let hashed = leaf.and_then(|leaf| leaf.hashed);
        match leaf {
            None => report.add(Problem::PlaceMissing { index }),
            Some(leaf) => self.judge(index, leaf, tile, report),
        }
        let none = Hash([0; HASH_SIZE]);
        self.kept.push(tile.or(placed).or(hashed).unwrap_or(none), full);
        self.rows
            .push(hashed.or(placed).or(tile).unwrap_or(none), &mut Tiles::new());
    }

    fn judge(&mut self, index: u64, leaf: &Leaf, tile: Option<Hash>, report: &mut Report) {
        let id = leaf.entry_id;
        match leaf.hashed {
            None if !leaf.exists => report.add(Problem::EntryMissing {
                index: Some(index),
                id,
            }),
            None => report.add(Problem::EntryChanged { index, id }),
            Some(hashed) if leaf.placed == Some(hashed) && tile == Some(hashed) => {}
            Some(hashed) if leaf.placed == Some(hashed) => {
                self.disputes.push(Dispute {
                    index,
                    id,
                    hashed,
                    tile,
                });
            }
            Some(hashed) if tile == Some(hashed) => report.add(Problem::PlaceChanged { index, id }),
            Some(_) => report.add(Problem::EntryChanged { index, id }),
        }
    }

    fn meet_checkpoints(&mut self, report: &mut Report) {
        let size = self.kept.size();
        self.meet_sealed(size, report);
        while self.checkpoints.front().is_some_and(|next| next.size == size) {
            let Some(next) = self.checkpoints.pop_front() else {
                return;
            };
            if next.root == self.kept.root() || next.root == self.rows.root() {
                report.checkpoints += 1;
            } else {
                let (number, from, to) = (next.number, self.sound_until, size.saturating_sub(1));
                report.add(Problem::CheckpointContradicted { number, from, to });
            }
            self.sound_until = size;
        }
    }

    fn meet_sealed(&mut self, size: u64, report: &mut Report) {
        while self.sealed.front().is_some_and(|next| next.size == size) {
            let Some(next) = self.sealed.pop_front() else {
                return;
            };
            if next.root != self.kept.root() && next.root != self.rows.root() {
                let (from, to) = (self.sound_until, size.saturating_sub(1));
                report.add(Problem::WitnessContradicted {
                    witness: next.witness,
                    from,
                    to,
                });
            }
        }
    }

    /// Compares tiles above the leaves with what was computed.
    async fn compare_upper(
        &self,
        connection: &mut Connection,
        computed: Tiles,
        report: &mut Report,
    ) -> Result<(), LedgerError> {
        for (id, hashes) in computed.into_iter().filter(|(id, _)| id.level > 0) {
            let kept = log::tile(connection, id).await?.unwrap_or_default();
            if !fits(connection, id, &kept).await? || !kept.starts_with(&hashes) {
                report.add(Problem::TileWrong { tile: id });
            }
        }
        Ok(())
    }

    /// Entries and places that agree with each other but not with the tile were moved when the tile has them at
    /// another place; otherwise it is the tile that was changed.
    fn settle_disputes(&self, report: &mut Report) {
        let belongs: HashMap<[u8; HASH_SIZE], u64> = self
            .disputes
            .iter()
            .filter_map(|dispute| Some((dispute.tile?.0, dispute.index)))
            .collect();
        let mut wrong = Vec::new();
        for Dispute {
            index, id, hashed, ..
        } in &self.disputes
        {
            match belongs.get(&hashed.0) {
                Some(belongs) => {
                    report.add(Problem::EntryMoved {
                        index: *index,
                        belongs: *belongs,
                        id: *id,
                    });
                }
                None => wrong.push(TileId {
                    level: 0,
                    index: index / WIDTH,
                }),
            }
        }
        wrong.dedup();
        for tile in wrong {
            report.add(Problem::TileWrong { tile });
        }
    }
}

async fn tile_of_leaves(
    connection: &mut Connection,
    id: TileId,
    size: u64,
    report: &mut Report,
) -> Result<Vec<u8>, LedgerError> {
    let kept = log::tile(connection, id).await?.unwrap_or_default();
    let least = tile::width(id, size) * HASH_SIZE as u64;
    // A tile that is merely too short or too long gets its own mention; its hashes are judged one by one.
    if (kept.len() as u64) < least || !fits(connection, id, &kept).await? {
        report.add(Problem::TileWrong { tile: id });
    }
    Ok(kept)
}

/// Says whether a tile is no longer than the log, which may have grown, allows.
async fn fits(connection: &mut Connection, id: TileId, kept: &[u8]) -> Result<bool, LedgerError> {
    let most = tile::width(id, log::head(connection).await?.size) * HASH_SIZE as u64;
    Ok(kept.len() as u64 <= most)
}

async fn waiting(connection: &mut Connection, report: &mut Report) -> Result<(), LedgerError> {
    let (mut since, mut after) = (i64::MIN, Uuid::nil());
    loop {
        let values = args![connection.realm(), since, after, WAITING_PAGE];
        let rows = connection.fetch_all(WAITING, values).await?;
        for row in &rows {
            let leaf = leaf_of(connection, row)?;
            let id = leaf.entry_id;
            report.waiting += 1;
            if !leaf.exists {
                report.add(Problem::EntryMissing { index: None, id });
            } else if leaf.hashed.is_none() || leaf.hashed != leaf.placed {
                report.add(Problem::WaitingChanged { id });
            }
            (since, after) = (row.get("waits_since")?, id.uuid());
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

async fn loose_ends(connection: &mut Connection, report: &mut Report) -> Result<(), LedgerError> {
    let realm = connection.realm();
    for row in connection.fetch_all(ASTRAY, args![realm]).await? {
        report.add(Problem::EntryAstray { id: row.get("id")? });
    }
    if let Some(row) = connection.fetch_optional(BEYOND, args![realm]).await? {
        let rows = count(&row, "beyond")?;
        if rows > 0 {
            report.add(Problem::PlacesBeyondEnd {
                size: count(&row, "size")?,
                rows,
            });
        }
    }
    Ok(())
}
