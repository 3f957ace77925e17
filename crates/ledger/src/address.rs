//! From which address an act came: personal, so it is kept beside the log and not in it.
//!
//! An address can be taken out without harm to the log. As long as it is there it cannot be changed unnoticed: the
//! nonce of the entry is the beginning of a hash over salt and address, and the nonce is in the leaf.

use crate::LedgerError;
use crate::entry::NONCE_BYTES;
use guildhall_kernel::{ContentHash, LedgerEntryId};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, args};
use std::collections::HashMap;

/// Most values in one IN list.
const IN_LIST_MAX: usize = 500;
const OF: &str = "SELECT entry_id, address FROM ledger_address WHERE realm_id = $1 AND entry_id IN";

/// Returns the nonce that commits to an address; nobody learns the address from it without the salt.
pub(crate) fn nonce(salt: &[u8], address: &str) -> Vec<u8> {
    let hash = ContentHash::of(&[salt, address.as_bytes()].concat());
    hash.as_bytes()[..NONCE_BYTES].to_vec()
}

/// Returns the addresses that are kept of these entries.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn of_entries(
    connection: &mut Connection,
    entries: &[LedgerEntryId],
) -> Result<HashMap<LedgerEntryId, String>, LedgerError> {
    let realm = connection.realm();
    let mut addresses = HashMap::new();
    for part in entries.chunks(IN_LIST_MAX) {
        let mut values = args![realm];
        values.extend(part.iter().map(|id| id.into_value()));
        let sql = format!("{OF} ({})", in_list(2, part.len()));
        for row in connection.fetch_all(sql, values).await? {
            addresses.insert(row.get("entry_id")?, row.get("address")?);
        }
    }
    Ok(addresses)
}
