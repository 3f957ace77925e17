//! Authority records (机构人员规范记录): the bodies, units and people that made the records, each under one name with the others
//! by which it was known (DA/T 46 M76 to M79).
//!
//! Begin at [`Authorities`]. Nothing here changes a record: what stands as its responsible party is what the paper says, and
//! the page of an authority finds it by every name. A name leads to one authority only.

mod error;
mod model;
mod service;
mod store;
mod subjects;

pub use error::AuthorityError;
pub use model::{Authority, AuthorityKind, NewAuthority};
pub use service::{Authorities, NameKey, RecordKey};
pub use store::KnownName;
pub use subjects::AuthoritySubjects;
