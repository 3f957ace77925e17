//! Files of a record that is drawn by lot: for a drill that opens some of many.

use super::component::Component;
use super::store;
use guildhall_kernel::{ComponentId, Random, chance};
use guildhall_store::{Connection, StoreError, args};
use uuid::Uuid;

/// Rows that are looked at together.
const PAGE: u32 = 1_000;
const ORIGINALS: &str =
    "SELECT id, record_id, sequence, role, hash, size_bytes, file_name, media_type, created_at
    FROM component WHERE realm_id = $1 AND id > $2 AND role = 'original' ORDER BY id LIMIT $3";

/// Returns `count` originals of the connection's realm, each as likely as any other; all when there are fewer. Asks for
/// no rights: whoever draws sees no content.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn draw_originals(
    connection: &mut Connection,
    random: &dyn Random,
    count: usize,
) -> Result<Vec<Component>, StoreError> {
    let realm = connection.realm();
    let (mut drawn, mut seen, mut after) = (
        Vec::with_capacity(count),
        0u64,
        ComponentId::from_uuid(Uuid::nil()),
    );
    loop {
        let rows = connection.fetch_all(ORIGINALS, args![realm, after, PAGE]).await?;
        if rows.is_empty() {
            return Ok(drawn);
        }
        for row in &rows {
            let component = store::component_from_row(row)?;
            after = component.id;
            seen += 1;
            // Vitter's algorithm R: the n-th stays with the chance count / n.
            let lot = u64::from_be_bytes(chance::random_bytes(random)) % seen;
            if drawn.len() < count {
                drawn.push(component);
            } else if let Some(place) = usize::try_from(lot).ok().and_then(|lot| drawn.get_mut(lot)) {
                *place = component;
            }
        }
    }
}
