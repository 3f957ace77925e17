//! The configuration: read once at the start, checked as a whole, then handed on as typed parts.
//!
//! Everything works with no configuration at all. Unknown keys are mistakes. The environment may set any key as
//! `GUILDHALL_SET_SECTION__KEY`.

mod keys;
mod witness;

pub use keys::Keys;
pub use witness::Witness;

use crate::identity_provider::IdentityProvider;
use crate::tls::TlsFiles;
use anyhow::{Context as _, bail};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use guildhall_backup::KeepRules;
use guildhall_federation::oidc::Provider;
use guildhall_identity::RelyingParty;
use guildhall_identity::account::BreachedPasswords;
use guildhall_kernel::Timestamp;
use guildhall_keyring::KeySafe;
use guildhall_ledger::VerifyingKey;
use guildhall_store::DatabaseConfig;
use guildhall_store::job::next_after;
use guildhall_vault::{Algorithm, BucketAddress};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

/// The whole configuration.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The server.
    pub server: Server,
    /// The database.
    pub database: Database,
    /// Where originals lie.
    pub vault: Vault,
    /// How papers are read.
    pub reading: Reading,
    /// Papers that come by themselves.
    pub intake: Intake,
    /// The ledger.
    pub ledger: Ledger,
    /// Backups.
    pub backup: Backup,
    /// Signing in.
    pub sign_in: SignIn,
    /// The master keys.
    pub keys: Keys,
    /// The self-inspection.
    pub inspection: Inspection,
}

/// The server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Whether the address is reached by https only, so that cookies may be marked secure.
    pub https: bool,
    /// Address at which browsers reach the house, such as `https://union.example.org`; without it there are no
    /// passkeys.
    pub public_url: Option<String>,
    /// Certificate files, when the server itself speaks https.
    pub tls: Option<Tls>,
    /// Largest upload in bytes.
    pub upload_bytes_max: u64,
    /// Requests a second that one person, or one address without a session, may send for long; ten times as many
    /// at once. 0 for no limit.
    pub requests_per_second: u32,
}

/// How the server itself speaks https. Relative files lie in the data folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// PEM file of the certificate, followed by those between it and its authority.
    pub certificate: PathBuf,
    /// PEM file of the private key; only its owner may read it.
    pub key: PathBuf,
    /// PEM file of the authorities one of which must have signed the certificate of each client.
    pub client_ca: Option<PathBuf>,
    /// Seconds between two looks whether the files have changed; the signal HUP has them read at once.
    #[serde(default = "reload_secs_default")]
    pub reload_secs: u64,
}

fn reload_secs_default() -> u64 {
    60
}

/// The database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// Address of a PostgreSQL server; the embedded database when absent.
    #[serde(serialize_with = "hidden")]
    pub url: Option<SecretString>,
}

/// Where originals lie.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vault {
    /// Folders that each hold every object; relative ones lie in the data folder. Best on different disks.
    pub replicas: Vec<PathBuf>,
    /// Buckets of an object store (S3) that each hold every object besides.
    pub buckets: Vec<Bucket>,
    /// In how many folders and buckets an object must lie before it counts as kept; all when there are fewer.
    pub replicas_needed: usize,
    /// Largest object in bytes.
    pub object_bytes_max: u64,
    /// The cipher of new objects; old ones keep theirs and stay readable.
    pub cipher: Cipher,
}

/// A cipher of the vault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cipher {
    /// AES-256-GCM.
    #[default]
    #[serde(rename = "aes-256-gcm")]
    Aes256Gcm,
    /// SM4-GCM (国密).
    #[serde(rename = "sm4-gcm")]
    Sm4Gcm,
}

impl Cipher {
    /// Returns the cipher as the vault names it.
    pub fn algorithm(self) -> Algorithm {
        match self {
            Self::Aes256Gcm => Algorithm::Aes256Gcm,
            Self::Sm4Gcm => Algorithm::Sm4Gcm,
        }
    }
}

/// A bucket of an object store.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// Name on the storage page; the bucket's own when absent.
    pub name: Option<String>,
    /// Address of the server, `https://…`; `http://…` only on this machine.
    pub endpoint: String,
    /// The bucket. It must exist.
    pub bucket: String,
    /// Its region.
    #[serde(default = "region_default")]
    pub region: String,
    /// Before the keys of all objects; two installations must never share a bucket and a prefix.
    #[serde(default)]
    pub prefix: String,
    /// Whether the bucket stands in the path of a request; false when it is part of the endpoint's name.
    #[serde(default = "path_style_default")]
    pub path_style: bool,
    /// Id of the access key.
    pub key_id: String,
    /// File that holds the secret of the access key and nothing else; a relative one lies in the data folder.
    pub secret_file: PathBuf,
}

