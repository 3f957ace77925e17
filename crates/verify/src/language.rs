//! The sentences of the verifier, in Chinese and English.

use crate::{LedgerError, Proved};
use guildhall_ledger::Checkpoint;
use guildhall_ledger::exported::Sound;

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

    /// Says that the log of today continues a checkpoint that was kept elsewhere.
    pub(crate) fn continues(self, sealed: &Checkpoint) -> String {
        let size = sealed.size;
        match self {
            Self::Chinese => format!("另存的 {size} 条时的检查点与本账本一致，此前内容未改动"),
            Self::English => {
                format!("the checkpoint of {size} entries agrees: nothing before it was changed")
            }
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
