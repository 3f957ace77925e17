//! The self-inspection.

use guildhall_inspection::{Counts, Outcome};
use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, moment, say};

fn clause(locale: Locale, (id, number): (&str, &str), outcome: Outcome) -> ClauseRow {
    ClauseRow {
        id: id.into(),
        number: number.into(),
        area: say(locale, "备份恢复", "Backup and restore"),
        says: say(
            locale,
            "重要数据本地备份并能恢复。",
            "Important data is backed up and can be restored.",
        ),
        outcome,
        seen: vec![say(locale, "还没有成功备份过。", "There is no good backup yet.")],
        declarer: (outcome == Outcome::Declared).then(|| "何安".into()),
        remedy: (outcome != Outcome::Good)
            .then(|| say(locale, "请设置备份位置。", "Name a place for backups.")),
        is_declarable: matches!(outcome, Outcome::Unknown | Outcome::Declared),
    }
}

pub(super) fn doctor(locale: Locale) -> DoctorPage {
    let counts = Counts {
        must_act: 1,
        attention: 1,
        unknown: 1,
        declared: 1,
        good: 24,
    };
    DoctorPage {
        ui: frame(locale, Section::System),
        counts,
        rows: vec![
            clause(locale, ("backup", "8.1.4.9"), Outcome::MustAct),
            clause(locale, ("disk", "8.1.10.2"), Outcome::Attention),
            clause(locale, ("site", "8.1.1"), Outcome::Unknown),
            clause(locale, ("training", "8.1.8.3"), Outcome::Declared),
            clause(locale, ("data-folder", "8.1.4.2"), Outcome::Good),
        ],
        changes: vec![ClauseChange {
            number: "8.1.4.9".into(),
            says: say(
                locale,
                "重要数据本地备份并能恢复。",
                "Important data is backed up and can be restored.",
            ),
            before: Outcome::Good,
            now: Outcome::MustAct,
        }],
        past: vec![PastRow {
            made: moment("2026-11-20T22:00:00Z"),
            counts,
        }],
        declaration_days: 365,
        may_declare: true,
        today: "2026-11-21".into(),
    }
}

pub(super) fn doctor_first(locale: Locale) -> DoctorPage {
    DoctorPage {
        changes: Vec::new(),
        past: Vec::new(),
        may_declare: false,
        ..doctor(locale)
    }
}
