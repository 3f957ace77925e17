//! The rules that ship, read as the program reads them, for the rooms of the test house.

use guildhall_archive::batch::{BatchFiles, BatchRules};
use guildhall_archive::{
    Archive, AttestationFiles, AttestationRules, Attestations, Batches, Codes, Dictionary, DossierFiles,
    DossierRules, Dossiers, Lending, LendingFiles, LendingRules, MaskingFiles, Masks, Numbering, PlaceKinds,
    Retention, RetentionFiles, Storeroom,
};
use guildhall_checks::{CheckFiles, CheckRules};
use guildhall_dispatch::{ElementFiles, Elements};
use guildhall_disposal::{DisposalFiles, DisposalRules};
use guildhall_emergency::{EmergencyFiles, EmergencyRules};
use guildhall_formats::{FormatFiles, FormatRules};
use guildhall_identity::Rights;
use guildhall_identity::rights::rules::{PolicyFile, PolicyRules};
use guildhall_kernel::SystemClock;
use guildhall_privacy::{PrivacyFiles, PrivacyRules, Words};
use guildhall_watch::{WatchFiles, WatchRules};
use guildhall_workflow::{Known, WorkflowFiles, WorkflowRules};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn rules(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../rules")
        .join(name)
}

pub fn text(name: &str) -> String {
    std::fs::read_to_string(rules(name)).expect("a rule of the repository")
}

fn texts(folder: &str, ending: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(rules(folder)).expect("a folder of rules");
    let names = entries.map(|entry| {
        entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    });
    let mut names: Vec<String> = names.filter(|name| name.ends_with(ending)).collect();
    names.sort();
    names
        .into_iter()
        .map(|name| (name.clone(), text(&format!("{folder}/{name}"))))
        .collect()
}

pub fn policy_rules() -> PolicyRules {
    let files = texts("policies", ".cedar").into_iter();
    let files = files.map(|(name, text)| PolicyFile { name, text }).collect();
    let rules = PolicyRules::read(
        text("policies/guildhall.cedarschema"),
        files,
        &text("policies/cases.toml"),
    );
    rules.expect("good cases")
}

/// Returns the four checks that ship.
pub fn check_rules() -> CheckRules {
    let files = CheckFiles {
        schema: &text("checks/schema.json"),
        checks: &text("checks/checks.toml"),
    };
    CheckRules::load(files).expect("good checks")
}

/// Returns the formats that ship.
pub fn format_rules() -> FormatRules {
    let files = FormatFiles {
        schema: &text("formats/schema.json"),
        pronom: &text("formats/pronom.toml"),
        own: &text("formats/own.toml"),
        risks: &text("formats/risks.toml"),
    };
    FormatRules::load(files).expect("good formats")
}

/// Returns the policies that ship.
pub fn rights() -> Rights {
    Rights::new(
        policy_rules().compile().expect("good policies"),
        Arc::new(SystemClock),
    )
}

pub fn element_rules() -> Elements {
    let files = ElementFiles {
        schema: &text("packages/schema.json"),
        elements: &text("packages/elements.toml"),
    };
    Elements::load(files).expect("good elements")
}

pub fn archive() -> Archive {
    let codes = Codes::parse("codes.csv", &text("codes/codes.csv")).expect("good codes");
    let types = texts("dictionary", ".toml");
    let dictionary =
        Dictionary::load(&text("dictionary/schema.json"), &types, &codes).expect("a good dictionary");
    let numbering = text("numbering/default.toml");
    let numbering = Numbering::load(&text("numbering/schema.json"), "default.toml", &numbering);
    let policies = policy_rules().compile();
    let masking = MaskingFiles {
        schema: &text("masking/schema.json"),
        classes: &text("masking/classes.toml"),
        purposes: &text("masking/purposes.toml"),
    };
    let retention = RetentionFiles {
        schema: &text("retention/schema.json"),
        schedule: &text("retention/schedule.toml"),
        clock: &text("retention/clock.toml"),
    };
    let retention = Retention::load(retention, &dictionary, &codes).expect("a good schedule");
    let masks = Masks::load(masking, &dictionary).expect("good masks");
    Archive {
        retention: Arc::new(retention),
        masks: Arc::new(masks),
        dictionary: Arc::new(dictionary),
        codes: Arc::new(codes),
        numbering: Arc::new(numbering.expect("good numbering")),
        rights: Rights::new(policies.expect("good policies"), Arc::new(SystemClock)),
    }
}

