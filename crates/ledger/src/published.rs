//! The log as public tools read it: signed checkpoint and tiles of hashes (C2SP tlog-tiles).
//!
//! Entry bundles are not published: entries name accounts and things, so who did what when could be read from them.
//! The hashes say nothing about the entries, since each entry holds random bytes that only its readers know.

use crate::LedgerError;
use crate::log;
use crate::tile::{LEVELS, TileId, WIDTH, width};
use crate::tree::HASH_SIZE;
use guildhall_store::Connection;

/// Returns the tile of a path `<level>/<index>` or `<level>/<index>.p/<width>`; nothing when the log of the newest
/// checkpoint has no such tile.
///
/// # Errors
/// [`LedgerError::Damaged`] when the tile is shorter than the log asks for.
pub async fn tile(connection: &mut Connection, path: &str) -> Result<Option<Vec<u8>>, LedgerError> {
    let Some((id, wanted)) = parse(path) else {
        return Ok(None);
    };
    let newest = log::last_checkpoint(connection).await?;
    if wanted > width(id, newest.map_or(0, |newest| newest.size)) {
        return Ok(None);
    }
    let mut hashes = log::tile(connection, id).await?.unwrap_or_default();
    let bytes = wanted as usize * HASH_SIZE;
    if hashes.len() < bytes {
        return Err(LedgerError::Damaged(format!("tile {path}")));
    }
    hashes.truncate(bytes);
    Ok(Some(hashes))
}

/// Reads a path; each tile has exactly one.
fn parse(path: &str) -> Option<(TileId, u64)> {
    let (level, rest) = path.split_once('/')?;
    let (number, wanted) = match rest.split_once(".p/") {
        Some((number, wanted)) => (
            number,
            wanted.parse().ok().filter(|wanted| (1..WIDTH).contains(wanted))?,
        ),
        None => (rest, WIDTH),
    };
    let level = level.parse().ok().filter(|level| *level < LEVELS)?;
    let mut index = 0u64;
    for part in number.split('/') {
        let digits: u64 = part
            .trim_start_matches('x')
            .parse()
            .ok()
            .filter(|digits| *digits < 1_000)?;
        index = index.checked_mul(1_000)?.checked_add(digits)?;
    }
    let id = TileId { level, index };
    (path_of(id, wanted) == path).then_some((id, wanted))
}

/// Returns the path of a tile: the index in groups of three digits, an `x` before all but the last.
fn path_of(id: TileId, wanted: u64) -> String {
    let mut index = format!("{:03}", id.index % 1_000);
    let mut rest = id.index / 1_000;
    while rest > 0 {
        index = format!("x{:03}/{index}", rest % 1_000);
        rest /= 1_000;
    }
    let partial = if wanted < WIDTH {
        format!(".p/{wanted}")
    } else {
        String::new()
    };
    format!("{}/{index}{partial}", id.level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tile_has_one_path() {
        let tile = |level, index, wanted| Some((TileId { level, index }, wanted));
        assert_eq!(parse("0/x001/x234/067"), tile(0, 1_234_067, 256));
        assert_eq!(parse("1/000.p/7"), tile(1, 0, 7));
        for wrong in [
            "0/1",
            "0/x000/001",
            "0/001.p/0",
            "0/001.p/256",
            "0/001.p/07",
            "8/000",
            "00/000",
            "0/+01",
            "",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        let long = format!("0/{}001", "x999/".repeat(40));
        assert_eq!(parse(&long), None);
    }
}
