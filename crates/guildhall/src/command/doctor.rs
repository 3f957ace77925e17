//! `guildhall doctor`: the self-inspection (自检) on the command line, while the server may run. It looks, keeps nothing,
//! and ends with 1 when something must be done.

use super::Outcome as Ended;
use crate::cli::{Doctor, Tongue};
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::say;
use anyhow::Context as _;
use guildhall_inspection::{Clause, Finding, Findings, Kept, Outcome};
use guildhall_kernel::ContentHash;
use guildhall_store::Realm;
use guildhall_web::api::inspection::InspectionView;
use guildhall_web::inspection_pack::{self, Sources};
use guildhall_web::inspection_words::{evidence, outcome, words};
use guildhall_web::locale::Locale;
use guildhall_web::pdf;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

/// Kept inspections that the answer tells of.
const PAST: u32 = 10;

/// Looks and prints what it finds.
///
/// # Errors
/// When the house cannot be opened or the database refuses.
pub async fn run(settings: Settings, options: &Doctor) -> anyhow::Result<Ended> {
    let house = House::open(settings, Use::Shared).await?;
    if options.sbom {
        let parts = house.inspector.parts_list_here()?;
        say(serde_json::to_string_pretty(&parts)?);
        return Ok(Ended::Good);
    }
    let realm = house.realm().await?;
    let mut connection = house.database.read(realm.id).await?;
    let findings = house.inspector.inspect_here(&mut connection).await?;
    let before = house.inspector.history_here(&mut connection, PAST).await?;
    if let Some(file) = &options.pack {
        pack(&house, &realm, (options, file), (&findings, &before)).await?;
    } else if options.json {
        let view = InspectionView::of(Locale::En, &house.inspector.clauses, &findings, &before);
        say(serde_json::to_string_pretty(&view)?);
    } else {
        print(&house, locale(options.language), &findings);
    }
    Ok(if findings.counts().must_act == 0 {
        Ended::Good
    } else {
        Ended::Found
    })
}

/// Prints the pack for an inspection into a new file; that is an entry of the ledger.
async fn pack(
    house: &House,
    realm: &Realm,
    (options, file): (&Doctor, &Path),
    (findings, past): (&Findings, &[Kept]),
) -> anyhow::Result<()> {
    let actor = house.operator(realm);
    let mut connection = house.database.read(realm.id).await?;
    let policies = house.governance.rules_in_force(&mut connection).await?;
    let sources = Sources {
        inspector: &house.inspector,
        policies: &policies,
        signing_key: &house.signing_key,
        union_name: &realm.name,
        maker: "guildhall doctor",
        locale: locale(options.language),
    };
    let report = inspection_pack::report(&sources, &mut connection, findings, past).await?;
    let pdf = pdf::print(house.settings.font(), report).await?;
    let mut out = File::create_new(file).with_context(|| file.display().to_string())?;
    out.write_all(&pdf)?;
    out.sync_all()?;
    let mut work = house.database.begin(realm.id).await?;
    let digest = ContentHash::of(&pdf);
    house.inspector.note_pack_here(&mut work, &actor, digest).await?;
    work.commit().await?;
    say(format_args!("{}  sha256 {}", file.display(), digest.to_hex()));
    Ok(())
}

/// Returns the language of the messages.
pub fn locale(tongue: Tongue) -> Locale {
    match tongue {
        Tongue::Chinese => Locale::ZhCn,
        Tongue::English => Locale::En,
    }
}

/// Prints the gravest first.
fn print(house: &House, locale: Locale, findings: &Findings) {
    for grade in Outcome::ALL {
        let of_grade = findings.0.iter().filter(|finding| finding.outcome == grade);
        for finding in of_grade {
            if let Some(clause) = house.inspector.clauses.get(&finding.clause) {
                tell(locale, clause, finding);
            }
        }
    }
}

fn tell(locale: Locale, clause: &Clause, finding: &Finding) {
    let grade = outcome(locale, finding.outcome);
    say(format_args!(
        "[{grade}] {}  {}",
        clause.number,
        words(locale, &clause.says)
    ));
    for seen in &finding.evidence {
        say(format_args!("    {}", evidence(locale, seen)));
    }
    if matches!(finding.outcome, Outcome::MustAct | Outcome::Attention) {
        say(format_args!("    → {}", words(locale, &clause.remedy)));
    }
}
