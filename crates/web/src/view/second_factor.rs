//! Pages of the second factor, and the page on which one proves again who one is.

use askama::Template;
use qrcode::{Color, EcLevel};
use std::fmt::Write as _;

use super::{Field, Frame};
use crate::routes;

/// What an authenticator app needs (双因素认证), and the field for its first code.
#[derive(Debug, Template)]
#[template(path = "account/second_factor.html")]
pub struct SecondFactorPage {
    /// The frame.
    pub ui: Frame,
    /// The address of the secret as a picture; none when it is too long for one.
    pub qr: Option<QrCode>,
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The first code.
    pub code: Field,
}

/// Recovery codes (恢复码), shown once.
#[derive(Debug, Template)]
#[template(path = "account/recovery_codes.html")]
pub struct RecoveryCodesPage {
    /// The frame.
    pub ui: Frame,
    /// The codes.
    pub codes: Vec<String>,
}

/// Asks for the code that follows the password.
#[derive(Debug, Template)]
#[template(path = "entrance/code.html")]
pub struct CodePage {
    /// The frame.
    pub ui: Frame,
    /// Why the last proof was refused.
    pub fault: Option<String>,
    /// Where to go afterwards, a path of this site.
    pub next: String,
    /// Whether there is an authenticator app.
    pub app: bool,
    /// Whether a passkey may stand in.
    pub passkey: bool,
}

/// Asks who is there, before something sensitive (再次验证).
#[derive(Debug, Template)]
#[template(path = "account/confirm.html")]
pub struct ConfirmPage {
    /// The frame.
    pub ui: Frame,
    /// A code or the password.
    pub proof: Field,
    /// Whether a passkey may stand in.
    pub passkey: bool,
    /// Where to go afterwards, a path of this site.
    pub next: String,
}

/// A QR code (ISO/IEC 18004) as the path of an SVG, one unit for each module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    /// Modules on a side, without the quiet zone.
    pub side: usize,
    /// The dark modules.
    pub path: String,
}

impl QrCode {
    /// Makes the code of a text; none when it is too long (2,331 bytes).
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let side = code.width();
        let mut path = String::new();
        for (index, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                write!(path, "M{} {}h1v1h-1z", index % side, index / side)
                    .expect("writing into a string cannot fail");
            }
        }
        Some(Self { side, path })
    }

    /// Returns the view box with the quiet zone of four modules that the standard asks for.
    #[must_use]
    pub fn view_box(&self) -> String {
        let side = self.side + 8;
        format!("-4 -4 {side} {side}")
    }

    /// Returns the code as a picture of its own, for paper.
    #[must_use]
    pub fn to_svg(&self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{}\"><path d=\"{}\"/></svg>",
            self.view_box(),
            self.path
        )
    }
}
