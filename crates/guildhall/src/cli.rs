//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use guildhall_backup::SnapshotId;
use guildhall_dispatch::Format;
use guildhall_identity::Power;
use secrecy::SecretString;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Guildhall (智慧工会): the records of a trade union and its daily work, in one program and one folder.
#[derive(Debug, Parser)]
#[command(name = "guildhall", version, about, max_term_width = 100)]
pub struct Cli {
    /// Data folder (数据目录).
    #[arg(long, short = 'd', global = true, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Configuration file; by default guildhall.toml in the data folder.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the platform (启动服务).
    Serve(Serve),
    /// Take in a folder of papers (导入文件夹).
    Import(Import),
    /// Take every filed record, or some of them, out as packages in a folder (批量导出档案包).
    ExportPackages(ExportPackages),
    /// Take in packages that another house sent (接收档案包). The command ends with 1 when any was refused.
    ImportPackages(ImportPackages),
    /// Find records (检索).
    Search(Search),
    /// Check or export the ledger (审计账本).
    #[command(subcommand)]
    Ledger(Ledger),
    /// Check ledger, records and accounts against each other (核验); the same as `ledger verify`.
    Verify,
    /// Build the search index again from the database (重建索引).
    Reindex,
    /// Check every stored file in every replica, and heal (巡检).
    Scrub(Scrub),
    /// Make a backup of everything, while the platform may run (备份).
    Backup(Backup),
    /// Prove that the newest backup can be restored, without touching anything in use (恢复演练).
    Drill,
    /// Hold settings, keys, accounts and upkeep against graded protection, level three (自检). The command ends with 1
    /// when something must be done.
    Doctor(Doctor),
    /// Judge a package that somebody sent (BagIt, OCFL, EEP) before anything of it is opened (检查档案包). The command ends
    /// with 1 when it may not be believed.
    CheckPackage(CheckPackage),
    /// Restore a backup into an empty data folder (恢复).
    Restore(Restore),
    /// Look after the master keys (密钥).
    #[command(subcommand)]
    Keys(Keys),
    /// Look at the edition of the policies in force, or set it aside (策略).
    #[command(subcommand)]
    Policies(Policies),
    /// Prepare what passwords are held against (口令).
    #[command(subcommand)]
    Passwords(Passwords),
    /// Look at the configuration (配置).
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Appoint an administrator to a power that nobody holds any more (补任).
    Appoint(Appoint),
    /// Make a synthetic hospital union and run it (演示).
    Demo(Demo),
    /// The child process that opens foreign files.
    #[command(hide = true)]
    ReadWorker(ReadWorker),
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address to listen on.
    #[arg(long)]
    pub listen: Option<SocketAddr>,
}

/// What can be done with the policies at the console.
#[derive(Debug, Subcommand)]
pub enum Policies {
    /// Print which edition is in force.
    Show,
    /// Put the policies of the installation in force again; every later start and the running platform follow.
    SetAside {
        /// Why; it stays in the list of editions and in the ledger.
        #[arg(long)]
        reason: String,
    },
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The folder.
    pub folder: PathBuf,
    /// Path of the organisation to which the papers belong; the top one by default.
    #[arg(long)]
    pub organisation: Option<String>,
    /// Name of the department from which they come.
    #[arg(long, default_value = "")]
    pub department: String,
    /// Read the papers before the command ends, instead of leaving that to the running platform.
    #[arg(long)]
    pub read: bool,
}

/// Options of `export-packages`.
#[derive(Debug, Args)]
pub struct ExportPackages {
    /// The kind of package.
    #[arg(long, value_enum)]
    pub format: PackageFormat,
    /// The folder; it is made when it is not there.
    #[arg(long, value_name = "FOLDER")]
    pub to: PathBuf,
    /// Only records of this archive type.
    #[arg(long = "type", value_name = "CODE")]
    pub class: Option<String>,
    /// Only records of this year.
    #[arg(long)]
    pub year: Option<i64>,
    /// Only records of this retention period.
    #[arg(long, value_name = "CODE")]
    pub retention: Option<String>,
    /// Why; it stays in the list of consignments.
    #[arg(long, default_value = "")]
    pub reason: String,
}

