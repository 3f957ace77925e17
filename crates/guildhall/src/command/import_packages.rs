//! `guildhall import-packages PATH`: takes in what another house sent, a folder of packages or one of them. Each is judged
//! first; what is refused is named with its reason, and the command ends with 1.

use super::doctor::locale;
use super::{Outcome, watched};
use crate::cli::ImportPackages;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::{bar, say};
use anyhow::Context as _;
use guildhall_dispatch::accession::Sent;
use guildhall_dispatch::{Accession, Arrived};
use guildhall_kernel::RealmId;
use guildhall_web::told_sentence;

/// Takes the packages in. May run beside the server.
///
/// # Errors
/// When folder, vault or database refuse; what was taken in before stays.
pub async fn run(settings: Settings, options: ImportPackages) -> anyhow::Result<Outcome> {
    let sent = std::fs::canonicalize(&options.path)
        .with_context(|| format!("{} cannot be read", options.path.display()))?;
    let house = House::open(settings, Use::Shared).await?;
    let realm = house.realm().await?;
    let actor = house.operator(&realm);
    let name = sent
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let outside = Sent::Outside(sent.display().to_string());
    let mut work = house.database.begin(realm.id).await?;
    let exchange = house.exchange();
    let accession = exchange
        .begin_accession(&mut work, &actor, (&name, outside))
        .await?;
    work.commit().await?;
    let progress = bar(0, "接收 receive");
    let told = |done: u64, total: u64| {
        progress.set_length(total);
        progress.set_position(done);
    };
    let is_whole = exchange
        .receive_accession((realm.id, accession.id), watched(&told))
        .await?;
    progress.finish_and_clear();
    let refused = tell(&house, (realm.id, &accession), &options).await?;
    house.indexer.catch_up(realm.id, &|_, _| {}).await?;
    house.database.close().await;
    Ok(match is_whole && refused == 0 {
        true => Outcome::Good,
        false => Outcome::Found,
    })
}

/// Prints the receipt, and returns how many packages were refused.
async fn tell(
    house: &House,
    (realm, accession): (RealmId, &Accession),
    options: &ImportPackages,
) -> anyhow::Result<u64> {
    let (exchange, language) = (house.exchange(), locale(options.language));
    let actor = house.operator(&house.realm_of(realm).await?);
    let mut connection = house.database.read(realm).await?;
    let ended = exchange.accession(&mut connection, &actor, accession.id).await?;
    let mut after = 0;
    loop {
        let wanted = ((accession.id, None), (after, 500));
        let page = exchange.accession_items(&mut connection, &actor, wanted).await?;
        let Some(last) = page.last() else { break };
        after = last.sequence;
        for item in &page {
            let reason = item.problem.as_ref().map(|told| told_sentence(language, told));
            match item.outcome {
                Arrived::Received => {}
                Arrived::Known => say(format_args!("already here {}", item.archival_code)),
                Arrived::Refused | Arrived::Missing => {
                    let reason = reason.unwrap_or_default();
                    say(format_args!(
                        "refused {} {}: {reason}",
                        item.place, item.archival_code
                    ));
                }
            }
        }
    }
    if let Some(problem) = &ended.problem {
        say(told_sentence(language, problem));
    }
    let sums = ended.sums;
    say(format_args!(
        "taken in {}, already here {}, refused {}, {} B",
        sums.received, sums.known, sums.refused, sums.bytes
    ));
    Ok(sums.refused + u64::from(ended.problem.is_some()))
}
