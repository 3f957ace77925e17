//! Opening the house: every room with what it needs.

use crate::config::Settings;
use crate::inspecting;
use crate::rehearsal_facts::EmergencyRehearsals;
use crate::rule_files::RuleFiles;
use anyhow::{Context as _, bail};
use guildhall_archive::{Archive, Attestations, Batches, Dossiers, Lending, Storeroom};
use guildhall_checks::Checks;
use guildhall_dispatch::{Dispatch, Exchange, Historian, Signer, Words};
use guildhall_disposal::Disposal;
use guildhall_emergency::Emergency;
use guildhall_federation::{ClientCertificates, Federation, FederationSettings, GroupMapping};
use guildhall_governance::Governance;
use guildhall_identity::account::PasswordConfig;
use guildhall_identity::person::Directory;
use guildhall_identity::second_factor::Obligation;
use guildhall_identity::{
    Keys, Passkeys, Passwords, Rights, SecondFactors, SessionConfig, Sessions, SignIn, ThrottleConfig,
};
use guildhall_inspection::Inspector;
use guildhall_intake::worker::{WorkerConfig, Workers};
use guildhall_intake::{Inbox, PaperReading, ReadingTools};
use guildhall_kernel::{Actor, Clock, OrgPath, Random, RealmId, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_language::person::{EntityKind, Gazetteer, GazetteerEntry, Tagger};
use guildhall_ledger::{SigningKey, SigningKeyFile, Sm2Key};
use guildhall_preservation::Preservation;
use guildhall_privacy::Privacy;
use guildhall_retrieval::{Finder, IndexOptions, Indexer};
use guildhall_store::{Database, Migration, Realm, realm};
use guildhall_vault::{BucketReplica, FolderReplica, Vault, VaultConfig};
use guildhall_watch::Watch;
use guildhall_web::LedgerSettings;
use guildhall_workflow::Workflow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Duration;

/// All rooms, opened.
pub struct House {
    /// The settings in force.
    pub settings: Settings,
    /// The database.
    pub database: Database,
    /// Originals.
    pub vault: Vault,
    /// The master keys.
    pub keys: Arc<KeyRing>,
    /// The key of the ledger's checkpoints.
    pub signing_key: Arc<SigningKey>,
    /// Who sees the ledger, who witnesses it, whose ledgers are witnessed here.
    pub ledger: LedgerSettings,
    /// The policies.
    pub rights: Rights,
    /// The policies as files, and their editions.
    pub governance: Governance,
    /// Records.
    pub archive: Archive,
    /// Where their originals lie.
    pub storeroom: Storeroom,
    /// Many records changed or filed at once.
    pub batches: Batches,
    /// To whom they are lent.
    pub lending: Lending,
    /// Dossiers.
    pub dossiers: Dossiers,
    /// What is certified from them.
    pub attestations: Attestations,
    /// The four checks of records.
    pub checks: Checks,
    /// What the files of records are, and what threatens them.
    pub preservation: Preservation,
    /// Duties to people.
    pub privacy: Privacy,
    /// Emergency plans and the case files of breaches.
    pub emergency: Emergency,
    /// Who decides about what.
    pub workflow: Workflow,
    /// Appraisal, legal holds, destruction.
    pub disposal: Disposal,
    /// The inbox.
    pub inbox: Inbox,
    /// Packs records that leave.
    pub dispatch: Dispatch,
    /// Search.
    pub finder: Finder,
    /// Keeps the search index up to date.
    pub indexer: Arc<Indexer>,
    /// The reading of papers.
    pub reading: Arc<PaperReading>,
    /// Counts what people do, and notices what is odd.
    pub watch: Watch,
    /// Sessions.
    pub sessions: Arc<Sessions>,
    /// Sign-in.
    pub sign_in: Arc<SignIn>,
    /// Those who know people from outside.
    pub federation: Federation,
    /// The door for client certificates.
    pub certificates: ClientCertificates,
    /// The self-inspection.
    pub inspector: Inspector,
    _lock: DataLock,
}

/// The tables of all rooms, ground floor first.
pub fn migrations() -> Vec<Migration> {
    [
        guildhall_store::MIGRATIONS,
        guildhall_vault::MIGRATIONS,
        guildhall_ledger::MIGRATIONS,
        guildhall_backup::MIGRATIONS,
        guildhall_identity::MIGRATIONS,
        guildhall_federation::MIGRATIONS,
        guildhall_inspection::MIGRATIONS,
        guildhall_archive::MIGRATIONS,
        guildhall_watch::MIGRATIONS,
        guildhall_checks::MIGRATIONS,
        guildhall_preservation::MIGRATIONS,
        guildhall_intake::MIGRATIONS,
        guildhall_privacy::MIGRATIONS,
        guildhall_governance::MIGRATIONS,
        guildhall_emergency::MIGRATIONS,
        guildhall_workflow::MIGRATIONS,
        guildhall_disposal::MIGRATIONS,
        guildhall_dispatch::MIGRATIONS,
    ]
    .concat()
}

/// Whether the command may run beside the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Shares the data folder with a running server: reads, and writes through the database only.
    Shared,
    /// Needs the data folder for itself.
    Alone,
}

