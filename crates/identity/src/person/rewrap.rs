//! Sealing telephone numbers: those that older versions kept in the clear, and all of them after the key ring turned.

use super::sealing::PhoneSeal;
use super::store::{self, KeptPhone};
use crate::IdentityError;
use guildhall_kernel::RealmId;
use guildhall_keyring::{KeyError, KeyRing, RewrapReport, RewrapWatch};
use guildhall_store::Database;

/// People in one unit of work.
const PAGE: u32 = 500;

/// Seals every number of a realm with the newest key.
pub(crate) async fn rewrap(
    ring: &KeyRing,
    database: &Database,
    realm: RealmId,
    watch: &RewrapWatch<'_>,
) -> Result<RewrapReport, IdentityError> {
    let seal = PhoneSeal::new(ring, realm);
    let (mut report, mut after) = (RewrapReport::default(), None);
    loop {
        let mut work = database.begin(realm).await?;
        let page = store::page_of_old_keys(&mut work, after, (&ring.sealing_id(), PAGE)).await?;
        let Some(last) = page.last().filter(|_| !(watch.cancelled)()) else {
            return Ok(report);
        };
        after = Some(last.person);
        for kept in &page {
            match opened(&seal, kept) {
                Ok(phone) => {
                    let anew = seal.seal(kept.person, &phone, work.random());
                    store::reseal_phone(&mut work, kept.person, &anew).await?;
                    report.rewrapped += 1;
                }
                Err(error) => {
                    tracing::warn!(person = %kept.person, %error, "a telephone number does not open");
                    report.failed += 1;
                }
            }
        }
        work.commit().await?;
        (watch.progress)(page.len() as u64);
    }
}

fn opened(seal: &PhoneSeal<'_>, kept: &KeptPhone) -> Result<String, KeyError> {
    match (&kept.clear, &kept.sealed) {
        (Some(clear), _) => Ok(clear.clone()),
        (None, Some(sealed)) => seal.open(kept.person, sealed),
        (None, None) => Err(KeyError::Changed),
    }
}
