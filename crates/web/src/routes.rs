//! Every address of the pages, built in one place: handlers mount the patterns, templates get the links.
//!
//! Ids come in as text, already in the form that the address shows.

mod attestations;
mod authorities;
mod batches;
mod disposal;
mod dossiers;
mod exchange;
mod handover;
mod lending;
mod statistics;
mod storeroom;
mod volumes;

pub use attestations::{
    ATTESTATION_CHECK, ATTESTATIONS, attestation, attestation_checked, attestation_new, attestation_way,
};
pub use authorities::{AUTHORITIES, AUTHORITIES_UNKNOWN, AUTHORITY_NEW, authority};
pub use batches::{BATCHES, batch, batch_act};
pub use disposal::{DISPOSAL, HOLDS, disposal_act, disposal_item, disposal_round, hold_lifting};
pub use dossiers::{DOSSIER_NEW, DOSSIERS, DOSSIERS_OWED, dossier, dossier_way};
pub use exchange::{ACCESSIONS, CONSIGNMENTS, accession, accession_act, consignment, consignment_act};
pub use handover::{HANDOVERS, handover, handover_act, handover_new};
pub use lending::{LOAN_REQUESTS, LOANS, OWN_LOANS, loan_request_way, loan_slip, loan_way};
pub use statistics::{USE_STATISTICS, USE_STATISTICS_FILE};
pub use storeroom::{SPINE_LABELS, STOREROOM, UNPLACED, box_list, move_undo, place, place_way, spine_label};
pub use volumes::{VOLUME_CATALOGUE, VOLUME_NEW, VOLUMES, volume, volume_way};

use std::fmt::{Display, Write as _};

