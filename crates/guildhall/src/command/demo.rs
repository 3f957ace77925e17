//! `guildhall demo`: a synthetic hospital union, made through the real services, and served while its papers are
//! still being read.
//!
//! Doing it twice is harmless: people are made once, and a paper that is already there is recognised by its bytes.

use super::{Outcome, serve};
use crate::cli::Demo;
use crate::config::{SecondFactor, Settings};
use crate::house::{House, Use};
use anyhow::Context as _;
use guildhall_archive::fonds::{self, Fonds as ArchiveFonds};
use guildhall_archive::{Description, FieldValue, Fields, RecordState};
use guildhall_demo::{Fonts, PaperPlan, Sex as DemoSex, Union, render};
use guildhall_identity::account::{AccountQuery, NewAccount, PasswordHash, service as accounts};
use guildhall_identity::first_run::{self, FirstRun, Founder};
use guildhall_identity::organisation::{NewOrganisation, service as organisations};
use guildhall_identity::person::{Directory, NewPerson, Sex};
use guildhall_identity::{Account, Language, Login, Organisation, OrganisationKind, Phone, Power};
use guildhall_intake::{Arrival, Source};
use guildhall_kernel::{Actor, Date, Grant, OrgId, Origin, RecordId};
use guildhall_store::Work;
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

/// Login of the archivist, who brings the papers in.
const ARCHIVIST: &str = "archivist";
/// Login of a reader of one department.
const READER: &str = "reader";
/// The demo logins and who they are.
const LOGINS: [(&str, &str); 5] = [
    (ARCHIVIST, "档案员 archivist"),
    (READER, "科室读者 reader"),
    ("system", "系统管理员 system administrator"),
    ("security", "安全管理员 security administrator"),
    ("audit", "审计管理员 audit administrator"),
];

/// Makes what is missing, then serves.
///
/// # Errors
/// When something cannot be opened, or the address is taken.
pub async fn run(mut settings: Settings, options: Demo) -> anyhow::Result<Outcome> {
    // Its passwords stand on its first page and its papers are made up: nothing here is worth a second factor.
    settings.config.sign_in.second_factor = SecondFactor::Offered;
    settings.config.sign_in.second_factor_roles.clear();
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
    let logins = LOGINS.map(|(login, role)| DemoLogin {
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
    let first = FirstRun {
        union_name: union.federation.clone(),
        kind: OrganisationKind::Federation,
        language: Language::Chinese,
        system: founder(house, "system", "孙静").await?,
        security: founder(house, "security", "何安").await?,
        audit: founder(house, "audit", "陆平").await?,
    };
    let mut work = first_run::begin(&house.database).await?;
    let founders = first_run::found(&mut work, first).await?;
    let system = founders.system.actor(Origin::default());
    let (hospital, departments) = make_units(&mut work, house, (&system, founders.system.org), union).await?;
    make_staff(&mut work, house, (&system, &departments), union).await?;
    let security = founders.security.actor(Origin::default());
    let archivist = &union.staff[union.officers.archivist];
    let reader = union
        .staff
        .iter()
        .find(|staff| staff.department != archivist.department)
        .unwrap_or(archivist);
    let accounts = [
        (ARCHIVIST, &hospital, archivist.name.as_str(), 3),
        (READER, &departments[reader.department], reader.name.as_str(), 1),
    ];
    for (login, unit, name, clearance) in accounts {
        let new = account(house, (login, name), (unit, clearance)).await?;
        accounts::create(&mut work, &house.rights, &security, new).await?;
    }
    work.commit().await?;
    Ok(())
}

/// An administrator with the demo's password, which she need not change.
async fn founder(house: &House, login: &str, name: &str) -> anyhow::Result<Founder> {
    let login = Login::parse(login)?;
    Ok(Founder {
        password: hashed(house, &login, name).await?,
        login,
        name: name.to_owned(),
        must_change_password: false,
    })
}

async fn hashed(house: &House, login: &Login, name: &str) -> anyhow::Result<PasswordHash> {
    let random = house.database.random();
    let passwords = house.sign_in.passwords();
    Ok(passwords.hash_new(PASSWORD, login, name, &*random).await?)
}

/// An account whose login name is also its role.
async fn account(
    house: &House,
    (login, name): (&str, &str),
    (unit, clearance): (&Organisation, i64),
) -> anyhow::Result<NewAccount> {
    let grant = Grant {
        role: login.to_owned(),
        org_path: unit.path.clone(),
        clearance,
    };
    let login = Login::parse(login)?;
    Ok(NewAccount {
        password: hashed(house, &login, name).await?,
        login,
        name: name.to_owned(),
        person: None,
        org: unit.id,
        must_change_password: false,
        language: Language::Chinese,
        grants: vec![grant],
    })
}

/// Makes the hospital union with its fonds and its departments.
async fn make_units(
    work: &mut Work,
    house: &House,
    (actor, top): (&Actor, OrgId),
    union: &Union,
) -> anyhow::Result<(Organisation, Vec<Organisation>)> {
    let new = NewOrganisation {
        name: union.name.clone(),
        kind: OrganisationKind::Union,
    };
    let hospital = organisations::add_child(work, &house.rights, actor, top, new).await?;
    let own = ArchiveFonds {
        code: "Z001".to_owned(),
        name: union.name.clone(),
        org_path: hospital.path.clone(),
    };
    fonds::open(work, actor, &house.rights, &own).await?;
    let mut departments = Vec::with_capacity(union.departments.len());
    for department in &union.departments {
        let new = NewOrganisation {
            name: department.name.clone(),
            kind: OrganisationKind::Department,
        };
        departments.push(organisations::add_child(work, &house.rights, actor, hospital.id, new).await?);
    }
    Ok((hospital, departments))
}

async fn make_staff(
    work: &mut Work,
    house: &House,
    (actor, departments): (&Actor, &[Organisation]),
    union: &Union,
) -> anyhow::Result<()> {
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
    Directory::new(Arc::clone(&house.keys))
        .add_many(work, &house.rights, actor, staff.collect())
        .await?;
    Ok(())
}

/// Finds the demo's archivist, who brings the papers in.
async fn archivist(house: &House) -> anyhow::Result<Account> {
    let realm = house.realm().await?;
    let mut connection = house.database.read(realm.id).await?;
    let keeper = Actor {
        grants: vec![Grant {
            role: Power::Security.code().to_owned(),
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
        .find(|account| account.login.as_str() == ARCHIVIST);
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
    let seen = {
        let mut connection = house.database.read(actor.realm).await?;
        house.checks.look(&mut connection, record).await?
    };
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
    // What is kept by volume waits described, so that there is something to put into one.
    if !house.archive.numbering.keeps_by_volume(&described.type_code) {
        house
            .checks
            .file(&mut work, actor, (record, described.version), &seen)
            .await?;
    }
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
