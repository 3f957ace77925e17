//! Reading rules/privacy, and refusing what does not fit its schema or does not fit together.

use super::duties::{Duties, Fate};
use super::{PrivacyRules, deadline::Deadline};
use crate::consent::ConsentText;
use crate::register::{Activity, Entry};
use crate::request::{Erasure, RequestKind};
use guildhall_rules::{RuleError, Words, read, refuse_twice};
use serde::Deserialize;
use std::collections::BTreeSet;

const SCHEMA_FILE: &str = "privacy/schema.json";
const CLASSES_FILE: &str = "privacy/classes.toml";
const ACTIVITIES_FILE: &str = "privacy/activities.toml";
const CONSENTS_FILE: &str = "privacy/consents.toml";
const DUTIES_FILE: &str = "privacy/duties.toml";

/// The texts of the rules.
#[derive(Debug, Clone, Copy)]
pub struct PrivacyFiles<'a> {
    /// `privacy/schema.json`.
    pub schema: &'a str,
    /// `privacy/classes.toml`.
    pub classes: &'a str,
    /// `privacy/activities.toml`.
    pub activities: &'a str,
    /// `privacy/consents.toml`.
    pub consents: &'a str,
    /// `privacy/duties.toml`.
    pub duties: &'a str,
}

/// A class of personal data (个人信息类别).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataClass {
    /// Its code.
    pub code: String,
    /// Its name.
    pub label: Words,
    /// Whether it is sensitive personal data (敏感个人信息, PIPL Article 28).
    pub sensitive: bool,
}

#[derive(Deserialize)]
struct ClassesFile {
    sensitive_masking_classes: BTreeSet<String>,
    class: Vec<DataClass>,
}

#[derive(Deserialize)]
struct ActivitiesFile {
    activity: Vec<WrittenActivity>,
}

#[derive(Deserialize)]
struct WrittenActivity {
    code: String,
    version: u32,
    #[serde(flatten)]
    activity: Activity,
}

#[derive(Deserialize)]
struct ConsentsFile {
    #[serde(default)]
    consent: Vec<ConsentText>,
}

impl PrivacyRules {
    /// Reads the rules; `masking` are code and name (Chinese, English) of the classes of rules/masking.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake.
    pub fn load<'m>(
        files: PrivacyFiles<'_>,
        masking: impl IntoIterator<Item = (&'m str, Words)>,
    ) -> Result<Self, RuleError> {
        let schema = (SCHEMA_FILE, files.schema);
        let classes = classes(read(schema, CLASSES_FILE, files.classes)?, masking)?;
        let activities: ActivitiesFile = read(schema, ACTIVITIES_FILE, files.activities)?;
        let activities = activities.activity.into_iter().map(|written| Entry {
            code: written.code,
            version: written.version,
            activity: written.activity,
            has_ended: false,
            kept: None,
        });
        let consents: ConsentsFile = read(schema, CONSENTS_FILE, files.consents)?;
        let rules = Self {
            classes,
            activities: activities.collect(),
            consents: consents.consent,
            duties: read(schema, DUTIES_FILE, files.duties)?,
        };
        rules.check_activities()?;
        rules.check_consents()?;
        check_duties(&rules.duties)?;
        Ok(rules)
    }

    fn check_activities(&self) -> Result<(), RuleError> {
        refuse_twice(
            ACTIVITIES_FILE,
            self.activities.iter().map(|entry| entry.code.clone()),
        )?;
        for entry in &self.activities {
            let wrong = |what: &str| RuleError::new(ACTIVITIES_FILE, format!("{}: {what}", entry.code));
            if let Some(unknown) = entry
                .activity
                .classes
                .iter()
                .find(|code| self.class(code).is_none())
            {
                return Err(wrong(&format!("no class of personal data {unknown}")));
            }
            if self.is_sensitive(&entry.activity) && !entry.activity.sensitive {
                return Err(wrong("has a sensitive class, so it must say sensitive = true"));
            }
        }
        Ok(())
    }

    fn check_consents(&self) -> Result<(), RuleError> {
        let key = |text: &ConsentText| format!("{} version {}", text.code, text.version);
        refuse_twice(CONSENTS_FILE, self.consents.iter().map(key))?;
        for text in &self.consents {
            if !self.activities.iter().any(|entry| entry.code == text.activity) {
                let what = format!("{}: no activity {}", text.code, text.activity);
                return Err(RuleError::new(CONSENTS_FILE, what));
            }
        }
        Ok(())
    }

    /// Says whether any class of an activity is sensitive.
    pub(crate) fn is_sensitive(&self, activity: &Activity) -> bool {
        let mut classes = activity.classes.iter().filter_map(|code| self.class(code));
        classes.any(|class| class.sensitive)
    }
}

fn classes<'m>(
    file: ClassesFile,
    masking: impl IntoIterator<Item = (&'m str, Words)>,
) -> Result<Vec<DataClass>, RuleError> {
    let mut unused = file.sensitive_masking_classes;
    let masked = masking.into_iter().map(|(code, label)| DataClass {
        code: code.to_owned(),
        label,
        sensitive: unused.remove(code),
    });
    let mut classes = file.class;
    classes.extend(masked);
    if let Some(unknown) = unused.first() {
        return Err(RuleError::new(
            CLASSES_FILE,
            format!("no masking class {unknown}"),
        ));
    }
    refuse_twice(CLASSES_FILE, classes.iter().map(|class| class.code.clone()))?;
    Ok(classes)
}

/// Every kind of request has one clock, and what the program erases stands among what can be erased.
fn check_duties(duties: &Duties) -> Result<(), RuleError> {
    let code = |deadline: &Deadline| deadline.kind.code().to_owned();
    refuse_twice(DUTIES_FILE, duties.deadlines.iter().map(code))?;
    for kind in RequestKind::ALL {
        if !duties.deadlines.iter().any(|deadline| deadline.kind == *kind) {
            return Err(RuleError::new(
                DUTIES_FILE,
                format!("no deadline for {}", kind.code()),
            ));
        }
    }
    refuse_twice(
        DUTIES_FILE,
        duties.holdings.iter().map(|holding| holding.code.clone()),
    )?;
    let stray = duties
        .holdings
        .iter()
        .find(|holding| (holding.fate == Fate::Erased) != Erasure::from_code(&holding.code).is_some());
    match stray {
        Some(holding) => {
            let what = format!(
                "{}: the program erases phone, birth_date and devices, no less and no more",
                holding.code
            );
            Err(RuleError::new(DUTIES_FILE, what))
        }
        None => Ok(()),
    }
}
