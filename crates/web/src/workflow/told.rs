//! Words for steps, facts and decisions.

use crate::archive::shown;
use crate::context::Member;
use crate::locale::{self, Args};
use crate::privacy::named::said;
use guildhall_workflow::{FactValue, Run, Status};

/// Returns the word for a code of the workflow room.
pub fn code(member: &Member, code: &str) -> String {
    locale::t(member.visit.locale, &format!("workflow-is-{code}"), &Args::none())
}

/// Returns what a step of a run is called; its code when the definition no longer has it.
pub fn step(member: &Member, run: &Run, code: &str) -> String {
    let step = run.definition.step(code);
    step.map_or_else(|| code.to_owned(), |step| said(member, &step.title))
}

/// Returns where a run stands: its step, or how it ended.
pub fn standing(member: &Member, run: &Run) -> String {
    match (run.state.status, &run.state.step) {
        (Status::Running, Some(at)) => step(member, run, at),
        (status, _) => code(member, status.code()),
    }
}

/// Returns the facts of a run with what they are called, in the order of the definition.
pub fn facts(member: &Member, run: &Run) -> Vec<(String, String)> {
    let fact = |fact: &guildhall_workflow::definition::Fact| {
        let value = run.facts.get(&fact.code)?;
        Some((
            said(member, &fact.title),
            value_of(member, run, &fact.code, value),
        ))
    };
    run.definition.facts.iter().filter_map(fact).collect()
}

/// Returns the value of a fact; codes of the archive by their names.
fn value_of(member: &Member, run: &Run, code_of_fact: &str, value: &FactValue) -> String {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let kinds = [
        guildhall_archive::usage::SUBJECT_KIND,
        guildhall_archive::lending::request::LOAN_REQUEST,
        guildhall_archive::filing::FILING,
        guildhall_archive::reclassification::RECLASSIFICATION,
        guildhall_disposal::ROUND,
        guildhall_dispatch::handover::HANDOVER,
    ];
    let is_of_record = kinds.contains(&run.subject.kind.as_str());
    match (value, code_of_fact) {
        (FactValue::Int(level), "secrecy" | "before" | "after") if is_of_record => {
            let found = archive.codes.find("HOUSE_SECURITY_LEVEL", &level.to_string());
            shown::code_name(locale, found).unwrap_or_else(|| level.to_string())
        }
        (FactValue::Text(kind), "type") if is_of_record => shown::type_name(locale, archive, kind),
        (FactValue::Text(period), "retention") if is_of_record => {
            let found = archive.codes.find("RETENTION_CODE", period);
            shown::code_name(locale, found).unwrap_or_else(|| period.clone())
        }
        (FactValue::Int(number), _) => number.to_string(),
        (FactValue::Text(text), _) => text.clone(),
        (FactValue::Bool(yes), _) => code(member, if *yes { "yes" } else { "no" }),
    }
}
