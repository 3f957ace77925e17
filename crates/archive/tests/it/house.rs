//! An archive with the shipped rules, and people to act in it.

use guildhall_archive::fonds::{self, Fonds};
use guildhall_archive::{
    Archive, CaptureOrder, Codes, ComponentRole, Description, Dictionary, FieldValue, Fields, MaskingFiles,
    Masks, NewComponent, NewRecord, Numbering, Record, Retention, RetentionFiles,
};
use guildhall_identity::Rights;
use guildhall_kernel::{
    AccountId, Actor, ActorId, ContentHash, Grant, OrgPath, Origin, Standing, SystemClock,
};
use guildhall_policy::PolicySet;
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Migration, Work};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

pub fn migrations() -> &'static [Migration] {
    static ALL: std::sync::OnceLock<Vec<Migration>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_archive::MIGRATIONS,
        ]
        .concat()
    })
}

pub fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")
}

pub fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(rules().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == ending))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    found.sort();
    found
}

pub fn text(file: &str) -> String {
    std::fs::read_to_string(rules().join(file)).unwrap()
}

pub fn archive() -> Archive {
    let codes = Codes::parse("codes.csv", &text("codes/codes.csv")).unwrap();
    let dictionary = Dictionary::load(
        &text("dictionary/schema.json"),
        &files("dictionary", "toml"),
        &codes,
    )
    .unwrap();
    let numbering = Numbering::load(
        &text("numbering/schema.json"),
        "default.toml",
        &text("numbering/default.toml"),
    )
    .unwrap();
    let retention = RetentionFiles {
        schema: &text("retention/schema.json"),
        schedule: &text("retention/schedule.toml"),
        clock: &text("retention/clock.toml"),
    };
    let retention = Retention::load(retention, &dictionary, &codes).unwrap();
    let policies = files("policies", "cedar");
    let policies: Vec<(&str, &str)> = policies
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let policies = PolicySet::load(&text("policies/guildhall.cedarschema"), &policies).unwrap();
    Archive {
        retention: Arc::new(retention),
        masks: Arc::new(masks(&dictionary)),
        dictionary: Arc::new(dictionary),
        codes: Arc::new(codes),
        numbering: Arc::new(numbering),
        rights: Rights::new(policies, Arc::new(SystemClock)),
    }
}

/// Returns the shipped rights with one policy more.
pub fn rights_with(policy: &str) -> Rights {
    let schema = text("policies/guildhall.cedarschema");
    let mut files = files("policies", "cedar");
    files.push(("own.cedar".to_owned(), policy.to_owned()));
    let policies: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Rights::new(
        PolicySet::load(&schema, &policies).unwrap(),
        Arc::new(SystemClock),
    )
}

/// Returns the shipped rights without one policy.
pub fn rights_without(policy: &str) -> Rights {
    let schema = text("policies/guildhall.cedarschema");
    let files = files("policies", "cedar");
    let cut = |text: &str| match text.split_once(&format!("@id(\"{policy}\")")) {
        Some((before, after)) => format!("{before}{}", after.split_once(";\n").unwrap().1),
        None => text.to_owned(),
    };
    let files: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| (name.clone(), cut(text)))
        .collect();
    let policies: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Rights::new(
        PolicySet::load(&schema, &policies).unwrap(),
        Arc::new(SystemClock),
    )
}

pub fn masks(dictionary: &Dictionary) -> Masks {
    let masking = MaskingFiles {
        schema: &text("masking/schema.json"),
        classes: &text("masking/classes.toml"),
        purposes: &text("masking/purposes.toml"),
    };
    Masks::load(masking, dictionary).unwrap()
}

pub fn actor(test: &TestDatabase, role: &str, path: &str, clearance: i64) -> Actor {
    Actor {
        id: ActorId::Account(AccountId::from_uuid(Uuid::from_u128(7))),
        person: None,
        name: "赵敏".to_owned(),
        realm: test.realm,
        grants: vec![Grant {
            role: role.to_owned(),
            org_path: path.parse().unwrap(),
            clearance,
        }],
        standing: Standing::default(),
        purpose: None,
        origin: Origin::default(),
    }
}

pub fn order(name: &str, path: &str) -> CaptureOrder {
    CaptureOrder {
        record: NewRecord {
            org_path: path.parse().unwrap(),
            department: "工会办公室".to_owned(),
            type_code: "WS".to_owned(),
            title: name.to_owned(),
            source: "upload",
            secrecy: 1,
        },
        original: NewComponent {
            role: ComponentRole::Original,
            hash: ContentHash::of(name.as_bytes()),
            size_bytes: 3,
            file_name: format!("{name}.txt"),
            media_type: "text/plain".to_owned(),
        },
    }
}

pub fn description() -> Description {
    let one = |text: &str| FieldValue::One(text.to_owned());
    let fields = Fields::from([
        ("title".to_owned(), one("关于召开职工代表大会的通知")),
        ("responsible_party".to_owned(), one("市一院工会")),
        ("doc_date".to_owned(), one("2024-03-15")),
        ("year".to_owned(), one("2024")),
        ("retention".to_owned(), one("Y")),
        ("security_level".to_owned(), one("1")),
    ]);
    Description {
        type_code: "WS".to_owned(),
        fields,
        department: None,
    }
}

/// Opens the fonds Z109 over the whole realm.
pub async fn open_fonds(work: &mut Work, archive: &Archive, test: &TestDatabase) {
    let keeper = actor(test, "systemAdministrator", "/1/", 1);
    let fonds = Fonds {
        code: "Z109".to_owned(),
        name: "市一院工会".to_owned(),
        org_path: OrgPath::root(1),
    };
    fonds::open(work, &keeper, &archive.rights, &fonds).await.unwrap();
}

pub async fn captured(archive: &Archive, test: &TestDatabase, who: &Actor, name: &str) -> Record {
    let mut work = test.database.begin(test.realm).await.unwrap();
    let mut records = archive
        .capture(&mut work, who, vec![order(name, "/1/2/")])
        .await
        .unwrap();
    work.commit().await.unwrap();
    records.pop().unwrap().0
}
