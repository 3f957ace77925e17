//! Sealing the secrets of second factors anew after the key ring turned.

use super::service::{SECRET, bound_to};
use super::store;
use crate::IdentityError;
use guildhall_kernel::RealmId;
use guildhall_keyring::{KeyRing, RewrapReport, RewrapWatch};
use guildhall_store::Database;

/// Secrets in one unit of work.
const PAGE: u32 = 500;

/// Seals every secret of a realm with the newest key.
pub(crate) async fn rewrap(
    ring: &KeyRing,
    database: &Database,
    realm: RealmId,
    watch: &RewrapWatch<'_>,
) -> Result<RewrapReport, IdentityError> {
    let (mut report, mut after) = (RewrapReport::default(), None);
    loop {
        let mut work = database.begin(realm).await?;
        let page = store::page_of_old_keys(&mut work, after, (&ring.sealing_id(), PAGE)).await?;
        let Some((last, _)) = page.last().filter(|_| !(watch.cancelled)()) else {
            return Ok(report);
        };
        after = Some(*last);
        for (account, sealed) in &page {
            let place = bound_to(realm, *account);
            match ring.open(SECRET, &place, (&sealed.key_id, &sealed.bytes)) {
                Ok(secret) => {
                    let anew = ring.seal(SECRET, &place, &secret, work.random());
                    store::reseal(&mut work, *account, (sealed, &anew)).await?;
                    report.rewrapped += 1;
                }
                Err(error) => {
                    tracing::warn!(%account, %error, "the secret of a second factor does not open");
                    report.failed += 1;
                }
            }
        }
        work.commit().await?;
        (watch.progress)(page.len() as u64);
    }
}
