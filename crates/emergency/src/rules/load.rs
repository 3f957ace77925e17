//! Reading rules/emergency, and refusing what does not fit its schema or does not fit together.

use super::{BREACH_PLAN, Clock, EmergencyRules, LetterText, Plan};
use guildhall_rules::{RuleError, read, refuse_twice};
use serde::Deserialize;

const SCHEMA_FILE: &str = "emergency/schema.json";
const CLOCK_FILE: &str = "emergency/clock.toml";
const PLANS: &str = "emergency/plans";
const LETTERS: &str = "emergency/letters";

/// The texts of the rules.
#[derive(Debug, Clone, Copy)]
pub struct EmergencyFiles<'a> {
    /// `emergency/schema.json`.
    pub schema: &'a str,
    /// `emergency/clock.toml`.
    pub clock: &'a str,
    /// Name and text of each file of `emergency/plans`.
    pub plans: &'a [(String, String)],
    /// Name and text of each file of `emergency/letters`.
    pub letters: &'a [(String, String)],
}

#[derive(Deserialize)]
struct ClockFile {
    clock: Vec<Clock>,
}

impl EmergencyRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake.
    pub fn load(files: EmergencyFiles<'_>) -> Result<Self, RuleError> {
        let schema = (SCHEMA_FILE, files.schema);
        let clocks: ClockFile = read(schema, CLOCK_FILE, files.clock)?;
        let mut plans = Vec::new();
        for (name, text) in files.plans {
            let file = format!("{PLANS}/{name}");
            let plan: Plan = read(schema, &file, text)?;
            refuse_falling(&file, &plan)?;
            plans.push(plan);
        }
        let mut letters = Vec::new();
        for (name, text) in files.letters {
            let file = format!("{LETTERS}/{name}");
            let letter: LetterText = read(schema, &file, text)?;
            if let Some(fault) = letter.fault() {
                return Err(RuleError::new(&file, fault));
            }
            letters.push(letter);
        }
        plans.sort_by(|one, other| one.code.cmp(&other.code));
        letters.sort_by(|one, other| one.code.cmp(&other.code));
        let rules = Self {
            plans,
            clocks: clocks.clock,
            letters,
        };
        rules.check()?;
        Ok(rules)
    }

    fn check(&self) -> Result<(), RuleError> {
        refuse_twice(PLANS, self.plans.iter().map(|plan| &plan.code))?;
        refuse_twice(CLOCK_FILE, self.clocks.iter().map(|clock| &clock.code))?;
        refuse_twice(LETTERS, self.letters.iter().map(|letter| &letter.code))?;
        // Two letters that stop one clock would leave open which of them has to be sent.
        refuse_twice(LETTERS, self.letters.iter().map(|letter| &letter.stops))?;
        if self.plan(BREACH_PLAN).is_none() {
            return Err(RuleError::new(PLANS, format!("there is no plan {BREACH_PLAN}")));
        }
        let is_clock = |code: &str| self.clocks.iter().any(|clock| clock.code == code);
        match self.letters.iter().find(|letter| !is_clock(&letter.stops)) {
            Some(letter) => {
                let what = format!("{}: there is no clock {}", letter.code, letter.stops);
                Err(RuleError::new(LETTERS, what))
            }
            None => Ok(()),
        }
    }
}

/// Minutes count from the start, so a later step is never due before an earlier one.
fn refuse_falling(file: &str, plan: &Plan) -> Result<(), RuleError> {
    let falls = |pair: &&[super::Step]| pair[1].minutes < pair[0].minutes;
    match plan.steps.windows(2).find(falls) {
        Some(pair) => {
            let what = format!("{}: due before the step above it", pair[1].title.zh);
            Err(RuleError::new(file, what))
        }
        None => Ok(()),
    }
}
