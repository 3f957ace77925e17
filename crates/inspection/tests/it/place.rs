//! A house to look at: a union, a vault with two replicas, keys in files that their owner alone reads.

use crate::union::House;
use async_trait::async_trait;
use guildhall_identity::{Keys, Obligation, SessionConfig, ThrottleConfig};
use guildhall_inspection::{
    Clauses, Finding, Findings, Https, Inspector, Outcome, Premises, Rehearsals, Rehearsed, Upkeep,
};
use guildhall_kernel::{Random, SystemRandom, Timestamp};
use guildhall_keyring::KeyRing;
use guildhall_store::{Connection, Migration, StoreError};
use guildhall_vault::replica::Replica;
use guildhall_vault::{Algorithm, FolderReplica, Vault, VaultConfig};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

pub fn migrations() -> &'static [Migration] {
    static ALL: std::sync::OnceLock<Vec<Migration>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_vault::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_backup::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_inspection::MIGRATIONS,
        ]
        .concat()
    })
}

/// Where is looked, and the folder in which everything lies.
pub struct Place {
    pub inspector: Inspector,
    pub folder: TempDir,
}

pub fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

impl Place {
    pub fn of(house: &House<'_>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        set_mode(folder.path(), 0o700);
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let key_folder = folder.path().join("keys");
        std::fs::create_dir(&key_folder).unwrap();
        let ring = Arc::new(KeyRing::open_or_create(&key_folder.join("master.key"), &*random).unwrap());
        let replicas = ["a", "b"].map(|name| folder.path().join(name));
        let opened = replicas.iter().map(|path| {
            let replica = FolderReplica::open(&path.display().to_string(), path, &*random).unwrap();
            Arc::new(replica) as Arc<dyn Replica>
        });
        let config = VaultConfig {
            replicas: opened.collect(),
            replicas_needed: 2,
            keys: Arc::clone(&ring),
            algorithm: Algorithm::default(),
            limit: 1024,
            clock: house.test.database.clock(),
        };
        let premises = Premises {
            data: folder.path().to_owned(),
            listen: "10.0.0.5:443".parse().unwrap(),
            https: Https::Proxy,
            requests_per_second: 50,
            sessions: SessionConfig::default(),
            throttle: ThrottleConfig::default(),
            second_factor: Obligation::default(),
            knows_breached: true,
            keys: key_folder,
            watched: None,
            replicas: replicas.to_vec(),
            cipher: Algorithm::default(),
            witnesses: Arc::from(Vec::new()),
            upkeep: Some(Upkeep {
                backup: "0 19 * * *".to_owned(),
                drill: "0 20 1 * *".to_owned(),
            }),
            lock: include_str!("../../../../Cargo.lock"),
            version: "1.2.3",
            scanner: None,
            advisories: None,
        };
        let clauses = include_str!("../../../../rules/inspection/level3.toml");
        let inspector = Inspector {
            premises: Arc::new(premises),
            clauses: Arc::new(Clauses::read(clauses).unwrap()),
            database: house.test.database.clone(),
            vault: Vault::open(config, random).unwrap(),
            keys: Keys::new(ring),
            rights: house.rights.clone(),
            rehearsals: Arc::new(Plans::default()),
        };
        Self { inspector, folder }
    }

    /// Changes what the program says about itself.
    pub fn settings(&mut self, change: impl FnOnce(&mut Premises)) {
        change(Arc::make_mut(&mut self.inspector.premises));
    }

    pub async fn look(&self, house: &House<'_>) -> Findings {
        self.inspector
            .inspect(&mut house.read().await, &house.actor)
            .await
            .unwrap()
    }

    /// Looks and returns outcome and first code of evidence about a clause.
    pub async fn at(&self, house: &House<'_>, clause: &str) -> (Outcome, String) {
        let findings = self.look(house).await;
        let found = finding(&findings, clause);
        (found.outcome, found.evidence[0].code.clone())
    }
}

pub fn finding<'f>(findings: &'f Findings, clause: &str) -> &'f Finding {
    findings
        .0
        .iter()
        .find(|finding| finding.clause == clause)
        .unwrap()
}

/// What is told of emergency plans.
#[derive(Default)]
pub struct Plans(pub Vec<Rehearsed>);

#[async_trait]
impl Rehearsals for Plans {
    async fn standings(&self, _: &mut Connection, _: Timestamp) -> Result<Vec<Rehearsed>, StoreError> {
        Ok(self.0.clone())
    }
}