/// The search page without a question: the way in.
pub const HOME: &str = "/";
/// Results of a search.
pub const SEARCH: &str = "/search";
/// Takes what was found away as a file.
pub const SEARCH_EXPORT: &str = "/search/export";
/// Sign-in form and its answer.
pub const SIGN_IN: &str = "/sign-in";
/// Ends the session.
pub const SIGN_OUT: &str = "/sign-out";
/// Makes the union and its three administrators.
pub const FIRST_RUN: &str = "/first-run";
/// One's own account: password and sessions.
pub const OWN_ACCOUNT: &str = "/me";
/// Who looked at one's own records.
pub const OWN_LOOKS: &str = "/me/looks";
/// What the house holds about oneself, one's requests and consents.
pub const OWN_DATA: &str = "/me/data";
/// A copy of what the house holds about oneself, to be read.
pub const OWN_COPY: &str = "/me/data/copy";
/// The same copy as a file for a program.
pub const OWN_COPY_FILE: &str = "/me/data/copy.json";
/// Takes a request about one's own data.
pub const OWN_REQUESTS: &str = "/me/data/requests";
/// The register of processing.
pub const REGISTER: &str = "/privacy";
/// The form of a new entry of the register.
pub const REGISTER_NEW: &str = "/privacy/new-entry";
/// What people ask for.
pub const REQUESTS: &str = "/privacy/requests";
/// Impact assessments, and the form of a new one.
pub const ASSESSMENTS: &str = "/privacy/assessments";
/// Takes a new password for one's own account.
pub const OWN_PASSWORD: &str = "/me/password";
/// Ends all other sessions of one's own account.
pub const OWN_SESSIONS_END: &str = "/me/sessions/end-others";
/// Asks for the code that follows the password.
pub const SIGN_IN_CODE: &str = "/sign-in/code";
/// Sets up one's own second factor.
pub const SECOND_FACTOR: &str = "/me/second-factor";
/// Takes the first code of an authenticator app.
pub const SECOND_FACTOR_CONFIRM: &str = "/me/second-factor/confirm";
/// Makes new recovery codes.
pub const RECOVERY_CODES: &str = "/me/second-factor/codes";
/// Takes one's own second factor away.
pub const SECOND_FACTOR_REMOVE: &str = "/me/second-factor/remove";
/// One's own passkeys.
pub const PASSKEYS: &str = "/me/passkeys";
/// Asks for a new passkey; the script calls it.
pub const PASSKEY_NEW_CHALLENGE: &str = "/api/v1/me/passkeys/challenge";
/// Takes a passkey in place of login name and password.
pub const SIGN_IN_PASSKEY: &str = "/sign-in/passkey";
/// Asks for any passkey; the script calls it.
pub const SIGN_IN_CHALLENGE: &str = "/api/v1/sessions/passkey/challenge";
/// Takes a passkey in place of the code that follows the password.
pub const CODE_PASSKEY: &str = "/sign-in/code/passkey";
/// Takes a passkey as a proof that is asked for again.
pub const CONFIRM_PASSKEY: &str = "/me/confirm/passkey";
/// Asks for a passkey of the session's owner; the script calls it.
pub const PROOF_CHALLENGE: &str = "/api/v1/sessions/current/passkey/challenge";
/// Asks who is there, before something sensitive.
pub const CONFIRM: &str = "/me/confirm";
/// One's own identities outside.
pub const OWN_OUTSIDE: &str = "/me/outside";
/// One's own client certificates.
pub const OWN_CERTIFICATES: &str = "/me/certificates";
/// Takes the client certificate that the browser shows, instead of a password.
pub const SIGN_IN_CERTIFICATE: &str = "/sign-in/certificate";
/// Takes language and theme.
pub const PREFERENCES: &str = "/preferences";
/// Papers that wait, and the form that brings new ones.
pub const INBOX: &str = "/inbox";
/// Takes uploaded files.
pub const INBOX_FILES: &str = "/inbox/files";
/// Filed records, to leaf through.
pub const RECORDS: &str = "/records";
/// What falls due.
pub const RETENTION: &str = "/retention";
/// The list of what falls due, as PDF.
pub const DUE_LIST: &str = "/retention/list.pdf";
/// The filing scope and retention schedule.
pub const RETENTION_SCHEDULE: &str = "/retention/schedule";
/// The sets of filed records of a year.
pub const CATALOGUES: &str = "/records/catalogues";
/// The catalogue of a set, with cover and note sheet.
pub const CATALOGUE_PRINT: &str = "/records/catalogues/print";
/// What the archive holds by file format.
pub const FORMATS: &str = "/formats";
/// The files of one format.
pub const FORMAT_FILES: &str = "/formats/files";
/// The four checks: which records do not stand in order.
pub const CHECKS: &str = "/checks";
/// All accounts.
pub const ACCOUNTS: &str = "/accounts";
/// The form of a new account.
pub const ACCOUNT_NEW: &str = "/accounts/new";
/// The three powers: who holds them, and proposals about them.
pub const POWERS: &str = "/accounts/powers";
/// Tokens of directories.
pub const DIRECTORIES: &str = "/accounts/directories";
/// The tree of the union.
pub const ORGANISATION: &str = "/organisation";
/// Work in the background.
pub const JOBS: &str = "/system/jobs";
/// The policies, and why somebody may do something.
pub const POLICIES: &str = "/system/policies";
/// Tries a change of policies.
pub const POLICY_TRIAL: &str = "/system/policies/try";
/// Editions of the policies, and where one is proposed.
pub const POLICY_EDITIONS: &str = "/system/policies/editions";
/// Replicas and their health.
pub const STORAGE: &str = "/system/storage";
/// Starts a scrub of all replicas.
pub const SCRUB: &str = "/system/storage/scrub";
/// The master keys and their age.
pub const KEYS: &str = "/system/keys";
/// Turns to a new master key.
pub const KEYS_ROTATE: &str = "/system/keys/rotate";
/// Snapshots and restore drills.
pub const BACKUP: &str = "/system/backup";
/// Starts a backup.
pub const BACKUP_RUN: &str = "/system/backup/run";
/// Starts a restore drill.
pub const BACKUP_DRILL: &str = "/system/backup/drill";
/// How the house stands against graded protection.
pub const DOCTOR: &str = "/system/doctor";
/// Has the self-inspection kept.
pub const DOCTOR_KEEP: &str = "/system/doctor/keep";
/// Declares what no program can see.
pub const DOCTOR_DECLARE: &str = "/system/doctor/declare";
/// Makes the pack for an inspection.
pub const DOCTOR_PACK: &str = "/system/doctor/pack";
/// The list of the parts that the program is built from.
pub const DOCTOR_PARTS: &str = "/system/doctor/sbom";
/// The emergency plans and their runs.
pub const EMERGENCY: &str = "/emergency";
/// The case files of breaches.
pub const INCIDENTS: &str = "/emergency/incidents";
/// The form for a new case file.
pub const INCIDENT_NEW: &str = "/emergency/incidents/new";
/// The inbox of tasks.
pub const TASKS: &str = "/tasks";
/// What the reader has started.
pub const STARTED: &str = "/tasks/started";
/// The definitions of workflows.
pub const WORKFLOWS: &str = "/tasks/workflows";
/// The reader's absences.
pub const ABSENCES: &str = "/tasks/absences";
/// The reader's own uses of records, and the form to ask for one.
pub const USES: &str = "/uses";
/// The register of use.
pub const USE_REGISTER: &str = "/uses/register";
/// The ledger of changes.
pub const LEDGER: &str = "/system/ledger";
/// Starts a verification of the whole ledger.
pub const LEDGER_VERIFY: &str = "/system/ledger/verify";
/// The newest signed checkpoint as a file.
pub const LEDGER_CHECKPOINT: &str = "/system/ledger/checkpoint";
/// The ledger as a file for the stand-alone verifier.
pub const LEDGER_EXPORT: &str = "/system/ledger/export";
/// The newest checkpoint on a sheet to be printed.
pub const LEDGER_SHEET: &str = "/system/ledger/checkpoint/print";
/// The audit trail.
pub const AUDIT: &str = "/system/audit";
/// The audit trail as a file for a spreadsheet program.
pub const AUDIT_EXPORT: &str = "/system/audit/export";
/// What was noticed of people's conduct.
pub const ALERTS: &str = "/system/alerts";
/// How things are done here.
pub const HELP: &str = "/help";

