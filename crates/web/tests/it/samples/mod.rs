//! One sample of every page, in either language: what the tests render and the preview shows.

mod accounts;
mod attestations;
mod authorities;
mod batches;
mod catalogues;
mod certificates;
mod checks;
mod disposal;
mod dossiers;
mod emergency;
mod entrance;
mod exchange;
mod finding;
mod formats;
mod inspection;
mod lending;
mod outside;
mod papers;
mod policies;
mod powers;
mod privacy;
mod records;
mod retention;
mod statistics;
mod storeroom;
mod system;
mod volumes;
mod watching;
mod workflow;

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;
use jiff::{Timestamp, tz::TimeZone};

/// Address of the drawn page that stands for a scan.
pub const PAGE_IMAGE: &str = "/assets/sample-page.svg";

/// Every page by its file name, rendered.
pub fn pages(locale: Locale) -> Vec<(&'static str, String)> {
    use askama::Template as _;
    let drawn = |name, page: askama::Result<String>| (name, page.expect("a sample renders"));
    vec![
        drawn("sign-in", entrance::sign_in(locale).render()),
        drawn("first-run", entrance::first_run(locale).render()),
        drawn("home", finding::home(locale).render()),
        drawn("home-empty", finding::home_empty(locale).render()),
        drawn("search", finding::search(locale).render()),
        drawn("search-nothing", finding::search_nothing(locale).render()),
        drawn("inbox", papers::inbox(locale).render()),
        drawn("inbox-empty", papers::inbox_empty(locale).render()),
        drawn("inbox-discarded", papers::inbox_discarded(locale).render()),
        drawn(
            "inbox-discarded-empty",
            papers::inbox_discarded_empty(locale).render(),
        ),
        drawn("describe", papers::describe(locale).render()),
        drawn("records", records::records(locale).render()),
        drawn("record", records::record(locale).render()),
        drawn("print", records::print(locale).render()),
        drawn("secrecy", records::reclassification(locale, false).render()),
        drawn("secrecy asked", records::reclassification(locale, true).render()),
        drawn("package", records::package(locale).render()),
        drawn("accounts", accounts::accounts(locale).render()),
        drawn("account", accounts::account(locale).render()),
        drawn("own account", accounts::own_account(locale, false).render()),
        drawn(
            "own account, password due",
            accounts::own_account(locale, true).render(),
        ),
        drawn("second factor", accounts::second_factor(locale).render()),
        drawn("recovery codes", accounts::recovery_codes(locale).render()),
        drawn("powers", powers::powers(locale).render()),
        drawn("power home", powers::home(locale).render()),
        drawn("slips", powers::slips(locale).render()),
        drawn("passkeys", accounts::passkeys(locale, true).render()),
        drawn("passkeys, off", accounts::passkeys(locale, false).render()),
        drawn("certificates", certificates::own(locale, true).render()),
        drawn("certificates, off", certificates::own(locale, false).render()),
        drawn(
            "certificates, none shown",
            certificates::none_shown(locale).render(),
        ),
        drawn("certificates, bound", certificates::bound(locale).render()),
        drawn(
            "certificates, managed",
            certificates::managed(locale, true).render(),
        ),
        drawn(
            "certificates, managed, none",
            certificates::managed(locale, false).render(),
        ),
        drawn(
            "own account, second factor due",
            accounts::second_factor_due(locale).render(),
        ),
        drawn("outside", outside::own(locale, true).render()),
        drawn("outside, off", outside::own(locale, false).render()),
        drawn("outside, managed", outside::managed(locale, true).render()),
        drawn("outside, managed, none", outside::managed(locale, false).render()),
        drawn("directories", outside::directories(locale, true).render()),
        drawn("directories, none", outside::directories(locale, false).render()),
        drawn("directory token", outside::token(locale).render()),
        drawn("leaving", outside::leaving(locale).render()),
        drawn("confirm", accounts::confirm(locale).render()),
        drawn("code", accounts::code(locale).render()),
        drawn("organisation", accounts::organisation(locale).render()),
        drawn("jobs", system::jobs(locale).render()),
        drawn("storage", system::storage(locale).render()),
        drawn("doctor", inspection::doctor(locale).render()),
        drawn("doctor, first", inspection::doctor_first(locale).render()),
        drawn("backup", system::backup(locale).render()),
        drawn("backup, nowhere", system::backup_nowhere(locale).render()),
        drawn("keys", system::keys(locale).render()),
        drawn("ledger", system::ledger(locale).render()),
        drawn("checkpoint sheet", system::checkpoint_sheet(locale).render()),
        drawn("audit", system::audit(locale).render()),
        drawn("audit, empty", system::audit_empty(locale).render()),
        drawn("alerts", watching::alerts(locale, false).render()),
        drawn("alerts, none", watching::alerts(locale, true).render()),
        drawn("alert", watching::alert(locale, true).render()),
        drawn("alert, closed", watching::alert(locale, false).render()),
        drawn("export", watching::export(locale).render()),
        drawn("catalogues", catalogues::sets(locale).render()),
        drawn("catalogues-none", catalogues::none(locale).render()),
        drawn("batches", batches::list(locale, false).render()),
        drawn("batches, none", batches::list(locale, true).render()),
        drawn("batch, draft", batches::draft(locale).render()),
        drawn("batch, running", batches::running(locale).render()),
        drawn("batch, done", batches::done(locale).render()),
        drawn("batch, filing", batches::filing(locale).render()),
        drawn("storeroom", storeroom::rooms(locale, false).render()),
        drawn("storeroom, none", storeroom::rooms(locale, true).render()),
        drawn("box", storeroom::full_box(locale).render()),
        drawn("shelf, empty", storeroom::shelf(locale).render()),
        drawn(
            "certificates of consultation",
            attestations::list(locale, false).render(),
        ),
        drawn(
            "certificates of consultation, none",
            attestations::list(locale, true).render(),
        ),
        drawn(
            "certificate of consultation, new",
            attestations::form(locale).render(),
        ),
        drawn(
            "certificate of consultation",
            attestations::one(locale, false).render(),
        ),
        drawn(
            "certificate of consultation, revoked",
            attestations::one(locale, true).render(),
        ),
        drawn(
            "check of a certificate",
            attestations::check(locale, true).render(),
        ),
        drawn(
            "check of a certificate, unknown",
            attestations::check(locale, false).render(),
        ),
        drawn("statistics of use", statistics::of_use(locale, false).render()),
        drawn(
            "statistics of use, none",
            statistics::of_use(locale, true).render(),
        ),
        drawn("names", authorities::list(locale, false).render()),
        drawn("names, none", authorities::list(locale, true).render()),
        drawn("new name", authorities::form(locale).render()),
        drawn("name", authorities::one(locale, false).render()),
        drawn("name, bare", authorities::one(locale, true).render()),
        drawn("names not listed", authorities::unknown(locale, false).render()),
        drawn(
            "names not listed, none",
            authorities::unknown(locale, true).render(),
        ),
        drawn("dossiers", dossiers::list(locale, false).render()),
        drawn("dossiers, none", dossiers::list(locale, true).render()),
        drawn("new dossier", dossiers::form(locale).render()),
        drawn("dossier", dossiers::one(locale, false).render()),
        drawn("dossier, filed", dossiers::one(locale, true).render()),
        drawn("owed papers", dossiers::owed(locale, false).render()),
        drawn("owed papers, none", dossiers::owed(locale, true).render()),
        drawn("volumes", volumes::list(locale, false).render()),
        drawn("volumes, none", volumes::list(locale, true).render()),
        drawn("new volume", volumes::form(locale, false).render()),
        drawn("new volume, no type", volumes::form(locale, true).render()),
        drawn("volume", volumes::one(locale, false).render()),
        drawn("volume, filed", volumes::one(locale, true).render()),
        drawn("volume, empty", volumes::empty(locale, false).render()),
        drawn("volume, given up", volumes::empty(locale, true).render()),
        drawn("loans", lending::loans(locale, false).render()),
        drawn("loans, none", lending::loans(locale, true).render()),
        drawn("loan requests", lending::requests(locale, false).render()),
        drawn("loan requests, none", lending::requests(locale, true).render()),
        drawn("own loans", lending::own(locale, false).render()),
        drawn("own loans, none", lending::own(locale, true).render()),
        drawn("unplaced", storeroom::unplaced(locale, false).render()),
        drawn("unplaced, none", storeroom::unplaced(locale, true).render()),
        drawn("formats", formats::map(locale).render()),
        drawn("formats-nothing", formats::nothing(locale).render()),
        drawn("format-files", formats::files(locale).render()),
        drawn("format-files-none", formats::no_files(locale).render()),
        drawn("quarantine", formats::quarantine(locale).render()),
        drawn("quarantine-own", formats::own_quarantine(locale).render()),
        drawn("checks", checks::overview(locale).render()),
        drawn("checks-never", checks::never(locale).render()),
        drawn("checking", checks::checking(locale).render()),
        drawn("checking-never", checks::unchecked(locale).render()),
        drawn("retention", retention::due(locale).render()),
        drawn("retention-schedule", retention::schedule(locale).render()),
        drawn("policies", policies::policies(locale).render()),
        drawn("policy-trial", policies::trial(locale).render()),
        drawn("policy-editions", policies::editions(locale).render()),
        drawn("policy-edition", policies::edition(locale).render()),
        drawn("looks", records::looks(locale, true).render()),
        drawn("looks-not-linked", records::looks(locale, false).render()),
        drawn("register", privacy::register(locale).render()),
        drawn("register entry", privacy::entry(locale).render()),
        drawn("requests", privacy::requests(locale, true).render()),
        drawn("requests, none", privacy::requests(locale, false).render()),
        drawn("request", privacy::request(locale).render()),
        drawn("my data", privacy::own_data(locale).render()),
        drawn("my copy", privacy::own_copy(locale).render()),
        drawn("assessments", privacy::assessments(locale).render()),
        drawn("assessment", privacy::assessment(locale).render()),
        drawn("plans, new", emergency::plans(locale, true).render()),
        drawn("plans", emergency::plans(locale, false).render()),
        drawn("plan", emergency::plan(locale).render()),
        drawn("run", emergency::run(locale, false).render()),
        drawn("run, closed", emergency::run(locale, true).render()),
        drawn("incidents, none", emergency::incidents(locale, true).render()),
        drawn("incidents", emergency::incidents(locale, false).render()),
        drawn("incident, new", emergency::incident_new(locale).render()),
        drawn("incident", emergency::incident(locale, true).render()),
        drawn("incident, closed", emergency::incident(locale, false).render()),
        drawn("letter", emergency::letter(locale, true).render()),
        drawn("letter, sent", emergency::letter(locale, false).render()),
        drawn("tasks", workflow::tasks(locale, false).render()),
        drawn("tasks, none", workflow::tasks(locale, true).render()),
        drawn("started", workflow::started(locale, false).render()),
        drawn("started, none", workflow::started(locale, true).render()),
        drawn("matter", workflow::run(locale, true).render()),
        drawn("matter, ended", workflow::run(locale, false).render()),
        drawn("workflows", workflow::workflows(locale).render()),
        drawn("absences", workflow::absences(locale, true).render()),
        drawn("absences, nobody", workflow::absences(locale, false).render()),
        drawn("uses", workflow::uses(locale, false).render()),
        drawn("uses, none", workflow::uses(locale, true).render()),
        drawn("use", workflow::reading(locale, true).render()),
        drawn("use, no images", workflow::reading(locale, false).render()),
        drawn("register of use", workflow::register(locale, false).render()),
        drawn("register of use, none", workflow::register(locale, true).render()),
        drawn("disposal", disposal::rounds(locale, false).render()),
        drawn("disposal, none", disposal::rounds(locale, true).render()),
        drawn("round", disposal::round(locale, false).render()),
        drawn("round, a draft", disposal::round(locale, true).render()),
        drawn("holds", disposal::holds(locale, false).render()),
        drawn("holds, none", disposal::holds(locale, true).render()),
        drawn("stub", disposal::stub(locale).render()),
        drawn("consignments", exchange::consignments(locale, false).render()),
        drawn(
            "consignments, none",
            exchange::consignments(locale, true).render(),
        ),
        drawn("consignment", exchange::consignment(locale, false).render()),
        drawn(
            "consignment, at work",
            exchange::consignment(locale, true).render(),
        ),
        drawn("handovers", exchange::handovers(locale, false).render()),
        drawn("handovers, none", exchange::handovers(locale, true).render()),
        drawn("handover, asked for", exchange::handover_new(locale).render()),
        drawn("handover", exchange::handover(locale, false).render()),
        drawn("handover, approved", exchange::handover(locale, true).render()),
        drawn("accessions", exchange::accessions(locale, false).render()),
        drawn("accessions, none", exchange::accessions(locale, true).render()),
        drawn("accession", exchange::accession(locale, false).render()),
        drawn("accession, at work", exchange::accession(locale, true).render()),
        drawn("problem", entrance::problem(locale).render()),
        drawn(
            "help",
            HelpPage {
                ui: frame(locale, Section::Outside),
            }
            .render(),
        ),
    ]
}

