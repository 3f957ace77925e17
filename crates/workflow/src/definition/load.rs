//! Reading rules/workflows, and refusing what does not fit its schema or could not end.

use super::calendar::{CalendarFile, Year};
use super::model::Definition;
use super::shape::fault;
use guildhall_kernel::Calendar;
use guildhall_rules::{RuleError, read, refuse_twice};

const SCHEMA_FILE: &str = "workflows/schema.json";
const CALENDAR: &str = "calendar.toml";
const FOLDER: &str = "workflows";

/// The texts of the rules.
#[derive(Debug, Clone, Copy)]
pub struct WorkflowFiles<'a> {
    /// `workflows/schema.json`.
    pub schema: &'a str,
    /// Name and text of each other file of `workflows`; `calendar.toml` among them.
    pub files: &'a [(String, String)],
}

/// What other rules know, which definitions name.
pub struct Known<'k> {
    /// Says whether the policies know an action on organisations.
    pub is_action: &'k dyn Fn(&str) -> bool,
    /// Says whether the code tables know a union post.
    pub is_post: &'k dyn Fn(&str) -> bool,
}

/// The rules in force.
#[derive(Debug, Clone)]
pub struct WorkflowRules {
    definitions: Vec<Definition>,
    years: Vec<Year>,
    /// The days on which people work.
    pub calendar: Calendar,
}

impl WorkflowRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake.
    pub fn load(files: WorkflowFiles<'_>, known: &Known<'_>) -> Result<Self, RuleError> {
        let schema = (SCHEMA_FILE, files.schema);
        let (mut definitions, mut dated) = (Vec::new(), None);
        for (name, text) in files.files {
            let file = format!("{FOLDER}/{name}");
            if name == CALENDAR {
                let read: CalendarFile = read(schema, &file, text)?;
                dated = Some((read.calendar(&file)?, read.years));
                continue;
            }
            let definition: Definition = read(schema, &file, text)?;
            refuse_twice(&file, definition.steps.iter().map(|step| &step.code))?;
            refuse_twice(&file, definition.facts.iter().map(|fact| &fact.code))?;
            if let Some(what) = fault(&definition, known) {
                return Err(RuleError::new(&file, what));
            }
            definitions.push(definition);
        }
        refuse_twice(FOLDER, definitions.iter().map(|definition| &definition.code))?;
        definitions.sort_by(|one, other| one.code.cmp(&other.code));
        let missing = || RuleError::new(FOLDER, "缺少 calendar.toml · there is no calendar.toml");
        let (calendar, years) = dated.ok_or_else(missing)?;
        Ok(Self {
            definitions,
            years,
            calendar,
        })
    }

    /// Returns the definitions, by code.
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// Returns the years of the calendar, as their notices give them.
    pub fn years(&self) -> &[Year] {
        &self.years
    }

    /// Returns a definition.
    pub fn definition(&self, code: &str) -> Option<&Definition> {
        self.definitions.iter().find(|definition| definition.code == code)
    }
}