/// Keeps two servers from one data folder.
struct DataLock(
    #[expect(dead_code, reason = "the lock is held as long as the file is open")] Option<std::fs::File>,
);

impl DataLock {
    fn take(settings: &Settings, how: Use) -> anyhow::Result<Self> {
        if how == Use::Shared {
            return Ok(Self(None));
        }
        let file = std::fs::File::create(settings.below("guildhall.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(Some(file))),
            Err(_) => bail!(
                "another guildhall already uses {}; stop it first",
                settings.data.display()
            ),
        }
    }
}

impl House {
    /// Opens everything in the data folder, making what is missing.
    ///
    /// # Errors
    /// Naming what cannot be opened and why.
    pub async fn open(settings: Settings, how: Use) -> anyhow::Result<Self> {
        let data = settings.data.clone();
        std::fs::create_dir_all(&data)
            .with_context(|| format!("the data folder {} cannot be made", data.display()))?;
        keep_private(&data)?;
        let lock = DataLock::take(&settings, how)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let rules = RuleFiles::read(&settings.below("rules"))?
            .load(Arc::clone(&clock))
            .context("the rules cannot be used")?;
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let (clock_of_database, random_of_database) = (Arc::clone(&clock), Arc::clone(&random));
        let database = Database::open(
            &settings.database(),
            &migrations(),
            clock_of_database,
            random_of_database,
        )
        .await
        .context("the database cannot be opened")?;
        let keys = keys_folder(&settings)?;
        let ring = KeyRing::open_or_create_in(&keys.join("master.key"), settings.key_safe()?, &*random)?;
        let ring = Arc::new(ring);
        seal_columns(&database, &ring).await?;
        guildhall_identity::power::inherit::take_over(&database)
            .await
            .context("the former administrators could not take over the system power")?;
        let vault = open_vault(
            &settings,
            Arc::clone(&ring),
            (Arc::clone(&clock), Arc::clone(&random)),
        )?;
        let signing_key = open_signing_key(&settings, &keys, &*random)?;
        let archive = Archive {
            dictionary: Arc::new(rules.dictionary),
            codes: Arc::new(rules.codes),
            numbering: Arc::new(rules.numbering),
            retention: Arc::new(rules.retention),
            masks: Arc::new(rules.masks),
            rights: rules.rights.clone(),
        };
        let batches = Batches {
            rules: Arc::new(rules.batches),
            archive: archive.clone(),
        };
        let storeroom = Storeroom {
            kinds: Arc::new(rules.places),
            rights: rules.rights.clone(),
        };
        let dossiers = Dossiers {
            rules: Arc::new(rules.dossiers),
            batches: batches.clone(),
        };
        let lending = Lending {
            rules: Arc::new(rules.lending),
            rights: rules.rights.clone(),
        };
        let attestations = Attestations {
            rules: Arc::new(rules.attestations),
            rights: rules.rights.clone(),
        };
        let finder = Finder::new(
            &settings.below("index"),
            IndexOptions {
                content: archive.masks.version(),
                ..IndexOptions::default()
            },
            rules.rights.clone(),
        );
        let indexer = Arc::new(Indexer::new(
            database.clone(),
            finder.clone(),
            Arc::new(crate::document_source::ArchiveDocuments::new(archive.clone())),
        ));
        let formats = Arc::new(rules.formats);
        let preservation = Preservation {
            database: database.clone(),
            formats: Arc::clone(&formats),
            archive: archive.clone(),
            vault: vault.clone(),
            scanner: settings.config.virus.scanner()?,
        };
        let checks = Checks {
            rules: Arc::new(rules.checks),
            formats,
            has_scanner: preservation.scanner.is_some(),
            archive: archive.clone(),
            vault: vault.clone(),
        };
        let inbox = Inbox::new(database.clone(), vault.clone(), archive.clone());
        let reading = Arc::new(open_reading(&settings, &database, &vault, &archive)?);
        let signer = Signer::new(
            keys.join("package.key"),
            &settings.config.ledger.installation,
            (Arc::clone(&clock), Arc::clone(&random)),
        );
        let dispatch = Dispatch {
            vault: vault.clone(),
            elements: Arc::new(rules.elements),
            signer: Arc::new(signer),
            scratch: reading.scratch.clone(),
        };
        let privacy = Privacy {
            rules: Arc::new(rules.privacy),
            rights: rules.rights.clone(),
            directory: Directory::new(Arc::clone(&ring)),
        };
        let emergency = Emergency {
            rules: Arc::new(rules.emergency),
            rights: rules.rights.clone(),
        };
        let workflow = Workflow {
            rules: Arc::new(rules.workflows),
            rights: rules.rights.clone(),
            clock: Arc::clone(&clock),
        };
        let disposal = Disposal {
            rules: Arc::new(rules.disposal),
            rights: rules.rights.clone(),
            archive: archive.clone(),
        };
        let session_config = SessionConfig::default();
        let passwords = open_passwords(&settings)?;
        let passkeys = Passkeys::new(settings.relying_party()?);
        let governance = Governance {
            rules: Arc::new(rules.policy_rules),
            rights: rules.rights.clone(),
        };
        take_up_policies(&database, &governance).await?;
        let obligation = obligation(&settings, &rules.rights)?;
        let federation = open_federation(&settings, rules.groups, &rules.rights)?;
        let watch = Watch::new(database.clone(), rules.watching);
        let inspector = Inspector {
            premises: Arc::new(inspecting::premises(&settings, session_config)?),
            clauses: Arc::new(rules.clauses),
            database: database.clone(),
            vault: vault.clone(),
            keys: Keys::new(Arc::clone(&ring)),
            rights: rules.rights.clone(),
            rehearsals: Arc::new(EmergencyRehearsals(emergency.clone())),
        };
        Ok(Self {
            sessions: Arc::new(Sessions::new(session_config).obliging(obligation, passkeys.clone())),
            sign_in: Arc::new(
                SignIn::new(
                    passwords,
                    session_config,
                    ThrottleConfig::default(),
                    SecondFactors::new(Arc::clone(&ring)),
                )
                .with_passkeys(passkeys)
                .telling(Arc::new(watch.clone())),
            ),
            federation,
            certificates: settings.client_certificates()?,
            watch,
            inspector,
            keys: ring,
            signing_key: Arc::new(signing_key),
            ledger: LedgerSettings {
                is_public: settings.config.ledger.public,
                witnesses: settings.witnesses()?.into(),
                witnessed: settings.witnessed()?.into(),
            },
            rights: rules.rights,
            governance,
            settings,
            database,
            vault,
            archive,
            storeroom,
            batches,
            lending,
            dossiers,
            attestations,
            checks,
            preservation,
            privacy,
            emergency,
            workflow,
            disposal,
            inbox,
            dispatch,
            finder,
            indexer,
            reading,
            _lock: lock,
        })
    }

