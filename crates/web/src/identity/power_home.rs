//! The home page of an administrator: she sees no record, so she is shown her work instead of a search.

use super::founding::duty;
use crate::context::Member;
use crate::page::render;
use crate::routes;
use crate::view::{Frame, PowerHomePage, PowerTask, Section};
use axum::response::Response;
use guildhall_identity::Power;
use http::StatusCode;

/// Returns the page.
pub fn page(member: &Member, power: Power) -> Response {
    let ui = member.frame(Section::Home);
    let page = PowerHomePage {
        role: member.visit.role_name(power.code()),
        duty: duty(&ui, power),
        tasks: tasks(&ui),
        ui,
    };
    render(StatusCode::OK, &page)
}

/// Returns the rooms of the navigation in which she works, with what is done there.
fn tasks(ui: &Frame) -> Vec<PowerTask> {
    let menu = &ui.menu;
    let all = [
        (menu.powers, routes::POWERS, "powers-title", "power-task-powers"),
        (
            menu.accounts,
            routes::ACCOUNTS,
            "accounts-title",
            "power-task-accounts",
        ),
        (
            menu.upkeep,
            routes::ORGANISATION,
            "organisation-title",
            "power-task-organisation",
        ),
        (
            menu.upkeep,
            routes::STORAGE,
            "storage-title",
            "power-task-storage",
        ),
        (
            menu.oversight,
            routes::ALERTS,
            "alerts-title",
            "power-task-alerts",
        ),
        (
            menu.incidents,
            routes::INCIDENTS,
            "incidents-title",
            "power-task-incidents",
        ),
        (
            menu.emergency,
            routes::EMERGENCY,
            "emergency-title",
            "power-task-emergency",
        ),
        (menu.ledger, routes::LEDGER, "ledger-title", "power-task-ledger"),
        (
            menu.requests,
            routes::REQUESTS,
            "requests-title",
            "power-task-requests",
        ),
        (
            menu.assessments,
            routes::ASSESSMENTS,
            "assessments-title",
            "power-task-assessments",
        ),
        (
            menu.powers,
            routes::POLICY_EDITIONS,
            "editions-title",
            "power-task-editions",
        ),
        (
            menu.oversight,
            routes::POLICIES,
            "policies-title",
            "power-task-policies",
        ),
    ];
    let hers = all.into_iter().filter(|(may, ..)| *may);
    hers.map(|(_, link, title, text)| PowerTask {
        link,
        title: ui.t(title),
        text: ui.t(text),
        waiting: match link {
            routes::POWERS => ui.decisions,
            routes::POLICY_EDITIONS => ui.editions,
            routes::ALERTS => ui.alerts,
            routes::REQUESTS => ui.requests,
            _ => 0,
        },
    })
    .collect()
}
