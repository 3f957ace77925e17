//! Which fields each operation takes: an operation refuses a field that it does not know.

use serde_json::Value;

/// The fields of operations that refuse any other.
const FIELDS: &[(&str, &[&str])] = &[
    ("/alerts/{id}/close", &["finding"]),
    ("/alerts/{id}/lift-limit", &["hours", "reason"]),
    (
        "/accounts",
        &["login", "name", "password", "unit", "role", "clearance"],
    ),
    ("/accounts/{id}/password", &["password"]),
    ("/accounts/{id}/person", &["staff_number"]),
    ("/accounts/{id}/standing", &["post", "rank"]),
    ("/organisations", &["parent", "name", "kind"]),
    ("/organisations/{id}/code", &["code"]),
    ("/papers/{id}", &["version", "type", "fields"]),
    ("/papers/{id}/file", &["version"]),
    ("/papers/{id}/discard", &["reason"]),
    ("/records/{id}/checks/{code}", &["is_in_order"]),
    ("/records/{id}/clear-access", &["purpose", "reason"]),
    ("/records/{id}/package", &["format"]),
    ("/records/{id}/quarantine", &["reason"]),
    ("/records/{id}/secrecy", &["level", "basis"]),
    ("/me/password", &["present", "new"]),
    ("/me/requests", &["kind", "wish"]),
    ("/me/consents/{code}", &["version"]),
    ("/privacy/register/{code}", &["version", "activity", "reason"]),
    ("/privacy/requests/{id}/answer", &["outcome", "answer"]),
    ("/privacy/assessments", &["entry", "content"]),
    (
        "/privacy/assessments/{id}",
        &["what", "necessity", "risks", "measures"],
    ),
    ("/privacy/assessments/{id}/decision", &["approve", "reason"]),
    ("/privacy/requests/{id}/begin", &[]),
    ("/volumes", &["title", "unit", "type", "year", "retention"]),
    (
        "/volumes/{id}",
        &[
            "revision",
            "title",
            "situation",
            "arranged_by",
            "arranged_on",
            "checked_by",
            "checked_on",
        ],
    ),
    ("/volumes/{id}/papers", &["revision", "records", "at"]),
    ("/volumes/{id}/removal", &["revision", "record"]),
    ("/volumes/{id}/order", &["revision", "to", "record"]),
    ("/volumes/{id}/state", &["revision", "to"]),
    ("/policies/trials", &["files"]),
    ("/policies/editions", &["files", "reason"]),
    ("/policies/editions/{id}/decision", &["approve", "reason"]),
    ("/directory-tokens", &["name", "unit", "days"]),
    ("/inspection/declarations", &["clause", "day", "note"]),
    ("/emergency/runs", &["plan", "kind"]),
    ("/emergency/runs/{id}/steps/{number}", &["outcome", "note"]),
    ("/emergency/runs/{id}/close", &["findings", "improvements"]),
    ("/incidents", &["known_at", "facts"]),
    ("/incidents/{id}/facts", &["revision", "facts"]),
    ("/incidents/{id}/clocks/{code}", &["excused", "note"]),
    ("/incidents/{id}/close", &["summary"]),
    ("/incidents/{id}/reopen", &["reason"]),
    ("/incidents/{id}/letters", &["template"]),
    ("/letters/{id}", &["revision", "recipient", "body"]),
    ("/letters/{id}/send", &["sent_at", "way"]),
    ("/uses", &["archival_code", "purpose", "days"]),
    ("/dossiers", &["kind", "title", "unit", "year"]),
    ("/dossiers/{id}/papers", &["paper", "record"]),
    ("/dossiers/{id}/removal", &["record"]),
    ("/dossiers/{id}/state", &["to"]),
    ("/loans", &["codes", "staff_number", "purpose"]),
    ("/authorities", &["kind", "name"]),
    ("/authorities/{id}", &["revision", "kind", "name"]),
    ("/loans/requests", &["archival_code", "purpose", "days"]),
    ("/loans/{id}/return", &["came_back", "note"]),
    ("/records/{id}/attestations", &["recipient", "purpose", "excerpt"]),
    ("/attestations/{id}/revocation", &["reason"]),
    ("/attestations/check", &["number", "code"]),
    ("/places", &["unit", "kind", "code"]),
    ("/places/{id}", &["revision", "name"]),
    ("/places/{id}/move", &["to"]),
    ("/places/{id}/records", &["records"]),
    ("/places/{id}/out", &["records"]),
    (
        "/workflow/runs/{id}/decision",
        &["revision", "verdict", "opinion"],
    ),
    (
        "/workflow/runs/{id}/delegation",
        &["revision", "account", "reason"],
    ),
    ("/workflow/runs/{id}/withdrawal", &["revision", "reason"]),
    ("/workflow/absences", &["substitute", "from", "until"]),
    ("/record-batches", &["records"]),
    ("/record-batches/{id}/changes", &["changes"]),
    ("/consignments", &["format", "type", "purpose", "reason"]),
    ("/handovers", &["consignment", "name", "receiver", "medium"]),
    ("/handovers/{id}/acceptance", &["taken_by", "taken_on", "records"]),
    ("/handovers/{id}/refusal", &["reason"]),
    ("/disposal/rounds", &["name", "basis", "until_year"]),
    ("/disposal/rounds/{id}/stopping", &["reason"]),
    ("/disposal/items/{id}", &["verdict", "reason"]),
    ("/disposal/holds", &["name", "reason", "scope"]),
    ("/disposal/holds/{id}/lifting", &["reason"]),
];

/// Returns the fields that an operation takes; one that is not listed takes them all and minds none.
pub fn fitting(operation: &str, everything: &Value) -> Value {
    let Some((_, names)) = FIELDS.iter().find(|(known, _)| *known == operation) else {
        return everything.clone();
    };
    let fields = names
        .iter()
        .map(|name| ((*name).to_owned(), everything[*name].clone()));
    Value::Object(fields.collect())
}

/// What is sent to the doors of volumes.
pub fn of_volumes(address: &str, unit: &str, paper: &str) -> Value {
    let to = match address.ends_with("/state") {
        true => "withdraw",
        false => "date",
    };
    serde_json::json!({
        "title": "2024年3月记账凭证", "unit": unit, "type": "KU", "year": 2024, "retention": "D30", "revision": 1,
        "records": [paper], "record": paper, "at": 1, "to": to, "situation": "", "arranged_by": "陈雨",
        "arranged_on": "2026-09-22", "checked_by": "赵敏", "checked_on": "2026-09-22",
    })
}