    /// Returns what takes many records out, and packages in.
    pub fn exchange(&self) -> Exchange {
        Exchange {
            database: self.database.clone(),
            dispatch: self.dispatch.clone(),
            archive: self.archive.clone(),
            historian: Historian {
                database: self.database.clone(),
                key: Arc::clone(&self.signing_key),
                witnesses: Arc::clone(&self.ledger.witnesses),
                words: Words {
                    action: guildhall_web::said_action,
                    program: guildhall_web::said_program,
                },
            },
            folder: packages_folder(&self.settings),
        }
    }

    /// Returns all realms.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn realms(&self) -> anyhow::Result<Vec<Realm>> {
        Ok(realm::across_realms_list(&mut self.database.read_across_realms().await?).await?)
    }

    /// Returns the only realm, for commands.
    ///
    /// # Errors
    /// When there is none yet.
    pub async fn realm(&self) -> anyhow::Result<Realm> {
        let realms = self.realms().await?;
        realms
            .into_iter()
            .next()
            .context("there is no union yet; run `guildhall serve` and open the first page")
    }

    /// Returns the realm of this id, for jobs.
    ///
    /// # Errors
    /// When the database refuses, or there is none.
    pub async fn realm_of(&self, id: RealmId) -> anyhow::Result<Realm> {
        let found = self.realms().await?.into_iter().find(|realm| realm.id == id);
        found.with_context(|| format!("there is no realm {id}"))
    }

