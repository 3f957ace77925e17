//! The classes of personal data and the purposes of clear text, as rules/masking names them.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

/// A kind of number that is known by its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum NumberKind {
    /// Citizen identity number (公民身份号码) with a right check character.
    IdentityNumber,
    /// Mobile phone (手机).
    MobilePhone,
    /// Fixed line with its area code (固定电话).
    FixedPhone,
    /// Bank card (银行卡) with a right check digit, on a page that has a cue of its class.
    BankCard,
}

/// What stands behind a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Taken {
    /// Digits.
    Number,
    /// The rest of the line, or of the part of a sentence.
    Place,
}

/// Words that announce personal data (提示词), folded as the text in which they are looked for.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Cue {
    pub words: Vec<String>,
    /// Words that count only where no other Chinese character stands before them.
    #[serde(default)]
    pub words_alone: Vec<String>,
    pub take: Taken,
    /// Fewest digits behind the cue that are masked.
    #[serde(default)]
    pub digits_min: usize,
}

/// Which characters stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// None.
    Nothing,
    /// Some at both ends, as long as enough are hidden.
    Ends {
        first: usize,
        last: usize,
        hidden_min: usize,
    },
    /// An address down to its district.
    District,
}

/// Code and name of a class of personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassLabel {
    /// The code that fields of the dictionary name.
    pub code: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
}

/// A class of personal data (个人信息类别).
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub label: ClassLabel,
    pub keep: Keep,
    pub find: Vec<NumberKind>,
    pub cue: Option<Cue>,
}

/// The cues of all classes, found in one pass; where several begin at one place, the longest counts.
#[derive(Debug, Clone)]
pub(super) struct Cues {
    pub matcher: AhoCorasick,
    /// For each word the index of its class, and whether it counts only alone.
    pub owners: Vec<(usize, bool)>,
}

impl Cues {
    /// Collects the cues of the classes.
    pub fn of(classes: &[Class]) -> Result<Self, aho_corasick::BuildError> {
        let (mut words, mut owners) = (Vec::new(), Vec::new());
        for (index, class) in classes.iter().enumerate() {
            let Some(cue) = &class.cue else { continue };
            let lists = [(&cue.words, false), (&cue.words_alone, true)];
            for (word, alone) in lists
                .into_iter()
                .flat_map(|(list, alone)| list.iter().map(move |word| (word, alone)))
            {
                words.push(word.as_str());
                owners.push((index, alone));
            }
        }
        let matcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&words)?;
        Ok(Self { matcher, owners })
    }
}

/// For what clear text may be asked (查看目的).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Purpose {
    /// The code that is kept.
    pub code: String,
    /// Chinese label.
    pub label_zh: String,
    /// English label.
    pub label_en: String,
}

/// What is masked and how, and for which purposes it is shown in clear.
#[derive(Debug, Clone)]
pub struct Masks {
    pub(super) classes: Vec<Class>,
    pub(super) cues: Cues,
    pub(super) purposes: Vec<Purpose>,
    pub(super) version: u64,
}

impl Masks {
    /// Returns code and name of each class, in their order.
    pub fn classes(&self) -> impl Iterator<Item = &ClassLabel> {
        self.classes.iter().map(|class| &class.label)
    }

    /// Returns the purposes in their order.
    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    /// Returns a purpose by its code.
    pub fn purpose(&self, code: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.code == code)
    }

    /// Returns a number for the rules in force, another one after every change: what was masked by other rules must be
    /// masked again.
    pub fn version(&self) -> u64 {
        self.version
    }

    pub(super) fn class(&self, code: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.label.code == code)
    }
}
