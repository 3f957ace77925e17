//! Whatever is changed behind the program's back is found by the command that an inspector runs.
//!
//! Each kind of change is made on a fresh copy of a small union: in the rows of the database, in the files of the
//! vault, in an exported ledger. The untouched copy passes all three commands, so none of them cries wolf.

mod files;
mod rows;
mod stage;

use stage::Stage;

/// Who finds a kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inspector {
    /// `guildhall ledger verify`.
    Ledger,
    /// `guildhall scrub`.
    Scrub,
    /// `guildhall-verify`.
    Outsider,
}

/// A change that was tried, and whether it was found.
struct Trial {
    area: &'static str,
    what: &'static str,
    by: Inspector,
    is_found: bool,
}

fn tell(trials: &[Trial]) {
    for trial in trials {
        let verdict = if trial.is_found { "found" } else { "NOT FOUND" };
        eprintln!("{:<12} {:<52} {:<9?} {verdict}", trial.area, trial.what, trial.by);
    }
    let found = trials.iter().filter(|trial| trial.is_found).count();
    eprintln!("{} kinds, {found} found", trials.len());
}

#[tokio::test]
async fn whatever_is_changed_behind_the_programs_back_is_found() {
    let stage = Stage::set().await;
    for by in [Inspector::Ledger, Inspector::Scrub, Inspector::Outsider] {
        assert!(
            !stage.copy().finds(by),
            "{by:?} finds something where nothing was changed"
        );
    }
    let mut trials = Vec::new();
    for row in rows::ROWS {
        let copy = stage.copy();
        copy.run(row.statements).await;
        trials.push(Trial {
            area: row.area,
            what: row.what,
            by: row.by,
            is_found: copy.finds(row.by),
        });
    }
    for file in files::VAULT {
        let copy = stage.copy();
        (file.change)(&copy.objects());
        trials.push(Trial {
            area: "vault",
            what: file.what,
            by: Inspector::Scrub,
            is_found: copy.finds(Inspector::Scrub),
        });
    }
    for export in files::EXPORTED {
        let copy = stage.copy();
        copy.change_export(export.change);
        let is_found = copy.finds(Inspector::Outsider);
        trials.push(Trial {
            area: "export",
            what: export.what,
            by: Inspector::Outsider,
            is_found,
        });
    }
    tell(&trials);
    let missed: Vec<&str> = trials
        .iter()
        .filter(|trial| !trial.is_found)
        .map(|trial| trial.what)
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
    assert!(trials.len() >= 50);
}
