//! The stand-alone verifier of an exported ledger (账本验证程序): needs the file and a public key, nothing else.
//!
//! Exit code 0: everything holds. 1: something was changed; the output says what. 2: the question could not be
//! answered, because a file cannot be read or understood.

mod language;

use clap::Parser;
use guildhall_ledger::exported::{self, Flaw, Sound};
use guildhall_ledger::{LedgerError, Proof, Proved, VerifyingKey, proof::PROOF_BYTES_MAX};
use language::Language;
use std::fs::File;
use std::io::{BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Verifies an exported ledger, or a proof from it / 验证导出的账本或证明文件
#[derive(Parser)]
#[command(name = "guildhall-verify", version)]
struct Arguments {
    /// The exported ledger / 导出的账本文件
    #[arg(required_unless_present_any = ["inclusion", "consistency"])]
    log: Option<PathBuf>,
    /// The public key, NAME+ID+BASE64 / 公钥
    #[arg(long, required_unless_present = "key_file", conflicts_with = "key_file")]
    key: Option<String>,
    /// A file that holds the public key / 公钥文件
    #[arg(long)]
    key_file: Option<PathBuf>,
    /// A proof that an entry stands in the ledger / 条目存在证明文件
    #[arg(long)]
    inclusion: Option<PathBuf>,
    /// A proof that the ledger only grew / 账本一致性证明文件
    #[arg(long)]
    consistency: Option<PathBuf>,
    /// zh or en; by default what LANG says / 语言:zh 或 en
    #[arg(long, value_parser = ["zh", "en"])]
    lang: Option<String>,
}

/// Everything holds, or something was changed.
type Judgement = Result<String, String>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let surroundings = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok());
    let language = Language::choose(arguments.lang.as_deref(), surroundings.as_deref());
    let (code, lines) = match judge(&arguments, language) {
        Ok(judgements) => {
            let code = u8::from(judgements.iter().any(Result::is_err));
            (
                code,
                judgements
                    .into_iter()
                    .map(|judgement| judgement.unwrap_or_else(|flaw| flaw))
                    .collect(),
            )
        }
        Err(error) => (2, vec![language.cannot(&error)]),
    };
    let mut out = std::io::stdout().lock();
    for line in lines {
        // Whoever closed the output does not read the answer; the exit code still gives it.
        let _ = writeln!(out, "{line}");
    }
    ExitCode::from(code)
}

fn judge(arguments: &Arguments, language: Language) -> Result<Vec<Judgement>, LedgerError> {
    let key = match (&arguments.key, &arguments.key_file) {
        (Some(key), _) => VerifyingKey::parse(key)?,
        (None, Some(file)) => VerifyingKey::parse(&read_text(file)?)?,
        (None, None) => return Err(LedgerError::Malformed("no public key".to_owned())),
    };
    let mut judgements = Vec::new();
    if let Some(log) = &arguments.log {
        judgements.push(judge_log(log, &key, language)?);
    }
    for file in arguments.inclusion.iter().chain(&arguments.consistency) {
        judgements.push(judge_proof(file, &key, language)?);
    }
    Ok(judgements)
}

fn judge_log(file: &Path, key: &VerifyingKey, language: Language) -> Result<Judgement, LedgerError> {
    let input = BufReader::with_capacity(1 << 16, File::open(file)?);
    let shown = std::io::stderr().is_terminal();
    let verdict = exported::verify(input, key, &|done, total| {
        if shown && (done % 10_000 == 0 || done == total) {
            show_progress(done, total);
        }
    })?;
    Ok(match verdict {
        Ok(sound) => Ok(language.sound(&sound)),
        Err(flaw) => Err(language.flaw(&flaw)),
    })
}

fn show_progress(done: u64, total: u64) {
    let mut err = std::io::stderr().lock();
    let end = if done == total { "\n" } else { "" };
    // Progress that cannot be shown is no reason to stop.
    let _ = write!(err, "\r{done} / {total}{end}");
}

fn judge_proof(file: &Path, key: &VerifyingKey, language: Language) -> Result<Judgement, LedgerError> {
    Ok(match Proof::parse(&read_text(file)?)?.verify(key)? {
        Some(proved) => Ok(language.proved(&proved)),
        None => Err(language.not_proved()),
    })
}

fn read_text(file: &Path) -> Result<String, LedgerError> {
    let mut text = String::new();
    File::open(file)?
        .take(PROOF_BYTES_MAX as u64 + 1)
        .read_to_string(&mut text)?;
    Ok(text)
}
