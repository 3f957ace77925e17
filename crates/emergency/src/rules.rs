//! What the union sets as data about emergencies (rules/emergency): plans, clocks, letters.

mod clock;
mod letter;
mod load;
mod plan;

pub use clock::Clock;
pub use letter::{LetterText, Values};
pub use load::EmergencyFiles;
pub use plan::{Plan, Step};

/// The plan that a case file of a breach sets going.
pub const BREACH_PLAN: &str = "data-breach";

/// The rules in force.
#[derive(Debug, Clone)]
pub struct EmergencyRules {
    plans: Vec<Plan>,
    clocks: Vec<Clock>,
    letters: Vec<LetterText>,
}

impl EmergencyRules {
    /// Returns the plans, by code.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// Returns a plan.
    pub fn plan(&self, code: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.code == code)
    }

    /// Returns the clocks of a breach, in the order of their file.
    pub fn clocks(&self) -> &[Clock] {
        &self.clocks
    }

    /// Returns the letters, by code.
    pub fn letters(&self) -> &[LetterText] {
        &self.letters
    }

    /// Returns a letter.
    pub fn letter(&self, code: &str) -> Option<&LetterText> {
        self.letters.iter().find(|letter| letter.code == code)
    }

    /// Returns the letter whose sending stops a clock, when there is one.
    pub fn letter_for(&self, clock: &str) -> Option<&LetterText> {
        self.letters.iter().find(|letter| letter.stops == clock)
    }
}
