//! Jobs, storage, keys, ledger.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;

use super::{frame, moment, say};

pub(super) fn job(name: String, subject: &str, state: JobState, done: u64, of: u64) -> Job {
    let open = matches!(
        state,
        JobState::Waiting | JobState::Running | JobState::Retrying(_)
    );
    let may_retry = matches!(state, JobState::Failed(_));
    let attempts = if matches!(state, JobState::Retrying(_)) {
        3
    } else {
        1
    };
    Job {
        id: "42".into(),
        name,
        subject: Some(subject.into()),
        state,
        done,
        of,
        queued: moment("2026-11-21T00:40:00Z"),
        attempts,
        may_cancel: open,
        may_retry,
    }
}

pub(super) fn jobs(locale: Locale) -> JobsPage {
    let read = say(locale, "识读文件", "Read a paper");
    JobsPage {
        ui: frame(locale, Section::System),
        jobs: vec![
            job(read.clone(), "困难职工申请书-扫描.tif", JobState::Running, 4, 11),
            job(
                say(locale, "重建索引", "Rebuild the index"),
                "",
                JobState::Running,
                0,
                0,
            ),
            job(read.clone(), "会议纪要.docx", JobState::Waiting, 0, 0),
            job(
                read.clone(),
                "照片.jpg",
                JobState::Retrying(moment("2026-11-21T00:50:00Z")),
                0,
                1,
            ),
            job(
                read.clone(),
                "加密合同.pdf",
                JobState::Failed(say(
                    locale,
                    "文件有密码保护。",
                    "The file is protected by a password.",
                )),
                0,
                1,
            ),
            job(read, "通知.pdf", JobState::Cancelled, 1, 3),
            job(say(locale, "巡检", "Scrub"), "disk-1", JobState::Done, 600, 600),
        ],
        more: 210,
        moving: true,
    }
}

pub(super) fn storage(locale: Locale) -> StoragePage {
    let replica = |name: &str, kind| Replica {
        name: name.into(),
        kind,
        objects: 25_113,
        bytes: 48 << 30,
        trouble: None,
    };
    let fault = |what, healed| ObjectFault {
        sha256: "9f86d081884c7d65".into(),
        replica: "disk-2".into(),
        what,
        healed,
    };
    StoragePage {
        ui: frame(locale, Section::System),
        replicas: vec![
            replica("disk-1", say(locale, "文件夹", "Folder")),
            replica("disk-2", say(locale, "文件夹", "Folder")),
            Replica {
                trouble: Some(ReplicaTrouble {
                    since: moment("2026-11-15T17:02:00Z"),
                    what: "input or output: connection refused".into(),
                }),
                ..replica("offsite", "S3".into())
            },
        ],
        running: Some(job(
            say(locale, "巡检", "Scrub"),
            "disk-1",
            JobState::Running,
            10_240,
            50_226,
        )),
        last: Some(ScrubReport {
            ended: moment("2026-11-15T18:30:00Z"),
            checked: 50_120,
            healed: 1,
            unhealed: 12,
            lost: 0,
        }),
        faults: vec![
            fault(
                say(locale, "内容与指纹不符", "Content differs from its fingerprint"),
                true,
            ),
            fault(say(locale, "缺失", "Missing"), false),
        ],
        may_scrub: true,
    }
}

pub(super) fn ledger(locale: Locale) -> LedgerPage {
    let leaf = |number, what, subject: &str, link| LeafRow {
        number,
        when: moment("2026-11-20T03:20:00Z"),
        who: "李文静".into(),
        what,
        subject: subject.into(),
        link,
    };
    LedgerPage {
        ui: frame(locale, Section::System),
        size: 48_212,
        checkpoint: Some("guildhall/renhe\n48212\nQm9mP4c1t0zUq2x1h2m3u4W5y6z7A8B9C0D1E2F3G4H=\n\n— guildhall/renhe Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n".into()),
        signed: Some(moment("2026-11-20T03:20:05Z")),
        key: "guildhall/renhe+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8".into(),
        running: None,
        last: Some(Verification { ended: moment("2026-11-20T18:00:00Z"), checked: 48_100, faults: vec![] }),
        leaves: vec![
            leaf(48_211, say(locale, "归档", "Filed"), "0012-ZY.ZD·2024-Y-0007", Some(routes::record("0198f1c2"))),
            leaf(48_210, say(locale, "登录", "Signed in"), "liwenjing", None),
        ],
        witnesses: vec![
            WitnessRow {
                name: say(locale, "市总工会", "City federation"),
                size: 48_100,
                sent: Some(moment("2026-11-20T03:15:00Z")),
                problem: Some(say(locale, "无法连接", "It cannot be reached")),
            },
            WitnessRow { name: "disk".into(), size: 0, sent: None, problem: None },
        ],
        witnessed: vec![WitnessedRow {
            origin: "other.example/0198f1c2".into(),
            size: 12,
            seen: moment("2026-11-20T03:15:00Z"),
            refused: Some(moment("2026-11-20T04:15:00Z")),
        }],
        may_verify: true,
        may_export: true,
        next: Some(routes::LEDGER.into()),
    }
}

