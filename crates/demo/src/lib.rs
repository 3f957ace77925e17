//! A made-up hospital union (演示工会) with its staff and papers, for trying the product out and for tests.
//!
//! Begin with [`Union::generate`]: it makes people and plans of papers from a seed and today's date, always the same
//! for the same arguments. [`render`] turns one plan into the bytes of a file, born digital or as a worn scan.
//!
//! Invariants: this crate knows no database, no service and no network. Nothing in it is a real person: names are
//! drawn at random, identity and telephone numbers lie in ranges that nobody is given. It reads font files only, and
//! only those that the caller names; randomness comes from the seed, the present day from the caller.

mod calendar;
mod department;
mod dice;
mod filler;
mod fonts;
mod names;
mod paper;
mod personal_numbers;
mod planning;
mod render;
mod staff;
mod template;
mod union;
mod words;

pub use department::{Department, DepartmentKind};
pub use fonts::Fonts;
pub use paper::{Block, PaperKind, PaperPlan, Table};
pub use render::{RenderError, RenderedPaper, render};
pub use staff::{CareerReason, CareerStep, Sex, Staff};
pub use union::{Officers, Union};