/// A kind of package as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PackageFormat {
    /// The national package of DA/T 48-2009, one XML file for each record.
    Eep,
    /// A bag of RFC 8493 for each record.
    Bagit,
    /// A storage root of OCFL 1.1 with an object for each record.
    Ocfl,
}

impl From<PackageFormat> for Format {
    fn from(named: PackageFormat) -> Self {
        match named {
            PackageFormat::Eep => Self::Eep,
            PackageFormat::Bagit => Self::Bagit,
            PackageFormat::Ocfl => Self::Ocfl,
        }
    }
}

/// Options of `import-packages`.
#[derive(Debug, Args)]
pub struct ImportPackages {
    /// What was sent: a folder of packages, one package as a folder, or a zip or XML file.
    pub path: PathBuf,
    /// Language of the reasons.
    #[arg(long, value_enum, default_value_t = Tongue::Chinese)]
    pub language: Tongue,
}

/// Options of `search`.
#[derive(Debug, Args)]
pub struct Search {
    /// The words.
    #[arg(required = true)]
    pub words: Vec<String>,
    /// Most records to show.
    #[arg(long, default_value_t = 10)]
    pub limit: usize,
}

/// What can be done with the ledger.
#[derive(Debug, Subcommand)]
pub enum Ledger {
    /// Check every entry, proof and checkpoint, and that nothing was changed behind the program's back.
    Verify,
    /// Write the whole log into a file that `guildhall-verify` checks without this program.
    Export {
        /// The file.
        file: PathBuf,
    },
    /// Print the public key.
    Key {
        /// The key by which cosignatures are judged, for those whose ledger this installation witnesses.
        #[arg(long)]
        witness: bool,
    },
}

/// Options of `scrub`.
#[derive(Debug, Args)]
pub struct Scrub {
    /// Age from which a stored file that no record names is taken away, such as 30m or 0s. Only when no server runs
    /// and nothing is imported may it be less than the longest upload takes.
    #[arg(long, default_value = "1h", value_name = "TIME")]
    pub orphans_after: jiff::SignedDuration,
}

/// Options of `backup`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Backup {
    /// The folder of the backups; by default what is configured.
    pub target: Option<PathBuf>,
    /// What else can be done.
    #[command(subcommand)]
    pub what: Option<BackupCommand>,
}

/// What else can be done with backups.
#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// Show the snapshots.
    List {
        /// The folder of the backups; by default what is configured.
        #[arg(long, value_name = "FOLDER")]
        target: Option<PathBuf>,
    },
    /// Compare everything in the backups with its hash.
    Verify {
        /// One snapshot only.
        snapshot: Option<SnapshotId>,
        /// The folder of the backups; by default what is configured.
        #[arg(long, value_name = "FOLDER")]
        target: Option<PathBuf>,
    },
}

/// Options of `doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Answer as JSON.
    #[arg(long)]
    pub json: bool,
    /// Language of the answer.
    #[arg(long, value_enum, default_value_t = Tongue::Chinese, conflicts_with = "json")]
    pub language: Tongue,
    /// Print the list of the parts that the program is built from (SBOM, CycloneDX) instead.
    #[arg(long, conflicts_with_all = ["json", "language"])]
    pub sbom: bool,
    /// Print the pack for an inspection into this file, which must not exist yet (迎检材料).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "sbom"])]
    pub pack: Option<PathBuf>,
}

/// Options of `check-package`.
#[derive(Debug, Args)]
pub struct CheckPackage {
    /// The package: a folder, a zip file or an XML file.
    pub path: PathBuf,
    /// Language of the answer.
    #[arg(long, value_enum, default_value_t = Tongue::Chinese)]
    pub language: Tongue,
}

