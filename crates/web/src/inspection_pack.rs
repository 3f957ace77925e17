//! The pack for an inspection (迎检材料): what the house says about itself, in one report, from live state.
//!
//! It names administrators and nobody else. Whoever may see the self-inspection may have it; that is asked there.

use crate::fault::Fault;
use crate::inspection_words::{evidence, outcome, words};
use crate::locale::{Args, Locale, Value, t};
use crate::pdf::Wording;
use crate::view::QrCode;
use guildhall_backup::report as backups;
use guildhall_identity::account::survey::{account_use, holders};
use guildhall_identity::rights::rules::PolicyRules;
use guildhall_inspection::{Clause, Finding, Findings, Inspector, Kept, Outcome};
use guildhall_kernel::{ContentHash, Timestamp};
use guildhall_ledger::{SigningKey, log, witness};
use guildhall_print::{Report, Section, Table};
use guildhall_store::Connection;

/// Backups, drills and kept inspections that are printed.
const ROWS: u32 = 20;

/// From what the pack is made.
pub struct Sources<'a> {
    /// The inspection and what it looks at.
    pub inspector: &'a Inspector,
    /// The policies in force.
    pub policies: &'a PolicyRules,
    /// The key of the checkpoints.
    pub signing_key: &'a SigningKey,
    /// Name of the union.
    pub union_name: &'a str,
    /// Who has it made.
    pub maker: &'a str,
    /// The language.
    pub locale: Locale,
}

impl Sources<'_> {
    fn wording(&self) -> Wording {
        Wording(self.locale)
    }

    fn say(&self, key: &str) -> String {
        self.wording().say(key)
    }

    fn with(&self, key: &str, name: &str, value: impl Value) -> String {
        self.wording().with(key, name, value)
    }

    fn moment(&self, at: Timestamp) -> String {
        self.wording().moment(at)
    }

    fn table<const N: usize>(&self, columns: [(u32, &str); N], rows: Vec<[String; N]>) -> Option<Table> {
        self.wording().table(columns, rows)
    }

    fn section(&self, heading: &str, lead: &str) -> Section {
        Section {
            heading: self.say(heading),
            lead: self.say(lead),
            ..Section::default()
        }
    }
}

/// Returns the report.
///
/// # Errors
/// When the database refuses.
pub async fn report(
    sources: &Sources<'_>,
    connection: &mut Connection,
    findings: &Findings,
    past: &[Kept],
) -> Result<Report, Fault> {
    let now = sources.moment(sources.inspector.database.clock().now());
    let sections = vec![
        summary(sources, findings),
        clauses(sources, findings),
        open_points(sources, findings),
        accounts(sources, connection).await?,
        keys(sources)?,
        upkeep(sources, connection).await?,
        ledger(sources, connection).await?,
        policies(sources),
        history(sources, past),
    ];
    Ok(Report {
        language: sources.wording().language(),
        title: sources.say("pack-title"),
        lines: vec![
            sources.union_name.to_owned(),
            sources.with("pack-made", "moment", &now),
            sources.with("pack-maker", "name", sources.maker),
        ],
        foot: format!("{} · {now}", sources.union_name),
        sections,
    })
}

fn summary(sources: &Sources<'_>, findings: &Findings) -> Section {
    let count = |grade: Outcome| {
        let of_grade = findings.0.iter().filter(|finding| finding.outcome == grade);
        (outcome(sources.locale, grade), of_grade.count().to_string())
    };
    let version = sources.inspector.premises.version.to_owned();
    let mut facts = vec![(sources.say("pack-version"), version)];
    facts.extend(Outcome::ALL.map(count));
    Section {
        facts,
        ..sources.section("pack-summary", "pack-summary-lead")
    }
}

fn told(sources: &Sources<'_>, finding: &Finding) -> String {
    let seen: Vec<String> = finding
        .evidence
        .iter()
        .map(|seen| evidence(sources.locale, seen))
        .collect();
    seen.join("\n")
}