    /// Returns the part of the program that acts when a command is given on this machine.
    pub fn operator(&self, realm: &Realm) -> Actor {
        Actor::program("command", realm.id, realm.root_path.clone())
    }

    /// Reads the directory of people again, so that papers that name them are recognised.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn learn_names(&self, realm: RealmId) -> anyhow::Result<()> {
        let mut connection = self.database.read(realm).await?;
        let (mut entries, mut after) = (Vec::new(), None);
        loop {
            let page = guildhall_identity::person::service::names(&mut connection, after, 1_000).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            entries.extend(page.into_iter().map(|person| GazetteerEntry {
                id: person.id.to_string(),
                name: person.name,
                kind: EntityKind::Person,
            }));
        }
        let gazetteer = tokio::task::spawn_blocking(move || Gazetteer::new(entries)).await??;
        let mut tools = self
            .reading
            .tools
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        tools.gazetteer = (!gazetteer.is_empty()).then(|| Arc::new(gazetteer));
        Ok(())
    }

    /// Returns the path of the organisation that a command names, or of the top one.
    ///
    /// # Errors
    /// When it is no path.
    pub fn organisation(realm: &Realm, named: Option<&str>) -> anyhow::Result<OrgPath> {
        match named {
            Some(text) => text
                .parse()
                .with_context(|| format!("{text} is not an organisation path such as /1/2/")),
            None => Ok(realm.root_path.clone()),
        }
    }
}

/// Returns the folder in which packages wait to be fetched or taken in.
pub fn packages_folder(settings: &Settings) -> PathBuf {
    settings.below("packages")
}

/// Returns the folder of the keys, and makes it when it is missing.
///
/// # Errors
/// Those of the file system.
pub fn keys_folder(settings: &Settings) -> std::io::Result<PathBuf> {
    let keys = settings.below("keys");
    std::fs::create_dir_all(&keys)?;
    keep_private(&settings.data)?;
    Ok(keys)
}

