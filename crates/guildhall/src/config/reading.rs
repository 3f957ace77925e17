//! How papers are read (`[reading]`).

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How papers are read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// Folder of the models; `models` in the data folder or beside the program when absent.
    pub models: Option<PathBuf>,
    /// A Chinese font for PDFs that do not carry theirs.
    pub font: Option<PathBuf>,
    /// Papers read at once; each keeps a core busy.
    pub workers: usize,
    /// Seconds for one paper.
    pub seconds_max: u64,
    /// Bytes of memory for one reading process.
    pub memory_bytes_max: u64,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            models: None,
            font: None,
            workers: 1,
            seconds_max: 1_800,
            memory_bytes_max: 6 * 1024 * 1024 * 1024,
        }
    }
}
