//! Many records that leave, and packages that come in.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;

use super::{frame, moment, say};

const NOON: &str = "2026-11-20T04:00:00Z";
const CODE: &str = "Z109-WS·2014-D10-0001";
const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn job(locale: Locale) -> Job {
    Job {
        id: "5".into(),
        name: say(locale, "打包移交的档案", "Pack a consignment"),
        subject: None,
        state: JobState::Running,
        done: 120,
        of: 500,
        queued: moment(NOON),
        attempts: 1,
        may_cancel: false,
        may_retry: false,
    }
}

pub(super) fn consignments(locale: Locale, is_empty: bool) -> ConsignmentsPage {
    let row = ConsignmentRow {
        link: routes::consignment("5"),
        asked: say(locale, "文书档案 · 2014", "Documents · 2014"),
        format: "BAGIT".into(),
        records: 500,
        standing: say(locale, "正在打包", "Being packed"),
        made: moment(NOON),
    };
    let format = PackageChoice {
        code: "bagit",
        label: "BagIt (RFC 8493)".into(),
        lead: say(locale, "每件一个文件夹。", "A folder for each record."),
    };
    ConsignmentsPage {
        ui: frame(locale, Section::Records),
        rows: if is_empty { Vec::new() } else { vec![row] },
        formats: vec![format],
        fields: vec![Field::new(
            "reason",
            say(locale, "原因", "Reason"),
            FieldKind::Text,
        )],
        left: 380,
        limit: 500,
        per_file: 2_000,
        lifted: is_empty.then(|| moment(NOON)),
        fault: is_empty.then(|| say(locale, "请写明原因。", "Give a reason.")),
        round: is_empty.then(|| ("5".into(), 12)),
        handovers: (!is_empty).then(|| routes::HANDOVERS.to_owned()),
        accessions: (!is_empty).then(|| routes::ACCESSIONS.to_owned()),
        previous: None,
        next: (!is_empty).then(|| routes::CONSIGNMENTS.to_owned()),
    }
}

pub(super) fn consignment(locale: Locale, is_open: bool) -> ConsignmentPage {
    let here = routes::consignment("5");
    let row = |sequence, is_good| ConsignmentItemRow {
        sequence,
        number: CODE.into(),
        link: routes::record("3"),
        outcome: say(locale, "已打包", "Packed"),
        is_good,
        problem: (!is_good).then(|| say(locale, "原件已损坏。", "The original is damaged.")),
        bytes: 48_211,
        digest: DIGEST.into(),
    };
    let act = |act| routes::consignment_act("5", act);
    ConsignmentPage {
        ui: frame(locale, Section::Records),
        asked: say(locale, "文书档案 · 2014", "Documents · 2014"),
        format: "BAGIT".into(),
        standing: say(locale, "正在打包", "Being packed"),
        reason: say(locale, "移交市档案馆", "Handed over to the archives"),
        made: moment(NOON),
        ended: (!is_open).then(|| moment(NOON)),
        records: 500,
        packed: 120,
        left_out: u64::from(!is_open),
        bytes: 5_000_000,
        moving: is_open,
        job: is_open.then(|| job(locale)),
        packages: (!is_open).then(|| act("packages.zip")),
        receipt: (!is_open).then(|| act("receipt.json")),
        hand_over: (!is_open).then(|| routes::handover_new("5")),
        handover: is_open.then(|| routes::handover("5")),
        stop: is_open.then(|| act("stopping")),
        only_left_out: (!is_open).then(|| here.clone()),
        rows: vec![row(1, true), row(2, false)],
        previous: None,
        next: Some(here.clone()),
        here,
    }
}

pub(super) fn handovers(locale: Locale, is_empty: bool) -> HandoversPage {
    let row = HandoverRow {
        link: routes::handover("5"),
        number: "2026-1".into(),
        name: say(locale, "2014 年永久档案进馆", "Permanent records of 2014"),
        receiver: say(locale, "市档案馆", "City Archives"),
        records: 120,
        standing: say(locale, "已批准，待送交", "approved"),
        made: moment(NOON),
    };
    HandoversPage {
        ui: frame(locale, Section::Records),
        rows: if is_empty { Vec::new() } else { vec![row] },
        consignments: (!is_empty).then(|| routes::CONSIGNMENTS.to_owned()),
        previous: None,
        next: (!is_empty).then(|| routes::HANDOVERS.to_owned()),
    }
}

