//! The rules that ship are good, and rules that do not fit together are refused by name.

use crate::house::{FILES, masking};
use guildhall_privacy::{PrivacyFiles, PrivacyRules, RequestKind};

fn refused(files: PrivacyFiles<'_>) -> String {
    PrivacyRules::load(files, masking()).unwrap_err().to_string()
}

#[test]
fn the_shipped_rules_name_every_class_and_clock() {
    let rules = PrivacyRules::load(FILES, masking()).unwrap();
    assert!(rules.class("illness").unwrap().sensitive);
    assert!(!rules.class("phone").unwrap().sensitive);
    for kind in RequestKind::ALL {
        assert!(rules.duties().deadline(*kind).days > 0);
    }
    assert!(rules.duties().assessments().keep_years >= 3);
    let sensitive = rules.activities().iter().filter(|entry| entry.activity.sensitive);
    assert_eq!(sensitive.count(), 1);
}

#[test]
fn rules_that_do_not_fit_together_are_refused_with_their_file() {
    let hidden = FILES.activities.replace("sensitive = true", "sensitive = false");
    let told = refused(PrivacyFiles {
        activities: &hidden,
        ..FILES
    });
    assert!(
        told.starts_with("privacy/activities.toml") && told.contains("archives"),
        "{told}"
    );
    let unknown = FILES.activities.replace("\"record_content\"", "\"dreams\"");
    let told = refused(PrivacyFiles {
        activities: &unknown,
        ..FILES
    });
    assert!(told.contains("no class of personal data dreams"), "{told}");
    let short = FILES.duties.replace("keep_years = 3", "keep_years = 2");
    let told = refused(PrivacyFiles {
        duties: &short,
        ..FILES
    });
    assert!(told.starts_with("privacy/duties.toml"), "{told}");
    let lost = FILES.duties.replace("kind = \"copy\"", "kind = \"access\"");
    let told = refused(PrivacyFiles {
        duties: &lost,
        ..FILES
    });
    assert!(told.contains("access stands twice"), "{told}");
    let stray = FILES.duties.replace("code = \"phone\"", "code = \"payslips\"");
    let told = refused(PrivacyFiles {
        duties: &stray,
        ..FILES
    });
    assert!(told.contains("payslips"), "{told}");
    let nothing = FILES
        .consents
        .replace("activity = \"events\"", "activity = \"parades\"");
    let told = refused(PrivacyFiles {
        consents: &nothing,
        ..FILES
    });
    assert!(told.contains("no activity parades"), "{told}");
}
