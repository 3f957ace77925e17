//! Tasks, runs, definitions and absences.

use super::{Choice, Field, Frame};
use crate::routes;
use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;

/// The inbox of tasks (待办).
#[derive(Debug, Template)]
#[template(path = "workflow/tasks.html")]
pub struct TasksPage {
    /// The frame.
    pub ui: Frame,
    /// The tasks, the first due first.
    pub tasks: Vec<TaskRow>,
    /// Whether the reader has told that she is absent now.
    pub is_absent: bool,
    /// The first page.
    pub previous: Option<String>,
    /// Later ones.
    pub next: Option<String>,
}

/// A task in the inbox.
#[derive(Debug, Clone)]
pub struct TaskRow {
    /// The run.
    pub link: String,
    /// What kind of matter it is.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// The step.
    pub asks: String,
    /// Who started it.
    pub who: String,
    /// When it should be decided.
    pub due: Timestamp,
    /// Whether that is over.
    pub is_late: bool,
    /// Whether she was reminded.
    pub is_reminded: bool,
    /// For whom the reader stands in.
    pub instead_of: Option<String>,
}

/// What the reader has started (我发起的).
#[derive(Debug, Template)]
#[template(path = "workflow/started.html")]
pub struct StartedPage {
    /// The frame.
    pub ui: Frame,
    /// The runs, the newest first.
    pub runs: Vec<StartedRow>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A run that the reader has started.
#[derive(Debug, Clone)]
pub struct StartedRow {
    /// Its page.
    pub link: String,
    /// What kind of matter it is.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub standing: String,
    /// Whether it goes on.
    pub is_running: bool,
    /// When it was started.
    pub started: Timestamp,
}

/// One run.
#[derive(Debug, Template)]
#[template(path = "workflow/run.html")]
pub struct WorkflowRunPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// The revision that the page shows.
    pub revision: u32,
    /// What kind of matter it is.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// Where that is found, if the reader may see it.
    pub link: Option<String>,
    /// What is asked now.
    pub asks: String,
    /// Where it stands.
    pub standing: String,
    /// Whether it goes on.
    pub is_running: bool,
    /// Who started it.
    pub who: String,
    /// When.
    pub started: Timestamp,
    /// When the present step should be decided.
    pub due: Option<Timestamp>,
    /// Whether that is over.
    pub is_late: bool,
    /// Who has not decided yet.
    pub waits_for: String,
    /// Why it was started.
    pub about: String,
    /// The facts.
    pub facts: Vec<(String, String)>,
    /// What was decided, in the order of time.
    pub decided: Vec<DecisionRow>,
    /// Its definition as a diagram.
    pub diagram: Diagram,
    /// Whether the reader may take it back.
    pub may_withdraw: bool,
    /// The forms of whoever may decide now.
    pub forms: Option<TaskForms>,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// The forms of whoever may decide.
#[derive(Debug, Clone)]
pub struct TaskForms {
    /// The seat from which she decides.
    pub seat: String,
    /// For whom she stands in.
    pub instead_of: Option<String>,
    /// The steps to which it can be sent back.
    pub back_to: Vec<Choice>,
    /// To whom it can be handed on.
    pub others: Vec<Choice>,
}

/// What was decided.
#[derive(Debug, Clone)]
pub struct DecisionRow {
    /// At which step.
    pub step: String,
    /// What, in words.
    pub what: String,
    /// Whether it was a no, or sent back.
    pub is_no: bool,
    /// To which step it was sent back.
    pub to: Option<String>,
    /// Who.
    pub who: String,
    /// For whom she stood in.
    pub instead_of: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Her opinion.
    pub opinion: String,
}

/// A definition as a diagram; places in pixels of its view box, 340 wide.
#[derive(Debug, Clone)]
pub struct Diagram {
    /// Its height.
    pub height: u32,
    /// Its boxes, from top to bottom.
    pub boxes: Vec<DiagramBox>,
    /// The arrows between them.
    pub arrows: Vec<Arrow>,
    /// What is drawn.
    pub name: String,
}

/// A box of a diagram.
#[derive(Debug, Clone)]
pub struct DiagramBox {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// Radius of its corners.
    pub round: u32,
    /// What stands in it.
    pub label: String,
    /// Whether the run stands here.
    pub is_now: bool,
}

impl DiagramBox {
    /// The base line of its label.
    #[must_use]
    pub fn base(&self) -> u32 {
        self.y + self.height / 2 + 5
    }

    /// The middle of its label.
    #[must_use]
    pub fn middle(&self) -> u32 {
        self.x + self.width / 2
    }
}

/// An arrow of a diagram.
#[derive(Debug, Clone)]
pub struct Arrow {
    /// Its line, in the words of SVG.
    pub path: String,
}

/// The definitions and the calendar.
#[derive(Debug, Template)]
#[template(path = "workflow/definitions.html")]
pub struct WorkflowsPage {
    /// The frame.
    pub ui: Frame,
    /// The definitions.
    pub definitions: Vec<DefinitionView>,
    /// The holidays of the calendar.
    pub holidays: Vec<HolidayRow>,
}

/// A definition in plain words.
#[derive(Debug, Clone)]
pub struct DefinitionView {
    /// Its name.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// Its edition.
    pub edition: u32,
    /// Its diagram.
    pub diagram: Diagram,
    /// Its steps.
    pub steps: Vec<StepView>,
}

/// A step in plain words.
#[derive(Debug, Clone)]
pub struct StepView {
    /// Its name.
    pub title: String,
    /// What is asked.
    pub asks: String,
    /// What whoever decides may do, in words; none for a gate.
    pub right: Option<String>,
    /// Posts to which the task goes.
    pub posts: String,
    /// Whether one decides or all.
    pub mode: String,
    /// Working days.
    pub days: u32,
    /// What those may do who are asked when the time is over, in words.
    pub escalate: Option<String>,
    /// Where it goes on.
    pub ways: Vec<WayView>,
}

/// A way out of a step.
#[derive(Debug, Clone)]
pub struct WayView {
    /// When it is taken, as the rules say it.
    pub when: Option<String>,
    /// Where it leads.
    pub to: String,
}

/// A holiday.
#[derive(Debug, Clone)]
pub struct HolidayRow {
    /// Its name.
    pub name: String,
    /// Its first day.
    pub from: Option<Date>,
    /// Its last day.
    pub to: Option<Date>,
    /// Whether it was held against the official notice.
    pub is_sure: bool,
}

/// The reader's absences.
#[derive(Debug, Template)]
#[template(path = "workflow/absences.html")]
pub struct AbsencePage {
    /// The frame.
    pub ui: Frame,
    /// Those that are not over.
    pub absences: Vec<AbsenceRow>,
    /// The form for another; none when nobody could stand in.
    pub fields: Option<Vec<Field>>,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// An absence.
#[derive(Debug, Clone)]
pub struct AbsenceRow {
    /// Its id.
    pub id: String,
    /// Who stands in.
    pub substitute: String,
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
}
