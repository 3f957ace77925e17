//! What people declare counts for a while, and only where no program can see.

use crate::place::{Place, finding, migrations};
use crate::union::House;
use guildhall_inspection::{InspectionError, NewDeclaration, Outcome};
use guildhall_kernel::{Actor, Date};
use guildhall_ledger::history;
use guildhall_store::on_both_databases;

fn word(clause: &str, day: &str, note: &str) -> NewDeclaration {
    NewDeclaration {
        clause: clause.to_owned(),
        held_on: day.parse::<Date>().unwrap(),
        note: note.to_owned(),
    }
}

async fn declare(
    place: &Place,
    house: &House<'_>,
    actor: &Actor,
    new: NewDeclaration,
) -> Result<(), InspectionError> {
    let mut work = house.work().await;
    place.inspector.declare(&mut work, actor, new).await?;
    work.commit().await.unwrap();
    Ok(())
}

on_both_databases! { migrations();
    async fn a_declaration_counts_until_its_time_is_over(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        declare(&place, &house, &house.security, word("site", "2026-09-20", "机房门禁、灭火器已查，表在 3 柜")).await.unwrap();
        let findings = place.look(&house).await;
        let found = finding(&findings, "site");
        assert_eq!(found.outcome, Outcome::Declared);
        let declared = found.declared.as_ref().unwrap();
        assert_eq!(declared.note, "机房门禁、灭火器已查，表在 3 柜");
        test.clock.advance_secs(370 * 86_400);
        assert_eq!(place.at(&house, "site").await, (Outcome::Attention, "declaration-over".to_owned()));
        declare(&place, &house, &house.actor, word("site", "2027-09-20", "again")).await.unwrap();
        assert_eq!(place.at(&house, "site").await.0, Outcome::Declared);
    }

    async fn what_a_program_sees_is_not_overruled_by_a_word(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        declare(&place, &house, &house.actor, word("backup", "2026-09-20", "on a tape in the safe")).await.unwrap();
        assert_eq!(place.at(&house, "backup").await, (Outcome::MustAct, "backup-never".to_owned()));
    }

    async fn words_without_sense_and_of_the_wrong_people_are_refused(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        let good = || word("site", "2026-09-20", "seen");
        let program = Actor::program("job", house.admin.realm, house.top());
        for (actor, new, code) in [
            (&house.audit, good(), "denied"),
            (&program, good(), "denied"),
            (&house.actor, word("moon", "2026-09-20", "seen"), "inspection-no-clause"),
            (&house.actor, word("site", "2026-09-20", "  "), "inspection-note"),
            (&house.actor, word("site", "2026-09-20", &"长".repeat(501)), "inspection-note"),
            (&house.actor, word("site", "2026-10-20", "seen"), "inspection-day"),
            (&house.actor, word("site", "2024-09-20", "seen"), "inspection-day"),
        ] {
            let refused = declare(&place, &house, actor, new).await.unwrap_err();
            let told = guildhall_kernel::Explain::code(&refused);
            assert!(told == code || (code == "denied" && matches!(refused, InspectionError::Denied(_))), "{told}");
        }
        assert_eq!(place.at(&house, "site").await.0, Outcome::Unknown);
    }

    async fn a_declaration_is_in_the_ledger_without_its_words(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        declare(&place, &house, &house.actor, word("training", "2026-09-20", "张三到场")).await.unwrap();
        assert_eq!(history::count(&mut house.read().await, "inspection.declared").await.unwrap(), 1);
        let entries = guildhall_ledger::trail::page(&mut house.read().await, &guildhall_ledger::trail::TrailQuery {
            action: Some("inspection.declared".to_owned()),
            ..Default::default()
        }, 1).await.unwrap();
        let details = &entries[0].entry.details;
        assert!(details.contains("training") && !details.contains("张三"), "{details}");
    }
}
