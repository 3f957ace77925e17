//! What an account did with records within a time (行为轨迹), for the case file of a breach.

use crate::activity::Subject;
use crate::activity::store::{Asked, newest};
use crate::alert::SeenAct;
use crate::kind::ActKind;
use crate::{Watch, WatchError};
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_store::Connection;

/// The kinds of act by which somebody comes to know a record.
const KNOWING: [ActKind; 5] = [
    ActKind::View,
    ActKind::Page,
    ActKind::Download,
    ActKind::Export,
    ActKind::Clear,
];

impl Watch {
    /// Returns the acts by which an account came to know records, the newest first and at most `limit`. Acts are kept for
    /// the days that rules/watching sets. Who may ask is decided where the case file is kept.
    ///
    /// # Errors
    /// [`WatchError::Store`].
    pub async fn trail(
        &self,
        connection: &mut Connection,
        account: AccountId,
        (since, until): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<SeenAct>, WatchError> {
        let subject = Subject::Account(account);
        let asked = Asked {
            subject: &subject,
            kinds: &KNOWING,
            // What happened at the very moment belongs to it; the store looks behind an instant.
            since: Timestamp::from_micros(since.as_micros() - 1),
            until,
        };
        let acts = newest(connection, asked, limit).await?;
        Ok(acts.iter().map(SeenAct::of).collect())
    }
}
