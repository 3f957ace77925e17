//! What the self-inspection wants to know of emergency plans, told by the room that keeps them.

use async_trait::async_trait;
use guildhall_emergency::Emergency;
use guildhall_inspection::{Rehearsals, Rehearsed};
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, StoreError};

/// The emergency room, asked by the inspection.
pub struct EmergencyRehearsals(pub Emergency);

#[async_trait]
impl Rehearsals for EmergencyRehearsals {
    async fn standings(
        &self,
        connection: &mut Connection,
        now: Timestamp,
    ) -> Result<Vec<Rehearsed>, StoreError> {
        let standings = self.0.standings_here(connection, now).await?;
        let told = standings.into_iter().map(|standing| Rehearsed {
            title: format!("{} {}", standing.plan.title.zh, standing.plan.title.en),
            last: standing.last,
            is_overdue: standing.is_overdue,
        });
        Ok(told.collect())
    }
}
