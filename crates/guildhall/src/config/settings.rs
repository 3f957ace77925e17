//! The settings: what was configured, with the data folder to which its relative paths belong.

use super::server::Tls;
use super::{Config, Witness};
use crate::tls::{ClientAsked, TlsFiles};
use anyhow::{Context as _, bail};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use guildhall_federation::ClientCertificates;
use guildhall_federation::oidc::Provider;
use guildhall_identity::RelyingParty;
use guildhall_identity::account::BreachedPasswords;
use guildhall_kernel::Timestamp;
use guildhall_keyring::KeySafe;
use guildhall_ledger::VerifyingKey;
use guildhall_store::DatabaseConfig;
use guildhall_store::job::next_after;
use secrecy::ExposeSecret as _;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

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
        self.config.vault.check()?;
        self.config.backup.check()?;
        self.config.sign_in.check()?;
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
            client: self.client_asked(tls),
        };
        Some((files, Duration::from_secs(tls.reload_secs)))
    }

    fn client_asked(&self, tls: &Tls) -> ClientAsked {
        let welcome = self.config.sign_in.client_certificates.as_ref();
        match (&tls.client_ca, welcome) {
            (Some(file), _) => ClientAsked::Needed(self.below(file)),
            (None, Some(welcome)) => ClientAsked::Welcome(welcome.files(&self.data)),
            (None, None) => ClientAsked::Nothing,
        }
    }

    /// Opens the door for client certificates, as configured.
    ///
    /// # Errors
    /// When a file cannot be used.
    pub fn client_certificates(&self) -> anyhow::Result<ClientCertificates> {
        let Some(configured) = &self.config.sign_in.client_certificates else {
            return Ok(ClientCertificates::default());
        };
        let authorities = configured.files(&self.data).read()?.authorities()?;
        Ok(ClientCertificates::new(authorities, configured.hardware))
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
