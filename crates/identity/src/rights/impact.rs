//! What a change of policy would open or close (影响分析), counted before it is made.
//!
//! Pure: the caller brings the policies, the people and the census. One filter is compiled for each set of grants
//! and action, and held against each kind of record, so a union of twenty thousand takes seconds.

use super::subject;
use crate::account::Account;
use guildhall_kernel::{Grant, Origin, Timestamp};
use guildhall_policy::{PolicyError, PolicySet, Resource};
use std::collections::BTreeMap;

/// What changes for those who hold the same grants, in one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// The grants that they hold.
    pub grants: Vec<Grant>,
    /// Their names, sorted.
    pub people: Vec<String>,
    /// The action.
    pub action: String,
    /// Things on which they may act then, but not now.
    pub gained: u64,
    /// Things on which they may act now, but not then.
    pub lost: u64,
}

/// Compares two sets of policies over people and things, and returns where they differ.
///
/// People with the same grants are taken together, which is exact as long as no policy looks at who owns a record;
/// where one does, each person is looked at alone. Policies that look at the hour are compared for the moment `at`.
///
/// # Errors
/// [`PolicyError`] when the policies cannot answer.
pub fn impact(
    (now, then): (&PolicySet, &PolicySet),
    accounts: &[Account],
    things: &[(Resource, u64)],
    at: Timestamp,
) -> Result<Vec<Impact>, PolicyError> {
    let alone = now.names_person() || then.names_person();
    let by_standing = now.names_standing() || then.names_standing();
    let mut holders: BTreeMap<HolderKey, Vec<&Account>> = BTreeMap::new();
    for account in accounts.iter().filter(|account| !account.grants.is_empty()) {
        let person = if alone {
            account.id.to_string()
        } else {
            String::new()
        };
        let standing = match by_standing {
            true => (account.standing.post.clone(), account.standing.rank),
            false => (String::new(), 0),
        };
        holders
            .entry((key(&account.grants), standing, person))
            .or_default()
            .push(account);
    }
    let mut found = Vec::new();
    for people in holders.values() {
        for action in now.actions() {
            found.extend(difference((now, then), (people, at), action, things)?);
        }
    }
    Ok(found)
}

/// A grant that can be sorted.
type GrantKey = (String, String, i64);

/// Grants, standing and person, as far as the policies tell people apart.
type HolderKey = (Vec<GrantKey>, (String, i64), String);

fn key(grants: &[Grant]) -> Vec<GrantKey> {
    let mut key: Vec<GrantKey> = grants
        .iter()
        .map(|grant| {
            (
                grant.role.clone(),
                grant.org_path.as_str().to_owned(),
                grant.clearance,
            )
        })
        .collect();
    key.sort();
    key
}

fn difference(
    (now, then): (&PolicySet, &PolicySet),
    (people, at): (&[&Account], Timestamp),
    action: &str,
    things: &[(Resource, u64)],
) -> Result<Option<Impact>, PolicyError> {
    let Some(first) = people.first() else {
        return Ok(None);
    };
    let asking = subject(&first.actor(Origin::default()), at);
    let (before, after) = (now.filter(&asking, action)?, then.filter(&asking, action)?);
    if before == after {
        return Ok(None);
    }
    let kind = now.acts_on(action)?;
    let (mut gained, mut lost) = (0, 0);
    for (thing, count) in things.iter().filter(|(thing, _)| thing.kind == kind) {
        match (before.matches(thing), after.matches(thing)) {
            (false, true) => gained += count,
            (true, false) => lost += count,
            _ => {}
        }
    }
    let mut names: Vec<String> = people.iter().map(|account| account.name.clone()).collect();
    names.sort();
    Ok((gained + lost > 0).then(|| Impact {
        grants: first.grants.clone(),
        people: names,
        action: action.to_owned(),
        gained,
        lost,
    }))
}
