//! Reading the rules that a union changes without a programmer (规则文件): one TOML file, held against its JSON schema
//! before it is understood.
//!
//! Knows neither where the files lie nor what they mean; each room understands its own.

mod codes;
mod error;
mod file;
mod words;

pub use codes::refuse_twice;
pub use error::RuleError;
pub use file::read;
pub use words::Words;