fn region_default() -> String {
    "us-east-1".to_owned()
}

fn path_style_default() -> bool {
    true
}

impl Bucket {
    /// Returns the name for reports.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.bucket)
    }

    /// Returns the address with the secret from its file.
    ///
    /// # Errors
    /// When the file cannot be read, may be read by others, or the address cannot be used.
    pub fn address(&self, data: &Path) -> anyhow::Result<BucketAddress> {
        let file = data.join(&self.secret_file);
        let secret = read_secret(&file)
            .with_context(|| format!("the secret of bucket {} in {}", self.name(), file.display()))?;
        let address = BucketAddress {
            endpoint: self.endpoint.clone(),
            bucket: self.bucket.clone(),
            region: self.region.clone(),
            prefix: self.prefix.clone(),
            path_style: self.path_style,
            key_id: self.key_id.clone(),
            secret,
        };
        address
            .check()
            .with_context(|| format!("bucket {}", self.name()))?;
        Ok(address)
    }
}

/// Reads a file that holds a secret and nothing else.
///
/// # Errors
/// When it cannot be read, is empty, or others may read it.
pub fn read_secret(file: &Path) -> anyhow::Result<Zeroizing<String>> {
    use std::os::unix::fs::PermissionsExt as _;
    let text = Zeroizing::new(std::fs::read_to_string(file)?);
    if std::fs::metadata(file)?.permissions().mode() & 0o077 != 0 {
        bail!("others may read the file; run: chmod 600 {}", file.display());
    }
    match text.trim() {
        "" => bail!("the file is empty"),
        secret => Ok(Zeroizing::new(secret.to_owned())),
    }
}

/// How papers are read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// Folder of the models; `models` in the data folder or beside the program when absent.
    pub models: Option<PathBuf>,
    /// A Chinese font for PDFs that do not carry theirs.
    pub font: Option<PathBuf>,
    /// Papers read at once; each keeps a core busy.
    pub workers: usize,
    /// Seconds for one paper.
    pub seconds_max: u64,
    /// Bytes of memory for one reading process.
    pub memory_bytes_max: u64,
}

/// Papers that come by themselves.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Intake {
    /// A folder whose new files are taken in.
    pub watch: Option<PathBuf>,
}

/// The ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ledger {
    /// Name of this installation in checkpoints, such as a host name.
    pub installation: String,
    /// Whether everybody may fetch checkpoint and hashes under `/ledger/`; they hold no personal data.
    pub public: bool,
    /// Where checkpoints are carried, so that nobody can rewrite the ledger alone.
    pub witnesses: Vec<Witness>,
    /// Minutes between two checkpoints to the same witness.
    pub witness_minutes: u32,
    /// Public keys of the ledgers that this installation witnesses.
    pub witnessed: Vec<String>,
    /// Whether checkpoints are signed with SM2 (国密), too.
    pub sm2: bool,
}

/// Signing in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// File of breached passwords, made by `guildhall passwords build-filter`; a relative one lies in the data folder.
    pub breached_passwords: Option<PathBuf>,
    /// Identity providers whose word is believed about who somebody is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub provider: Vec<IdentityProvider>,
}

/// The self-inspection (自检).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inspection {
    /// Folder of a database of advisories in the layout of RustSec; a relative one lies in the data folder.
    pub advisories: Option<PathBuf>,
    /// When it is made and kept, as five cron fields in UTC.
    pub schedule: String,
}

impl Default for Inspection {
    fn default() -> Self {
        Self {
            advisories: None,
            // At six o'clock in China each morning, when backup and scrub are over.
            schedule: "0 22 * * *".to_owned(),
        }
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8470)),
            https: false,
            tls: None,
            public_url: None,
            upload_bytes_max: 4 * 1024 * 1024 * 1024,
            requests_per_second: 50,
        }
    }
}

impl Default for Vault {
    fn default() -> Self {
        Self {
            replicas: vec!["vault/a".into(), "vault/b".into()],
            buckets: Vec::new(),
            replicas_needed: 2,
            object_bytes_max: 16 * 1024 * 1024 * 1024,
            cipher: Cipher::default(),
        }
    }
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            models: None,
            font: None,
            workers: 1,
            seconds_max: 1_800,
            memory_bytes_max: 6 * 1024 * 1024 * 1024,
        }
    }
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            installation: "guildhall.local".to_owned(),
            public: true,
            witnesses: Vec::new(),
            witness_minutes: 15,
            witnessed: Vec::new(),
            sm2: false,
        }
    }
}

