//! Package formats of archives (档案包): BagIt 1.0 (RFC 8493), OCFL 1.1, and the national package EEP (DA/T 48-2009).
//!
//! Begin at [`judge()`], [`bagit`], [`ocfl`], [`eep`]; [`tree`] is what is read, [`sink`] what is written.
//!
//! Invariants: this room knows no union and no database. What somebody else made is believed in nothing: paths stay
//! inside, links are refused, each file is read once in pieces, what is read as a whole has a limit, and no address that
//! a package names is ever asked. A file of the result is named only when its digest was computed here.

pub mod bagit;
pub mod digest;
pub mod eep;
mod error;
mod judge;
mod limits;
pub mod ocfl;
pub mod path;
pub mod sink;
pub mod tree;

pub use digest::Algorithm;
pub use error::PackageError;
pub use judge::{Judgement, Kind, judge};
pub use limits::Limits;
pub use sink::{FolderSink, NoSink, Sink, ZipSink};
pub use tree::{FolderTree, Tree, ZipTree};
