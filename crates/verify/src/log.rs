//! What is wrong with an exported ledger, in sentences.

use crate::language::Language;
use guildhall_ledger::exported::{Flaw, Named};

/// Returns the sentence about a flaw.
pub(crate) fn flaw(language: Language, flaw: &Flaw) -> String {
    match language {
        Language::Chinese => format!("不通过：{}", chinese(flaw)),
        Language::English => format!("wrong: {}", english(flaw)),
    }
}

fn chinese(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Checkpoint { number } => format!("第 {number} 个检查点的签名无效或不属于本账本"),
        Flaw::Changed { index, entry } => {
            format!("位置 {index} 的条目被改动{}", chinese_entry(entry.as_ref()))
        }
        Flaw::Missing {
            index,
            behind: Some(at),
        } => format!("位置 {index} 的条目被删去，前一条记于 {at}"),
        Flaw::Missing { index, behind: None } => format!("位置 {index} 的条目被删去"),
        Flaw::Added { before, entry } => {
            format!("位置 {before} 之前插入了一条{}", chinese_entry(entry.as_ref()))
        }
        Flaw::Moved {
            index,
            belongs,
            entry,
        } => {
            format!(
                "位置 {index} 的条目被移动，应在位置 {belongs}{}",
                chinese_entry(entry.as_ref())
            )
        }
        Flaw::Span { from, to, number } => {
            format!("位置 {from} 至 {to} 的条目与第 {number} 个检查点不符，有条目被改动、增删或调换")
        }
        Flaw::Sealed { size } => format!("另存的 {size} 条时的检查点与本账本不符，账本已被改写或截短"),
        Flaw::End { entries, vouched } => format!("文件有 {entries} 条，检查点证明的是 {vouched} 条"),
    }
}

fn chinese_entry(entry: Option<&Named>) -> String {
    entry.map_or_else(
        || "，已无法辨认".to_owned(),
        |Named {
             id,
             at,
             action,
             subject_kind,
             subject_id,
         }| {
            format!("，现写作 {at} 对 {subject_kind} {subject_id} 的 {action}（条目 {id}）")
        },
    )
}

fn english(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Checkpoint { number } => {
            format!("checkpoint {number} is not validly signed or is of another ledger")
        }
        Flaw::Changed { index, entry } => {
            format!(
                "the entry at place {index} was changed{}",
                english_entry(entry.as_ref())
            )
        }
        Flaw::Missing {
            index,
            behind: Some(at),
        } => {
            format!("the entry at place {index} was left out; the one before it was written at {at}")
        }
        Flaw::Missing { index, behind: None } => format!("the entry at place {index} was left out"),
        Flaw::Added { before, entry } => {
            format!(
                "an entry was added before place {before}{}",
                english_entry(entry.as_ref())
            )
        }
        Flaw::Moved {
            index,
            belongs,
            entry,
        } => {
            format!(
                "the entry at place {index} belongs at place {belongs}{}",
                english_entry(entry.as_ref())
            )
        }
        Flaw::Span { from, to, number } => format!(
            "checkpoint {number} contradicts places {from} to {to}; entries were changed, added, left out or moved"
        ),
        Flaw::Sealed { size } => {
            format!(
                "the checkpoint of {size} entries that was kept elsewhere is of another history or of a longer one"
            )
        }
        Flaw::End { entries, vouched } => {
            format!("the file holds {entries} entries, the checkpoints vouch for {vouched}")
        }
    }
}

fn english_entry(entry: Option<&Named>) -> String {
    entry.map_or_else(
        || ", beyond recognition".to_owned(),
        |Named {
             id,
             at,
             action,
             subject_kind,
             subject_id,
         }| {
            format!("; it now reads {action} on {subject_kind} {subject_id} at {at} (entry {id})")
        },
    )
}
