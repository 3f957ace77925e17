//! What is printed for a volume: its cover (案卷封面), the list inside it (卷内文件目录), its note sheet (备考表), and the
//! catalogue of volumes (案卷目录). Pure data.
//!
//! Which columns a list has is the caller's: no official text was at hand when this was drawn.

use serde::Serialize;

/// A sheet for a volume: those of its parts that are there, one behind the other.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VolumeSheet {
    /// Language tag of the text, such as `zh` or `en`.
    pub language: &'static str,
    /// Title in the properties of the file.
    pub title: String,
    /// Whether it is printed on A4 across.
    pub across: bool,
    /// The cover.
    pub cover: Option<VolumeCover>,
    /// A list.
    pub list: Option<VolumeList>,
    /// The note sheet.
    pub note: Option<VolumeNote>,
    /// What stands at the foot of every page but the cover, before the page number.
    pub foot: String,
}

/// The cover of a volume.
#[derive(Debug, Clone, Serialize)]
pub struct VolumeCover {
    /// Whose volume it is.
    pub issuer: String,
    /// What kind of records it holds.
    pub class: String,
    /// The name of the box in which the title stands.
    pub heading: String,
    /// The title.
    pub title: String,
    /// What stands below it, such as dates and retention, each with its name.
    pub facts: Vec<(String, String)>,
    /// The parts of its number in a row of boxes at the foot, each with its name.
    pub numbers: Vec<(String, String)>,
}

/// A list.
#[derive(Debug, Clone, Serialize)]
pub struct VolumeList {
    /// Over the list.
    pub heading: String,
    /// A line below the heading, such as the number of the volume; each fact with its name.
    pub facts: Vec<(String, String)>,
    /// The columns.
    pub columns: Vec<VolumeColumn>,
    /// The cells of each row, as many as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// A column of a list.
#[derive(Debug, Clone, Serialize)]
pub struct VolumeColumn {
    /// Its head.
    pub head: String,
    /// Its width in millimetres; 0 takes what the others leave.
    pub width: u32,
    /// Whether its cells are centred.
    pub is_centred: bool,
}

/// The note sheet of a volume.
#[derive(Debug, Clone, Serialize)]
pub struct VolumeNote {
    /// Over the sheet.
    pub heading: String,
    /// Which volume it is about.
    pub facts: Vec<(String, String)>,
    /// Over the space for the situation.
    pub lead: String,
    /// The situation, line by line.
    pub text: Vec<String>,
    /// Who arranged and checked it, and when; each with its name.
    pub signed: Vec<(String, String)>,
}
