//! The command line.

use clap::{Args, Parser, Subcommand};
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
    /// Write a backup of everything into a new folder (备份).
    Backup(Backup),
    /// Restore a backup into an empty data folder (恢复).
    Restore(Restore),
    /// Look at the configuration (配置).
    #[command(subcommand)]
    Config(ConfigCommand),
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
    Key,
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
pub struct Backup {
    /// A folder that does not exist yet.
    pub folder: PathBuf,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    pub folder: PathBuf,
}

/// What can be done with the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Check configuration and rules without starting.
    Check,
    /// Print the configuration in force, without secrets.
    Print,
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