/// The address of one asset under its hashed name.
#[must_use]
pub fn asset(name: &str) -> String {
    format!("/assets/{name}")
}

/// A search for these words, without any filter.
#[must_use]
pub fn search(words: &str) -> String {
    with_query(SEARCH, [("q", words)])
}

/// One paper in the inbox: the describing form.
#[must_use]
pub fn paper(id: &str) -> String {
    format!("{INBOX}/{id}")
}

/// Reads a paper again.
#[must_use]
pub fn paper_read_again(id: &str) -> String {
    format!("{INBOX}/{id}/read-again")
}

/// Takes a paper out of the inbox (弃置).
#[must_use]
pub fn paper_discard(id: &str) -> String {
    format!("{INBOX}/{id}/discard")
}

/// Puts a discarded paper back into the inbox.
#[must_use]
pub fn paper_restore(id: &str) -> String {
    format!("{INBOX}/{id}/restore")
}

/// Decides that a paper which is held back is no state secret.
#[must_use]
pub fn paper_release(id: &str) -> String {
    format!("{INBOX}/{id}/release")
}

/// One record.
#[must_use]
pub fn record(id: &str) -> String {
    format!("{RECORDS}/{id}")
}

/// The page on which a record is read under a use.
#[must_use]
pub fn use_of(id: &str) -> String {
    format!("{USES}/{id}")
}

/// The image of a page, counted from 1, under a use.
#[must_use]
pub fn use_image(id: &str, page: u32) -> String {
    format!("{USES}/{id}/pages/{page}/image")
}

/// Ends a use before its time.
#[must_use]
pub fn use_revoke(id: &str) -> String {
    format!("{USES}/{id}/revocation")
}

/// One run of a workflow.
#[must_use]
pub fn workflow_run(id: &str) -> String {
    format!("/workflow/{id}")
}

