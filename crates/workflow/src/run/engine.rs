//! The engine: from a definition, a state and an event to the next state and what has to be done. Pure.
//!
//! A run stands at one step at a time, so nothing can get lost between branches. While it is running it has a step, and
//! seats (席位) of those who are to decide; only between [`Effect::Seat`] and [`Event::Seated`] there are none yet.

use crate::definition::{Definition, Facts, Mode, Step, Target};
use guildhall_kernel::AccountId;
use guildhall_store::coded;
use serde::{Deserialize, Serialize};

/// Most decisions in one run; sending a matter round in circles ends here with a yes or a no.
const DECISIONS_MAX: u32 = 200;

coded! {
    /// How far a run has come.
    Status {
        /// People are to decide.
        Running = "running",
        /// It ended with a yes (同意).
        Approved = "approved",
        /// It ended with a no (不同意).
        Refused = "refused",
        /// Whoever started it took it back (撤回).
        Withdrawn = "withdrawn",
    }
}

/// What somebody decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Approve,
    /// No; the run ends.
    Refuse,
    /// Back to an earlier step (退回), by its code.
    Return(String),
}

impl Verdict {
    /// Returns the code by which it is kept.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Refuse => "refuse",
            Self::Return(_) => "return",
        }
    }

    /// Returns a verdict by its code; `to` is the step to which it returns.
    pub fn from_code(code: &str, to: &str) -> Option<Self> {
        match code {
            "approve" => Some(Self::Approve),
            "refuse" => Some(Self::Refuse),
            "return" if !to.is_empty() => Some(Self::Return(to.to_owned())),
            _ => None,
        }
    }
}

/// The place of one who is to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Whose it is.
    pub account: AccountId,
    /// Whether she, or whoever stands in for her, has decided.
    pub decided: bool,
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// How far it has come.
    pub status: Status,
    /// The step at which it stands; none before its start and after its end.
    pub step: Option<String>,
    /// Counts the steps that were entered.
    pub round: u32,
    /// Who is to decide at this step.
    pub seats: Vec<Seat>,
    /// Whether the time of this step was over and others were asked.
    pub escalated: bool,
    /// The steps that were passed with a yes, in their order; to these it can be sent back.
    pub trail: Vec<String>,
    /// Counts the decisions.
    pub decisions: u32,
}

impl State {
    /// The state of a run that has not begun.
    pub fn new() -> Self {
        Self {
            status: Status::Running,
            step: None,
            round: 0,
            seats: Vec::new(),
            escalated: false,
            trail: Vec::new(),
            decisions: 0,
        }
    }

    /// Returns who is still to decide.
    pub fn open_seats(&self) -> impl Iterator<Item = AccountId> {
        let open = self.seats.iter().filter(|seat| !seat.decided);
        open.map(|seat| seat.account)
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

/// Something that happens to a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It begins.
    Started,
    /// Those who are to decide at the present step were found.
    Seated(Vec<AccountId>),
    /// Somebody decided from a seat.
    Decided {
        /// Whose seat.
        seat: AccountId,
        /// What.
        verdict: Verdict,
    },
    /// A seat was handed to somebody else (转交).
    Delegated {
        /// Whose seat it was.
        from: AccountId,
        /// Whose it is now.
        to: AccountId,
    },
    /// The time of the step is over, and others are asked (升级).
    Escalated(Vec<AccountId>),
    /// Whoever started it takes it back.
    Withdrawn,
}

/// What has to be done after an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Find those who decide at this step, and tell the engine by [`Event::Seated`].
    Seat(String),
    /// The run has ended.
    Ended(Status),
}

/// Why an event was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The run has ended.
    Ended,
    /// It is not the time for such an event.
    OutOfTurn,
    /// There is no such seat at this step.
    NotSeated,
    /// This seat has decided before.
    AlreadyDecided,
    /// There is a seat for this person already.
    AlreadySeated,
    /// Nobody is there who could decide.
    Nobody,
    /// The run has not passed that step.
    NotPassed,
    /// It was sent round too often.
    TooLong,
    /// The definition or the facts are not what was checked.
    Broken,
}

