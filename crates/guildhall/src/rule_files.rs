//! The rules that ship inside the program, each replaced by a file of the same name in the data folder.

use anyhow::{Context as _, bail};
use guildhall_archive::batch::{BatchFiles, BatchRules};
use guildhall_archive::{
    AttestationFiles, AttestationRules, Codes, Dictionary, DossierFiles, DossierRules, LendingFiles,
    LendingRules, MaskingFiles, Masks, Numbering, PlaceKinds, Retention, RetentionFiles,
};
use guildhall_checks::{CheckFiles, CheckRules};
use guildhall_dispatch::{ElementFiles, Elements};
use guildhall_disposal::{DisposalFiles, DisposalRules};
use guildhall_emergency::{EmergencyFiles, EmergencyRules};
use guildhall_federation::GroupMapping;
use guildhall_formats::{FormatFiles, FormatRules};
use guildhall_identity::Rights;
use guildhall_identity::rights::rules::{LAW, PolicyFile, PolicyRules};
use guildhall_inspection::Clauses;
use guildhall_kernel::Clock;
use guildhall_privacy::{PrivacyFiles, PrivacyRules, Words};
use guildhall_watch::{WatchFiles, WatchRules};
use guildhall_workflow::{Known, WorkflowFiles, WorkflowRules};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Refuses another text in the place of the law of the three powers, which no installation may soften.
fn require_law(name: &str, text: &str) -> anyhow::Result<()> {
    let law = format!("policies/{LAW}");
    let shipped = Shipped::get(&law).context("the law of the three powers is missing")?;
    if name == law && text.as_bytes() != &*shipped.data {
        bail!("the rule {name} belongs to the program and is not replaced; take the file away");
    }
    Ok(())
}

#[derive(RustEmbed)]
#[folder = "../../rules"]
struct Shipped;

/// The text of all rules by path, such as `dictionary/WS.toml`.
pub struct RuleFiles(BTreeMap<String, String>);

/// The rules, read and checked.
pub struct Rules {
    /// The metadata dictionary.
    pub dictionary: Dictionary,
    /// The code tables.
    pub codes: Codes,
    /// How archival codes are formed.
    pub numbering: Numbering,
    /// How long records are kept.
    pub retention: Retention,
    /// The kinds of places in a storeroom.
    pub places: PlaceKinds,
    /// How large a batch is, and what it may change.
    pub batches: BatchRules,
    /// The four checks.
    pub checks: CheckRules,
    /// File formats, what tells them and whether they last.
    pub formats: FormatRules,
    /// What is masked and how.
    pub masks: Masks,
    /// What packages say of a record.
    pub elements: Elements,
    /// What is noticed of people's conduct, and what is limited.
    pub watching: WatchRules,
    /// What is done with personal data, and the clocks of requests.
    pub privacy: PrivacyRules,
    /// Emergency plans, the clocks of a breach and its letters.
    pub emergency: EmergencyRules,
    /// Waiting time and supervisors of a destruction.
    pub disposal: DisposalRules,
    /// How long, how often and how many originals are lent.
    pub lending: LendingRules,
    /// What papers a dossier must have, and who owes them.
    pub dossiers: DossierRules,
    /// How certificates of consultation are numbered and checked.
    pub attestations: AttestationRules,
    /// Who decides about what, in which order.
    pub workflows: WorkflowRules,
    /// Who may do what.
    pub rights: Rights,
    /// Which groups outside give which rights.
    pub groups: GroupMapping,
    /// From what that was made.
    pub policy_rules: PolicyRules,
    /// What the house is held against.
    pub clauses: Clauses,
}

