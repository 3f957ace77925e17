//! What the archive holds by format.

use guildhall_formats::Standing;
use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, moment, say};

pub(super) fn risk(locale: Locale) -> FormatRisk {
    FormatRisk {
        standing: Standing::Threatened,
        name: say(locale, "有风险", "at risk"),
        reason: say(locale, "图像格式有损。", "A format of pictures with loss."),
        todo: say(locale, "转换为 TIFF。", "Convert it to TIFF."),
    }
}

pub(super) fn told(locale: Locale) -> FileFormatView {
    FileFormatView {
        name: "Windows Bitmap 3.0".into(),
        puid: "fmt/116".into(),
        basis: say(locale, "文件特征", "its bytes"),
        name_disagrees: true,
        risk: risk(locale),
    }
}

pub(super) fn map(locale: Locale) -> FormatsPage {
    FormatsPage {
        ui: frame(locale, Section::Records),
        files: 12_345,
        bars: vec![StandingBar {
            name: say(locale, "有风险", "at risk"),
            files: 12_345,
            x: 15,
            height: 60,
        }],
        rows: vec![FormatRow {
            link: "/formats/files?format=fmt%2F116".into(),
            name: "Windows Bitmap 3.0".into(),
            puid: "fmt/116".into(),
            files: 12_345,
            bytes: 9_876_543_210,
            risk: risk(locale),
        }],
    }
}

pub(super) fn nothing(locale: Locale) -> FormatsPage {
    FormatsPage {
        files: 0,
        bars: Vec::new(),
        rows: Vec::new(),
        ..map(locale)
    }
}

pub(super) fn files(locale: Locale) -> FormatFilesPage {
    FormatFilesPage {
        ui: frame(locale, Section::Records),
        name: "Windows Bitmap 3.0".into(),
        puid: "fmt/116".into(),
        risk: risk(locale),
        rows: vec![FormatFileRow {
            link: "/records/0190a3f1-0000-7000-8000-000000000001".into(),
            number: "Z109-WS·2015-D10-0001".into(),
            title: say(locale, "关于召开职工运动会的通知", "Notice of the sports day"),
            class: say(locale, "文书档案", "administrative documents"),
            sequence: 1,
            bytes: 786_432,
            basis: say(locale, "文件特征", "its bytes"),
            name_disagrees: true,
        }],
        previous: None,
        next: Some("/formats/files?format=fmt%2F116&record=1&file=2".into()),
    }
}

pub(super) fn quarantine(locale: Locale) -> QuarantinePage {
    QuarantinePage {
        ui: frame(locale, Section::Inbox),
        id: "0190a3f1-0000-7000-8000-000000000001".into(),
        infections: vec![Infection {
            finding: "Win.Test.EICAR_HDB-1".into(),
            scanner: "ClamAV 1.4.1/27400".into(),
            at: moment("2026-11-20T03:20:00Z"),
        }],
        may_release: true,
        may_discard: true,
    }
}

pub(super) fn own_quarantine(locale: Locale) -> QuarantinePage {
    QuarantinePage {
        may_release: false,
        may_discard: false,
        ..quarantine(locale)
    }
}

pub(super) fn no_files(locale: Locale) -> FormatFilesPage {
    FormatFilesPage {
        rows: Vec::new(),
        next: None,
        ..files(locale)
    }
}
