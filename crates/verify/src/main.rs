//! The stand-alone verifier of an exported ledger (账本验证程序): needs the file and a public key, nothing else.
//!
//! Exit code 0: everything holds. 1: something was changed; the output says what. 2: the question could not be
//! answered, because a file cannot be read or understood.

mod arguments;
mod history;
mod language;
mod log;

use arguments::{Arguments, Command};
use clap::Parser;
use guildhall_ledger::history_proof::{HISTORY_BYTES_MAX, HistoryProof};
use guildhall_ledger::proof::PROOF_BYTES_MAX;
use guildhall_ledger::witness_folder::read_notes;
use guildhall_ledger::{LedgerError, Proof, Proved, VerifyingKey, checkpoint, exported};
use language::Language;
use std::fs::File;
use std::io::{BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

/// What holds, or what does not, in sentences.
type Judgement = Result<Vec<String>, Vec<String>>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let surroundings = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok());
    let language = Language::choose(arguments.lang(), surroundings.as_deref());
    let (code, lines) = match judge(&arguments, language) {
        Ok(judgements) => {
            let code = u8::from(judgements.iter().any(Result::is_err));
            let lines = judgements
                .into_iter()
                .flat_map(|judgement| judgement.unwrap_or_else(|flaws| flaws));
            (code, lines.collect())
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
    match &arguments.command {
        Some(Command::Proof(asked)) => Ok(vec![judge_history(asked, language)?]),
        Some(Command::Checkpoint(asked)) => Ok(vec![judge_checkpoint(asked, language)?]),
        None => judge_files(arguments, language),
    }
}

fn judge_files(arguments: &Arguments, language: Language) -> Result<Vec<Judgement>, LedgerError> {
    let key = arguments.key.read()?;
    let mut judgements = Vec::new();
    if let Some(log) = &arguments.log {
        judgements.push(judge_log(log, &key, &[], language)?);
    }
    for file in arguments.inclusion.iter().chain(&arguments.consistency) {
        judgements.push(judge_proof(file, &key, language)?);
    }
    Ok(judgements)
}

fn judge_log(
    file: &Path,
    key: &VerifyingKey,
    sealed: &[checkpoint::Checkpoint],
    language: Language,
) -> Result<Judgement, LedgerError> {
    let input = BufReader::with_capacity(1 << 16, File::open(file)?);
    let shown = std::io::stderr().is_terminal();
    let verdict = exported::verify(input, key, sealed, &|done, total| {
        if shown && (done % 10_240 == 0 || done == total) {
            show_progress(done, total);
        }
    })?;
    Ok(match verdict {
        Ok(sound) => Ok(vec![language.sound(&sound)]),
        Err(flaws) => Err(flaws.iter().map(|flaw| log::flaw(language, flaw)).collect()),
    })
}

fn show_progress(done: u64, total: u64) {
    let mut err = std::io::stderr().lock();
    let end = if done == total { "\n" } else { "" };
    // Progress that cannot be shown is no reason to stop.
    let _ = write!(err, "\r{done} / {total}{end}");
}

fn judge_proof(file: &Path, key: &VerifyingKey, language: Language) -> Result<Judgement, LedgerError> {
    Ok(
        match Proof::parse(&read_text(file, PROOF_BYTES_MAX)?)?.verify(key)? {
            Some(proved) => Ok(vec![language.proved(&proved)]),
            None => Err(vec![language.not_proved()]),
        },
    )
}

fn judge_history(asked: &arguments::Proof, language: Language) -> Result<Judgement, LedgerError> {
    let (key, witnesses) = (asked.key.read()?, asked.witnesses()?);
    let proof = HistoryProof::parse(&read_text(&asked.file, HISTORY_BYTES_MAX)?)?;
    Ok(match proof.verify(&key, &witnesses)? {
        Ok(proved) => Ok(history::proved(language, &proved)),
        Err(flaw) => Err(vec![history::flaw(language, &flaw)]),
    })
}

fn judge_checkpoint(asked: &arguments::Checkpoint, language: Language) -> Result<Judgement, LedgerError> {
    let key = asked.key.read()?;
    let notes = read_notes(&asked.file)?;
    if notes.is_empty() {
        return Err(LedgerError::Malformed("no checkpoint in the file".to_owned()));
    }
    let sealed = notes
        .iter()
        .map(|note| key.open(note))
        .collect::<Result<Vec<_>, _>>()?;
    let judgement = judge_log(&asked.log, &key, &sealed, language)?;
    Ok(judgement.map(|mut lines| {
        lines.extend(sealed.iter().map(|sealed| language.continues(sealed)));
        lines
    }))
}

fn read_text(file: &Path, most: usize) -> Result<String, LedgerError> {
    let mut text = String::new();
    File::open(file)?
        .take(most as u64 + 1)
        .read_to_string(&mut text)?;
    Ok(text)
}
