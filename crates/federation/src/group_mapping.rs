//! Which group outside gives which right here (用户组对照): data in rules/federation, checked when the program starts.

use guildhall_identity::account::CLEARANCE_MAX;
use guildhall_identity::{Power, Rights};
use guildhall_kernel::{Grant, OrgPath};
use serde::Deserialize;
use std::collections::{BTreeSet, HashSet};

/// A mistake in a rule file.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {what}")]
pub struct MappingError {
    file: String,
    what: String,
}

/// The rows of all mapping files.
#[derive(Debug, Clone, Default)]
pub struct GroupMapping(Vec<Row>);

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(default)]
    group: Vec<Row>,
}

/// One row: whoever is in the group has the right.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    source: String,
    group: String,
    role: String,
    organisation: OrgPath,
    clearance: i64,
}

impl GroupMapping {
    /// Reads mapping files, given by name and text, and holds them against schema and policies.
    ///
    /// # Errors
    /// [`MappingError`] with file and place: another form than the schema's, a role that no policy knows, one of the three
    /// powers, which no group can give, or the same group and right twice.
    pub fn load(schema: &str, files: &[(String, String)], rights: &Rights) -> Result<Self, MappingError> {
        let mut rows: Vec<Row> = Vec::new();
        let mut seen = HashSet::new();
        for (file, text) in files {
            let wrong = |what: String| MappingError {
                file: file.clone(),
                what,
            };
            for row in read(schema, text).map_err(wrong)? {
                check(&row, rights).map_err(wrong)?;
                let right = (
                    row.source.clone(),
                    row.group.clone(),
                    row.role.clone(),
                    row.organisation.clone(),
                );
                if !seen.insert(right) {
                    return Err(wrong(format!("group {} gives {} twice", row.group, row.role)));
                }
                rows.push(row);
            }
        }
        Ok(Self(rows))
    }

    /// Returns the names of the groups of a source that give anything within a branch, by name.
    pub(crate) fn groups(&self, source: &str, branch: &OrgPath) -> Vec<String> {
        let rows = self.0.iter();
        let rows = rows.filter(|row| row.source == source && branch.contains(&row.organisation));
        let names: BTreeSet<&str> = rows.map(|row| row.group.as_str()).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// Returns the rights that groups of a source give within a branch, each role once for an organisation with the
    /// highest clearance.
    pub(crate) fn grants(&self, source: &str, groups: &[String], branch: &OrgPath) -> Vec<Grant> {
        let rows = self.0.iter().filter(|row| {
            row.source == source && branch.contains(&row.organisation) && groups.contains(&row.group)
        });
        let mut grants: Vec<Grant> = Vec::new();
        for row in rows {
            let mut same = grants.iter_mut();
            let held = same.find(|grant| grant.role == row.role && grant.org_path == row.organisation);
            match held {
                Some(held) => held.clearance = held.clearance.max(row.clearance),
                None => grants.push(Grant {
                    role: row.role.clone(),
                    org_path: row.organisation.clone(),
                    clearance: row.clearance,
                }),
            }
        }
        grants
    }
}

fn read(schema: &str, text: &str) -> Result<Vec<Row>, String> {
    let schema = serde_json::from_str(schema).map_err(|error| format!("schema.json: {error}"))?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| format!("schema.json: {error}"))?;
    let value: toml::Value = toml::from_str(text).map_err(|error| error.to_string())?;
    let json = serde_json::to_value(&value).map_err(|error| error.to_string())?;
    if let Some(error) = validator.iter_errors(&json).next() {
        return Err(format!("{error} at {}", error.instance_path()));
    }
    let file: MappingFile = value.try_into().map_err(|error| format!("{error}"))?;
    Ok(file.group)
}

fn check(row: &Row, rights: &Rights) -> Result<(), String> {
    if Power::from_code(&row.role).is_some() {
        return Err(format!(
            "{} is one of the three powers, which no group can give",
            row.role
        ));
    }
    if !rights.roles().any(|role| role == row.role) {
        return Err(format!("no policy knows the role {}", row.role));
    }
    if !(0..=CLEARANCE_MAX).contains(&row.clearance) {
        return Err(format!("{} is no secrecy level", row.clearance));
    }
    Ok(())
}
