//! `guildhall demo`: a synthetic hospital union, made through the real services, and served while its papers are
//! still being read.
//!
//! Doing it twice is harmless: people are made once, and a paper that is already there is recognised by its bytes.

use super::{Outcome, serve};
use crate::cli::Demo;
use crate::config::Settings;
use crate::house::{House, Use};
use anyhow::Context as _;
use guildhall_archive::fonds::{self, Fonds as ArchiveFonds};
use guildhall_archive::{Description, FieldValue, Fields, RecordState};
use guildhall_demo::{Fonts, PaperPlan, Sex as DemoSex, Union, render};
use guildhall_identity::account::{AccountQuery, NewAccount, service as accounts};
use guildhall_identity::first_run::{self, FirstRun};
use guildhall_identity::organisation::{NewOrganisation, service as organisations};
use guildhall_identity::person::{NewPerson, Sex, service as people};
use guildhall_identity::{Account, Language, Login, OrganisationKind, Phone};
use guildhall_intake::{Arrival, Source};
use guildhall_kernel::{Actor, Date, Grant, Origin, RecordId};
use guildhall_web::view::DemoLogin;
use std::sync::Arc;

/// The seed of everything that is made up.
const SEED: u64 = 20_260_101;
/// The password of all demo logins; the demo holds nothing real.
const PASSWORD: &str = "Guildhall-Demo-1";
/// Papers made durable together.
const BATCH: usize = 20;
/// The mark of a demo whose papers are all there.
const READY: &str = "demo-ready";

/// A demo login: name, role, clearance.
const LOGINS: [(&str, &str, &str); 3] = [
    ("admin", "administrator", "管理员 administrator"),
    ("archivist", "archivist", "档案员 archivist"),
    ("reader", "reader", "科室读者 reader"),
];

/// Makes what is missing, then serves.
///
/// # Errors
/// When something cannot be opened, or the address is taken.
pub async fn run(settings: Settings, options: Demo) -> anyhow::Result<Outcome> {
    let house = Arc::new(House::open(settings, Use::Alone).await?);
    let union = made_up(&house, &options)?;
    if house.realms().await?.is_empty() {
        make_people(&house, &union)
            .await
            .context("the union could not be made")?;
    }
    if options.only_data {
        make_papers(&house, &union).await?;
        return Ok(Outcome::Good);
    }
    let (papers, maker) = (union, Arc::clone(&house));
    let making = tokio::spawn(async move {
        if let Err(error) = make_papers(&maker, &papers).await {
            tracing::error!(%error, "the papers could not be made");
        }
    });
    let logins = LOGINS.map(|(login, _, role)| DemoLogin {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        role: role.to_owned(),
    });
    serve::serve(house, options.listen, logins.to_vec()).await?;
    making.abort();
    Ok(Outcome::Good)
}

/// The union does not change from day to day: its present is the day on which it was first made.
fn made_up(house: &House, options: &Demo) -> anyhow::Result<Union> {
    let file = house.settings.below("demo-day");
    let today = match std::fs::read_to_string(&file)
        .ok()
        .and_then(|day| day.trim().parse::<Date>().ok())
    {
        Some(day) => day,
        None => {
            let now = house.database.clock().now().civil_in("Asia/Shanghai");
            let today = Date::new(now.year(), now.month(), now.day())?;
            std::fs::write(&file, today.to_string())?;
            today
        }
    };
    Ok(Union::generate(SEED, today, options.staff, options.papers))
}

async fn make_people(house: &House, union: &Union) -> anyhow::Result<()> {
    let random = house.database.random();
    let login = Login::parse(LOGINS[0].0)?;
    let passwords = house.sign_in.passwords();
    let password = passwords
        .hash_new(PASSWORD, &login, "系统管理员", &*random)
        .await?;
    let first = FirstRun {
        union_name: union.federation.clone(),
        kind: OrganisationKind::Federation,
        login,
        name: "系统管理员".to_owned(),
        password,
        language: Language::Chinese,
        is_archivist: false,
    };
    let mut work = first_run::begin(&house.database).await?;
    let admin = first_run::create_first_administrator(&mut work, first).await?;
    let actor = admin.actor(Origin::default());
    let new = NewOrganisation {
        name: union.name.clone(),
        kind: OrganisationKind::Union,
    };
    let hospital = organisations::add_child(&mut work, &house.rights, &actor, admin.org, new).await?;
    let own = ArchiveFonds {
        code: "Z001".to_owned(),
        name: union.name.clone(),
        org_path: hospital.path.clone(),
    };
    fonds::open(&mut work, &actor, &house.rights, &own).await?;
    let mut departments = Vec::with_capacity(union.departments.len());
    for department in &union.departments {
        let new = NewOrganisation {
            name: department.name.clone(),
            kind: OrganisationKind::Department,
        };
        departments.push(organisations::add_child(&mut work, &house.rights, &actor, hospital.id, new).await?);
    }
    let staff = union.staff.iter().map(|staff| NewPerson {
        staff_number: staff.staff_number.clone(),
        name: staff.name.clone(),
        sex: if staff.sex == DemoSex::Male {
            Sex::Male
        } else {
            Sex::Female
        },
        birth_date: Some(staff.birth_date),
        phone: Phone::parse(&staff.telephone),
        org: departments[staff.department].id,
        joined_at: Some(staff.joined_on),
        left_at: None,
    });
    people::add_many(&mut work, &house.rights, &actor, staff.collect()).await?;
    let archivist = &union.staff[union.officers.archivist];
    let reader = union
        .staff
        .iter()
        .find(|staff| staff.department != archivist.department)
        .unwrap_or(archivist);
    let places = [
        (&hospital, archivist.name.as_str(), 3),
        (&departments[reader.department], reader.name.as_str(), 1),
    ];
    for ((login, role, _), (unit, name, clearance)) in LOGINS[1..].iter().zip(places) {
        let login = Login::parse(login)?;
        let password = passwords.hash_new(PASSWORD, &login, name, &*random).await?;
        let grants = vec![Grant {
            role: (*role).to_owned(),
            org_path: unit.path.clone(),
            clearance,
        }];
        let new = NewAccount {
            login,
            name: name.to_owned(),
            person: None,
            org: unit.id,
            password,
            must_change_password: false,
            language: Language::Chinese,
            grants,
        };
        accounts::create(&mut work, &house.rights, &actor, new).await?;
    }
    work.commit().await?;
    Ok(())
}

