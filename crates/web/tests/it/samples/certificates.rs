//! Samples of the pages of client certificates.

use super::{Locale, Section, frame, moment, say};
use guildhall_web::view::{CertificateRow, CertificatesPage, ManagedCertificatesPage};

fn row(locale: Locale, is_over: bool) -> CertificateRow {
    CertificateRow {
        id: "1".into(),
        subject: say(
            locale,
            "CN=王建国, O=仁和医院工会",
            "CN=Wang Jianguo, O=Renhe hospital union",
        ),
        issuer: say(locale, "CN=市总工会证书中心", "CN=City federation CA"),
        serial: "07:5b:cd:15".into(),
        fingerprint: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        expires: moment("2028-11-20T01:02:03Z"),
        is_over,
        used: (!is_over).then(|| moment("2026-11-21T00:40:00Z")),
    }
}

pub(super) fn own(locale: Locale, is_on: bool) -> CertificatesPage {
    let own = [row(locale, false), row(locale, true)];
    CertificatesPage {
        ui: frame(locale, Section::Outside),
        certificates: own.into_iter().filter(|_| is_on).collect(),
        is_on,
        count_as_two: false,
        presented: is_on.then(|| row(locale, false)),
        is_bound: false,
        fault: is_on.then(|| say(locale, "这个证书已绑定到一个账户。", "It is bound already.")),
    }
}

pub(super) fn none_shown(locale: Locale) -> CertificatesPage {
    CertificatesPage {
        presented: None,
        fault: None,
        ..own(locale, true)
    }
}

pub(super) fn bound(locale: Locale) -> CertificatesPage {
    CertificatesPage {
        count_as_two: true,
        is_bound: true,
        fault: None,
        ..own(locale, true)
    }
}

pub(super) fn managed(locale: Locale, has_any: bool) -> ManagedCertificatesPage {
    ManagedCertificatesPage {
        ui: frame(locale, Section::Accounts),
        account: "7".into(),
        name: "王建国".into(),
        certificates: has_any.then(|| row(locale, false)).into_iter().collect(),
    }
}
