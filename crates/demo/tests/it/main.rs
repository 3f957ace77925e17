//! The rules of the made-up union: repeatable, complete, consistent, and readable as files.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "what a test needs and cannot get fails it by panicking, and a skipped test says so"
)]

mod papers;
mod people;
mod scans;

use guildhall_demo::{Fonts, PaperPlan, Union, render};
use guildhall_kernel::Date;
use std::path::Path;

/// The day on which every union of these tests is made.
pub fn today() -> Date {
    "2026-06-15".parse().unwrap()
}

/// The union that most tests look at.
pub fn union() -> Union {
    Union::generate(42, today(), 400, 300)
}

/// The system's Chinese fonts, if it has any; tests of drawing are skipped where it has none.
pub fn fonts() -> Option<Fonts> {
    let folder = Path::new("/usr/share/fonts/opentype/noto");
    let found = Fonts::find(&[
        folder.join("NotoSerifCJK-Regular.ttc"),
        folder.join("NotoSansCJK-Bold.ttc"),
    ]);
    if found.is_none() {
        eprintln!("SKIPPED: no Chinese font in the usual folder");
    }
    found
}

/// Renders one paper.
pub fn bytes(plan: &PaperPlan, fonts: Option<&Fonts>) -> Vec<u8> {
    render(plan, fonts).unwrap().bytes
}
