//! What the calendar brings to dossiers: those whose year is over fall due, and those whose papers were filed meanwhile, such
//! as after an approval, are ended. Both read the present state, so the job may run late or twice.

use super::model::today;
use super::service::Dossiers;
use super::settling::settle;
use super::{DossierError, store};
use async_trait::async_trait;
use guildhall_kernel::{Actor, OrgPath};
use guildhall_store::Database;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};

/// Kind of the job.
const KIND: &str = "archive.dossiers";
/// Dossiers that are looked at in one unit of work.
const PAGE: u32 = 50;
/// Pages in one job; what is left is for the next hour.
const PAGES_MAX: u32 = 100;

/// Lets dossiers fall due and ends them.
#[derive(Debug, Clone)]
pub struct DossierJob {
    /// The database.
    pub database: Database,
    /// Dossiers.
    pub dossiers: Dossiers,
}

impl DossierJob {
    /// Every hour.
    pub const SCHEDULE: Schedule<'static> = Schedule {
        name: KIND,
        cron: "23 * * * *",
        lane: LANE_QUICK,
        kind: KIND,
    };

    async fn look(&self, job: &JobContext) -> Result<(), DossierError> {
        let actor = Actor::program("dossiers", job.job.realm, OrgPath::root(1));
        for _ in 0..PAGES_MAX {
            if self.fall_due(&actor).await? < PAGE as usize {
                break;
            }
        }
        let mut after = None;
        for _ in 0..PAGES_MAX {
            let mut work = self.database.begin(actor.realm).await?;
            let page = store::filing(&mut work, (after, PAGE)).await?;
            let is_last = page.len() < PAGE as usize;
            after = page.last().map(|last| (last.opened_at, last.id));
            for dossier in page {
                settle(&mut work, &actor, dossier).await?;
            }
            work.commit().await?;
            if is_last {
                break;
            }
        }
        Ok(())
    }

    /// Lets a page of dossiers fall due, and returns how many they were.
    async fn fall_due(&self, actor: &Actor) -> Result<usize, DossierError> {
        let mut work = self.database.begin(actor.realm).await?;
        let today = today(work.now());
        let page = store::overdue(&mut work, today, PAGE).await?;
        let count = page.len();
        for dossier in page {
            self.dossiers.fall_due(&mut work, actor, dossier).await?;
        }
        work.commit().await?;
        Ok(count)
    }
}

#[async_trait]
impl JobHandler for DossierJob {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.look(job)
            .await
            .map_err(|error| JobError::retry("dossiers", error))
    }
}
