//! What a file really is, and whether that lasts (文件格式识别与格式风险).
//!
//! Begin at [`FormatRules::identify`]: it holds the first and last bytes of a file, and the directory of a container,
//! against the signatures of rules/formats. [`Sampler`] takes these bytes out of a stream.
//!
//! Invariants: pure but for memory; what is looked at is bounded, however large or hostile the file. A name alone never
//! makes a format that has a signature.

mod format;
mod identify;
mod inside;
mod load;
mod pattern;
mod risk;
mod sample;
mod signature;
mod text;

pub use format::FormatDefinition;
pub use identify::{Basis, Identified};
pub use load::{FormatFiles, FormatRules, UNKNOWN};
pub use risk::{Risk, Standing};
pub use sample::{Sample, Sampler};
