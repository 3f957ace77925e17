//! The sentences of the verifier, in Chinese and English.

use crate::{Flaw, LedgerError, Proved, Sound};

/// A language of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Takes what was asked for, otherwise what the surroundings say, otherwise English.
    pub(crate) fn choose(asked: Option<&str>, surroundings: Option<&str>) -> Self {
        let chinese = asked.or(surroundings).is_some_and(|name| name.starts_with("zh"));
        if chinese { Self::Chinese } else { Self::English }
    }

    pub(crate) fn sound(self, sound: &Sound) -> String {
        let Sound {
            origin,
            entries,
            checkpoints,
            root,
        } = sound;
        match self {
            Self::Chinese => {
                format!("通过:{origin},共 {entries} 条,检查点 {checkpoints} 个,根哈希 {root}")
            }
            Self::English => {
                format!("ok: {origin}, {entries} entries, {checkpoints} checkpoints, root {root}")
            }
        }
    }

    pub(crate) fn flaw(self, flaw: &Flaw) -> String {
        match self {
            Self::Chinese => chinese_flaw(flaw),
            Self::English => english_flaw(flaw),
        }
    }

    pub(crate) fn proved(self, proved: &Proved) -> String {
        match (self, proved) {
            (Self::Chinese, Proved::Inclusion(entry, log)) => format!(
                "通过:条目 {}({},{},{})在账本 {} 中(共 {} 条)",
                entry.id, entry.recorded_at, entry.actor, entry.action, log.origin, log.size
            ),
            (Self::English, Proved::Inclusion(entry, log)) => format!(
                "ok: entry {} ({}, {}, {}) stands in {} of {} entries",
                entry.id, entry.recorded_at, entry.actor, entry.action, log.origin, log.size
            ),
            (Self::Chinese, Proved::Consistency(older, newer)) => {
                format!(
                    "通过:{} 从 {} 条增至 {} 条,此前内容未改动",
                    newer.origin, older.size, newer.size
                )
            }
            (Self::English, Proved::Consistency(older, newer)) => {
                format!(
                    "ok: {} grew from {} to {} entries and changed nothing",
                    newer.origin, older.size, newer.size
                )
            }
        }
    }

    pub(crate) fn not_proved(self) -> String {
        match self {
            Self::Chinese => "不通过:证明与检查点不符".to_owned(),
            Self::English => "wrong: the proof does not agree with the checkpoint".to_owned(),
        }
    }

    pub(crate) fn cannot(self, error: &LedgerError) -> String {
        match (self, error) {
            (Self::Chinese, LedgerError::File(error)) => format!("无法验证:文件不能读取({error})"),
            (Self::Chinese, other) => format!("无法验证:文件或公钥的格式不对({other})"),
            (Self::English, LedgerError::File(error)) => {
                format!("cannot verify: the file cannot be read ({error})")
            }
            (Self::English, other) => format!("cannot verify: {other}"),
        }
    }
}

fn chinese_flaw(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Checkpoint { number } => format!("不通过:第 {number} 个检查点的签名无效或不属于本账本"),
        Flaw::Entry { index, id: Some(id) } => format!("不通过:位置 {index} 的条目 {id} 被改动"),
        Flaw::Entry { index, id: None } => format!("不通过:位置 {index} 的条目被改动,已无法辨认"),
        Flaw::Span { from, to, number } => {
            format!("不通过:位置 {from} 至 {to} 的条目与第 {number} 个检查点不符,有条目被改动、增删或调换")
        }
        Flaw::End { entries, vouched } => format!("不通过:文件有 {entries} 条,检查点证明的是 {vouched} 条"),
    }
}

fn english_flaw(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Checkpoint { number } => {
            format!("wrong: checkpoint {number} is not validly signed or is of another ledger")
        }
        Flaw::Entry { index, id: Some(id) } => format!("wrong: entry {id} at place {index} was changed"),
        Flaw::Entry { index, id: None } => {
            format!("wrong: the entry at place {index} was changed beyond recognition")
        }
        Flaw::Span { from, to, number } => format!(
            "wrong: checkpoint {number} contradicts places {from} to {to}; entries were changed, added, left out or \
             moved"
        ),
        Flaw::End { entries, vouched } => {
            format!("wrong: the file holds {entries} entries, the checkpoints vouch for {vouched}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_what_was_asked_for_then_what_the_surroundings_say() {
        assert_eq!(
            Language::choose(Some("en"), Some("zh_CN.UTF-8")),
            Language::English
        );
        assert_eq!(Language::choose(None, Some("zh_CN.UTF-8")), Language::Chinese);
        assert_eq!(Language::choose(None, Some("C")), Language::English);
        assert_eq!(Language::choose(None, None), Language::English);
    }
}
