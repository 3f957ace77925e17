//! Post and rank of whoever has an account (职务与级别): what policies may ask for beside her role.

use super::model::Account;
use super::service::{managed, note_change};
use super::store;
use crate::IdentityError;
use crate::rights::Rights;
use guildhall_kernel::{AccountId, Actor, Standing};
use guildhall_store::Work;

/// Longest code of a post, in characters.
const POST_CHARS_MAX: usize = 16;
/// Ranks that can be given; 0 is none.
const RANKS: std::ops::RangeInclusive<i64> = 0..=99;

/// Gives an account its post and rank; they hold from its next request.
///
/// # Errors
/// [`IdentityError::NotFound`] for the account, [`IdentityError::OwnAccount`], [`IdentityError::PowerNeedsTwo`],
/// [`IdentityError::InvalidStanding`] when the post is no code or the rank outside 0 to 99.
pub async fn set_standing(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
    standing: Standing,
) -> Result<Account, IdentityError> {
    let mut account = managed(work, rights, actor, id).await?;
    let is_code = standing.post.len() <= POST_CHARS_MAX
        && standing
            .post
            .chars()
            .all(|character| character.is_ascii_alphanumeric());
    if !is_code || !RANKS.contains(&standing.rank) {
        return Err(IdentityError::InvalidStanding);
    }
    if standing == account.standing {
        return Ok(account);
    }
    account.standing = standing;
    store::set_standing(work, &account).await?;
    note_change(work, actor, "account.standing-changed", &account).await?;
    Ok(account)
}
