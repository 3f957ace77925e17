//! Reading rules/retention.

use super::model::{CountsFrom, Matter, Retention};
use crate::{Codes, Dictionary, RuleError};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The code table of retention codes.
const CODES: &str = "RETENTION_CODE";

/// The files, as text.
#[derive(Debug, Clone, Copy)]
pub struct RetentionFiles<'a> {
    /// The JSON schema of both.
    pub schema: &'a str,
    /// The schedule.
    pub schedule: &'a str,
    /// The clock.
    pub clock: &'a str,
}

#[derive(Deserialize)]
struct Schedule {
    matter: Vec<Matter>,
}

#[derive(Deserialize)]
struct Clock {
    counts_from: CountsFrom,
    sure: bool,
    period: Vec<Period>,
}

#[derive(Deserialize)]
struct Period {
    code: String,
    years: Option<u16>,
}

impl Retention {
    /// Reads schedule and clock, checked against their schema, the dictionary and the code tables.
    ///
    /// # Errors
    /// [`RuleError`] naming a wrong form, an unknown type or code, a code with two periods, or one without.
    pub fn load(
        files: RetentionFiles<'_>,
        dictionary: &Dictionary,
        codes: &Codes,
    ) -> Result<Self, RuleError> {
        let schema = ("retention/schema.json", files.schema);
        let schedule: Schedule = guildhall_rules::read(schema, "retention/schedule.toml", files.schedule)?;
        let clock: Clock = guildhall_rules::read(schema, "retention/clock.toml", files.clock)?;
        let wrong = |file: &str, what: String| RuleError::new(file, what);
        let mut periods = BTreeMap::new();
        for period in clock.period {
            let file = "retention/clock.toml";
            if codes.find(CODES, &period.code).is_none() {
                return Err(wrong(file, format!("{} is no code of {CODES}", period.code)));
            }
            if periods.insert(period.code.clone(), period.years).is_some() {
                return Err(wrong(file, format!("{} has two periods", period.code)));
            }
        }
        if let Some(code) = codes
            .table(CODES)
            .iter()
            .find(|code| !periods.contains_key(&code.code))
        {
            return Err(wrong(
                "retention/clock.toml",
                format!("{} has no period", code.code),
            ));
        }
        for matter in &schedule.matter {
            let file = "retention/schedule.toml";
            if dictionary.find(&matter.type_code).is_none() {
                return Err(wrong(
                    file,
                    format!("{}: there is no type {}", matter.says, matter.type_code),
                ));
            }
            if !periods.contains_key(&matter.retention) {
                return Err(wrong(
                    file,
                    format!("{}: {} has no period", matter.says, matter.retention),
                ));
            }
        }
        Ok(Self {
            matters: schedule.matter,
            counts_from: clock.counts_from,
            is_sure: clock.sure,
            periods,
        })
    }
}
