//! An entry of the register, without a database.

use crate::rules::{PrivacyRules, Words};
use crate::text::{filled, optional};
use crate::{PrivacyError, rules};
use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use guildhall_store::coded;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// On what ground data may be used (合法性基础): the cases of Article 13 of the Personal Information Protection Law.
    Basis {
        /// Consent (取得个人的同意), case 1.
        Consent = "consent",
        /// A contract, or the management of staff under lawful rules (合同或人力资源管理), case 2.
        Contract = "contract",
        /// A duty or power by law (法定职责或者法定义务), case 3.
        Duty = "duty",
        /// An emergency of public health, life or property (突发事件), case 4.
        Emergency = "emergency",
        /// News and supervision by public opinion (新闻报道、舆论监督), case 5.
        News = "news",
        /// What the person or others published lawfully (已经公开), case 6.
        Public = "public",
        /// Other laws and regulations (法律、行政法规规定的其他情形), case 7.
        OtherLaw = "other-law",
    }
}

/// What is done with personal data (处理活动).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its name.
    pub title: Words,
    /// What for (处理目的).
    pub purpose: Words,
    /// The case of Article 13.
    pub basis: Basis,
    /// Law or document on which that rests.
    pub ground: Words,
    /// Codes of the classes of data (个人信息种类).
    pub classes: Vec<String>,
    /// Whose data (涉及的人).
    pub whose: Words,
    /// Who gets them (接收方).
    pub recipients: Words,
    /// For how long (保存期限).
    pub retention: Words,
    /// Who is responsible (负责人).
    pub responsible: Words,
    /// Whether any of it is sensitive (敏感个人信息).
    pub sensitive: bool,
}

/// Who kept a version of the union's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Id of the version.
    pub id: Uuid,
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// Why it was changed.
    pub reason: String,
}

/// One version of an entry of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The code under which all versions stand.
    pub code: String,
    /// The version, from 1.
    pub version: u32,
    /// What is done.
    pub activity: Activity,
    /// Whether it is no longer done.
    pub has_ended: bool,
    /// Who kept this version; nobody when it came with the product.
    pub kept: Option<Kept>,
}

impl Activity {
    /// Returns the activity with its texts tidied, if it may stand in the register.
    pub(crate) fn checked(mut self, rules: &PrivacyRules) -> Result<Self, PrivacyError> {
        let named: [(&'static str, &mut Words); 7] = [
            ("title", &mut self.title),
            ("purpose", &mut self.purpose),
            ("ground", &mut self.ground),
            ("whose", &mut self.whose),
            ("recipients", &mut self.recipients),
            ("retention", &mut self.retention),
            ("responsible", &mut self.responsible),
        ];
        for (field, words) in named {
            words.zh = filled(field, &words.zh)?;
            words.en = optional(field, &words.en)?;
        }
        let is_known = |code: &String| rules.class(code).is_some();
        if self.classes.is_empty() || !self.classes.iter().all(is_known) {
            return Err(PrivacyError::Field { field: "classes" });
        }
        self.classes.sort();
        self.classes.dedup();
        match rules.is_sensitive(&self) && !self.sensitive {
            true => Err(PrivacyError::NotMarkedSensitive),
            false => Ok(self),
        }
    }
}

impl Entry {
    /// Returns the digest of a version of the union's own, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let kept = self
            .kept
            .as_ref()
            .map(|kept| (kept.id, kept.by, kept.at.as_micros(), &kept.reason));
        let state = serde_json::json!([self.code, self.version, self.activity, self.has_ended, kept]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// Returns a code for an entry in the form that rules/privacy asks for.
pub(crate) fn code(text: &str) -> Result<String, PrivacyError> {
    let text = text.trim();
    let begins = text.starts_with(|first: char| first.is_ascii_lowercase());
    let fits = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    match begins && fits && (2..=31).contains(&text.len()) {
        true => Ok(text.to_owned()),
        false => Err(PrivacyError::Field { field: "code" }),
    }
}

/// Puts the union's own versions in the place of those that ship, by code.
pub(crate) fn merged(rules: &rules::PrivacyRules, own: Vec<Entry>) -> Vec<Entry> {
    let is_replaced = |shipped: &&Entry| !own.iter().any(|entry| entry.code == shipped.code);
    let shipped: Vec<Entry> = rules.activities().iter().filter(is_replaced).cloned().collect();
    let mut all: Vec<Entry> = shipped.into_iter().chain(own).collect();
    all.sort_by(|one, other| (one.has_ended, &one.code).cmp(&(other.has_ended, &other.code)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_an_entry_has_the_form_of_the_rules() {
        assert_eq!(code(" hardship_aid ").unwrap(), "hardship_aid");
        for wrong in ["", "a", "_aid", "Aid", "a-b", "帮扶", &"a".repeat(32)] {
            assert!(code(wrong).is_err(), "{wrong:?}");
        }
    }
}
