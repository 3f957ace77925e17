//! Destruction in the whole house: who keeps something of a record, and taking it out of the backups.

use crate::backups;
use crate::command::backup::write_down;
use crate::house::{House, packages_folder};
use async_trait::async_trait;
use guildhall_archive::Trace;
use guildhall_archive::batch::BatchTrace;
use guildhall_backup::report::BackupReport;
use guildhall_backup::{ForgottenRows, Watch};
use guildhall_checks::CheckTrace;
use guildhall_dispatch::ExchangeTrace;
use guildhall_disposal::{Backups, DestructionJob, Expunged, Gone};
use guildhall_intake::InboxTrace;
use guildhall_preservation::FormatTrace;
use guildhall_vault::OBJECT_TABLE;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// The tables that hold something of a record, with the column that names it. A table that names records and is not here
/// tells of people and their acts, and stays.
pub const TRACES: &[(&str, &str)] = &[
    ("record", "id"),
    ("component", "record_id"),
    ("page", "record_id"),
    ("clear_access", "record_id"),
    ("inbox_item", "record_id"),
    ("check_standing", "record_id"),
    ("file_scan", "record_id"),
    ("file_format", "record_id"),
    ("record_batch_item", "record_id"),
    ("prior_history", "record_id"),
];

/// Returns the job that destroys.
pub fn destruction(house: &House) -> DestructionJob {
    let exchange = ExchangeTrace {
        folder: packages_folder(&house.settings),
    };
    let traces: [Arc<dyn Trace>; 5] = [
        Arc::new(InboxTrace),
        Arc::new(CheckTrace),
        Arc::new(FormatTrace),
        Arc::new(BatchTrace),
        Arc::new(exchange),
    ];
    DestructionJob {
        database: house.database.clone(),
        disposal: house.disposal.clone(),
        vault: house.vault.clone(),
        indexer: Arc::clone(&house.indexer),
        traces: Arc::new(traces),
    }
}

/// The backups of the house.
pub struct HouseBackups(pub Arc<House>);

#[async_trait]
impl Backups for HouseBackups {
    async fn expunge(&self, gone: &Gone) -> Result<Expunged, String> {
        self.expunge_configured(gone)
            .await
            .map_err(|error| format!("{error:#}"))
    }
}

impl HouseBackups {
    async fn expunge_configured(&self, gone: &Gone) -> anyhow::Result<Expunged> {
        let house = &*self.0;
        let Some(shown) = house.settings.config.backup.place() else {
            return Ok(Expunged {
                place: None,
                snapshots: 0,
            });
        };
        let watch = Watch {
            progress: &|_, _| {},
            cancelled: &|| false,
        };
        // First a snapshot of the house as it is now, so that the newest one is whole in itself.
        let began = house.database.clock().now();
        let made = backups::make(house, backups::place(&house.settings, None)?, &watch).await?;
        if let Some(realm) = house.realms().await?.first() {
            write_down(house, realm.id, began, &BackupReport::made(&made)).await?;
        }
        let place = backups::place(&house.settings, None)?;
        let repository = backups::open(place, Arc::clone(&house.keys)).await?;
        let snapshots = repository.expunge(&forgotten(gone), &watch).await?;
        Ok(Expunged {
            place: Some(shown),
            snapshots,
        })
    }
}

/// Returns the rows that told of what is gone.
pub fn forgotten(gone: &Gone) -> Vec<ForgottenRows> {
    let records: BTreeSet<Uuid> = gone.records.iter().map(|record| record.uuid()).collect();
    let of_records = TRACES.iter().map(|(table, column)| ForgottenRows {
        table,
        column,
        ids: records.clone(),
    });
    let of_vault = ForgottenRows {
        table: OBJECT_TABLE,
        column: "object_id",
        ids: gone.objects.iter().copied().collect(),
    };
    of_records.chain([of_vault]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::migrations;
    use guildhall_store::shape;

    /// Tables that name records and stay: they tell what people did, or what is left of a record.
    const STAYING: [&str; 18] = [
        "accession_item",
        "activity",
        "attestation",
        "check_run",
        "consignment_item",
        "custody",
        "disposal_item",
        "dossier_paper",
        "filing",
        "lent",
        "loan",
        "loan_request",
        "look",
        "placement",
        "reclassification",
        "record_use",
        "relocated",
        // The place of a destroyed paper in its volume is given to no other.
        "volume_paper",
    ];

    #[test]
    fn every_table_that_names_a_record_is_cleared_or_stays_for_a_reason() {
        for table in shape::tables(&migrations()).unwrap() {
            let names_records = table.columns.iter().any(|column| column.name == "record_id");
            let is_cleared = TRACES.iter().any(|(name, _)| *name == table.name);
            let stays = STAYING.contains(&table.name.as_str());
            assert!(!names_records || is_cleared != stays, "{}", table.name);
        }
    }

    #[test]
    fn the_backups_forget_rows_by_record_and_by_object() {
        let gone = Gone {
            records: vec![guildhall_kernel::RecordId::from_uuid(Uuid::from_u128(1))],
            objects: vec![Uuid::from_u128(2)],
        };
        let rows = forgotten(&gone);
        assert_eq!(rows.len(), TRACES.len() + 1);
        let of_vault = rows.last().unwrap();
        assert_eq!((of_vault.table, of_vault.column), (OBJECT_TABLE, "object_id"));
        assert_eq!(of_vault.ids, BTreeSet::from([Uuid::from_u128(2)]));
    }
}