pub(super) fn checkpoint_sheet(locale: Locale) -> CheckpointSheet {
    let note = ledger(locale).checkpoint.unwrap_or_default();
    CheckpointSheet {
        ui: frame(locale, Section::System),
        origin: "guildhall/renhe".into(),
        size: 48_212,
        root: "Qm9mP4c1t0zUq2x1h2m3u4W5y6z7A8B9C0D1E2F3G4H=".into(),
        signed: moment("2026-11-20T03:20:05Z"),
        key: "guildhall/renhe+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8".into(),
        qr: QrCode::of(&note),
        note,
    }
}

pub(super) fn audit(locale: Locale) -> AuditPage {
    let every = Choice {
        value: String::new(),
        label: say(locale, "全部", "All"),
        chosen: true,
    };
    let who = say(locale, "操作人", "Who");
    AuditPage {
        ui: frame(locale, Section::System),
        fields: vec![
            Field::new("actor", who.clone(), FieldKind::Select(vec![every])).optional(),
            Field::new("from", say(locale, "起", "From"), FieldKind::Date).optional(),
        ],
        acts: vec![ActRow {
            when: moment("2026-11-20T03:20:00Z"),
            who: "李文静".into(),
            what: say(locale, "新建账户", "Account made"),
            subject: "account 0198f1c2".into(),
            details: Some("{\"state\":\"active\"}".into()),
            address: Some("203.0.113.*".into()),
        }],
        export: routes::AUDIT_EXPORT.into(),
        previous: None,
        next: Some(routes::AUDIT.into()),
    }
}

pub(super) fn audit_empty(locale: Locale) -> AuditPage {
    AuditPage {
        acts: vec![],
        next: None,
        ..audit(locale)
    }
}

pub(super) fn keys(locale: Locale) -> KeysPage {
    let key = |id: &str, seals, things| KeyRow {
        id: id.into(),
        made: Some(moment("2026-11-15T18:30:00Z")),
        seals,
        things,
    };
    KeysPage {
        ui: frame(locale, Section::System),
        keys: vec![
            key("9f86d081884c7d65", true, 40_012),
            key("60303ae22b998861", false, 12_001),
            KeyRow {
                made: None,
                ..key("fd61a03af4f77d87", false, 0)
            },
        ],
        recovery: Some(RecoveryShares {
            set: "7f3a9c12".into(),
            shares: 5,
            threshold: 3,
            made: moment("2026-01-05T01:00:00Z"),
        }),
        running: Some(job(
            say(locale, "重新封装", "Sealing anew"),
            "",
            JobState::Running,
            40_012,
            52_013,
        )),
    }
}

pub(super) fn backup(locale: Locale) -> BackupPage {
    let drill = DrillRow {
        ended: moment("2026-11-01T20:12:40Z"),
        seconds: 760,
        is_good: true,
        snapshot: Some(moment("2026-11-01T19:00:00Z")),
        rows: 4_812_311,
        originals: 25_113,
        originals_harmed: 0,
        ledger_entries: 912_004,
        ledger_problems: 0,
        records: 20,
        records_wrong: 0,
        problem: None,
    };
    BackupPage {
        ui: frame(locale, Section::System),
        place: Some("offsite".into()),
        backup: Upkeep {
            last: Some(moment("2026-11-15T19:04:00Z")),
            next: Some(moment("2026-11-16T19:00:00Z")),
            is_overdue: true,
        },
        drill: Upkeep {
            last: Some(moment("2026-11-01T20:12:40Z")),
            next: Some(moment("2026-12-01T20:00:00Z")),
            is_overdue: true,
        },
        kept: vec![BackupRow {
            id: "20261115T190000.000000Z-4f315bbf".into(),
            made: moment("2026-11-15T19:00:00Z"),
            rows: Some(4_812_311),
            originals: Some(25_113),
            bytes: Some(48 << 30),
            written: Some(212 << 20),
            lost: 1,
        }],
        failed: Some(say(locale, "备份位置无法读写", "The place cannot be written")),
        drills: vec![
            DrillRow {
                is_good: false,
                problem: Some(say(
                    locale,
                    "此处没有备份。",
                    "No backups are kept at this place.",
                )),
                ..drill.clone()
            },
            drill,
        ],
        running: Some(job(
            say(locale, "备份", "backing up"),
            "",
            JobState::Running,
            3,
            28,
        )),
    }
}

pub(super) fn backup_nowhere(locale: Locale) -> BackupPage {
    let never = Upkeep {
        last: None,
        next: None,
        is_overdue: true,
    };
    BackupPage {
        place: None,
        backup: never.clone(),
        drill: never,
        kept: Vec::new(),
        failed: None,
        drills: Vec::new(),
        running: None,
        ..backup(locale)
    }
}
