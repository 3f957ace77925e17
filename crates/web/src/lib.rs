//! Pages and JSON API: the face that the house shows to browsers and programs.
//!
//! Translates requests into calls of one service each and what comes back into pages; decides nothing, stores nothing.
//! Begin reading at `routes` (which addresses there are), `router` (who answers them) and `view` (what each page shows).

mod address;
pub mod api;
pub mod app;
pub mod archive;
pub mod assets;
mod client_certificate;
mod conduct;
mod context;
mod decision_form;
pub mod disposal;
mod door;
mod due;
pub mod emergency;
pub mod exchange;
pub mod fault;
mod host_cookie;
pub mod identity;
pub mod inspection_pack;
pub mod inspection_words;
pub mod intake;
pub mod locale;
pub mod page;
pub mod pdf;
mod plain_form;
pub mod privacy;
mod rate_limit;
pub mod retrieval;
pub mod router;
pub mod routes;
mod same_site;
mod scim;
pub mod system;
pub mod view;
pub mod workflow;

pub use app::{
    App, BackupPlan, LedgerSettings, MAKE_BACKUP, REWRAP_KEYS, RUN_DRILL, Rooms, SCRUB_VAULT, VERIFY_LEDGER,
    WITNESS_LEDGER,
};
pub use exchange::told::sentence as told_sentence;
pub use system::actors::{said_action, said_program};

pub use client_certificate::{HandshakeCertificate, ProxyHeader};
pub use router::{doors, router};