/// Backups.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backup {
    /// Folder of the backups, best on another disk or machine; a relative one lies in the data folder.
    pub target: Option<PathBuf>,
    /// A bucket of an object store instead.
    pub bucket: Option<Bucket>,
    /// When they are made, as five cron fields in UTC.
    pub schedule: String,
    /// When a restore drill is held, as five cron fields in UTC.
    pub drill: String,
    /// Which snapshots are kept.
    pub keep: KeepRules,
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            target: None,
            bucket: None,
            // At three o'clock in China each night, and at four on the first of each month.
            schedule: "0 19 * * *".to_owned(),
            drill: "0 20 1 * *".to_owned(),
            keep: KeepRules::default(),
        }
    }
}

impl Backup {
    /// Returns where backups lie, for people.
    pub fn place(&self) -> Option<String> {
        let folder = self.target.as_ref().map(|folder| folder.display().to_string());
        folder.or_else(|| self.bucket.as_ref().map(|bucket| bucket.name().to_owned()))
    }

    fn check(&self) -> anyhow::Result<()> {
        if self.target.is_some() && self.bucket.is_some() {
            bail!("backup.target and backup.bucket exclude each other");
        }
        for (name, cron) in [("schedule", &self.schedule), ("drill", &self.drill)] {
            next_after(cron, Timestamp::from_micros(0)).with_context(|| format!("backup.{name}"))?;
        }
        Ok(())
    }
}

fn hidden<S: serde::Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(_) => serializer.serialize_some("(hidden)"),
        None => serializer.serialize_none(),
    }
}

/// The configuration with the data folder to which its relative paths belong.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// What was configured.
    pub config: Config,
}

/// The data folder when none is named.
const DATA_DEFAULT: &str = "guildhall-data";
/// The configuration file in the data folder.
const FILE_DEFAULT: &str = "guildhall.toml";
/// Fonts that Debian's packages put there.
const FONTS: &[&str] = &[
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
];

