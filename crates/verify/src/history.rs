//! What the proof of a record's history proves, in sentences.

use crate::language::Language;
use guildhall_ledger::history_proof::{HistoryFlaw, ProvedHistory, Thing, Witnessed};

/// Returns what is proved: a summary, the witnesses, then each entry.
pub(crate) fn proved(language: Language, proved: &ProvedHistory) -> Vec<String> {
    let named: Vec<String> = proved
        .things
        .iter()
        .map(|Thing { kind, id }| format!("{kind} {id}"))
        .collect();
    let (count, log, named) = (proved.entries.len(), &proved.checkpoint, named.join(", "));
    let mut lines = vec![match language {
        Language::Chinese => format!(
            "通过：{named} 的全部 {count} 条记录都在账本 {} 中（共 {} 条），自记入后未改动；本单位签名声明再无其他记录",
            log.origin, log.size
        ),
        Language::English => format!(
            "ok: all {count} entries about {named} stand in {} of {} entries, unchanged since they were written; \
             the installation signs that there are no others",
            log.origin, log.size
        ),
    }];
    lines.extend(proved.witnesses.iter().map(|said| witness(language, said)));
    lines.extend(proved.entries.iter().map(|entry| {
        let digest = entry
            .digest
            .as_deref()
            .map(|digest| format!(" SHA-256 {digest}"))
            .unwrap_or_default();
        format!("  {} {} {}{digest}", entry.recorded_at, entry.action, entry.actor)
    }));
    lines
}

fn witness(
    language: Language,
    Witnessed {
        name,
        size,
        at,
        is_trusted,
    }: &Witnessed,
) -> String {
    match (language, is_trusted) {
        (Language::Chinese, true) => format!("见证方 {name} 于 {at} 见过其中 {size} 条，此后未改写"),
        (Language::Chinese, false) => {
            format!(
                "见证方 {name} 于 {at} 见过其中 {size} 条（公钥取自文件，请用 --witness 给出您自己得到的公钥）"
            )
        }
        (Language::English, true) => {
            format!("witness {name} saw {size} of these entries at {at}; none was rewritten since")
        }
        (Language::English, false) => format!(
            "witness {name} saw {size} of these entries at {at} (its key is taken from the file; give the one that \
             you got yourself with --witness)"
        ),
    }
}

/// Returns the sentence about a flaw.
pub(crate) fn flaw(language: Language, flaw: &HistoryFlaw) -> String {
    match (language, flaw) {
        (Language::Chinese, HistoryFlaw::Key) => "不通过：文件属于另一把公钥".to_owned(),
        (Language::English, HistoryFlaw::Key) => "wrong: the file is of another public key".to_owned(),
        (Language::Chinese, HistoryFlaw::Entry { index }) => {
            format!("不通过：位置 {index} 的条目被改动，或不是关于本档案的")
        }
        (Language::English, HistoryFlaw::Entry { index }) => {
            format!("wrong: the entry at place {index} was changed, or is about something else")
        }
        (Language::Chinese, HistoryFlaw::Statement) => {
            "不通过：条目或见证与本单位签名声明的不同，有的被增加、删去或调换".to_owned()
        }
        (Language::English, HistoryFlaw::Statement) => {
            "wrong: the installation signed other entries or witnesses; some were added, left out or moved"
                .to_owned()
        }
        (Language::Chinese, HistoryFlaw::Witness { name }) => format!("不通过：见证方 {name} 的联署无效"),
        (Language::English, HistoryFlaw::Witness { name }) => {
            format!("wrong: the cosignature of witness {name} does not hold")
        }
    }
}
