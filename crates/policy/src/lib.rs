//! Cedar policies compiled into decisions and list filters, from one source (授权策略).
//!
//! A [`PolicySet`] is loaded from a schema and a few policy files. It answers two questions that must never
//! disagree: *may she do this to that?* ([`PolicySet::decide`], full Cedar evaluation) and *which of all of them?*
//! ([`PolicySet::filter`], a [`Filter`] that becomes SQL, a search query, or a test of a row in hand). The filter is
//! made by Cedar's type-aware partial evaluation, once for each set of grants and action; a property test holds
//! the two against each other, row by row, on many policies.
//!
//! **Invariant.** This crate knows Cedar and nothing of unions: roles, actions and attributes come from the schema.
//! It knows no database and no search engine, reads no files, and nothing outside it sees a type of Cedar's.
//!
//! # An example with people
//!
//! 赵敏 is archivist of 市一医院 (`/1/17/`) with clearance 4, and reader of the federation (`/1/`) with clearance 1.
//! These are two [`Grant`]s: data in a table, not policies. "An archivist sees all records in her branch" and
//! "nobody goes above her clearance" are two policies. Her filter for `listRecords` comes out as
//!
//! ```text
//! Or
//!   And  org_path under /1/   secrecy at most 1   state in [filed]
//!   And  org_path under /1/17/   secrecy at most 4
//! ```
//!
//! She acts in **one grant at a time**: each policy, permit or forbid, sees one role, one organisation and one
//! clearance, and she may do what at least one grant allows. So her clearance 4 at the hospital says nothing about
//! the federation's papers. A forbid that looks at the resource or at the person only holds under each grant and so
//! for all. Who has no grant may do nothing.
//!
//! # The subset
//!
//! Policies are validated strictly, warnings count as errors, each has an `@id`, templates are refused. Beyond
//! that a policy may say of the **resource**, which is unknown when a list is filtered:
//!
//! | Cedar | becomes |
//! | --- | --- |
//! | `resource in principal.organisation`, `resource in Organisation::"/1/17/"`, `resource in [ … ]` | [`Filter::PathUnder`] |
//! | `resource.attribute == known`, `!=`, `[ … ].contains(resource.attribute)` | [`Filter::In`] |
//! | `resource.number <= known`, `<`, `>`, `>=` | [`Filter::AtMost`], [`Filter::AtLeast`] |
//! | `resource.yes_or_no` | [`Filter::In`] |
//! | `resource has attribute` | [`Filter::Present`] |
//! | `&&`, `\|\|`, `!`, `if … then … else …` | [`Filter::And`], [`Filter::Or`], [`Filter::Not`] |
//! | `resource is Type` | decided at once |
//!
//! *Known* is what depends on the person, the grant and the action alone: literals, sets of them, `principal`,
//! `principal in Role::"…"`, `principal.organisation`, `principal.clearance`, `principal.post`, `principal.rank`,
//! `context.hour`, `context.weekday`, `context.purpose`, comparisons and combinations of these.
//!
//! Everything else is refused when the policies are loaded: `like`, arithmetic (it can overflow, and Cedar skips a
//! forbid that fails), two attributes compared with each other, attributes of attributes, `resource == …`, tags,
//! extension types. A node that this crate does not know, of a later Cedar for instance, is refused in the
//! same way; should one appear in a residual all the same, the question ends with an error, and an error means no.
//!
//! # The schema
//!
//! Types `Account` (in `Role`, with `organisation` and `clearance`, which a grant fills in, and if the schema wants them
//! `post` and `rank`, which the person brings), `Role` (an enumeration), `Organisation` (in `Organisation`; its id is its path). Each type acted on is in `Organisation` and
//! has attributes of type Bool, Long, String or entity. Each action applies to `Account` and one type of resource; its
//! context has any of `hour`, `weekday` and `purpose` ([`Circumstances`]).
//!
//! # Values that are missing
//!
//! The validator makes sure that an optional attribute is looked at only behind `has`. A row that lacks a required
//! one, which [`PolicySet::decide`] would refuse as an error, matches no condition on it, negated or not.

mod cache;
mod case;
mod decision;
mod engine;
mod error;
mod explanation;
mod filter;
mod path;
mod policy_set;
mod policy_text;
mod residual;
mod resource;
mod schema;
mod source;
mod subject;
mod subset;

pub use case::{Case, CaseValue, FailedCase};
pub use decision::Decision;
pub use error::PolicyError;
pub use explanation::{Explanation, GrantAnswer};
pub use filter::{Filter, FilterVisitor};
pub use policy_set::PolicySet;
pub use policy_text::PolicyText;
pub use resource::{Attributes, ORG_PATH, Resource, Value, ValueView};
pub use source::TEXT_BYTES_MAX;
pub use subject::{Circumstances, Grant, Standing, Subject};
