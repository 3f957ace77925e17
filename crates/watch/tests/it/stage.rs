//! A union that is watched over.

use crate::house::{House, grant};
use guildhall_identity::Account;
use guildhall_kernel::{Actor, Origin, RecordId, Timestamp};
use guildhall_store::Migration;
use guildhall_store::testing::TestDatabase;
use guildhall_watch::alert::service;
use guildhall_watch::{Act, ActKind, Alert, Watch, WatchFiles, WatchRules};
use std::sync::OnceLock;

pub fn migrations() -> &'static [Migration] {
    static ALL: OnceLock<Vec<Migration>> = OnceLock::new();
    ALL.get_or_init(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_watch::MIGRATIONS,
        ]
        .concat()
    })
}

/// Returns the rules that ship.
pub fn rules() -> WatchRules {
    let files = WatchFiles {
        schema: include_str!("../../../../rules/watching/schema.json"),
        rules: include_str!("../../../../rules/watching/rules.toml"),
        limits: include_str!("../../../../rules/watching/limits.toml"),
    };
    WatchRules::load(files).unwrap()
}

/// The union, the watcher and an archivist.
pub struct Stage<'t> {
    pub house: House<'t>,
    pub watch: Watch,
    pub archivist: Account,
}

impl<'t> Stage<'t> {
    pub async fn set(test: &'t TestDatabase) -> Self {
        let house = House::open(test).await;
        // Nine in the morning of a working day in China.
        test.clock.set(Timestamp::from_micros(1_790_038_800_000_000));
        let grants = vec![grant("archivist", &house.top(), 3)];
        let archivist = house.account("chenyu", grants).await;
        Self {
            watch: Watch::new(test.database.clone(), rules()),
            house,
            archivist,
        }
    }

    pub fn actor(&self, address: &str) -> Actor {
        self.archivist.actor(Origin {
            address: Some(address.parse().unwrap()),
        })
    }

    pub fn now(&self) -> Timestamp {
        self.house.test.database.clock().now()
    }

    /// Has somebody do something with records, one after the other, ending now.
    pub fn does(&self, actor: &Actor, kind: ActKind, times: i64) {
        for before in (0..times).rev() {
            let at = self.now().plus_secs(-before);
            let record = RecordId::from_uuid(uuid::Uuid::from_u128(before.unsigned_abs().into()));
            self.watch
                .take(Act::of(actor, kind, at).with(record).by("Firefox · Linux"));
        }
    }

    /// Returns the alerts that somebody sees, the newest first.
    pub async fn alerts(&self, actor: &Actor) -> Vec<Alert> {
        let mut connection = self.house.read().await;
        let rights = &self.house.rights;
        service::list(&mut connection, rights, actor, (None, 100))
            .await
            .unwrap()
    }
}