impl RuleFiles {
    /// Reads what ships, then what the data folder's `rules` holds instead or besides.
    ///
    /// # Errors
    /// When a file cannot be read or is not UTF-8.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        for name in Shipped::iter() {
            let file = Shipped::get(&name).context("a shipped rule is missing")?;
            files.insert(name.to_string(), String::from_utf8(file.data.into_owned())?);
        }
        if folder.is_dir() {
            for entry in walkdir::WalkDir::new(folder) {
                let entry = entry?;
                if entry.file_type().is_file() {
                    let name = entry.path().strip_prefix(folder)?.to_string_lossy().into_owned();
                    let text = std::fs::read_to_string(entry.path())
                        .with_context(|| format!("the rule {} cannot be read", entry.path().display()))?;
                    require_law(&name, &text)?;
                    files.insert(name, text);
                }
            }
        }
        Ok(Self(files))
    }

    fn text(&self, name: &str) -> anyhow::Result<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .with_context(|| format!("the rule {name} is missing"))
    }

    fn below(&self, folder: &str, ending: &str) -> Vec<(String, String)> {
        let matching = self.0.iter().filter_map(|(name, text)| {
            let name = name.strip_prefix(folder)?;
            name.ends_with(ending).then(|| (name.to_owned(), text.clone()))
        });
        matching.collect()
    }

    fn policy_rules(&self) -> anyhow::Result<PolicyRules> {
        let files = self.below("policies/", ".cedar").into_iter();
        let files = files.map(|(name, text)| PolicyFile { name, text }).collect();
        let schema = self.text("policies/guildhall.cedarschema")?.to_owned();
        Ok(PolicyRules::read(
            schema,
            files,
            self.text("policies/cases.toml")?,
        )?)
    }

    fn privacy(&self, masks: &Masks) -> anyhow::Result<PrivacyRules> {
        let files = PrivacyFiles {
            schema: self.text("privacy/schema.json")?,
            classes: self.text("privacy/classes.toml")?,
            activities: self.text("privacy/activities.toml")?,
            consents: self.text("privacy/consents.toml")?,
            duties: self.text("privacy/duties.toml")?,
        };
        let masking = masks.classes().map(|class| {
            let label = Words {
                zh: class.zh.clone(),
                en: class.en.clone(),
            };
            (class.code.as_str(), label)
        });
        Ok(PrivacyRules::load(files, masking)?)
    }

    fn emergency(&self) -> anyhow::Result<EmergencyRules> {
        let files = EmergencyFiles {
            schema: self.text("emergency/schema.json")?,
            clock: self.text("emergency/clock.toml")?,
            plans: &self.below("emergency/plans/", ".toml"),
            letters: &self.below("emergency/letters/", ".toml"),
        };
        Ok(EmergencyRules::load(files)?)
    }

    fn checks(&self) -> anyhow::Result<CheckRules> {
        let files = CheckFiles {
            schema: self.text("checks/schema.json")?,
            checks: self.text("checks/checks.toml")?,
        };
        Ok(CheckRules::load(files)?)
    }

    fn formats(&self) -> anyhow::Result<FormatRules> {
        let files = FormatFiles {
            schema: self.text("formats/schema.json")?,
            pronom: self.text("formats/pronom.toml")?,
            own: self.text("formats/own.toml")?,
            risks: self.text("formats/risks.toml")?,
        };
        Ok(FormatRules::load(files)?)
    }

    fn workflows(&self, rights: &Rights, codes: &Codes) -> anyhow::Result<WorkflowRules> {
        let files = WorkflowFiles {
            schema: self.text("workflows/schema.json")?,
            files: &self.below("workflows/", ".toml"),
        };
        let known = Known {
            is_action: &|action| rights.is_action_in_organisations(action),
            is_post: &|post| codes.find("HOUSE_UNION_POST", post).is_some(),
        };
        Ok(WorkflowRules::load(files, &known)?)
    }

    /// Checks all rules.
    ///
    /// # Errors
    /// Naming file and place of the first mistake.
    pub fn load(&self, clock: Arc<dyn Clock>) -> anyhow::Result<Rules> {
        let codes = Codes::parse("codes/codes.csv", self.text("codes/codes.csv")?)?;
        let types = self.below("dictionary/", ".toml");
        let dictionary = Dictionary::load(self.text("dictionary/schema.json")?, &types, &codes)?;
        let numbering = Numbering::load(
            self.text("numbering/schema.json")?,
            "numbering/default.toml",
            self.text("numbering/default.toml")?,
        )?;
        let retention = Retention::load(
            RetentionFiles {
                schema: self.text("retention/schema.json")?,
                schedule: self.text("retention/schedule.toml")?,
                clock: self.text("retention/clock.toml")?,
            },
            &dictionary,
            &codes,
        )?;
        let masking = MaskingFiles {
            schema: self.text("masking/schema.json")?,
            classes: self.text("masking/classes.toml")?,
            purposes: self.text("masking/purposes.toml")?,
        };
        let masks = Masks::load(masking, &dictionary)?;
        let elements = Elements::load(ElementFiles {
            schema: self.text("packages/schema.json")?,
            elements: self.text("packages/elements.toml")?,
        })?;
        let watching = WatchRules::load(WatchFiles {
            schema: self.text("watching/schema.json")?,
            rules: self.text("watching/rules.toml")?,
            limits: self.text("watching/limits.toml")?,
        })?;
        let privacy = self.privacy(&masks)?;
        let policy_rules = self.policy_rules()?;
        let rights = Rights::new(policy_rules.compile()?, clock);
        let mappings = self.below("federation/", ".toml");
        let groups = GroupMapping::load(self.text("federation/schema.json")?, &mappings, &rights)
            .context("rules/federation")?;
        let workflows = self.workflows(&rights, &codes)?;
        let disposal = DisposalRules::load(DisposalFiles {
            schema: self.text("disposal/schema.json")?,
            rules: self.text("disposal/disposal.toml")?,
        })?;
        let lending = LendingRules::load(LendingFiles {
            schema: self.text("lending/schema.json")?,
            rules: self.text("lending/lending.toml")?,
        })?;
        let dossiers = DossierFiles {
            schema: self.text("dossiers/schema.json")?,
            kinds: &self.below("dossiers/", ".toml"),
        };
        let dossiers = DossierRules::load(&dossiers, &dictionary, &codes)?;
        let attestations = AttestationRules::load(AttestationFiles {
            schema: self.text("attestations/schema.json")?,
            rules: self.text("attestations/attestations.toml")?,
        })?;
        Ok(Rules {
            disposal,
            lending,
            dossiers,
            attestations,
            groups,
            dictionary,
            codes,
            numbering,
            retention,
            batches: BatchRules::load(BatchFiles {
                schema: self.text("batches/schema.json")?,
                rules: self.text("batches/batches.toml")?,
            })?,
            places: PlaceKinds::load(
                self.text("storeroom/schema.json")?,
                self.text("storeroom/kinds.toml")?,
            )?,
            checks: self.checks()?,
            formats: self.formats()?,
            masks,
            elements,
            watching,
            privacy,
            emergency: self.emergency()?,
            workflows,
            rights,
            policy_rules,
            clauses: Clauses::read(self.text("inspection/level3.toml")?)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SystemClock;

    fn clock() -> Arc<dyn Clock> {
        Arc::new(SystemClock)
    }

    #[test]
    fn the_shipped_rules_are_good() {
        let files = RuleFiles::read(Path::new("does-not-exist")).unwrap();
        let rules = files.load(clock()).unwrap();
        assert_eq!(rules.dictionary.types().count(), 30);
        assert!(rules.rights.roles().any(|role| role == "archivist"));
        assert_eq!(rules.privacy.activities().len(), 6);
    }

    #[test]
    fn a_file_of_the_data_folder_takes_the_place_of_the_shipped_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("numbering")).unwrap();
        std::fs::write(folder.path().join("numbering/default.toml"), "version = 'wrong'").unwrap();
        let error = RuleFiles::read(folder.path())
            .unwrap()
            .load(clock())
            .err()
            .unwrap();
        assert!(error.to_string().starts_with("numbering/default.toml"), "{error}");
    }

    #[test]
    fn the_program_does_not_start_with_a_wrong_rule_of_masking() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("masking")).unwrap();
        std::fs::write(
            folder.path().join("masking/purposes.toml"),
            "version = 1\npurpose = []",
        )
        .unwrap();
        let error = RuleFiles::read(folder.path())
            .unwrap()
            .load(clock())
            .err()
            .unwrap();
        assert!(error.to_string().starts_with("masking/purposes.toml"), "{error}");
    }

    #[test]
    fn the_program_does_not_start_when_a_group_is_to_give_a_power() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("federation")).unwrap();
        let row = |role: &str, clearance: i64| {
            format!(
                "version = 1\n[[group]]\nsource = 'scim'\ngroup = 'g'\nrole = '{role}'\norganisation = '/1/'\n\
                 clearance = {clearance}\n"
            )
        };
        let said = |text: String| {
            std::fs::write(folder.path().join("federation/own.toml"), text).unwrap();
            let loaded = RuleFiles::read(folder.path()).unwrap().load(clock());
            loaded.err().map(|error| format!("{error:#}")).unwrap_or_default()
        };
        assert_eq!(said(row("reader", 1)), "");
        for power in [
            "systemAdministrator",
            "securityAdministrator",
            "auditAdministrator",
        ] {
            assert!(said(row(power, 1)).contains("one of the three powers"));
        }
        assert!(said(row("king", 1)).contains("no policy knows"));
        assert!(said(row("reader", 9)).contains("own.toml"));
        assert!(said(row("reader", 1) + &row("reader", 1).replace("version = 1", "")).contains("twice"));
    }

    #[test]
    fn the_program_does_not_start_with_a_workflow_that_asks_by_an_unknown_right() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("workflows")).unwrap();
        let shipped = Shipped::get("workflows/use.toml").unwrap();
        let text = String::from_utf8(shipped.data.into_owned()).unwrap();
        // The right to see a record is none that is held over an organisation.
        for wrong in ["approveMoon", "viewRecord"] {
            let text = text.replacen("approveUse", wrong, 1);
            std::fs::write(folder.path().join("workflows/use.toml"), text).unwrap();
            let loaded = RuleFiles::read(folder.path()).unwrap().load(clock());
            let error = loaded.err().unwrap().to_string();
            assert!(error.starts_with("workflows/use.toml: step archivist"), "{error}");
        }
    }

    #[test]
    fn the_law_of_the_three_powers_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("policies")).unwrap();
        let file = folder.path().join("policies").join(LAW);
        std::fs::write(&file, Shipped::get(&format!("policies/{LAW}")).unwrap().data).unwrap();
        assert!(
            RuleFiles::read(folder.path()).is_ok(),
            "the same text does no harm"
        );
        std::fs::write(&file, "// nothing is forbidden").unwrap();
        let error = RuleFiles::read(folder.path()).err().unwrap();
        assert!(error.to_string().contains("belongs to the program"), "{error}");
    }
}
