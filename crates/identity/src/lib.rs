//! Who is who and who may what (身份): organisations, people, accounts, sign-in, sessions, rights.
//!
//! Begin reading at [`rights::Rights`], which every other room asks, and [`session::Sessions`], which turns the
//! token of a browser into the acting person. Each noun has its folder: `model` holds the rules that need no
//! database, `store` all SQL, `service` what a person can do.
//!
//! Invariants: this crate knows no web framework and no record of the archive. Neither a password nor a session
//! token is ever stored or logged. Every change appends to the ledger in the unit of work of the change. No
//! function commits a unit of work that it was handed; the four that open their own ([`sign_in::SignIn`],
//! [`session::Sessions`], [`passkey::Passkeys`], [`cleaning`]) say why.

pub mod account;
pub mod checks;
pub mod cleaning;
mod credentials;
pub mod device;
pub mod error;
pub mod first_run;
mod handout;
pub mod keys;
pub mod organisation;
pub mod passkey;
pub mod person;
pub mod power;
pub mod rights;
pub mod second_factor;
pub mod session;
pub mod sign_in;
mod subject_kind;
pub mod subjects;
pub mod text;

use guildhall_store::Migration;

pub use account::{Account, AccountState, FirstPassword, Language, Login, Passwords};
pub use credentials::CredentialSubjects;
pub use error::IdentityError;
pub use keys::{Keys, KeysState};
pub use organisation::{Organisation, OrganisationKind};
pub use passkey::{Passkeys, RelyingParty};
pub use person::{Directory, Person, PersonState, Phone, Sex};
pub use power::{Power, PowerAct, PowerChange};
pub use rights::{Denied, ListQuery, Places, Rights};
pub use second_factor::{Obligation, SecondFactorState, SecondFactors};
pub use session::{Authenticated, SessionConfig, SessionToken, Sessions};
pub use sign_in::{SignIn, ThrottleConfig};
pub use subjects::{AccountSubjects, OrganisationSubjects, PersonSubjects, PowerChangeSubjects};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "identity.0001_identity",
        sql: include_str!("../migrations/0001_identity.sql"),
    },
    Migration {
        name: "identity.0002_account_use",
        sql: include_str!("../migrations/0002_account_use.sql"),
    },
    Migration {
        name: "identity.0003_unit_code",
        sql: include_str!("../migrations/0003_unit_code.sql"),
    },
    Migration {
        name: "identity.0004_second_factor",
        sql: include_str!("../migrations/0004_second_factor.sql"),
    },
    Migration {
        name: "identity.0005_power_change",
        sql: include_str!("../migrations/0005_power_change.sql"),
    },
    Migration {
        name: "identity.0006_passkey",
        sql: include_str!("../migrations/0006_passkey.sql"),
    },
    Migration {
        name: "identity.0007_person_phone",
        sql: include_str!("../migrations/0007_person_phone.sql"),
    },
    Migration {
        name: "identity.0008_device",
        sql: include_str!("../migrations/0008_device.sql"),
    },
    Migration {
        name: "identity.0009_account_of_person",
        sql: include_str!("../migrations/0009_account_of_person.sql"),
    },
    Migration {
        name: "identity.0010_standing",
        sql: include_str!("../migrations/0010_standing.sql"),
    },
    Migration {
        name: "identity.0011_second_factor_due",
        sql: include_str!("../migrations/0011_second_factor_due.sql"),
    },
];
