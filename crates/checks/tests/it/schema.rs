//! The tables keep the rules of schema, and the shipped rules are read.

use guildhall_checks::{CheckFiles, CheckRules, Severity};

#[test]
fn the_tables_keep_the_rules_of_schema() {
    for migration in guildhall_checks::MIGRATIONS {
        let breaches = guildhall_store::schema::check(migration.sql);
        assert_eq!(breaches, Vec::<String>::new(), "{}", migration.name);
    }
}

fn load(checks: &str) -> Result<CheckRules, guildhall_archive::RuleError> {
    CheckRules::load(CheckFiles {
        schema: include_str!("../../../../rules/checks/schema.json"),
        checks,
    })
}

const CHECKS: &str = include_str!("../../../../rules/checks/checks.toml");

#[test]
fn the_filing_stage_has_the_forty_items_of_the_standard() {
    let rules = load(CHECKS).unwrap();
    let of = |start: &str| {
        rules
            .checks
            .iter()
            .filter(|check| check.code.starts_with(start))
            .count()
    };
    assert_eq!(
        [of("GD-1-"), of("GD-2-"), of("GD-3-"), of("GD-4-")],
        [14, 11, 8, 7]
    );
    assert_eq!(rules.find("GD-1-7").unwrap().severity, Severity::Block);
}

#[test]
fn a_code_that_stands_twice_and_an_unknown_test_are_refused_by_name() {
    let twice = CHECKS.replace("\"GD-1-2\"", "\"GD-1-1\"");
    assert!(load(&twice).unwrap_err().to_string().contains("GD-1-1"));
    let unknown = CHECKS.replace("test = \"fixity\"", "test = \"luck\"");
    assert!(load(&unknown).is_err());
}