impl Settings {
    /// Reads file and environment.
    ///
    /// # Errors
    /// When the named file is missing, a key is unknown, or a value makes no sense.
    pub fn load(data: Option<PathBuf>, file: Option<&Path>) -> anyhow::Result<Self> {
        let data = data.unwrap_or_else(|| DATA_DEFAULT.into());
        let default_file = data.join(FILE_DEFAULT);
        if let Some(file) = file
            && !file.exists()
        {
            bail!("the configuration file {} does not exist", file.display());
        }
        let config: Config = Figment::from(Serialized::defaults(Config::default()))
            .merge(Toml::file(file.unwrap_or(&default_file)))
            .merge(Env::prefixed("GUILDHALL_SET_").split("__"))
            .extract()
            .context("the configuration cannot be used")?;
        let settings = Self {
            data,
            config: environment(config)?,
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> anyhow::Result<()> {
        self.check_vault()?;
        self.config.backup.check()?;
        if self
            .config
            .server
            .tls
            .as_ref()
            .is_some_and(|tls| tls.reload_secs == 0)
        {
            bail!("server.tls.reload_secs must be 1 or more");
        }
        next_after(&self.config.inspection.schedule, Timestamp::from_micros(0))
            .context("inspection.schedule")?;
        self.relying_party()?;
        self.witnesses()?;
        self.witnessed()?;
        if self.config.reading.memory_bytes_max < 512 * 1024 * 1024 {
            bail!("reading.memory_bytes_max must be 512 MiB or more");
        }
        Ok(())
    }

    fn check_vault(&self) -> anyhow::Result<()> {
        let vault = &self.config.vault;
        let folders = vault.replicas.iter().map(|folder| folder.display().to_string());
        let buckets = vault.buckets.iter().map(|bucket| bucket.name().to_owned());
        let mut names: Vec<String> = folders.chain(buckets).collect();
        if names.is_empty() {
            bail!("vault.replicas names no folder and vault.buckets no bucket");
        }
        if vault.replicas_needed == 0 {
            bail!("vault.replicas_needed must be 1 or more");
        }
        names.sort();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            bail!("vault names {} twice", twice[0]);
        }
        Ok(())
    }

    /// Returns under which name passkeys are made; none when no public address is set.
    ///
    /// # Errors
    /// When browsers would refuse passkeys at that address.
    pub fn relying_party(&self) -> anyhow::Result<Option<RelyingParty>> {
        let url = self.config.server.public_url.as_deref();
        Ok(url.map(RelyingParty::from_url).transpose()?)
    }

    /// Returns the certificate files and the time between two looks at them, when the server itself speaks https.
    pub fn tls(&self) -> Option<(TlsFiles, Duration)> {
        let tls = self.config.server.tls.as_ref()?;
        let files = TlsFiles {
            certificate: self.below(&tls.certificate),
            key: self.below(&tls.key),
            client_ca: tls.client_ca.as_ref().map(|file| self.below(file)),
        };
        Some((files, Duration::from_secs(tls.reload_secs)))
    }

    /// Says whether the address is reached by https only, so that cookies may be marked secure.
    pub fn is_https(&self) -> bool {
        self.config.server.https || self.config.server.tls.is_some()
    }

    /// Returns the hardware module that seals the key file; none when there is no such setting.
    ///
    /// # Errors
    /// When its PIN cannot be read or the module refuses.
    pub fn key_safe(&self) -> anyhow::Result<Option<Arc<dyn KeySafe>>> {
        let module = self.config.keys.module.as_ref();
        module.map(|module| module.open(&self.data)).transpose()
    }

    /// Returns the witnesses of the ledger.
    ///
    /// # Errors
    /// When one cannot be used, or two have one name.
    pub fn witnesses(&self) -> anyhow::Result<Vec<guildhall_ledger::witness::Witness>> {
        let mut names = HashSet::new();
        let read = |configured: &Witness| {
            let name = &configured.name;
            if !names.insert(name.clone()) {
                bail!("ledger.witnesses names {name} twice");
            }
            configured
                .read(&self.data)
                .with_context(|| format!("ledger.witnesses: {name}"))
        };
        self.config.ledger.witnesses.iter().map(read).collect()
    }

    /// Returns the keys of the ledgers that are witnessed here.
    ///
    /// # Errors
    /// When one is no key.
    pub fn witnessed(&self) -> anyhow::Result<Vec<VerifyingKey>> {
        let read =
            |key: &String| VerifyingKey::parse(key).with_context(|| format!("ledger.witnessed: {key}"));
        self.config.ledger.witnessed.iter().map(read).collect()
    }

    /// Returns the identity providers with their secrets.
    ///
    /// # Errors
    /// When a secret is missing, or may be read by others.
    pub fn providers(&self) -> anyhow::Result<Vec<Provider>> {
        let configured = self.config.sign_in.provider.iter();
        configured.map(|provider| provider.read(&self.data)).collect()
    }

    /// Opens the file of breached passwords; none when there is no such setting.
    ///
    /// # Errors
    /// When the file cannot be read or is another one.
    pub fn breached_passwords(&self) -> anyhow::Result<Option<BreachedPasswords>> {
        let Some(file) = &self.config.sign_in.breached_passwords else {
            return Ok(None);
        };
        let file = self.below(file);
        let opened = BreachedPasswords::open(&file);
        Ok(Some(opened.with_context(|| file.display().to_string())?))
    }

    /// Returns where the database is.
    pub fn database(&self) -> DatabaseConfig {
        match &self.config.database.url {
            Some(url) => DatabaseConfig::postgres(url.expose_secret()),
            None => DatabaseConfig::sqlite(self.data.join("guildhall.db")),
        }
    }

    /// Returns a folder or file below the data folder.
    pub fn below(&self, name: impl AsRef<Path>) -> PathBuf {
        self.data.join(name)
    }

    /// Returns the folder of the models: as configured, in the data folder, or beside the program.
    pub fn models(&self) -> Option<PathBuf> {
        let configured = self.config.reading.models.clone();
        let beside = std::env::current_exe()
            .ok()
            .and_then(|program| program.parent().map(|folder| folder.join("models")));
        [
            configured,
            Some(self.below("models")),
            beside,
            Some("models".into()),
        ]
        .into_iter()
        .flatten()
        .find(|folder| folder.join("ocr").is_dir())
    }

    /// Returns a Chinese font, as configured or where the system keeps one.
    pub fn font(&self) -> Option<PathBuf> {
        let system = FONTS.iter().map(PathBuf::from).find(|font| font.exists());
        self.config.reading.font.clone().or(system)
    }
}

/// Takes over the two settings that containers usually pass by environment.
fn environment(mut config: Config) -> anyhow::Result<Config> {
    if let Ok(url) = std::env::var("GUILDHALL_DATABASE_URL") {
        config.database.url = Some(url.into());
    }
    if let Ok(listen) = std::env::var("GUILDHALL_LISTEN") {
        config.server.listen = listen.parse().context("GUILDHALL_LISTEN is not an address")?;
    }
    Ok(config)
}
