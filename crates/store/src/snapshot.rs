//! A view of the whole database at one moment: everything that is read through it belongs together, however long the
//! reading takes and whatever is written meanwhile.

use crate::{Connection, StoreError, args};
use guildhall_kernel::RealmId;
use std::ops::{Deref, DerefMut};

/// The database at one moment, for reading alone.
pub struct Snapshot(Connection);

/// The moment is that of the first statement, so one is made at once.
const FIRST_LOOK: &str = "SELECT COUNT(*) AS migrations FROM schema_migration";

impl Snapshot {
    pub(crate) async fn take(mut connection: Connection) -> Result<Self, StoreError> {
        connection.fetch_one(FIRST_LOOK, args![]).await?;
        Ok(Self(connection))
    }

    /// Returns the same view, in one realm.
    pub fn in_realm(&mut self, realm: RealmId) -> &mut Connection {
        self.0.turn_to(realm);
        &mut self.0
    }
}

impl Deref for Snapshot {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Snapshot {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}