fn clauses(sources: &Sources<'_>, findings: &Findings) -> Section {
    let row = |(clause, finding): (&Clause, &Finding)| {
        [
            clause.number.clone(),
            words(sources.locale, &clause.says).to_owned(),
            outcome(sources.locale, finding.outcome),
            told(sources, finding),
        ]
    };
    let columns = [
        (3, "pack-number"),
        (10, "doctor-clause"),
        (4, "doctor-outcome"),
        (11, "pack-evidence"),
    ];
    Section {
        table: sources.table(columns, paired(sources, findings).map(row).collect()),
        ..sources.section("doctor-clauses", "pack-clauses-lead")
    }
}

fn paired<'a>(
    sources: &'a Sources<'_>,
    findings: &'a Findings,
) -> impl Iterator<Item = (&'a Clause, &'a Finding)> {
    let clauses = &sources.inspector.clauses;
    let pair = |finding: &'a Finding| Some((clauses.get(&finding.clause)?, finding));
    findings.0.iter().filter_map(pair)
}

fn open_points(sources: &Sources<'_>, findings: &Findings) -> Section {
    let is_open = |finding: &Finding| !matches!(finding.outcome, Outcome::Good | Outcome::Declared);
    let mut open: Vec<(&Clause, &Finding)> = paired(sources, findings)
        .filter(|(_, finding)| is_open(finding))
        .collect();
    open.sort_by_key(|(_, finding)| finding.outcome);
    let row = |(clause, finding): (&Clause, &Finding)| {
        [
            clause.number.clone(),
            outcome(sources.locale, finding.outcome),
            told(sources, finding),
            words(sources.locale, &clause.remedy).to_owned(),
        ]
    };
    let columns = [
        (3, "pack-number"),
        (4, "doctor-outcome"),
        (10, "pack-evidence"),
        (10, "pack-remedy"),
    ];
    Section {
        table: sources.table(columns, open.into_iter().map(row).collect()),
        ..sources.section("pack-open", "pack-open-lead")
    }
}

async fn accounts(sources: &Sources<'_>, connection: &mut Connection) -> Result<Section, Fault> {
    let days = sources.inspector.clauses.parameters.unused_days;
    let since = sources
        .inspector
        .database
        .clock()
        .now()
        .plus_secs(-i64::from(days) * 86_400);
    let used = account_use(connection, since).await?;
    let row = |holder: guildhall_identity::account::survey::Holder| {
        let guarded = if holder.is_guarded { "pack-yes" } else { "pack-no" };
        let power = t(
            sources.locale,
            &format!("role-{}", holder.power.code()),
            &Args::none(),
        );
        [power, holder.name, sources.say(guarded)]
    };
    let rows = holders(connection).await?.into_iter().map(row).collect();
    let columns = [(4, "pack-power"), (4, "pack-name"), (4, "pack-second-factor")];
    Ok(Section {
        facts: vec![
            (sources.say("pack-active"), used.active.to_string()),
            (
                sources.with("pack-unused", "days", u64::from(days)),
                used.unused.to_string(),
            ),
        ],
        table: sources.table(columns, rows),
        ..sources.section("pack-accounts", "pack-accounts-lead")
    })
}

fn keys(sources: &Sources<'_>) -> Result<Section, Fault> {
    let state = sources.inspector.keys.state_here()?;
    let made = |at: Option<Timestamp>| at.map_or_else(|| "–".to_owned(), |at| sources.moment(at));
    let row = |key: &guildhall_keyring::KeyDescription| {
        let role = if key.seals {
            "keyring-seals"
        } else {
            "keyring-opens"
        };
        [key.id.clone(), made(key.made_at), sources.say(role)]
    };
    let recovery = state.recovery.map_or_else(
        || sources.say("seen-recovery-key-none"),
        |lock| {
            format!(
                "{}/{}, {}",
                lock.sharing().threshold,
                lock.sharing().shares,
                sources.moment(lock.made_at())
            )
        },
    );
    let columns = [(4, "keyring-key"), (4, "keyring-made"), (4, "keyring-use")];
    Ok(Section {
        facts: vec![(sources.say("pack-recovery"), recovery)],
        verbatim: format!(
            "{}\n{}",
            sources.say("pack-checkpoint-key"),
            sources.signing_key.vkeys()
        ),
        table: sources.table(columns, state.keys.iter().rev().map(row).collect()),
        ..sources.section("pack-keys", "pack-keys-lead")
    })
}

