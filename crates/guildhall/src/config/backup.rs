//! Backups (`[backup]`).

use super::Bucket;
use anyhow::{Context as _, bail};
use guildhall_backup::KeepRules;
use guildhall_kernel::Timestamp;
use guildhall_store::job::next_after;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Backups.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backup {
    /// Folder of the backups, best on another disk or machine; a relative one lies in the data folder.
    pub target: Option<PathBuf>,
    /// A bucket of an object store instead.
    pub bucket: Option<Bucket>,
    /// When they are made, as five cron fields in UTC.
    pub schedule: String,
    /// When a restore drill is held, as five cron fields in UTC.
    pub drill: String,
    /// Which snapshots are kept.
    pub keep: KeepRules,
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            target: None,
            bucket: None,
            // At three o'clock in China each night, and at four on the first of each month.
            schedule: "0 19 * * *".to_owned(),
            drill: "0 20 1 * *".to_owned(),
            keep: KeepRules::default(),
        }
    }
}

impl Backup {
    /// Returns where backups lie, for people.
    pub fn place(&self) -> Option<String> {
        let folder = self.target.as_ref().map(|folder| folder.display().to_string());
        folder.or_else(|| self.bucket.as_ref().map(|bucket| bucket.name().to_owned()))
    }

    /// Refuses two places at once, and schedules that are none.
    ///
    /// # Errors
    /// Naming what is wrong.
    pub fn check(&self) -> anyhow::Result<()> {
        if self.target.is_some() && self.bucket.is_some() {
            bail!("backup.target and backup.bucket exclude each other");
        }
        for (name, cron) in [("schedule", &self.schedule), ("drill", &self.drill)] {
            next_after(cron, Timestamp::from_micros(0)).with_context(|| format!("backup.{name}"))?;
        }
        Ok(())
    }
}