/// Finds the demo's archivist, who brings the papers in.
async fn archivist(house: &House) -> anyhow::Result<Account> {
    let realm = house.realm().await?;
    let mut connection = house.database.read(realm.id).await?;
    let keeper = Actor {
        grants: vec![Grant {
            role: "administrator".to_owned(),
            org_path: realm.root_path.clone(),
            clearance: 1,
        }],
        ..house.operator(&realm)
    };
    let all = accounts::list(
        &mut connection,
        &house.rights,
        &keeper,
        &AccountQuery::default(),
        100,
    )
    .await?;
    let found = all
        .into_iter()
        .find(|account| account.login.as_str() == LOGINS[1].0);
    found.context("this data folder holds no demo; name another with --data")
}

async fn make_papers(house: &House, union: &Union) -> anyhow::Result<()> {
    let ready = house.settings.below(READY);
    if ready.exists() {
        return Ok(());
    }
    let actor = archivist(house).await?.actor(Origin::default());
    let fonts = Arc::new(house.settings.font().and_then(|font| Fonts::find(&[font])));
    if fonts.is_none() {
        tracing::warn!("no Chinese font found: all papers of the demo are born digital");
    }
    let mut connection = house.database.read(actor.realm).await?;
    let top = house.realm().await?.root_path;
    let units = organisations::subtree(&mut connection, (&house.rights, &actor), &top, None, 1_000).await?;
    drop(connection);
    for plans in union.papers.chunks(BATCH) {
        let mut staged = Vec::with_capacity(plans.len());
        for plan in plans {
            let (owned, fonts) = (plan.clone(), Arc::clone(&fonts));
            let paper =
                tokio::task::spawn_blocking(move || render(&owned, fonts.as_ref().as_ref())).await??;
            let department = &union.departments[plan.department].name;
            let unit = units
                .iter()
                .find(|unit| unit.name == *department)
                .context("a department is missing")?;
            let arrival = Arrival {
                file_name: paper.file_name,
                org_path: unit.path.clone(),
                department: department.clone(),
                source: Source::Import,
            };
            staged.push(
                house
                    .inbox
                    .stage(arrival, std::io::Cursor::new(paper.bytes))
                    .await?,
            );
        }
        let received = house.inbox.receive(&actor, staged).await?;
        for (plan, received) in plans.iter().zip(received) {
            if let Some(record) = received.record().filter(|_| plan.number % 2 == 0) {
                file(house, &actor, union, plan, record).await?;
            }
        }
    }
    std::fs::write(ready, "")?;
    Ok(())
}

/// Half of the papers were already filed by the archivist, so that there is something to leaf through.
async fn file(
    house: &House,
    actor: &Actor,
    union: &Union,
    plan: &PaperPlan,
    record: RecordId,
) -> anyhow::Result<()> {
    let mut work = house.database.begin(actor.realm).await?;
    let present = house.archive.record(&mut work, actor, record).await?;
    if present.state == RecordState::Filed {
        return Ok(());
    }
    let description = described(house, union, plan);
    let described = house
        .archive
        .describe(&mut work, actor, (record, present.version), description)
        .await?;
    house
        .archive
        .file(&mut work, actor, (record, described.version))
        .await?;
    work.commit().await?;
    Ok(())
}

fn described(house: &House, union: &Union, plan: &PaperPlan) -> Description {
    let one = |text: &str| FieldValue::One(text.to_owned());
    let kind = house.archive.dictionary.find(plan.type_code);
    let retention = kind.map_or("D30", |kind| kind.retention_default.as_str());
    let persons = plan
        .persons
        .iter()
        .map(|person| union.staff[*person].name.clone())
        .collect();
    let fields = Fields::from([
        ("title".to_owned(), one(&plan.title)),
        ("doc_number".to_owned(), one(&plan.doc_number)),
        ("doc_date".to_owned(), one(&plan.doc_date.to_string())),
        ("year".to_owned(), one(&plan.doc_date.year().to_string())),
        ("responsible_party".to_owned(), one(&plan.responsible_party)),
        ("retention".to_owned(), one(retention)),
        (
            "security_level".to_owned(),
            one(if plan.type_code == "ZY.BF" { "3" } else { "1" }),
        ),
        ("persons".to_owned(), FieldValue::Many(persons)),
    ]);
    Description {
        type_code: plan.type_code.to_owned(),
        fields,
        department: None,
    }
}
