//! What people ask for about their own data (个人信息请求): access, a copy, correction, erasure, withdrawal.
//!
//! A request has a clock from the moment it comes. It is taken up and answered by an officer who is somebody else; what
//! she changes in the directory happens in the unit of work of her answer.

mod model;
mod service;
pub(crate) mod store;

pub use model::{Answer, Done, Erasure, NewRequest, Outcome, Request, RequestKind, RequestState};
pub use service::{OPEN_MAX, PAGE_MAX};
