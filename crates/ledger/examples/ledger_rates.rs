//! How fast the ledger is: durable appends in batches, a proof in a log of ten million leaves, a full verification.
//!
//! `cargo run --release -p guildhall-ledger --example ledger_rates [FOLDER]`: in an embedded database in a scratch
//! folder, on the disk of FOLDER when one is named. The large log has its tiles and its checkpoint, which is all that
//! a proof needs, and the rows of the entries that are proved; ten million whole entries would only fill the disk.

use guildhall_kernel::{Actor, ContentHash, OrgPath, RealmId, SystemClock, SystemRandom};
use guildhall_ledger::entry::Entry;
use guildhall_ledger::tile::{Edge, Tiles};
use guildhall_ledger::tree::record_hash;
use guildhall_ledger::{
    Checkpoint, MIGRATIONS, NewEntry, SigningKey, Verification, append_many, checkpoint, prove_inclusion,
    seal, verify_realm,
};
use guildhall_store::{Database, DatabaseConfig, Realm, args, realm};
use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Entries that are appended and verified.
const ENTRIES: usize = 200_000;
/// Entries in one transaction.
const BATCH: usize = 2_000;
/// Leaves of the large log.
const LEAVES: u64 = 10_000_000;
/// Proofs that are made in it.
const PROOFS: u64 = 500;

#[tokio::main]
async fn main() -> Outcome<()> {
    let parent = std::env::args()
        .nth(1)
        .map_or_else(std::env::temp_dir, Into::into);
    let folder = tempfile::tempdir_in(parent)?;
    let key = SigningKey::generate("bench.example", &SystemRandom)?;
    let mut out = std::io::stdout().lock();
    let (appended, verified) = append_and_verify(folder.path(), &key).await?;
    writeln!(
        out,
        "appends/s durable, {BATCH} in a transaction: {appended:.0} (aim 20000)"
    )?;
    writeln!(out, "full verification: {verified:.0} entries/s")?;
    let (median, slowest) = prove(folder.path(), &key).await?;
    writeln!(out, "proof at {LEAVES} leaves, median: {median:.2} ms (aim 5)")?;
    writeln!(
        out,
        "proof at {LEAVES} leaves, slowest of {PROOFS}: {slowest:.2} ms"
    )?;
    Ok(())
}

/// Opens an empty database with one realm.
async fn open(file: &Path) -> Outcome<(Database, RealmId)> {
    let migrations = [guildhall_store::MIGRATIONS, MIGRATIONS].concat();
    let config = DatabaseConfig::sqlite(file.to_owned());
    let database = Database::open(
        &config,
        &migrations,
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
    )
    .await?;
    let id = RealmId::generate(&SystemClock, &SystemRandom);
    let mut work = database.begin(id).await?;
    let made = Realm {
        id,
        name: "bench".to_owned(),
        root_path: OrgPath::root(1),
        created_at: work.now(),
    };
    realm::insert(&mut work, &made).await?;
    work.commit().await?;
    Ok((database, id))
}

/// Returns appends and verified entries a second.
async fn append_and_verify(folder: &Path, key: &SigningKey) -> Outcome<(f64, f64)> {
    let (database, realm) = open(&folder.join("log.db")).await?;
    let actor = Actor::program("bench", realm, OrgPath::root(1));
    let began = Instant::now();
    for first in (0..ENTRIES).step_by(BATCH) {
        let mut work = database.begin(realm).await?;
        let entries = (first..first + BATCH)
            .map(|number| entry(number as u128))
            .collect();
        append_many(&mut work, &actor, entries).await?;
        work.commit().await?;
    }
    let appended = ENTRIES as f64 / began.elapsed().as_secs_f64();
    seal(&database, realm, key).await?;
    let key = key.verifying_key()?;
    let verification = Verification {
        key: &key,
        subjects: &[],
        checks: &[],
        sealed: &[],
        progress: &|_, _| {},
    };
    let began = Instant::now();
    let report = verify_realm(&mut database.read(realm).await?, &verification).await?;
    if !report.is_sound() || report.entries != ENTRIES as u64 {
        return Err("the log is not as it was written".into());
    }
    Ok((appended, ENTRIES as f64 / began.elapsed().as_secs_f64()))
}

