//! The rules that ship inside the program, each replaced by a file of the same name in the data folder.

use anyhow::Context as _;
use guildhall_archive::{Codes, Dictionary, Numbering};
use guildhall_identity::Rights;
use guildhall_policy::PolicySet;
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::path::Path;

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
    /// Who may do what.
    pub rights: Rights,
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

    /// Checks all rules.
    ///
    /// # Errors
    /// Naming file and place of the first mistake.
    pub fn load(&self) -> anyhow::Result<Rules> {
        let codes = Codes::parse("codes/codes.csv", self.text("codes/codes.csv")?)?;
        let types = self.below("dictionary/", ".toml");
        let dictionary = Dictionary::load(self.text("dictionary/schema.json")?, &types, &codes)?;
        let numbering = Numbering::load(
            self.text("numbering/schema.json")?,
            "numbering/default.toml",
            self.text("numbering/default.toml")?,
        )?;
        let policies = self.below("policies/", ".cedar");
        let policies: Vec<(&str, &str)> = policies
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let policies = PolicySet::load(self.text("policies/guildhall.cedarschema")?, &policies)?;
        Ok(Rules {
            dictionary,
            codes,
            numbering,
            rights: Rights::new(policies),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_good() {
        let files = RuleFiles::read(Path::new("does-not-exist")).unwrap();
        let rules = files.load().unwrap();
        assert_eq!(rules.dictionary.types().count(), 30);
        assert!(rules.rights.roles().any(|role| role == "archivist"));
    }

    #[test]
    fn a_file_of_the_data_folder_takes_the_place_of_the_shipped_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("numbering")).unwrap();
        std::fs::write(folder.path().join("numbering/default.toml"), "version = 'wrong'").unwrap();
        let error = RuleFiles::read(folder.path()).unwrap().load().err().unwrap();
        assert!(error.to_string().starts_with("numbering/default.toml"), "{error}");
    }
}
