//! `guildhall ledger`: checks or exports the log, prints its public key.

use super::{Outcome, verify};
use crate::cli::Ledger;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::say;
use anyhow::Context as _;
use guildhall_ledger::{NewEntry, append};
use guildhall_store::Realm;
use guildhall_web::system::ledger::LEDGER_SUBJECT;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// Runs one of the ledger's commands.
///
/// # Errors
/// When ledger or database refuse.
pub async fn run(settings: Settings, what: Ledger) -> anyhow::Result<Outcome> {
    match what {
        Ledger::Verify => verify::run(settings).await,
        Ledger::Export { file } => export(settings, &file).await,
        Ledger::Key { witness } => {
            let house = House::open(settings, Use::Shared).await?;
            match witness {
                true => say(house.signing_key.witness_key().as_text()),
                false => say(house.signing_key.vkeys()),
            }
            Ok(Outcome::Good)
        }
    }
}

async fn export(settings: Settings, file: &Path) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    let realm = house.realm().await?;
    note_export(&house, &realm).await?;
    guildhall_ledger::seal(&house.database, realm.id, &house.signing_key).await?;
    let created =
        std::fs::File::create_new(file).with_context(|| format!("{} cannot be made", file.display()))?;
    let mut out = BufWriter::new(created);
    let mut connection = house.database.read(realm.id).await?;
    let entries = guildhall_ledger::export(&mut connection, &house.signing_key, &mut out).await?;
    out.flush()?;
    say(format_args!("{entries} entries written to {}", file.display()));
    say(format_args!(
        "check it anywhere: guildhall-verify {} --key '{}'",
        file.display(),
        house.signing_key.vkey()
    ));
    Ok(Outcome::Good)
}

/// Whoever takes the ledger away is in it.
async fn note_export(house: &House, realm: &Realm) -> anyhow::Result<()> {
    let entry = NewEntry {
        action: "ledger.exported",
        subject_kind: LEDGER_SUBJECT,
        subject_id: realm.id.uuid(),
        digest: None,
        details: serde_json::json!({}),
    };
    let mut work = house.database.begin(realm.id).await?;
    append(&mut work, &house.operator(realm), entry).await?;
    Ok(work.commit().await?)
}
