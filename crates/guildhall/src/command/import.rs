//! `guildhall import FOLDER`: takes in a folder of papers, with a progress bar.

use super::Outcome;
use crate::cli::Import;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::{bar, say};
use guildhall_intake::{FolderImport, Source};
use guildhall_kernel::Actor;
use guildhall_store::job::{JobHandler, LANE_HEAVY, Runner, RunnerConfig};
use std::sync::Arc;
use std::time::Duration;

/// Runs the import. May run beside the server, which then reads the papers.
///
/// # Errors
/// When folder, vault or database refuse; what was taken in before stays.
pub async fn run(settings: Settings, options: Import) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    let realm = house.realm().await?;
    let actor = house.operator(&realm);
    let import = FolderImport {
        inbox: &house.inbox,
        actor: &actor,
        org_path: House::organisation(&realm, options.organisation.as_deref())?,
        department: options.department,
        source: Source::Import,
    };
    let progress = bar(0, "导入 import");
    let report = import
        .run(&options.folder, &|state| {
            progress.set_length(state.total);
            progress.set_position(state.files);
        })
        .await?;
    progress.finish_and_clear();
    say(format_args!(
        "taken in {}, already here {}, refused {}",
        report.captured,
        report.already_known,
        report.refused.len()
    ));
    for (file, reason) in &report.refused {
        say(format_args!("refused {}: {reason}", file.display()));
    }
    if options.read {
        read(&house, &realm, &actor).await?;
    }
    Ok(if report.refused.is_empty() {
        Outcome::Good
    } else {
        Outcome::Found
    })
}

/// Reads everything that waits, and brings the index up to date.
async fn read(house: &House, realm: &guildhall_store::Realm, actor: &Actor) -> anyhow::Result<()> {
    house.learn_names(realm.id).await?;
    let handlers: Vec<Arc<dyn JobHandler>> = vec![house.reading.clone()];
    let config = RunnerConfig {
        lane: LANE_HEAVY,
        owner: format!("import-{}", std::process::id()),
        parallel: 1,
        lease: Duration::from_secs(60),
        poll: Duration::from_secs(1),
    };
    let read = Runner::new(house.database.clone(), config, handlers)
        .run_due()
        .await?;
    house.indexer.catch_up(realm.id, &|_, _| {}).await?;
    say(format_args!("read {read}"));
    let mut connection = house.database.read(realm.id).await?;
    let progress = house.inbox.reading_progress(&mut connection, actor, None);
    for (state, count) in progress.await? {
        say(format_args!("{state:?}: {count}"));
    }
    Ok(())
}
