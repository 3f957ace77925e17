//! `guildhall export-packages --format … --to FOLDER`: every filed record, or those of a type, year or period, as packages in
//! a folder, with a receipt beside them. Cut off, the same command goes on where it stood.

use super::{Outcome, watched};
use crate::cli::ExportPackages;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::{bar, say};
use anyhow::Context as _;
use guildhall_dispatch::consignment::{Asked, RECEIPT};
use guildhall_dispatch::{Consignment, Format, ItemOutcome, NewConsignment};
use guildhall_kernel::RealmId;

/// Packs the records. May run beside the server.
///
/// # Errors
/// When folder, vault or database refuse; what was packed before stays.
pub async fn run(settings: Settings, options: ExportPackages) -> anyhow::Result<Outcome> {
    std::fs::create_dir_all(&options.to)
        .with_context(|| format!("the folder {} cannot be made", options.to.display()))?;
    let folder = std::fs::canonicalize(&options.to)?.display().to_string();
    let house = House::open(settings, Use::Shared).await?;
    let realm = house.realm().await?.id;
    let consignment = begun(&house, (realm, &folder), &options).await?;
    say(format_args!("{} records to {folder}", consignment.records));
    let progress = bar(consignment.records, "导出 export");
    let told = |done: u64, _: u64| progress.set_position(done);
    let is_whole = house
        .exchange()
        .pack_consignment((realm, consignment.id), watched(&told))
        .await?;
    progress.finish_and_clear();
    let (packed, left_out) = tell(&house, realm, &consignment).await?;
    say(format_args!(
        "packed {packed}, left out {left_out}; receipt {folder}/{RECEIPT}"
    ));
    house.database.close().await;
    Ok(match is_whole && left_out == 0 {
        true => Outcome::Good,
        false => Outcome::Found,
    })
}

/// Begins a consignment into the folder, or goes on with the one that was cut off there.
async fn begun(
    house: &House,
    (realm, folder): (RealmId, &str),
    options: &ExportPackages,
) -> anyhow::Result<Consignment> {
    let exchange = house.exchange();
    let format = Format::from(options.format);
    let mut connection = house.database.read(realm).await?;
    let open = exchange
        .consignment_into(&mut connection, (format, folder))
        .await?;
    drop(connection);
    if let Some(open) = open {
        return Ok(open);
    }
    let new = NewConsignment {
        format,
        asked: Asked {
            type_code: options.class.clone(),
            year: options.year,
            retention: options.retention.clone(),
            search: None,
            round: None,
        },
        found: None,
        purpose: String::new(),
        reason: options.reason.clone(),
        folder: Some(folder.to_owned()),
        records_max: u64::from(u32::MAX),
    };
    let actor = house.operator(&house.realm_of(realm).await?);
    let mut work = house.database.begin(realm).await?;
    let begun = exchange.begin_consignment(&mut work, &actor, new).await?;
    work.commit().await?;
    Ok(begun.consignment)
}

/// Prints what was left out, and returns how many were packed and left out.
async fn tell(house: &House, realm: RealmId, consignment: &Consignment) -> anyhow::Result<(u64, u64)> {
    let mut connection = house.database.read(realm).await?;
    let (mut packed, mut left_out, mut after) = (0, 0, 0);
    loop {
        let page = house
            .exchange()
            .lines_of(&mut connection, consignment.id, after)
            .await?;
        let Some(last) = page.last() else {
            return Ok((packed, left_out));
        };
        after = last.sequence;
        for item in &page {
            match (item.outcome, &item.problem) {
                (ItemOutcome::Packed, _) => packed += 1,
                (_, problem) => {
                    left_out += 1;
                    let reason = problem
                        .as_ref()
                        .map(|told| told.code.as_str())
                        .unwrap_or_default();
                    say(format_args!("left out {}: {reason}", item.archival_code));
                }
            }
        }
    }
}
