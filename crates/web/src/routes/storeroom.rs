//! Addresses of the storeroom.

use super::with_query;

/// The storeroom: its rooms.
pub const STOREROOM: &str = "/storeroom";
/// Filed records that lie nowhere yet.
pub const UNPLACED: &str = "/storeroom/unplaced";
/// The spine labels of boxes.
pub const SPINE_LABELS: &str = "/storeroom/labels.pdf";

/// One place of the storeroom.
#[must_use]
pub fn place(id: &str) -> String {
    format!("{STOREROOM}/{id}")
}

/// What is done with a place: `move`, `records`, `out` or `closing`.
#[must_use]
pub fn place_way(id: &str, way: &str) -> String {
    format!("{STOREROOM}/{id}/{way}")
}

/// The spine label of one box.
#[must_use]
pub fn spine_label(code: &str) -> String {
    with_query(SPINE_LABELS, [("first", code), ("last", code)])
}

/// The list that lies in a box, to be printed.
#[must_use]
pub fn box_list(id: &str) -> String {
    format!("{STOREROOM}/{id}/list.pdf")
}

/// Undoes a move in the storeroom.
#[must_use]
pub fn move_undo(id: &str) -> String {
    format!("{STOREROOM}/moves/{id}/undo")
}
