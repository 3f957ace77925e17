//! The person behind an account (关联人员): who may read, in her own account, who looked at her records.

use super::model::Account;
use super::service::{managed, note_change};
use super::store;
use crate::rights::Rights;
use crate::{IdentityError, person};
use guildhall_kernel::{AccountId, Actor};
use guildhall_store::Work;

/// Links an account to the person of the staff directory with this staff number; with an empty one to nobody.
///
/// # Errors
/// [`IdentityError::NotFound`] for the account, and for the person also when the actor may not know of her;
/// [`IdentityError::OwnAccount`], [`IdentityError::PowerNeedsTwo`].
pub async fn link_person(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
    staff_number: &str,
) -> Result<Account, IdentityError> {
    let mut account = managed(work, rights, actor, id).await?;
    let person = person::service::of_staff_number(work, rights, actor, staff_number).await?;
    if person == account.person {
        return Ok(account);
    }
    account.person = person;
    store::set_person(work, &account).await?;
    note_change(work, actor, "account.person-linked", &account).await?;
    Ok(account)
}