/// Returns batches of the size that ships.
pub fn batches(archive: &Archive) -> Batches {
    let files = BatchFiles {
        schema: &text("batches/schema.json"),
        rules: &text("batches/batches.toml"),
    };
    Batches {
        rules: Arc::new(BatchRules::load(files).expect("good rules")),
        archive: archive.clone(),
    }
}

/// Returns a storeroom with the kinds of places that ship.
pub fn storeroom(archive: &Archive) -> Storeroom {
    let kinds = PlaceKinds::load(&text("storeroom/schema.json"), &text("storeroom/kinds.toml"));
    Storeroom {
        kinds: Arc::new(kinds.expect("good kinds")),
        rights: archive.rights.clone(),
    }
}

/// Returns a desk for certificates of consultation with the rules that ship.
pub fn attestations(archive: &Archive) -> Attestations {
    let rules = AttestationRules::load(AttestationFiles {
        schema: &text("attestations/schema.json"),
        rules: &text("attestations/attestations.toml"),
    });
    Attestations {
        rules: Arc::new(rules.expect("good rules")),
        rights: archive.rights.clone(),
    }
}

/// Returns dossiers of the kinds that ship.
pub fn dossiers(archive: &Archive) -> Dossiers {
    let files = DossierFiles {
        schema: &text("dossiers/schema.json"),
        kinds: &texts("dossiers", ".toml"),
    };
    let rules = DossierRules::load(&files, &archive.dictionary, &archive.codes);
    Dossiers {
        rules: Arc::new(rules.expect("good kinds")),
        batches: batches(archive),
    }
}

/// Returns a lending desk with the rules that ship.
pub fn lending(archive: &Archive) -> Lending {
    let rules = LendingRules::load(LendingFiles {
        schema: &text("lending/schema.json"),
        rules: &text("lending/lending.toml"),
    });
    Lending {
        rules: Arc::new(rules.expect("good rules")),
        rights: archive.rights.clone(),
    }
}

/// Returns the rules of watching that ship.
pub fn watch_rules() -> WatchRules {
    let files = WatchFiles {
        schema: &text("watching/schema.json"),
        rules: &text("watching/rules.toml"),
        limits: &text("watching/limits.toml"),
    };
    WatchRules::load(files).expect("good rules")
}

pub fn privacy_rules(masks: &Masks) -> PrivacyRules {
    let files = PrivacyFiles {
        schema: &text("privacy/schema.json"),
        classes: &text("privacy/classes.toml"),
        activities: &text("privacy/activities.toml"),
        consents: &text("privacy/consents.toml"),
        duties: &text("privacy/duties.toml"),
    };
    let masking = masks
        .classes()
        .map(|class| (class.code.as_str(), Words::only(class.zh.clone())));
    PrivacyRules::load(files, masking).expect("good rules of privacy")
}

/// Returns the emergency plans, clocks and letters that ship.
pub fn emergency_rules() -> EmergencyRules {
    let files = EmergencyFiles {
        schema: &text("emergency/schema.json"),
        clock: &text("emergency/clock.toml"),
        plans: &texts("emergency/plans", ".toml"),
        letters: &texts("emergency/letters", ".toml"),
    };
    EmergencyRules::load(files).expect("good rules of emergencies")
}

/// Returns the parameters of appraisal and destruction that ship.
pub fn disposal_rules() -> DisposalRules {
    let files = DisposalFiles {
        schema: &text("disposal/schema.json"),
        rules: &text("disposal/disposal.toml"),
    };
    DisposalRules::load(files).expect("good parameters")
}

/// Returns the workflows and the calendar that ship.
pub fn workflow_rules(archive: &Archive) -> WorkflowRules {
    let files = WorkflowFiles {
        schema: &text("workflows/schema.json"),
        files: &texts("workflows", ".toml"),
    };
    let known = Known {
        is_action: &|action| archive.rights.is_action_in_organisations(action),
        is_post: &|post| archive.codes.find("HOUSE_UNION_POST", post).is_some(),
    };
    WorkflowRules::load(files, &known).expect("good workflows")
}