/// Takes an event.
///
/// # Errors
/// [`Refusal`]; then nothing has happened.
pub fn advance(
    definition: &Definition,
    facts: &Facts,
    state: &State,
    event: Event,
) -> Result<(State, Vec<Effect>), Refusal> {
    if state.status != Status::Running {
        return Err(Refusal::Ended);
    }
    let mut next = state.clone();
    let effects = match event {
        Event::Started => {
            if state.round > 0 {
                return Err(Refusal::OutOfTurn);
            }
            enter(
                definition,
                facts,
                &mut next,
                &Target::Step(definition.start.clone()),
            )?
        }
        Event::Seated(people) => {
            if state.step.is_none() || !state.seats.is_empty() {
                return Err(Refusal::OutOfTurn);
            }
            next.seats = seats(people)?;
            Vec::new()
        }
        Event::Escalated(people) => {
            if state.escalated || state.seats.is_empty() {
                return Err(Refusal::OutOfTurn);
            }
            let decided = state.seats.iter().filter(|seat| seat.decided).cloned();
            let fresh = |account: &AccountId| {
                !state
                    .seats
                    .iter()
                    .any(|seat| seat.decided && seat.account == *account)
            };
            let fresh = seats(people.into_iter().filter(fresh).collect())?;
            next.seats = decided.chain(fresh).collect();
            next.escalated = true;
            Vec::new()
        }
        Event::Delegated { from, to } => {
            if state.seats.iter().any(|seat| seat.account == to) {
                return Err(Refusal::AlreadySeated);
            }
            open_seat(&mut next, from)?.account = to;
            Vec::new()
        }
        Event::Decided { seat, verdict } => decide(definition, facts, &mut next, (seat, verdict))?,
        Event::Withdrawn => end(&mut next, Status::Withdrawn),
    };
    Ok((next, effects))
}

/// Returns an open seat for each of some people.
fn seats(people: Vec<AccountId>) -> Result<Vec<Seat>, Refusal> {
    let mut seats: Vec<Seat> = Vec::new();
    for account in people {
        if !seats.iter().any(|seat| seat.account == account) {
            seats.push(Seat {
                account,
                decided: false,
            });
        }
    }
    match seats.is_empty() {
        true => Err(Refusal::Nobody),
        false => Ok(seats),
    }
}

fn open_seat(state: &mut State, account: AccountId) -> Result<&mut Seat, Refusal> {
    let seat = state.seats.iter_mut().find(|seat| seat.account == account);
    match seat {
        Some(seat) if seat.decided => Err(Refusal::AlreadyDecided),
        Some(seat) => Ok(seat),
        None => Err(Refusal::NotSeated),
    }
}

fn decide(
    definition: &Definition,
    facts: &Facts,
    state: &mut State,
    (account, verdict): (AccountId, Verdict),
) -> Result<Vec<Effect>, Refusal> {
    let here = state.step.clone().ok_or(Refusal::OutOfTurn)?;
    let step = definition.step(&here).ok_or(Refusal::Broken)?;
    open_seat(state, account)?.decided = true;
    state.decisions += 1;
    match verdict {
        Verdict::Refuse => Ok(end(state, Status::Refused)),
        _ if state.decisions >= DECISIONS_MAX => Err(Refusal::TooLong),
        Verdict::Return(code) => {
            let place = state.trail.iter().position(|passed| *passed == code);
            state.trail.truncate(place.ok_or(Refusal::NotPassed)?);
            enter(definition, facts, state, &Target::Step(code))
        }
        Verdict::Approve => {
            // Once others were asked because the time was over, one of them is enough.
            let is_joint = step.mode == Mode::Joint && !state.escalated;
            if is_joint && state.open_seats().next().is_some() {
                return Ok(Vec::new());
            }
            state.trail.push(here);
            let target = way(step, facts)?.clone();
            enter(definition, facts, state, &target)
        }
    }
}

/// Returns where a step leads with these facts.
fn way<'s>(step: &'s Step, facts: &Facts) -> Result<&'s Target, Refusal> {
    for way in &step.next {
        let fits = match &way.when {
            Some(condition) => condition.holds(facts).ok_or(Refusal::Broken)?,
            None => true,
        };
        if fits {
            return Ok(&way.to);
        }
    }
    Err(Refusal::Broken)
}

/// Goes to a target, through gates, until people have to decide or the run ends.
fn enter(
    definition: &Definition,
    facts: &Facts,
    state: &mut State,
    target: &Target,
) -> Result<Vec<Effect>, Refusal> {
    let mut target = target;
    // A definition whose gates go round in a circle is not taken, so each gate is passed once at most.
    for _ in 0..=definition.steps.len() {
        let code = match target {
            Target::Approved => return Ok(end(state, Status::Approved)),
            Target::Refused => return Ok(end(state, Status::Refused)),
            Target::Step(code) => code,
        };
        let step = definition.step(code).ok_or(Refusal::Broken)?;
        if step.is_gate() {
            target = way(step, facts)?;
            continue;
        }
        state.step = Some(code.clone());
        state.round += 1;
        state.seats = Vec::new();
        state.escalated = false;
        return Ok(vec![Effect::Seat(code.clone())]);
    }
    Err(Refusal::Broken)
}

fn end(state: &mut State, status: Status) -> Vec<Effect> {
    state.status = status;
    state.step = None;
    state.seats = Vec::new();
    vec![Effect::Ended(status)]
}

#[cfg(test)]
mod tests;