/// What is done with a run: `decision`, `delegation` or `withdrawal`.
#[must_use]
pub fn workflow_way(id: &str, way: &str) -> String {
    format!("/workflow/{id}/{way}")
}

/// Ends an absence before its time.
#[must_use]
pub fn absence_end(id: &str) -> String {
    format!("{ABSENCES}/{id}/end")
}

/// Shows a record in clear for a stated purpose.
#[must_use]
pub fn clear_access(id: &str) -> String {
    format!("{RECORDS}/{id}/clear-access")
}

/// Ends the clear sight of a record.
#[must_use]
pub fn clear_access_end(id: &str) -> String {
    format!("{RECORDS}/{id}/clear-access/end")
}

/// The proof of a record's whole history (存证).
#[must_use]
pub fn record_proof(id: &str) -> String {
    format!("{RECORDS}/{id}/proof")
}

/// What was found in the files of a record in quarantine, and the decision about it.
pub fn record_quarantine(id: &str) -> String {
    format!("{RECORDS}/{id}/quarantine")
}

/// The four checks of a record.
pub fn record_checks(id: &str) -> String {
    format!("{RECORDS}/{id}/checks")
}

/// Takes what a person saw where a check cannot tell.
pub fn record_check(id: &str, code: &str) -> String {
    format!("{RECORDS}/{id}/checks/{code}")
}

/// The report on the four checks of a record.
pub fn record_checks_report(id: &str) -> String {
    format!("{RECORDS}/{id}/checks.pdf")
}

/// Takes a record along as a package (导出档案包).
#[must_use]
pub fn record_package(id: &str) -> String {
    format!("{RECORDS}/{id}/package")
}

/// The image of a page, counted from 1, of a paper or record.
#[must_use]
pub fn page_image(record: &str, page: u32) -> String {
    format!("{RECORDS}/{record}/pages/{page}/image")
}

/// An original file of a record, as it came in.
#[must_use]
pub fn original(record: &str, file: &str) -> String {
    format!("{RECORDS}/{record}/files/{file}")
}

/// A record to be printed.
#[must_use]
pub fn record_print(record: &str) -> String {
    format!("{RECORDS}/{record}/print")
}

/// Asking for another secrecy level of a record.
#[must_use]
pub fn record_secrecy(record: &str) -> String {
    format!("{RECORDS}/{record}/secrecy")
}

/// The image of a page that is printed.
#[must_use]
pub fn print_image(record: &str, page: u32) -> String {
    format!("{RECORDS}/{record}/print/{page}/image")
}

/// The searchable two-layer PDF of a scanned record.
#[must_use]
pub fn searchable_pdf(record: &str) -> String {
    format!("{RECORDS}/{record}/searchable.pdf")
}

/// One account.
#[must_use]
pub fn account(id: &str) -> String {
    format!("{ACCOUNTS}/{id}")
}

/// Gives an account a new first password.
#[must_use]
pub fn account_password(id: &str) -> String {
    format!("{ACCOUNTS}/{id}/password")
}

/// Takes the second factor of an account away.
#[must_use]
pub fn account_second_factor(id: &str) -> String {
    format!("{ACCOUNTS}/{id}/second-factor/remove")
}

/// Takes the decision about a proposal.
#[must_use]
pub fn power_decision(id: &str) -> String {
    format!("{POWERS}/{id}/decision")
}

/// Takes a proposal back.
#[must_use]
pub fn power_withdrawal(id: &str) -> String {
    format!("{POWERS}/{id}/withdrawal")
}

/// Ends one of one's own sessions.
#[must_use]
pub fn own_session_end(id: &str) -> String {
    format!("{OWN_ACCOUNT}/sessions/{id}/end")
}

/// Removes one of one's own passkeys.
#[must_use]
pub fn passkey_remove(id: &str) -> String {
    format!("{PASSKEYS}/{id}/remove")
}

/// Leads to an identity provider to sign in, and from there to `next`.
#[must_use]
pub fn sign_in_with(provider: &str, next: &str) -> String {
    with_query(&format!("{SIGN_IN}/with/{provider}"), [("next", next)])
}

