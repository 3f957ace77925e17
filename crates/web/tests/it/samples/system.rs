//! Jobs, storage, ledger.

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
        may_verify: true,
        may_export: true,
        next: Some(routes::LEDGER.into()),
    }
}
