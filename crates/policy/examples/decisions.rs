//! Measures the policies of the house: full decisions, filters made and remembered, rows held against a filter.
//!
//! `cargo run --release -p guildhall-policy --example decisions`

use guildhall_policy::{Circumstances, Grant, PolicyError, PolicySet, Resource, Standing, Subject};
use std::hint::black_box;
use std::time::Instant;

const SCHEMA: &str = include_str!("../../../rules/policies/guildhall.cedarschema");
const FILES: [(&str, &str); 3] = [
    (
        "records.cedar",
        include_str!("../../../rules/policies/records.cedar"),
    ),
    (
        "administration.cedar",
        include_str!("../../../rules/policies/administration.cedar"),
    ),
    (
        "three-powers.cedar",
        include_str!("../../../rules/policies/three-powers.cedar"),
    ),
];

fn main() -> Result<(), PolicyError> {
    let policies = PolicySet::load(SCHEMA, &FILES)?;
    for (name, grants) in [
        ("reader of one branch", &[("reader", "/1/17/", 1)][..]),
        (
            "archivist and reader",
            &[("archivist", "/1/17/", 4), ("reader", "/1/", 1)],
        ),
    ] {
        let person = Subject {
            id: "zhao".to_owned(),
            grants: grants.iter().map(a_grant).collect(),
            standing: Standing::default(),
            circumstances: Circumstances::default(),
        };
        measure(&policies, name, &person)?;
    }
    Ok(())
}

fn a_grant(&(role, path, clearance): &(&str, &str, i64)) -> Grant {
    Grant {
        role: role.to_owned(),
        org_path: path.to_owned(),
        clearance,
    }
}

#[expect(clippy::print_stdout, reason = "a measurement is there to be read")]
fn measure(policies: &PolicySet, name: &str, person: &Subject) -> Result<(), PolicyError> {
    let records = some_records();
    let seconds = timed(20_000, |n| {
        policies
            .decide(person, "viewRecord", &records[n % records.len()])
            .map(drop)
    })?;
    println!(
        "{name}: {:.0} full decisions/s ({:.1} µs)",
        1.0 / seconds,
        seconds * 1e6
    );

    let mut others = person.clone();
    let seconds = timed(2_000, |n| {
        others.grants[0].org_path = format!("/1/17/{n}/");
        policies.filter(&others, "listRecords").map(drop)
    })?;
    println!("{name}: filter made in {:.1} µs", seconds * 1e6);

    let filter = policies.filter(person, "listRecords")?;
    let seconds = timed(500_000, |_| policies.filter(person, "listRecords").map(drop))?;
    println!("{name}: filter remembered in {:.2} µs", seconds * 1e6);

    let seconds = timed(20_000_000, |n| {
        black_box(filter.matches(black_box(&records[n % records.len()])));
        Ok(())
    })?;
    println!(
        "{name}: {:.1} million matches/s ({:.0} ns)",
        1e-6 / seconds,
        seconds * 1e9
    );
    Ok(())
}

/// Returns the seconds that one call takes.
fn timed(times: usize, mut call: impl FnMut(usize) -> Result<(), PolicyError>) -> Result<f64, PolicyError> {
    let begun = Instant::now();
    for n in 0..times {
        call(n)?;
    }
    Ok(begun.elapsed().as_secs_f64() / times as f64)
}

fn some_records() -> Vec<Resource> {
    (0..1024_i64)
        .map(|n| {
            Resource::new("Record", format!("/1/{}/{}/", 10 + n % 16, n % 40))
                .with("state", if n % 3 == 0 { "captured" } else { "filed" })
                .with("secrecy", n % 4)
                .with("type_code", "WS")
        })
        .collect()
}