/// Keys and papers lie here: nobody else on this machine may look in.
pub fn keep_private(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

/// Opens the key of the ledger's checkpoints, with that of SM2 when it is wanted.
fn open_signing_key(settings: &Settings, keys: &Path, random: &dyn Random) -> anyhow::Result<SigningKey> {
    let ledger = &settings.config.ledger;
    let key = SigningKeyFile::open_or_create(&keys.join("ledger.key"), &ledger.installation, random)?;
    if !ledger.sm2 {
        return Ok(key);
    }
    let sm2 = Sm2Key::open_or_create(&keys.join("ledger-sm2.key"), &ledger.installation, random)?;
    Ok(key.with_sm2(sm2))
}

/// Seals what versions before kept in the clear, before anything is read.
async fn seal_columns(database: &Database, ring: &Arc<KeyRing>) -> anyhow::Result<()> {
    let keys = Keys::new(Arc::clone(ring));
    for realm in realm::across_realms_list(&mut database.read_across_realms().await?).await? {
        keys.seal_columns(database, realm.id).await?;
    }
    Ok(())
}

/// Whom the house obliges to a second factor; a role that is spelled wrong would oblige nobody.
fn obligation(settings: &Settings, rights: &Rights) -> anyhow::Result<Obligation> {
    let obligation = settings.config.sign_in.obligation();
    for role in &obligation.roles {
        if !rights.roles().any(|known| known == role) {
            bail!("sign_in.second_factor_roles: there is no role {role}");
        }
    }
    Ok(obligation)
}

/// Puts the edition of the policies that each realm approved in force, before anybody asks.
async fn take_up_policies(database: &Database, governance: &Governance) -> anyhow::Result<()> {
    for realm in realm::across_realms_list(&mut database.read_across_realms().await?).await? {
        governance.take_up(database, realm.id).await.context(
            "the edition of the policies that is in force does not fit this installation; mend the rules in the \
             data folder, or go back to the policies of the installation with `guildhall policies set-aside`",
        )?;
    }
    Ok(())
}

/// The hasher, with the file of breached passwords when there is one.
fn open_passwords(settings: &Settings) -> anyhow::Result<Passwords> {
    let passwords = Passwords::new(&PasswordConfig::default())?;
    let Some(breached) = settings.breached_passwords()? else {
        return Ok(passwords);
    };
    tracing::info!(count = breached.count(), "breached passwords are refused");
    Ok(passwords.with_breached(breached))
}

/// Those who know people from outside, as they are configured.
fn open_federation(
    settings: &Settings,
    mapping: GroupMapping,
    rights: &Rights,
) -> anyhow::Result<Federation> {
    let configured = FederationSettings {
        providers: settings.providers()?,
        mapping,
        public_url: settings.config.server.public_url.clone(),
    };
    Federation::new(configured, rights.clone()).context("sign_in.provider")
}

fn open_vault(
    settings: &Settings,
    keys: Arc<KeyRing>,
    (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
) -> anyhow::Result<Vault> {
    let mut replicas: Vec<Arc<dyn guildhall_vault::replica::Replica>> = Vec::new();
    // Folders first: reading asks in this order, and a disk is quicker than a network.
    for folder in &settings.config.vault.replicas {
        let path = settings.below(folder);
        let name = folder.display().to_string();
        let replica = FolderReplica::open(&name, &path, &*random)
            .with_context(|| format!("the vault folder {} cannot be opened", path.display()))?;
        replicas.push(Arc::new(replica));
    }
    for bucket in &settings.config.vault.buckets {
        let replica = BucketReplica::connect(bucket.name(), &bucket.address(&settings.data)?)?;
        replicas.push(Arc::new(replica));
    }
    let config = VaultConfig {
        replicas,
        replicas_needed: settings.config.vault.replicas_needed,
        keys,
        algorithm: settings.config.vault.cipher.algorithm(),
        limit: settings.config.vault.object_bytes_max,
        clock,
    };
    Ok(Vault::open(config, random)?)
}

fn open_reading(
    settings: &Settings,
    database: &Database,
    vault: &Vault,
    archive: &Archive,
) -> anyhow::Result<PaperReading> {
    let scratch = settings.below("scratch");
    // Decrypted copies of a reading that a crash cut off.
    if scratch.is_dir() && std::fs::remove_dir_all(&scratch).is_err() {
        tracing::warn!("old scratch copies could not be removed");
    }
    std::fs::create_dir_all(&scratch)?;
    let models = settings.models();
    let tagger = models.as_ref().and_then(|models| load_tagger(models));
    let mut arguments = vec![
        "read-worker".to_owned(),
        "--memory".to_owned(),
        settings.config.reading.memory_bytes_max.to_string(),
    ];
    for (flag, path) in [("--models", models.clone()), ("--font", settings.font())] {
        if let Some(path) = path {
            arguments.extend([flag.to_owned(), path.display().to_string()]);
        }
    }
    if models.is_none() {
        tracing::warn!(
            "no models found: scans cannot be read; run `make models` and put models/ into the data folder"
        );
    }
    let workers = Workers::new(WorkerConfig {
        program: std::env::current_exe()?,
        arguments,
        count: settings.config.reading.workers,
        time_max: Duration::from_secs(settings.config.reading.seconds_max),
    });
    Ok(PaperReading {
        database: database.clone(),
        vault: vault.clone(),
        archive: archive.clone(),
        workers,
        tools: Arc::new(RwLock::new(ReadingTools::new(&archive.dictionary, tagger, None))),
        scratch,
    })
}

fn load_tagger(models: &std::path::Path) -> Option<Arc<Tagger>> {
    Tagger::load(&models.join("lac"))
        .inspect_err(|error| tracing::warn!(%error, "names are recognised by rules only"))
        .ok()
        .map(Arc::new)
}
