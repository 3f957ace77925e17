//! The configuration: read once at the start, checked as a whole, then handed on as typed parts.
//!
//! Everything works with no configuration at all. Unknown keys are mistakes. The environment may set any key as
//! `GUILDHALL_SET_SECTION__KEY`.

use anyhow::{Context as _, bail};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use guildhall_store::DatabaseConfig;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

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
}

/// The server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Whether the address is reached by https only, so that cookies may be marked secure.
    pub https: bool,
    /// Largest upload in bytes.
    pub upload_bytes_max: u64,
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
    /// Largest object in bytes.
    pub object_bytes_max: u64,
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
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8470)),
            https: false,
            upload_bytes_max: 4 * 1024 * 1024 * 1024,
        }
    }
}

impl Default for Vault {
    fn default() -> Self {
        Self {
            replicas: vec!["vault/a".into(), "vault/b".into()],
            object_bytes_max: 16 * 1024 * 1024 * 1024,
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
        }
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
        if self.config.vault.replicas.is_empty() {
            bail!("vault.replicas names no folder");
        }
        if self.config.reading.memory_bytes_max < 512 * 1024 * 1024 {
            bail!("reading.memory_bytes_max must be 512 MiB or more");
        }
        Ok(())
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