/// Leads to an identity provider to bind an identity there.
#[must_use]
pub fn outside_bind(provider: &str) -> String {
    format!("{OWN_OUTSIDE}/with/{provider}")
}

/// Removes one of one's own identities outside.
#[must_use]
pub fn outside_remove(id: &str) -> String {
    format!("{OWN_OUTSIDE}/{id}/remove")
}

/// Removes one of one's own client certificates.
#[must_use]
pub fn certificate_remove(id: &str) -> String {
    format!("{OWN_CERTIFICATES}/{id}/remove")
}

/// The client certificates of an account.
#[must_use]
pub fn account_certificates(id: &str) -> String {
    format!("{ACCOUNTS}/{id}/certificates")
}

/// Removes a client certificate of an account.
#[must_use]
pub fn account_certificate_remove(id: &str, certificate: &str) -> String {
    format!("{ACCOUNTS}/{id}/certificates/{certificate}/remove")
}

/// Revokes a token of a directory.
#[must_use]
pub fn directory_revoke(id: &str) -> String {
    format!("{DIRECTORIES}/{id}/revoke")
}

/// The identities outside of an account.
#[must_use]
pub fn account_outside(id: &str) -> String {
    format!("{ACCOUNTS}/{id}/outside")
}

/// Removes an identity outside of an account.
#[must_use]
pub fn account_outside_remove(id: &str, binding: &str) -> String {
    format!("{ACCOUNTS}/{id}/outside/{binding}/remove")
}

/// One alert with its evidence.
#[must_use]
pub fn alert(id: &str) -> String {
    format!("{ALERTS}/{id}")
}

/// Says that somebody looks into an alert.
#[must_use]
pub fn alert_acknowledge(id: &str) -> String {
    format!("{ALERTS}/{id}/acknowledge")
}

/// Closes an alert.
#[must_use]
pub fn alert_close(id: &str) -> String {
    format!("{ALERTS}/{id}/close")
}

/// Ends the sessions of the account that an alert is about.
#[must_use]
pub fn alert_end_sessions(id: &str) -> String {
    format!("{ALERTS}/{id}/end-sessions")
}

/// Lifts the limit of exports for that account.
#[must_use]
pub fn alert_lift(id: &str) -> String {
    format!("{ALERTS}/{id}/lift-limit")
}

/// One emergency plan.
#[must_use]
pub fn plan(code: &str) -> String {
    format!("{EMERGENCY}/plans/{code}")
}

/// That plan as PDF, for the wall.
#[must_use]
pub fn plan_print(code: &str) -> String {
    format!("{EMERGENCY}/plans/{code}/print")
}

/// Begins a run of that plan.
#[must_use]
pub fn plan_begin(code: &str) -> String {
    format!("{EMERGENCY}/plans/{code}/runs")
}

/// One run of a plan.
#[must_use]
pub fn run(id: &str) -> String {
    format!("{EMERGENCY}/runs/{id}")
}

/// A way of a run: `close` or `print`.
#[must_use]
pub fn run_way(id: &str, way: &str) -> String {
    format!("{EMERGENCY}/runs/{id}/{way}")
}

/// Takes a step of a run.
#[must_use]
pub fn run_step(id: &str, number: &usize) -> String {
    format!("{EMERGENCY}/runs/{id}/steps/{number}")
}

/// One case file.
#[must_use]
pub fn incident(id: &str) -> String {
    format!("{INCIDENTS}/{id}")
}

/// A way of a case file: `facts`, `sightings`, `sightings/file`, `letters`, `runs`, `close` or `reopen`.
#[must_use]
pub fn incident_way(id: &str, way: &str) -> String {
    format!("{INCIDENTS}/{id}/{way}")
}

/// Stops a clock of a case file.
#[must_use]
pub fn incident_clock(id: &str, code: &str) -> String {
    format!("{INCIDENTS}/{id}/clocks/{code}")
}

