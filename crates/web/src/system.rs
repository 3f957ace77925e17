//! Faces of the ground floor, jobs, storage, keys, ledger, and of the watching over conduct.

pub mod actors;
pub mod alerts;
pub mod audit;
pub mod backup;
pub mod csv;
pub mod inspection;
pub mod jobs;
pub mod keys;
pub mod ledger;
pub mod policies;
pub mod policy_editions;
pub mod published;
pub mod storage;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to jobs, storage, keys, alerts and ledger.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::JOBS, jobs::list),
        take("/system/jobs/{id}/cancel", jobs::cancel),
        take("/system/jobs/{id}/retry", jobs::retry),
        show(routes::POLICIES, policies::show),
        show(routes::POLICY_TRIAL, policies::trial_form),
        take(routes::POLICY_TRIAL, policies::try_files),
        show(routes::POLICY_EDITIONS, policy_editions::list),
        take(routes::POLICY_EDITIONS, policies::propose),
        show("/system/policies/editions/{id}", policy_editions::show),
        take("/system/policies/editions/{id}/decision", policy_editions::decide),
        take(
            "/system/policies/editions/{id}/withdrawal",
            policy_editions::withdraw,
        ),
        show(routes::STORAGE, storage::show),
        take(routes::SCRUB, storage::scrub),
        show(routes::KEYS, keys::show),
        take(routes::KEYS_ROTATE, keys::rotate),
        show(routes::BACKUP, backup::show),
        take(routes::BACKUP_RUN, backup::run),
        take(routes::BACKUP_DRILL, backup::drill),
        show(routes::ALERTS, alerts::list),
        show("/system/alerts/{id}", alerts::show),
        take("/system/alerts/{id}/acknowledge", alerts::acknowledge),
        take("/system/alerts/{id}/close", alerts::close),
        take("/system/alerts/{id}/end-sessions", alerts::end_sessions),
        take("/system/alerts/{id}/lift-limit", alerts::lift_limit),
        show(routes::DOCTOR, inspection::show),
        take(routes::DOCTOR_KEEP, inspection::keep),
        take(routes::DOCTOR_DECLARE, inspection::declare),
        take(routes::DOCTOR_PACK, inspection::pack),
        show(routes::DOCTOR_PARTS, inspection::parts),
        show(routes::LEDGER, ledger::show),
        take(routes::LEDGER_VERIFY, ledger::verify),
        show(routes::LEDGER_CHECKPOINT, ledger::checkpoint),
        show(routes::LEDGER_EXPORT, ledger::export),
        show(routes::LEDGER_SHEET, ledger::sheet),
        show(routes::AUDIT, audit::show),
        show(routes::AUDIT_EXPORT, audit::export),
        show("/ledger/checkpoint", published::checkpoint),
        show("/ledger/tile/{level}/{*index}", published::tile),
    ]
}
