//! The storeroom: rooms, one place with what is in it, and what lies nowhere.

use super::{Field, Frame, LinkChoice};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The rooms (库房), the field for a bar code, and what is printed for boxes.
#[derive(Debug, Template)]
#[template(path = "archive/storeroom.html")]
pub struct StoreroomPage {
    /// The frame.
    pub ui: Frame,
    /// The rooms.
    pub rows: Vec<PlaceRow>,
    /// The fields of a new room.
    pub fields: Vec<Field>,
    /// The code that was looked for.
    pub code: String,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// A place in a list.
#[derive(Debug, Clone)]
pub struct PlaceRow {
    /// Its page.
    pub link: String,
    /// Its kind and code.
    pub said: String,
    /// Its name; may be empty.
    pub name: String,
    /// How much is in it.
    pub load: u32,
    /// How many records it holds; 0 for a place that holds places.
    pub capacity: u32,
    /// What lies in it.
    pub set: Option<String>,
}

/// One place (库房位置).
#[derive(Debug, Template)]
#[template(path = "archive/place.html")]
pub struct PlacePage {
    /// The frame.
    pub ui: Frame,
    /// Its kind and code.
    pub title: String,
    /// Its name; may be empty.
    pub name: String,
    /// The places in which it stands, the room first.
    pub way: Vec<LinkChoice>,
    /// Its id.
    pub id: String,
    /// Whether it holds records.
    pub is_box: bool,
    /// Whether it is out of use.
    pub is_closed: bool,
    /// Whether nothing is in it.
    pub is_empty: bool,
    /// How much is in it.
    pub load: u32,
    /// How many records it holds; 0 for a place that holds places.
    pub capacity: u32,
    /// What lies in it: type, year, period.
    pub set: Option<String>,
    /// The code on its label.
    pub code: String,
    /// The places in it.
    pub places: Vec<PlaceRow>,
    /// The records in it.
    pub records: Vec<PlacedRow>,
    /// Its line (移位登记), the newest move first.
    pub moves: Vec<MoveRow>,
    /// The fields of a new place in it; none where nothing may stand.
    pub new_place: Option<Vec<Field>>,
    /// The fields of what can be changed about it.
    pub own: Vec<Field>,
    /// The revision that the page shows.
    pub revision: i64,
    /// Whether it can be moved.
    pub may_move: bool,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// A record in a list of the storeroom.
#[derive(Debug, Clone)]
pub struct PlacedRow {
    /// Its id.
    pub id: String,
    /// Its page.
    pub link: String,
    /// Its archival code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Pages.
    pub pages: u32,
    /// Whether its original is lent out.
    pub is_lent: bool,
}

/// A move in the line of a place.
#[derive(Debug, Clone)]
pub struct MoveRow {
    /// Its id.
    pub id: String,
    /// When.
    pub when: Timestamp,
    /// Who.
    pub who: String,
    /// How many records were moved; 0 when a place was.
    pub records: u32,
    /// The code of what was moved, or the first and the last.
    pub what: String,
    /// Where it came from; none for from nowhere.
    pub from: Option<String>,
    /// Where it went; none for nowhere.
    pub to: Option<String>,
    /// Whether it undoes another.
    pub is_undoing: bool,
    /// Whether another undid it.
    pub is_undone: bool,
    /// Whether it can be undone.
    pub may_undo: bool,
}

/// Filed records that lie nowhere yet (未上架).
#[derive(Debug, Template)]
#[template(path = "archive/unplaced.html")]
pub struct UnplacedPage {
    /// The frame.
    pub ui: Frame,
    /// The year.
    pub year: i64,
    /// The sets of the year.
    pub sets: Vec<LinkChoice>,
    /// The set that is shown.
    pub chosen: Option<String>,
    /// Where the form is sent.
    pub here: String,
    /// Its records that lie nowhere.
    pub records: Vec<PlacedRow>,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// Where the original of a record lies.
#[derive(Debug, Clone)]
pub struct Lies {
    /// From the room to the box; none when it was taken out.
    pub way: Option<String>,
    /// The page of the box, for who keeps it.
    pub link: Option<String>,
    /// Where it lay, the newest move first.
    pub moves: Vec<MoveRow>,
}
