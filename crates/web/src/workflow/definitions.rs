//! The definitions of workflows (流程定义), in plain words and as diagrams, and the calendar of working days.

use super::diagram::draw;
use super::told::code;
use crate::archive::records::civil;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::privacy::named::said;
use crate::view::{DefinitionView, HolidayRow, Section, StepView, WayView, WorkflowsPage};
use axum::response::Response;
use guildhall_workflow::Definition;
use guildhall_workflow::definition::{Step, Target};
use http::StatusCode;

/// `GET /tasks/workflows`
pub async fn list(member: Member) -> Result<Response, Fault> {
    let rules = &member.app().workflow.rules;
    let definition = |definition: &Definition| DefinitionView {
        title: said(&member, &definition.title),
        about: said(&member, &definition.about),
        edition: definition.edition,
        diagram: draw(&member, definition, None),
        steps: definition
            .steps
            .iter()
            .map(|step| step_view(&member, definition, step))
            .collect(),
    };
    let holidays = rules.years().iter().flat_map(|year| {
        year.holidays.iter().map(|holiday| HolidayRow {
            name: said(&member, &holiday.name),
            from: civil(holiday.from),
            to: civil(holiday.to),
            is_sure: year.sure,
        })
    });
    let page = WorkflowsPage {
        definitions: rules.definitions().iter().map(definition).collect(),
        holidays: holidays.collect(),
        ui: member.frame(Section::Tasks),
    };
    Ok(render(StatusCode::OK, &page))
}

fn step_view(member: &Member, definition: &Definition, step: &Step) -> StepView {
    let locale = member.visit.locale;
    let target = |target: &Target| match target {
        Target::Step(to) => definition
            .step(to)
            .map_or_else(|| to.clone(), |step| said(member, &step.title)),
        Target::Approved | Target::Refused => code(member, &String::from(target.clone())),
    };
    let posts = step.posts.iter().map(|post| {
        let found = member.app().archive.codes.find("HOUSE_UNION_POST", post);
        crate::archive::shown::code_name(locale, found).unwrap_or_else(|| post.clone())
    });
    StepView {
        title: said(member, &step.title),
        asks: said(member, &step.asks),
        right: step
            .right
            .as_ref()
            .map(|right| locale::t(locale, &format!("may-{right}"), &Args::none())),
        posts: posts.collect::<Vec<_>>().join("、"),
        mode: code(member, step.mode.code()),
        days: step.days,
        escalate: step
            .escalate
            .as_ref()
            .map(|right| locale::t(locale, &format!("may-{right}"), &Args::none())),
        ways: step
            .next
            .iter()
            .map(|way| WayView {
                when: way.when.as_ref().map(|when| when.0.clone()),
                to: target(&way.to),
            })
            .collect(),
    }
}
