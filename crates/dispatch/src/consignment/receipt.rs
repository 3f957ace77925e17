//! The receipt of a consignment (移交清单): every package with its digest, as one file beside them.

use super::model::{Consignment, ConsignmentItem, ItemOutcome};
use crate::{DispatchError, Format, Told};
use guildhall_store::StoreError;
use serde::{Deserialize, Serialize};

/// Name of the file.
pub const RECEIPT: &str = "receipt.json";
/// Name and version of its form.
pub(crate) const FORM: &str = "guildhall-receipt 1";

/// The receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Name and version of the form.
    pub form: String,
    /// Name of the house.
    pub organisation: String,
    /// Its ledger's public key.
    pub log_key: String,
    /// Id of the consignment.
    pub consignment: String,
    /// Kind of the packages.
    pub format: String,
    /// When it was asked for, RFC 3339.
    pub made_at: String,
    /// Records that were to go.
    pub records: u64,
    /// The packages, in the order of their numbers.
    pub packages: Vec<ReceiptLine>,
    /// Records that did not go, and why.
    pub left_out: Vec<LeftOutLine>,
}

/// A package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// Archival code.
    pub archival_code: String,
    /// Id of the record.
    pub record: String,
    /// Where it lies beside the receipt.
    pub place: String,
    /// Which file the digest is of; the package itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest_of: Option<String>,
    /// SHA-256.
    pub sha256: String,
    /// Files of the record and about it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A record that did not go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutLine {
    /// Archival code.
    pub archival_code: String,
    /// Id of the record.
    pub record: String,
    /// Code of the reason.
    pub reason: String,
}

impl Receipt {
    /// Begins the receipt of a consignment.
    pub(super) fn of(consignment: &Consignment, organisation: String, log_key: &str) -> Self {
        Self {
            form: FORM.to_owned(),
            organisation,
            log_key: log_key.to_owned(),
            consignment: consignment.id.to_string(),
            format: consignment.format.code().to_owned(),
            made_at: consignment.made_at.to_rfc3339(),
            records: consignment.records,
            packages: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// Takes lines up.
    pub(super) fn take(&mut self, format: Format, items: Vec<ConsignmentItem>) {
        for item in items {
            match item.outcome {
                ItemOutcome::Packed => self.packages.push(ReceiptLine {
                    archival_code: item.archival_code,
                    record: item.record.to_string(),
                    place: item.place,
                    digest_of: crate::voucher(format).map(str::to_owned),
                    sha256: item.digest,
                    files: item.files,
                    bytes: item.bytes,
                }),
                ItemOutcome::Waiting | ItemOutcome::LeftOut | ItemOutcome::Destroyed => {
                    self.left_out.push(LeftOutLine {
                        archival_code: item.archival_code,
                        record: item.record.to_string(),
                        reason: reason(item.outcome, item.problem),
                    });
                }
            }
        }
    }

    /// Returns the receipt as text.
    ///
    /// # Errors
    /// [`DispatchError::Store`], which texts and numbers never give.
    pub fn to_text(&self) -> Result<String, DispatchError> {
        let text = serde_json::to_string_pretty(self);
        let text = text.map_err(|error| StoreError::inconsistent("receipt", error.to_string()))?;
        Ok(text + "\n")
    }
}

fn reason(outcome: ItemOutcome, problem: Option<Told>) -> String {
    problem.map_or_else(|| outcome.code().to_owned(), |told| told.code)
}
