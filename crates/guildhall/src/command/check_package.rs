//! `guildhall check-package PATH`: judges a package that somebody sent, before anything of it is opened. Needs no house,
//! keeps nothing, asks no network, and ends with 1 when the package may not be believed.

use super::Outcome;
use super::doctor::locale;
use crate::cli::CheckPackage;
use crate::printing::say;
use guildhall_kernel::{Clock as _, SystemClock};
use guildhall_package::{Limits, judge};
use guildhall_web::locale::explain;

/// Judges the package and prints what is wrong with it, and what to do.
///
/// # Errors
/// None; what cannot be read is told as a problem.
pub fn run(options: &CheckPackage) -> Outcome {
    let language = locale(options.language);
    let found = match judge(&options.path, SystemClock.now(), &Limits::default()) {
        Ok(found) => found,
        Err(error) => {
            say(explain(language, &error).sentence());
            return Outcome::Found;
        }
    };
    say(format_args!(
        "{}  {}  {} B",
        found.kind.name(),
        found.files,
        found.bytes
    ));
    for certificate in &found.certificates {
        say(format_args!(
            "{}  sha256 {}",
            certificate.subject, certificate.fingerprint
        ));
    }
    for problem in &found.problems {
        say(explain(language, problem).sentence());
    }
    match found.problems.is_empty() {
        true => Outcome::Good,
        false => Outcome::Found,
    }
}