fn entry(number: u128) -> NewEntry {
    NewEntry {
        action: "record.captured",
        subject_kind: "record",
        subject_id: Uuid::from_u128(number),
        digest: Some(ContentHash::of(&number.to_be_bytes())),
        details: serde_json::json!({ "source": "bench" }),
    }
}

/// Returns the median and the longest time of a proof, in milliseconds.
async fn prove(folder: &Path, key: &SigningKey) -> Outcome<(f64, f64)> {
    let (database, realm) = open(&folder.join("large.db")).await?;
    let step = LEAVES / PROOFS;
    let (mut edge, mut tiles, mut asked) = (Edge::default(), Tiles::new(), Vec::new());
    for index in 0..LEAVES {
        let leaf = kept(realm, index);
        let hash = if index % step == 0 {
            record_hash(leaf.leaf().as_bytes())
        } else {
            record_hash(&index.to_be_bytes())
        };
        edge.push(hash, &mut tiles);
        if index % step == 0 {
            asked.push((index, leaf, hash));
        }
        if tiles.len() >= BATCH {
            write_tiles(&database, realm, std::mem::take(&mut tiles)).await?;
        }
    }
    tiles.extend(edge.open_tiles());
    write_tiles(&database, realm, tiles).await?;
    let origin = checkpoint::origin(key.name(), realm);
    let note = key.sign(&Checkpoint {
        origin,
        size: LEAVES,
        root: edge.root(),
    })?;
    write_rows(&database, realm, (&asked, note)).await?;
    let mut times = Vec::new();
    let mut connection = database.read(realm).await?;
    for (_, entry, _) in asked {
        let began = Instant::now();
        let proof = prove_inclusion(&mut connection, entry.id).await?;
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
        if proof.verify(&key.verifying_key()?)?.is_none() {
            return Err("a proof does not hold".into());
        }
    }
    times.sort_by(f64::total_cmp);
    Ok((times[times.len() / 2], times[times.len() - 1]))
}

fn kept(realm: RealmId, index: u64) -> Entry {
    Entry {
        realm,
        id: Uuid::from_u128(u128::from(index) + 1).into(),
        recorded_at: guildhall_kernel::Timestamp::from_micros(1),
        actor: "program:bench".to_owned(),
        action: "record.captured".to_owned(),
        subject_kind: "record".to_owned(),
        subject_id: Uuid::from_u128(1),
        digest: None,
        nonce: vec![0; 16],
        details: "{}".to_owned(),
    }
}

async fn write_tiles(database: &Database, realm: RealmId, tiles: Tiles) -> Outcome<()> {
    let mut work = database.begin(realm).await?;
    let rows = tiles.into_iter();
    let rows = rows.map(|(id, hashes)| args![realm, i64::from(id.level), id.index as i64, hashes]);
    let head = "INSERT INTO ledger_tile (realm_id, level, tile_index, hashes) VALUES";
    work.insert_many(head, rows.collect(), "").await?;
    Ok(work.commit().await?)
}

/// Writes head and checkpoint of the large log, and the entries that are proved.
async fn write_rows(
    database: &Database,
    realm: RealmId,
    (asked, note): (&[(u64, Entry, guildhall_ledger::tree::Hash)], String),
) -> Outcome<()> {
    let mut work = database.begin(realm).await?;
    let size = LEAVES as i64;
    let head = "INSERT INTO ledger_head (realm_id, size, checkpoints) VALUES ($1, $2, 1)";
    work.execute(head, args![realm, size]).await?;
    let signed =
        "INSERT INTO ledger_checkpoint (realm_id, number, size, note, created_at) VALUES ($1, 1, $2, $3, 1)";
    work.execute(signed, args![realm, size, note]).await?;
    for (index, entry, hash) in asked {
        let leaf =
            "INSERT INTO ledger_leaf (realm_id, leaf_index, entry_id, leaf_hash) VALUES ($1, $2, $3, $4)";
        work.execute(leaf, args![realm, *index as i64, entry.id, hash.0.to_vec()])
            .await?;
        let row =
            "INSERT INTO ledger_entry (realm_id, id, recorded_at, actor, action, subject_kind, subject_id,
            details, nonce) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values = args![
            realm,
            entry.id,
            entry.recorded_at,
            &entry.actor,
            &entry.action,
            &entry.subject_kind,
            entry.subject_id,
            &entry.details,
            entry.nonce.clone()
        ];
        work.execute(row, values).await?;
    }
    Ok(work.commit().await?)
}
