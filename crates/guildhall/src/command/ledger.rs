//! `guildhall ledger`: checks or exports the log, prints its public key.

use super::{Outcome, verify};
use crate::background::checkpoint_now;
use crate::cli::Ledger;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::say;
use anyhow::Context as _;
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
        Ledger::Key => {
            let house = House::open(settings, Use::Shared).await?;
            say(house.signing_key.vkey());
            Ok(Outcome::Good)
        }
    }
}

async fn export(settings: Settings, file: &Path) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    let realm = house.realm().await?;
    checkpoint_now(&house, realm.id).await?;
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
