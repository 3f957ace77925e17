//! Measures what the filter of rights adds to a list: pages of a directory of 100,000 people from an embedded
//! database, with the filter and without it, one after the other.
//!
//! `cargo run --release --locked --example list_filter` prints a line of JSON for each viewer; `times` is the median time
//! of a page with the filter divided by that of the same pages without it.

use anyhow::Result;
use guildhall_identity::{ListQuery, Places, Rights};
use guildhall_kernel::{Actor, Clock, Grant, OrgPath, Random, RealmId, SystemClock, SystemRandom, Timestamp};
use guildhall_policy::{Filter, PolicySet};
use guildhall_store::realm::{self, Realm};
use guildhall_store::{Database, DatabaseConfig, args};
use std::sync::Arc;
use std::time::{Duration, Instant};

const SCHEMA: &str = include_str!("../../../rules/policies/guildhall.cedarschema");
const RECORDS: &str = include_str!("../../../rules/policies/records.cedar");
const POWERS: &str = include_str!("../../../rules/policies/three-powers.cedar");
const ADMINISTRATION: &str = include_str!("../../../rules/policies/administration.cedar");
const PEOPLE: usize = 100_000;
const DEPARTMENTS: usize = 40;
const ROWS: i64 = 50;
const PAGES: usize = 4_000;
const INSERT: &str = "INSERT INTO person (realm_id, id, staff_number, name, sort_key, reading, initials, sex,
    org_id, org_path, state, created_at) VALUES";
const INSERT_ORGANISATION: &str =
    "INSERT INTO organisation (realm_id, id, path, depth, name, sort_key, code, kind, created_at) VALUES";
const PAGE: &str = "SELECT id, staff_number, name, org_path, sort_key FROM person WHERE realm_id = ?";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (database, realm) = fill(folder.path()).await?;
    let files = [
        ("records.cedar", RECORDS),
        ("administration.cedar", ADMINISTRATION),
        ("three-powers.cedar", POWERS),
    ];
    let rights = Rights::new(PolicySet::load(SCHEMA, &files)?, Arc::new(SystemClock));
    for (name, branches) in [
        ("whole union", &["/1/"][..]),
        ("half of the union", &["/1/1/"]),
        ("one department", &["/1/1/3/"]),
        ("three departments", &["/1/1/3/", "/1/1/8/", "/1/0/11/"]),
    ] {
        let filter = rights.branches(&viewer(realm, branches)?);
        measure(&database, realm, (name, branches, &filter)).await?;
    }
    database.close().await;
    Ok(())
}

fn viewer(realm: RealmId, branches: &[&str]) -> Result<Actor> {
    let mut actor = Actor::program("reader", realm, OrgPath::root(1));
    let grant = |branch: &&str| -> Result<Grant> {
        Ok(Grant {
            role: "reader".to_owned(),
            org_path: branch.parse()?,
            clearance: 1,
        })
    };
    actor.grants = branches.iter().map(grant).collect::<Result<_>>()?;
    Ok(actor)
}

async fn fill(folder: &std::path::Path) -> Result<(Database, RealmId)> {
    let migrations = [
        guildhall_store::MIGRATIONS,
        guildhall_ledger::MIGRATIONS,
        guildhall_identity::MIGRATIONS,
    ];
    let (clock, random): (Arc<dyn Clock>, Arc<dyn Random>) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let config = DatabaseConfig::sqlite(folder.join("list.db"));
    let database = Database::open(&config, &migrations.concat(), clock, random).await?;
    let mut work = database.begin_outside_realms().await?;
    let realm = Realm {
        id: work.new_id(),
        name: "list".to_owned(),
        root_path: OrgPath::root(1),
        created_at: work.now(),
    };
    realm::insert(&mut work, &realm).await?;
    work.commit().await?;
    let mut work = database.begin(realm.id).await?;
    let departments = (0..DEPARTMENTS).map(|department| organisation(realm.id, department));
    work.insert_many(INSERT_ORGANISATION, departments.collect(), "")
        .await?;
    work.commit().await?;
    for first in (0..PEOPLE).step_by(10_000) {
        let mut work = database.begin(realm.id).await?;
        let rows = (first..first + 10_000).map(|number| row(realm.id, number));
        work.insert_many(INSERT, rows.collect(), "").await?;
        work.commit().await?;
    }
    Ok((database, realm.id))
}

fn path_of(department: usize) -> String {
    format!("/1/{}/{department}/", department % 2)
}

fn organisation(realm: RealmId, department: usize) -> Vec<guildhall_store::Value> {
    let id = uuid::Uuid::from_u128(department as u128 + 1);
    let name = format!("D{department}");
    let path = path_of(department);
    args![
        realm,
        id,
        path,
        3,
        &name,
        &name,
        &name,
        "department",
        Timestamp::from_micros(0)
    ]
}

fn row(realm: RealmId, number: usize) -> Vec<guildhall_store::Value> {
    let (id, key) = (uuid::Uuid::from_u128(number as u128 + 1), sort_key(number));
    let path = path_of(number * 7919 % DEPARTMENTS);
    let staff_number = format!("S{number:06}");
    args![
        realm,
        id,
        staff_number,
        &key,
        &key,
        &key,
        &key,
        "0",
        id,
        path,
        "active",
        Timestamp::from_micros(0)
    ]
}

fn sort_key(number: usize) -> String {
    format!("{:08}", number * 48_271 % 99_999_989)
}

/// Prints the time of pages from all over the directory.
#[expect(clippy::print_stdout, reason = "a measurement is there to be read")]
async fn measure(
    database: &Database,
    realm: RealmId,
    (name, branches, filter): (&str, &[&str], &Filter),
) -> Result<()> {
    let (mut with, mut without) = (Vec::with_capacity(PAGES), Vec::with_capacity(PAGES));
    for page in 0..PAGES {
        let after = sort_key(page * 613 % PEOPLE);
        with.push(one(database, realm, (&after, Some(filter))).await?);
        without.push(one(database, realm, (&after, None)).await?);
    }
    let (with, without) = (median_micros(with), median_micros(without));
    println!(
        r#"{{"viewer":"{name}","branches":{},"with_us":{with:.1},"without_us":{without:.1},"times":{:.3}}}"#,
        branches.len(),
        with / without
    );
    Ok(())
}

/// Returns the median: a page during which the machine did something else says nothing about the filter.
fn median_micros(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    middle.as_secs_f64() * 1e6
}

async fn one(
    database: &Database,
    realm: RealmId,
    (after, filter): (&str, Option<&Filter>),
) -> Result<Duration> {
    let mut connection = database.read(realm).await?;
    let begun = Instant::now();
    let order = "ORDER BY sort_key, id LIMIT ?";
    let list = ListQuery::new(PAGE, args![realm]).and("sort_key > ?", args![after]);
    let (sql, values) = match filter {
        None => list.finish(order, args![ROWS]),
        Some(filter) => {
            let places = Places::of(&mut connection, filter).await?;
            let column = |field: &str| (field == guildhall_policy::ORG_PATH).then_some("org_path");
            list.and_filter(filter, &column)
                .finish_in(("org_path", &places), order, args![ROWS])
        }
    };
    let rows = connection.fetch_all(sql, values).await?;
    for row in &rows {
        row.get::<String>("name")?;
    }
    Ok(begun.elapsed())
}