async fn upkeep(sources: &Sources<'_>, connection: &mut Connection) -> Result<Section, Fault> {
    let row = |kind: &str, at: Timestamp, good: bool| {
        let good = if good { "outcome-good" } else { "outcome-must-act" };
        (at, [sources.moment(at), sources.say(kind), sources.say(good)])
    };
    let made = backups::backups(connection, ROWS).await?.into_iter();
    let mut rows: Vec<_> = made
        .map(|kept| row("pack-backup", kept.finished_at, kept.good))
        .collect();
    let held = backups::drills(connection, ROWS).await?.into_iter();
    rows.extend(held.map(|kept| row("pack-drill", kept.finished_at, kept.good)));
    rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let columns = [(4, "doctor-made"), (4, "pack-what"), (4, "doctor-outcome")];
    Ok(Section {
        table: sources.table(columns, rows.into_iter().map(|(_, row)| row).collect()),
        ..sources.section("pack-upkeep", "pack-upkeep-lead")
    })
}

async fn ledger(sources: &Sources<'_>, connection: &mut Connection) -> Result<Section, Fault> {
    let mut rows = Vec::new();
    for known in sources.inspector.premises.witnesses.iter() {
        let state = witness::state(connection, &known.name).await?;
        let at = state.as_ref().and_then(|state| state.sent_at);
        let at = at.map_or_else(|| "–".to_owned(), |at| sources.moment(at));
        let size = state.map_or(0, |state| state.size);
        rows.push([known.name.clone(), at, size.to_string()]);
    }
    let newest = log::last_checkpoint(connection).await?;
    let note = newest.map(|newest| newest.note).unwrap_or_default();
    let columns = [(4, "pack-witness"), (4, "pack-taken"), (3, "pack-entries")];
    Ok(Section {
        table: sources.table(columns, rows),
        picture: QrCode::of(&note)
            .filter(|_| !note.is_empty())
            .map(|code| code.to_svg()),
        verbatim: note,
        ..sources.section("pack-ledger", "pack-ledger-lead")
    })
}

fn policies(sources: &Sources<'_>) -> Section {
    let row = |file: &guildhall_identity::rights::rules::PolicyFile| {
        [file.name.clone(), ContentHash::of(file.text.as_bytes()).to_hex()]
    };
    let columns = [(4, "pack-file"), (10, "pack-digest")];
    Section {
        facts: vec![(
            sources.say("pack-cases"),
            sources.policies.cases().len().to_string(),
        )],
        table: sources.table(columns, sources.policies.files().iter().map(row).collect()),
        ..sources.section("pack-policies", "pack-policies-lead")
    }
}

fn history(sources: &Sources<'_>, past: &[Kept]) -> Section {
    let row = |kept: &Kept| {
        let counts = kept.findings.counts();
        let counts = [
            counts.must_act,
            counts.attention,
            counts.unknown,
            counts.declared,
            counts.good,
        ];
        let [act, attention, unknown, declared, good] = counts.map(|count| count.to_string());
        [
            sources.moment(kept.made_at),
            act,
            attention,
            unknown,
            declared,
            good,
        ]
    };
    let columns = [
        (6, "doctor-made"),
        (3, "outcome-must-act"),
        (3, "outcome-attention"),
        (3, "outcome-unknown"),
        (3, "outcome-declared"),
        (3, "outcome-good"),
    ];
    Section {
        table: sources.table(columns, past.iter().map(row).collect()),
        ..sources.section("doctor-past", "pack-past-lead")
    }
}
