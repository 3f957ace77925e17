//! The staff: who they are and that nobody could take them for real.

use std::collections::BTreeSet;

use guildhall_demo::{CareerReason, Sex, Union};

use crate::{today, union};

#[test]
fn the_same_seed_makes_the_same_union() {
    assert_eq!(union(), union());
    assert_ne!(union().staff, Union::generate(43, today(), 400, 0).staff);
}

#[test]
fn there_are_as_many_as_asked_for_and_enough_for_every_post() {
    let union = union();
    assert_eq!(
        (union.staff.len(), union.papers.len(), union.departments.len()),
        (400, 300, 40)
    );
    let small = Union::generate(1, today(), 0, 0);
    let officers = &small.officers;
    let posts = BTreeSet::from([
        officers.chair,
        officers.vice_chair,
        officers.accountant,
        officers.cashier,
        officers.audit_director,
        officers.women_director,
        officers.archivist,
        officers.clerk,
    ]);
    assert_eq!(posts.len(), 8);
    assert!(posts.iter().all(|person| small.staff[*person].union_member));
    assert_eq!(small.staff[officers.women_director].sex, Sex::Female);
}

#[test]
fn numbers_are_unique_and_belong_to_nobody() {
    let union = union();
    let numbers: BTreeSet<&str> = union
        .staff
        .iter()
        .map(|staff| staff.staff_number.as_str())
        .collect();
    assert_eq!(numbers.len(), union.staff.len());
    for staff in &union.staff {
        assert!(staff.identity_number.starts_with("990100") && staff.identity_number.len() == 18);
        assert!(staff.telephone.starts_with("154") && staff.telephone.len() == 11);
        assert!((2..=4).contains(&staff.name.chars().count()), "{}", staff.name);
    }
}

#[test]
fn careers_run_forward_from_entry_to_the_present_title() {
    for staff in &union().staff {
        assert_eq!(staff.career[0].reason, CareerReason::Joined);
        assert_eq!(staff.career[0].from, staff.joined_on);
        assert!(staff.career.is_sorted_by_key(|step| step.from));
        assert!(staff.birth_date < staff.joined_on && staff.joined_on < today());
        assert!((20..=34).contains(&staff.age_on(staff.joined_on)), "{staff:?}");
        let present = staff.on(today());
        assert_eq!(
            (present.title, present.department),
            (staff.title, staff.department)
        );
    }
}
