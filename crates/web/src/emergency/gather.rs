//! Who saw what (知悉范围): gathered for a case file from what watching and the archive keep, because neither knows the
//! other. Ids and archival codes only; nothing of what the records say.

use crate::context::Member;
use crate::fault::Fault;
use guildhall_archive::record::{LookAtPerson, Named};
use guildhall_emergency::incident::{Incident, SIGHTINGS_MAX, Sighting, Sightings};
use guildhall_kernel::{AccountId, PersonId, RecordId};
use guildhall_store::Connection;
use guildhall_watch::{ActKind, SeenAct};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Acts of one account that are read; one more than is kept, so that it shows when there are more.
const READ: u32 = SIGHTINGS_MAX as u32 + 1;

/// What was found about one account.
struct Found {
    account: AccountId,
    acts: Vec<SeenAct>,
    looks: Vec<LookAtPerson>,
}

/// Gathers what the accounts of a case file did with records within its time, and whom these name.
///
/// # Errors
/// When a database refuses.
pub async fn gather(member: &Member, incident: &Incident) -> Result<Sightings, Fault> {
    let (app, facts) = (member.app(), &incident.facts);
    // What was done a moment ago may not be written down yet.
    app.watch.settle().await?;
    let mut connection = app.database.read(member.actor().realm).await?;
    let window = (facts.since, facts.until);
    let mut found = Vec::new();
    for account in &facts.accounts {
        found.push(Found {
            account: *account,
            acts: app.watch.trail(&mut connection, *account, window, READ).await?,
            looks: app
                .archive
                .looks_by(&mut connection, *account, window, READ)
                .await?,
        });
    }
    let is_whole = |one: &Found| one.acts.len() < READ as usize && one.looks.len() < READ as usize;
    let is_complete = found.iter().all(is_whole);
    let named = named(member, &mut connection, &found).await?;
    Ok(Sightings {
        since: facts.since,
        until: facts.until,
        is_complete,
        rows: found.iter().flat_map(|one| rows(one, &named)).collect(),
    })
}

async fn named(
    member: &Member,
    connection: &mut Connection,
    found: &[Found],
) -> Result<HashMap<RecordId, Named>, Fault> {
    let of = |one: &Found| {
        let acts = one.acts.iter().filter_map(|act| act.record);
        let looks = one.looks.iter().map(|look| look.record);
        acts.chain(looks).collect::<Vec<_>>()
    };
    let records: BTreeSet<RecordId> = found.iter().flat_map(of).collect();
    let records: Vec<RecordId> = records.into_iter().take(SIGHTINGS_MAX).collect();
    Ok(member.app().archive.named_in(connection, &records).await?)
}

/// Returns the sightings of one account: its acts, and looks of which no act is kept any more.
fn rows(found: &Found, named: &HashMap<RecordId, Named>) -> Vec<Sighting> {
    let mut looked: BTreeMap<RecordId, BTreeSet<PersonId>> = BTreeMap::new();
    for look in &found.looks {
        looked.entry(look.record).or_default().insert(look.person);
    }
    // A record may name others now than when it was looked at; both may be concerned.
    let persons = |record: RecordId| {
        let then = looked.get(&record).into_iter().flatten().copied();
        let now = named
            .get(&record)
            .into_iter()
            .flat_map(|named| named.persons.iter().copied());
        then.chain(now)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    };
    let row = |at, act: ActKind, record: RecordId| Sighting {
        at,
        account: found.account,
        act: act.code().to_owned(),
        record,
        archival_code: named.get(&record).and_then(|named| named.archival_code.clone()),
        persons: persons(record),
    };
    let acts = found.acts.iter();
    let mut rows: Vec<Sighting> = acts
        .filter_map(|act| Some(row(act.at, act.kind, act.record?)))
        .collect();
    let kept: BTreeSet<RecordId> = rows.iter().map(|row| row.record).collect();
    let mut told = BTreeSet::new();
    for look in found.looks.iter().filter(|look| !kept.contains(&look.record)) {
        let act = match look.is_clear {
            true => ActKind::Clear,
            false => ActKind::View,
        };
        // One look is kept for each person whom the record names.
        if told.insert((look.at, look.record, act.code())) {
            rows.push(row(look.at, act, look.record));
        }
    }
    rows
}
