//! What the web room promises as a whole: every page renders, every message exists, every address keeps its rules.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

#[path = "../../../federation/src/tests/certificate_authority.rs"]
#[expect(
    dead_code,
    reason = "the keys of clients are for handshakes, which are tried elsewhere"
)]
mod certificate_authority;
#[path = "../../../scanner/tests/it/clamd.rs"]
mod clamd;
mod client;
#[path = "../../../guildhall/src/document_source.rs"]
mod document_source;
mod doors;
mod house;
mod http_api;
mod http_attestations;
mod http_authority;
mod http_backup;
mod http_batches;
mod http_catalogues;
mod http_certificates;
mod http_checks;
mod http_devices;
mod http_discard;
mod http_disposal;
mod http_dossiers;
mod http_emergency;
mod http_entrance;
mod http_exchange;
mod http_filing;
mod http_formats;
mod http_handover;
mod http_held;
mod http_hostile;
mod http_incidents;
mod http_inspection;
mod http_keys;
mod http_lending;
mod http_lending_request;
mod http_masking;
mod http_obligation;
mod http_outside;
mod http_outside_bindings;
mod http_outside_groups;
mod http_packages;
mod http_papers;
mod http_passkeys;
mod http_policies;
mod http_powers;
mod http_printing;
mod http_privacy;
mod http_quarantine;
mod http_reading;
mod http_reclassification;
mod http_retention;
mod http_rights;
mod http_scim;
mod http_second_factor;
mod http_storeroom;
mod http_trace;
mod http_uploads;
mod http_use;
mod http_volumes;
mod http_watching;
mod identity_provider;
mod locales;
mod pages;
#[path = "../../../guildhall/src/rehearsal_facts.rs"]
mod rehearsal_facts;
mod samples;
mod shipped_rules;
#[path = "../../../identity/tests/it/soft_authenticator.rs"]
mod soft_authenticator;