/// A language in which a command answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// Simplified Chinese (简体中文).
    #[value(name = "zh-CN")]
    Chinese,
    /// English.
    #[value(name = "en")]
    English,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The new data folder.
    pub into: PathBuf,
    /// The snapshot, as `backup list` shows it; by default the newest.
    #[arg(long, conflicts_with = "at")]
    pub snapshot: Option<SnapshotId>,
    /// The state of this moment, such as 2026-11-22T08:00:00+08:00: the newest snapshot that is not later.
    #[arg(long, value_name = "TIME")]
    pub at: Option<jiff::Timestamp>,
    /// The folder of the backups; by default what is configured.
    #[arg(long, value_name = "FOLDER")]
    pub from: Option<PathBuf>,
    /// The key file; by default that of the data folder.
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Address of an empty PostgreSQL database; by default an embedded one is made.
    #[arg(long, value_name = "URL")]
    pub database: Option<SecretString>,
}

/// What can be done with the master keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Show the keys, what each of them seals, and when a recovery key was shared out.
    Status,
    /// Make a new master key and seal everything anew with it. While the platform runs, do this on its key page.
    Rotate {
        /// Make no new key; only finish an earlier rotation.
        #[arg(long)]
        finish: bool,
    },
    /// Take away an old key that seals nothing any more.
    Remove {
        /// Its name, as `keys status` shows it.
        key: String,
    },
    /// Share a recovery key out among people (恢复密钥分片).
    Split {
        /// Shares to make.
        #[arg(long, default_value_t = 5)]
        shares: u8,
        /// Shares that are needed.
        #[arg(long, default_value_t = 3)]
        threshold: u8,
        /// A folder that does not exist yet, for the shares and a wrapped copy of the keys.
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
    /// Rebuild the key file of an empty data folder from shares and a wrapped copy of the keys.
    Recover {
        /// The wrapped copy: `master.wrapped` beside the shares, in the keys folder, or in a backup.
        #[arg(long, value_name = "FILE")]
        wrapped: PathBuf,
        /// Files with the words of one share each.
        #[arg(required = true, value_name = "SHARE")]
        shares: Vec<PathBuf>,
    },
}

/// What can be done for passwords.
#[derive(Debug, Subcommand)]
pub enum Passwords {
    /// Make the file of breached passwords of a downloaded list.
    BuildFilter(BuildFilter),
}

/// Options of `passwords build-filter`.
#[derive(Debug, Args)]
pub struct BuildFilter {
    /// The list, ordered by hash: lines of SHA-1, colon, count, as Have I Been Pwned publishes it.
    pub list: PathBuf,
    /// The file to make.
    pub out: PathBuf,
    /// Leave out passwords that were seen less often; fewer make a smaller file.
    #[arg(long, default_value_t = 1, value_name = "TIMES")]
    pub seen_at_least: u64,
}

/// What can be done with the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Check configuration and rules without starting.
    Check,
    /// Print the configuration in force, without secrets.
    Print,
}

/// Options of `appoint`.
#[derive(Debug, Args)]
pub struct Appoint {
    /// The power.
    #[arg(long, value_enum)]
    pub power: PowerName,
    /// Login name of the new account.
    #[arg(long)]
    pub login: String,
    /// Name of the administrator.
    #[arg(long)]
    pub name: String,
}

/// The three powers (三权) as the command line names them.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PowerName {
    /// System administration (系统管理员).
    System,
    /// Security administration (安全管理员).
    Security,
    /// Audit administration (审计管理员).
    Audit,
}

impl From<PowerName> for Power {
    fn from(name: PowerName) -> Self {
        match name {
            PowerName::System => Self::System,
            PowerName::Security => Self::Security,
            PowerName::Audit => Self::Audit,
        }
    }
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Address to listen on.
    #[arg(long)]
    pub listen: Option<SocketAddr>,
    /// Number of staff.
    #[arg(long, default_value_t = 3_000)]
    pub staff: usize,
    /// Number of papers.
    #[arg(long, default_value_t = 600)]
    pub papers: usize,
    /// Make the data and stop.
    #[arg(long)]
    pub only_data: bool,
}

/// Options of the reading child.
#[derive(Debug, Args)]
pub struct ReadWorker {
    /// Folder of the models.
    #[arg(long)]
    pub models: Option<PathBuf>,
    /// A Chinese font.
    #[arg(long)]
    pub font: Option<PathBuf>,
    /// Most memory in bytes.
    #[arg(long)]
    pub memory: u64,
}
