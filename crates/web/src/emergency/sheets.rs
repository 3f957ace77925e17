//! What is printed of emergencies: a plan for the wall, the log of a run, a letter.

use super::plans::{lead, run_title};
use super::told::code;
use crate::context::Member;
use crate::pdf::Wording;
use crate::privacy::named::{name, said};
use guildhall_emergency::incident::Letter;
use guildhall_emergency::{Plan, Run};
use guildhall_kernel::AccountId;
use guildhall_print::{Report, Section};
use std::collections::HashMap;

/// Returns a plan, with room to tick and write by hand.
pub fn plan(member: &Member, plan: &Plan, union: &str) -> Report {
    let words = Wording(member.visit.locale);
    let title = said(member, &plan.title);
    let steps = plan.steps.iter().enumerate().map(|(place, step)| {
        [
            format!("{}", place + 1),
            format!("{}\n{}", said(member, &step.title), said(member, &step.does)),
            step.minutes.to_string(),
            said(member, &step.evidence),
            String::new(),
        ]
    });
    let columns = [
        (1, "plan-number"),
        (10, "plan-step"),
        (2, "plan-minutes"),
        (6, "plan-evidence"),
        (5, "plan-by-hand"),
    ];
    let made = words.moment(member.app().database.clock().now());
    Report {
        language: words.language(),
        lines: vec![union.to_owned(), words.with("plan-printed", "moment", &made)],
        foot: format!("{union} · {title}"),
        sections: vec![
            Section {
                heading: words.say("plan-applies"),
                lead: said(member, &plan.applies),
                facts: vec![(words.say("plan-lead"), lead(member, plan))],
                ..Section::default()
            },
            Section {
                heading: words.say("plan-steps"),
                table: words.table(columns, steps.collect()),
                ..Section::default()
            },
            Section {
                heading: words.say("plan-numbers"),
                lead: words.say("plan-numbers-lead"),
                ..Section::default()
            },
        ],
        title,
    }
}

/// Returns the log of a run.
pub fn run(member: &Member, run: &Run, names: &HashMap<AccountId, String>, union: &str) -> Report {
    let words = Wording(member.visit.locale);
    let title = run_title(member, run);
    let steps = run.plan.steps.iter().enumerate().map(|(place, step)| {
        let taken = run.taken(place + 1);
        [
            format!("{} {}", place + 1, said(member, &step.title)),
            step.minutes.to_string(),
            taken.map_or(String::new(), |taken| run.minutes_to(taken.at).to_string()),
            taken.map_or(String::new(), |taken| {
                let outcome = code(member.visit.locale, taken.outcome.code());
                format!(
                    "{outcome} · {} · {}",
                    name(names, taken.by),
                    words.moment(taken.at)
                )
            }),
            taken.map_or(String::new(), |taken| taken.note.clone()),
        ]
    });
    let columns = [
        (6, "plan-step"),
        (2, "plan-minutes"),
        (2, "run-minutes"),
        (6, "run-taken"),
        (6, "run-note"),
    ];
    let facts = [
        (words.say("run-started"), words.moment(run.started_at)),
        (words.say("run-who"), name(names, run.started_by)),
        (
            words.say("run-closed"),
            run.closed.map_or(String::new(), |(_, when)| words.moment(when)),
        ),
        (words.say("run-findings"), run.findings.clone()),
        (words.say("run-improvements"), run.improvements.clone()),
    ];
    Report {
        language: words.language(),
        lines: vec![union.to_owned()],
        foot: format!("{union} · {title}"),
        sections: vec![
            Section {
                heading: words.say("run-facts"),
                facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
                ..Section::default()
            },
            Section {
                heading: words.say("plan-steps"),
                table: words.table(columns, steps.collect()),
                ..Section::default()
            },
        ],
        title,
    }
}

/// Returns a letter: its text, a paragraph for each empty line.
pub fn letter(member: &Member, letter: &Letter, union: &str) -> Report {
    let words = Wording(member.visit.locale);
    let paragraph = |text: &str| Section {
        lead: text.to_owned(),
        ..Section::default()
    };
    Report {
        language: words.language(),
        title: letter.title.clone(),
        lines: vec![words.with("letter-to-whom", "recipient", &letter.recipient)],
        foot: format!("{} · {}", union, letter.title),
        sections: letter.body.split("\n\n").map(paragraph).collect(),
    }
}