/// The frame of somebody who is signed in, with every room of the navigation.
pub fn frame(locale: Locale, section: Section) -> Frame {
    Frame {
        locale,
        zone: TimeZone::get("Asia/Shanghai").expect("the zones are bundled"),
        theme: Theme::Auto,
        section,
        union_name: "仁和医院工会".into(),
        person: Some(Person {
            name: "李文静".into(),
            roles: say(locale, "档案员", "Archivist"),
        }),
        menu: Menu {
            inbox: true,
            records: true,
            accounts: true,
            powers: true,
            organisation: true,
            works: true,
            verifies: true,
            upkeep: true,
            ledger: true,
            oversight: true,
            requests: true,
            assessments: true,
            inspects: true,
            emergency: true,
            incidents: true,
        },
        waiting: 37,
        decisions: 1,
        editions: 1,
        alerts: 2,
        requests: 2,
        tasks: 3,
        query: String::new(),
        here: "/".into(),
        csrf: "sample-token".into(),
        notice: None,
    }
}

fn stranger(locale: Locale) -> Frame {
    Frame {
        person: None,
        menu: Menu::default(),
        waiting: 0,
        decisions: 0,
        editions: 0,
        alerts: 0,
        requests: 0,
        tasks: 0,
        ..frame(locale, Section::Outside)
    }
}

fn say(locale: Locale, chinese: &str, english: &str) -> String {
    match locale {
        Locale::ZhCn => chinese.into(),
        Locale::En => english.into(),
    }
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn link(label: &str, chosen: bool) -> LinkChoice {
    LinkChoice {
        label: label.into(),
        link: routes::search(label),
        chosen,
    }
}

fn choice(value: &str, chosen: bool) -> Choice {
    Choice {
        value: value.into(),
        label: value.into(),
        chosen,
    }
}
