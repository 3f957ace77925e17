//! The tables keep the rules of schema, and the shipped parameters are read.

use crate::archive_house::text;
use crate::house::rules;
use guildhall_disposal::{DisposalFiles, DisposalRules};

#[test]
fn the_tables_keep_the_rules_of_schema() {
    for migration in guildhall_disposal::MIGRATIONS {
        let breaches = guildhall_store::schema::check(migration.sql);
        assert_eq!(breaches, Vec::<String>::new(), "{}", migration.name);
    }
}

#[test]
fn the_shipped_waiting_time_is_marked_unsure_and_one_supervisor_is_refused() {
    let shipped = rules();
    assert!(!shipped.waiting_sure && shipped.supervisors == 2);
    let one = text("disposal/disposal.toml").replace("supervisors = 2", "supervisors = 1");
    let files = DisposalFiles {
        schema: &text("disposal/schema.json"),
        rules: &one,
    };
    let refused = DisposalRules::load(files).unwrap_err().to_string();
    assert!(refused.contains("supervisors"), "{refused}");
}