pub(super) fn handover_new(locale: Locale) -> HandoverNewPage {
    HandoverNewPage {
        ui: frame(locale, Section::Records),
        here: routes::handover_new("5"),
        consignment: routes::consignment("5"),
        asked: say(locale, "文书档案 · 2014", "Documents · 2014"),
        records: 120,
        left_out: 1,
        fields: vec![Field::new(
            "receiver",
            say(locale, "接收单位", "Receiver"),
            FieldKind::Text,
        )],
        fault: Some(say(locale, "接收单位没有填。", "The receiver is missing.")),
    }
}

pub(super) fn handover(locale: Locale, is_approved: bool) -> HandoverPage {
    let field = Field::new("taken_by", say(locale, "接收人", "Received by"), FieldKind::Text);
    let reason = Field::new("reason", say(locale, "原因", "Why"), FieldKind::Long);
    let act = |act: &str| routes::handover_act("5", act);
    HandoverPage {
        ui: frame(locale, Section::Records),
        number: "2026-1".into(),
        name: say(locale, "2014 年永久档案进馆", "Permanent records of 2014"),
        receiver: say(locale, "市档案馆", "City Archives"),
        about: say(locale, "文书档案", "Documents"),
        medium: say(locale, "移动硬盘 1 块", "one disk"),
        standing: say(locale, "已批准，待送交", "approved"),
        next_step: is_approved.then(|| say(locale, "请送交。", "Bring it there.")),
        who: "赵敏".into(),
        made: moment(NOON),
        decided: Some(moment(NOON)),
        records: 120,
        bytes: 5_000_000,
        receipt: DIGEST.into(),
        taken_by: if is_approved {
            String::new()
        } else {
            "王芳".into()
        },
        taken_on: (!is_approved).then(|| "2026-11-21".into()),
        remark: String::new(),
        run: Some(routes::workflow_run("7")),
        round: Some(routes::disposal_round("5")),
        consignment: is_approved.then(|| routes::consignment("5")),
        form: act("form.pdf"),
        accept: is_approved.then(|| (act("acceptance"), vec![field.clone()])),
        decline: is_approved.then(|| (act("refusal"), vec![reason.clone()])),
        fault: None,
        rows: vec![HandoverItemRow {
            sequence: 1,
            number: CODE.into(),
            link: routes::record("3"),
            place: format!("{CODE}.zip"),
            bytes: 48_211,
            digest: DIGEST.into(),
        }],
        previous: None,
        next: None,
    }
}

pub(super) fn accessions(locale: Locale, is_empty: bool) -> AccessionsPage {
    let row = AccessionRow {
        link: routes::accession("5"),
        name: "second-hospital-2014.zip".into(),
        standing: say(locale, "已完成", "Done"),
        packages: 500,
        received: 498,
        refused: 2,
        made: moment(NOON),
    };
    AccessionsPage {
        ui: frame(locale, Section::Records),
        rows: if is_empty { Vec::new() } else { vec![row] },
        largest: 1 << 30,
        consignments: (!is_empty).then(|| routes::CONSIGNMENTS.to_owned()),
        previous: None,
        next: (!is_empty).then(|| routes::ACCESSIONS.to_owned()),
    }
}

pub(super) fn accession(locale: Locale, is_open: bool) -> AccessionPage {
    let here = routes::accession("5");
    let row = |sequence, is_good: bool| AccessionItemRow {
        sequence,
        place: format!("packages/{CODE}"),
        kind: "BagIt".into(),
        number: CODE.into(),
        link: is_good.then(|| routes::record("3")),
        outcome: say(locale, "已接收", "Taken in"),
        is_good,
        problem: (!is_good).then(|| say(locale, "档号已被占用。", "The code is taken.")),
        digest: if is_good { DIGEST.into() } else { String::new() },
    };
    AccessionPage {
        ui: frame(locale, Section::Records),
        name: "second-hospital-2014.zip".into(),
        standing: say(locale, "正在接收", "Being taken in"),
        made: moment(NOON),
        ended: (!is_open).then(|| moment(NOON)),
        packages: 500,
        received: 118,
        known: 1,
        refused: u64::from(!is_open),
        bytes: 5_000_000,
        problem: (!is_open).then(|| say(locale, "没有档案包。", "There is no package.")),
        moving: is_open,
        job: is_open.then(|| job(locale)),
        stop: is_open.then(|| routes::accession_act("5", "stopping")),
        only_refused: (!is_open).then(|| here.clone()),
        rows: vec![row(1, true), row(2, false)],
        previous: None,
        next: Some(here.clone()),
        here,
    }
}
