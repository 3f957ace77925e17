//! Labels for the spines of boxes (盒脊标签), many on a sheet, to be cut out. Pure data.
//!
//! Source: DA/T 22-2015, appendix: a spine shows fonds, year, retention, department, first and last item and number of the
//! box; boxes are 20, 30, 40 or 50 mm thick.

use serde::Serialize;

/// How thick a box is, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "u32")]
pub enum Thickness {
    /// 20 mm.
    Mm20,
    /// 30 mm.
    Mm30,
    /// 40 mm.
    Mm40,
    /// 50 mm.
    Mm50,
}

impl Thickness {
    /// All of them, the thinnest first.
    pub const ALL: [Self; 4] = [Self::Mm20, Self::Mm30, Self::Mm40, Self::Mm50];

    /// Returns the thickness with so many millimetres.
    pub fn from_mm(mm: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|one| u32::from(*one) == mm)
    }
}

impl From<Thickness> for u32 {
    fn from(thickness: Thickness) -> Self {
        match thickness {
            Thickness::Mm20 => 20,
            Thickness::Mm30 => 30,
            Thickness::Mm40 => 40,
            Thickness::Mm50 => 50,
        }
    }
}

/// Labels of one thickness, on sheets of A4 with lines to cut along.
#[derive(Debug, Clone, Serialize)]
pub struct SpineLabels {
    /// Language tag of the text, such as `zh` or `en`.
    pub language: &'static str,
    /// Title in the properties of the file.
    pub title: String,
    /// The width of each label.
    pub width: Thickness,
    /// The labels.
    pub labels: Vec<SpineLabel>,
}

/// The label of one box.
#[derive(Debug, Clone, Serialize)]
pub struct SpineLabel {
    /// What stands on it from above, each with its name.
    pub facts: Vec<(String, String)>,
    /// The code of the box as a picture (SVG) that a reader takes.
    pub picture: String,
    /// The same code in letters.
    pub code: String,
}