/// One letter of a case file.
#[must_use]
pub fn letter(id: &str) -> String {
    format!("{EMERGENCY}/letters/{id}")
}

/// A way of a letter: `send` or `print`.
#[must_use]
pub fn letter_way(id: &str, way: &str) -> String {
    format!("{EMERGENCY}/letters/{id}/{way}")
}

/// One entry of the register with its versions.
#[must_use]
pub fn register_entry(code: &str) -> String {
    format!("{REGISTER}/register/{code}")
}

/// One request of somebody.
#[must_use]
pub fn request(id: &str) -> String {
    format!("{REQUESTS}/{id}")
}

/// Takes a request up.
#[must_use]
pub fn request_begin(id: &str) -> String {
    format!("{REQUESTS}/{id}/begin")
}

/// Answers a request.
#[must_use]
pub fn request_answer(id: &str) -> String {
    format!("{REQUESTS}/{id}/answer")
}

/// Closes a request of one's own.
#[must_use]
pub fn own_request_close(id: &str) -> String {
    format!("{OWN_REQUESTS}/{id}/close")
}

/// Gives a consent.
#[must_use]
pub fn consent_give(code: &str) -> String {
    format!("{OWN_DATA}/consents/{code}/give")
}

/// Withdraws a consent.
#[must_use]
pub fn consent_withdraw(code: &str) -> String {
    format!("{OWN_DATA}/consents/{code}/withdraw")
}

/// One impact assessment.
#[must_use]
pub fn assessment(id: &str) -> String {
    format!("{ASSESSMENTS}/{id}")
}

/// An edition of the policies.
#[must_use]
pub fn policy_edition(id: impl std::fmt::Display) -> String {
    format!("{POLICY_EDITIONS}/{id}")
}

/// Decides about an edition of the policies.
#[must_use]
pub fn policy_edition_decision(id: &str) -> String {
    format!("{POLICY_EDITIONS}/{id}/decision")
}

/// Takes one's own proposal of an edition back.
#[must_use]
pub fn policy_edition_withdrawal(id: &str) -> String {
    format!("{POLICY_EDITIONS}/{id}/withdrawal")
}

/// Decides about an impact assessment.
#[must_use]
pub fn assessment_decision(id: &str) -> String {
    format!("{ASSESSMENTS}/{id}/decision")
}

/// One unit of the organisation.
#[must_use]
pub fn unit(id: &str) -> String {
    format!("{ORGANISATION}/{id}")
}

/// Stops a job.
#[must_use]
pub fn job_cancel(id: &str) -> String {
    format!("{JOBS}/{id}/cancel")
}

/// Starts a failed job again.
#[must_use]
pub fn job_retry(id: &str) -> String {
    format!("{JOBS}/{id}/retry")
}

/// Adds a query to a path, percent-encoded (WHATWG URL, application/x-www-form-urlencoded).
///
/// A pair with an empty value is left out, so that `q=` never stands in an address.
#[must_use]
pub fn with_query<'a, V: Display>(path: &str, pairs: impl IntoIterator<Item = (&'a str, V)>) -> String {
    let mut out = path.to_owned();
    let mut mark = if path.contains('?') { '&' } else { '?' };
    for (name, value) in pairs {
        let value = value.to_string();
        if value.is_empty() {
            continue;
        }
        out.push(mark);
        encode(name, &mut out);
        out.push('=');
        encode(&value, &mut out);
        mark = '&';
    }
    out
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => write!(out, "%{byte:02X}").expect("writing into a string cannot fail"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_encoded_and_empty_values_are_left_out() {
        let link = with_query(SEARCH, [("q", "职代会 & 工会"), ("class", ""), ("year", "2024")]);
        assert_eq!(
            link,
            "/search?q=%E8%81%8C%E4%BB%A3%E4%BC%9A+%26+%E5%B7%A5%E4%BC%9A&year=2024"
        );
    }

    #[test]
    fn a_second_query_is_joined_to_the_first() {
        assert_eq!(with_query("/a?x=1", [("y", 2)]), "/a?x=1&y=2");
    }
}
