//! What the verifier is asked on its command line.

use clap::{Args, Parser, Subcommand};
use guildhall_ledger::{LedgerError, VerifyingKey, WitnessKey};
use std::path::PathBuf;

/// Verifies an exported ledger, or a proof from it / 验证导出的账本或证明文件
#[derive(Parser)]
#[command(
    name = "guildhall-verify",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The exported ledger / 导出的账本文件
    #[arg(required_unless_present_any = ["inclusion", "consistency"])]
    pub(crate) log: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) key: Key,
    /// A proof that an entry stands in the ledger / 条目存在证明文件
    #[arg(long)]
    pub(crate) inclusion: Option<PathBuf>,
    /// A proof that the ledger only grew / 账本一致性证明文件
    #[arg(long)]
    pub(crate) consistency: Option<PathBuf>,
}

/// Other questions.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Verify the proof of a record's whole history / 验证一件档案的存证文件
    Proof(Proof),
    /// Compare checkpoints that were kept elsewhere with an exported ledger / 用另存的检查点核对导出的账本
    Checkpoint(Checkpoint),
}

/// Options of `proof`.
#[derive(Args)]
pub(crate) struct Proof {
    /// The proof / 存证文件
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) key: Key,
    /// The public key of a witness that you know; may be given again / 已知的见证方公钥，可重复
    #[arg(long)]
    pub(crate) witness: Vec<String>,
}

/// Options of `checkpoint`.
#[derive(Args)]
pub(crate) struct Checkpoint {
    /// A checkpoint as it was printed and scanned or typed, or a witness's file of them / 检查点文件（扫描、录入或见证文件）
    pub(crate) file: PathBuf,
    /// The exported ledger of today / 今天导出的账本文件
    #[arg(long)]
    pub(crate) log: PathBuf,
    #[command(flatten)]
    pub(crate) key: Key,
}

/// With which key, in which language.
#[derive(Args)]
pub(crate) struct Key {
    /// The public key, NAME+ID+BASE64 / 公钥
    #[arg(long, required_unless_present = "key_file", conflicts_with = "key_file")]
    key: Option<String>,
    /// A file that holds the public key / 公钥文件
    #[arg(long)]
    key_file: Option<PathBuf>,
    /// zh or en; by default what LANG says / 语言:zh 或 en
    #[arg(long, value_parser = ["zh", "en"])]
    lang: Option<String>,
}

impl Arguments {
    /// Returns the language that was asked for.
    pub(crate) fn lang(&self) -> Option<&str> {
        let key = match &self.command {
            Some(Command::Proof(proof)) => &proof.key,
            Some(Command::Checkpoint(checkpoint)) => &checkpoint.key,
            None => &self.key,
        };
        key.lang.as_deref()
    }
}

impl Key {
    /// Reads the public key.
    pub(crate) fn read(&self) -> Result<VerifyingKey, LedgerError> {
        match (&self.key, &self.key_file) {
            (Some(key), _) => VerifyingKey::parse(key),
            (None, Some(file)) => VerifyingKey::parse(&std::fs::read_to_string(file)?),
            (None, None) => Err(LedgerError::Malformed("no public key".to_owned())),
        }
    }
}

impl Proof {
    /// Reads the keys of the witnesses that were named.
    pub(crate) fn witnesses(&self) -> Result<Vec<WitnessKey>, LedgerError> {
        self.witness.iter().map(|key| WitnessKey::parse(key)).collect()
    }
}
