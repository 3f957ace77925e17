//! `guildhall reindex`: builds the search index again, from the first event.

use super::Outcome;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::{bar, say};

/// Begins every realm's index anew and feeds it. Needs the data folder for itself.
///
/// # Errors
/// When index or database refuse, or a server runs.
pub async fn run(settings: Settings) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Alone).await?;
    build(&house).await?;
    Ok(Outcome::Good)
}

/// Builds the index of every realm from its first event.
///
/// # Errors
/// When index or database refuse.
pub async fn build(house: &House) -> anyhow::Result<()> {
    for realm in house.realms().await? {
        house.finder.recreate(realm.id)?;
        let progress = bar(0, "索引 index");
        let looked_at = house
            .indexer
            .catch_up(realm.id, &|position, head| {
                progress.set_length(u64::try_from(head).unwrap_or(0));
                progress.set_position(u64::try_from(position).unwrap_or(0));
            })
            .await?;
        progress.finish_and_clear();
        say(format_args!("{}: {looked_at} records indexed", realm.name));
    }
    Ok(())
}
