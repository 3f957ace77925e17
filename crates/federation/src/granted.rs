//! Rights that come from groups outside (外部用户组授权): given while the group is there, taken when it is gone.
//!
//! Which group gives what is data (rules/federation). What an administrator gave by hand is never touched: of a right that
//! she and a group both give, hers stays. Whoever holds one of the three powers gets nothing from groups.

mod store;

use crate::FederationError;
use guildhall_identity::{Account, Power, Rights, account};
use guildhall_kernel::{Actor, Grant};
use guildhall_store::Work;

/// Makes the rights of an account those that its groups in one source give now, and returns the account.
///
/// `arm` acts for the security administrator over the branch in which the source may give rights.
pub(crate) async fn follow(
    work: &mut Work,
    rights: &Rights,
    arm: &Actor,
    (account, source, wanted): (Account, &str, Vec<Grant>),
) -> Result<Account, FederationError> {
    if Power::of(&account.grants).is_some() {
        return Ok(account);
    }
    let before = store::of_account(work, account.id).await?;
    let plan = Plan::new(&account.grants, &before, (source, wanted));
    if plan.grants == account.grants && plan.given == plan.given_before {
        return Ok(account);
    }
    store::replace(work, (account.id, source), &plan.given).await?;
    if plan.grants == account.grants {
        return Ok(account);
    }
    let only_in = |these: &[Grant], others: &[Grant]| -> Vec<Grant> {
        let mut only = these.to_vec();
        only.retain(|grant| !others.contains(grant));
        only
    };
    let (given, taken) = (
        only_in(&plan.grants, &account.grants),
        only_in(&account.grants, &plan.grants),
    );
    let change = (given, taken.as_slice());
    Ok(account::outside::change_grants(work, rights, arm, account.id, change).await?)
}

/// A right that a source gave.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Given {
    source: String,
    grant: Grant,
}

/// What the rights of an account become.
struct Plan {
    /// All rights, by role and branch.
    grants: Vec<Grant>,
    /// Those that the source gives now.
    given: Vec<Grant>,
    /// Those that it gave before.
    given_before: Vec<Grant>,
}

impl Plan {
    fn new(present: &[Grant], before: &[Given], (source, wanted): (&str, Vec<Grant>)) -> Self {
        let (own, others): (Vec<&Given>, Vec<&Given>) =
            before.iter().partition(|given| given.source == source);
        let is_of = |givens: &[&Given], grant: &Grant| givens.iter().any(|given| given.grant == *grant);
        let by_hand = present
            .iter()
            .filter(|grant| !is_of(&own, grant) && !is_of(&others, grant));
        let kept = present.iter().filter(|grant| is_of(&others, grant));
        let mut grants: Vec<Grant> = by_hand.chain(kept).cloned().collect();
        let is_held = |grants: &[Grant], wanted: &Grant| {
            let mut same = grants.iter();
            same.any(|held| held.role == wanted.role && held.org_path == wanted.org_path)
        };
        let mut given = Vec::new();
        for grant in wanted {
            let is_given_elsewhere = is_of(&others, &grant);
            if is_given_elsewhere || !is_held(&grants, &grant) {
                given.push(grant.clone());
            }
            if !is_held(&grants, &grant) {
                grants.push(grant);
            }
        }
        Self {
            grants: sorted(grants),
            given: sorted(given),
            given_before: sorted(own.into_iter().map(|given| given.grant.clone()).collect()),
        }
    }
}

fn sorted(mut grants: Vec<Grant>) -> Vec<Grant> {
    grants.sort_by(|a, b| (&a.role, &a.org_path).cmp(&(&b.role, &b.org_path)));
    grants
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::OrgPath;

    fn grant(role: &str, clearance: i64) -> Grant {
        Grant {
            role: role.to_owned(),
            org_path: OrgPath::root(1),
            clearance,
        }
    }

    fn given(source: &str, grant: Grant) -> Given {
        Given {
            source: source.to_owned(),
            grant,
        }
    }

    #[test]
    fn a_group_gives_and_takes_only_what_it_gave() {
        let reader = grant("reader", 1);
        let plan = Plan::new(&[grant("archivist", 2)], &[], ("idp", vec![reader.clone()]));
        assert_eq!(plan.grants, vec![grant("archivist", 2), reader.clone()]);
        let gone = Plan::new(&plan.grants, &[given("idp", reader)], ("idp", Vec::new()));
        assert_eq!(gone.grants, vec![grant("archivist", 2)]);
        assert!(gone.given.is_empty());
    }

    #[test]
    fn what_was_given_by_hand_stays_when_the_group_gives_it_too_and_goes() {
        let by_hand = [grant("reader", 3)];
        let plan = Plan::new(&by_hand, &[], ("idp", vec![grant("reader", 1)]));
        assert_eq!(plan.grants, by_hand);
        assert!(plan.given.is_empty());
    }

    #[test]
    fn what_an_administrator_changed_afterwards_is_hers() {
        let changed = [grant("reader", 3)];
        let plan = Plan::new(&changed, &[given("idp", grant("reader", 1))], ("idp", Vec::new()));
        assert_eq!(plan.grants, changed);
    }

    #[test]
    fn a_right_of_two_sources_stays_until_both_take_it() {
        let reader = grant("reader", 1);
        let both = [given("a", reader.clone()), given("b", reader.clone())];
        let one_gone = Plan::new(std::slice::from_ref(&reader), &both, ("a", Vec::new()));
        assert_eq!(one_gone.grants, vec![reader.clone()]);
        let none = Plan::new(&one_gone.grants, &both[1..], ("b", Vec::new()));
        assert!(none.grants.is_empty());
    }

    #[test]
    fn a_higher_clearance_in_the_rules_is_followed() {
        let low = grant("reader", 1);
        let before = [given("idp", low.clone())];
        let plan = Plan::new(&[low], &before, ("idp", vec![grant("reader", 2)]));
        assert_eq!(plan.grants, vec![grant("reader", 2)]);
    }
}
