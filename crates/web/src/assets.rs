//! Style sheets, scripts and icons: built by `make assets` into assets/dist and embedded in the program
//! (read from disk in debug builds).
//!
//! Each file is named after its content, so that a browser may keep it for ever. Without the build the program
//! still compiles and serves pages; they are bare, and the log says why.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{LazyLock, Once};

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use rust_embed::RustEmbed;

use crate::door::{Door, show};
use crate::routes;

/// Returns the door to the files; nobody need sign in for them.
pub fn doors() -> Vec<Door> {
    vec![show("/assets/{*name}", serve)]
}

/// The files of assets/dist.
#[derive(RustEmbed)]
#[folder = "../../assets/dist"]
#[allow_missing = true]
struct Dist;

const MANIFEST: &str = "manifest.json";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

static TOLD: Once = Once::new();

/// Returns the address of an asset by its plain name: `app.css` gives `/assets/app.0123….css`.
#[must_use]
pub fn asset_url(name: &str) -> String {
    match manifest().get(name) {
        Some(hashed) => routes::asset(hashed),
        None => routes::asset(name),
    }
}

/// The plain names and what they are called now. Read anew each time in debug builds, where the files may change.
fn manifest() -> Cow<'static, BTreeMap<String, String>> {
    static EMBEDDED: LazyLock<BTreeMap<String, String>> = LazyLock::new(read_manifest);
    if cfg!(debug_assertions) {
        Cow::Owned(read_manifest())
    } else {
        Cow::Borrowed(&EMBEDDED)
    }
}

fn read_manifest() -> BTreeMap<String, String> {
    let read = Dist::get(MANIFEST).and_then(|file| serde_json::from_slice(&file.data).ok());
    if read.is_none() {
        TOLD.call_once(|| {
            tracing::warn!("assets/dist is missing: run `make assets`; pages are shown without style");
        });
    }
    read.unwrap_or_default()
}

/// `GET /assets/{name}`: one file, unchanged for ever under its name.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Dist::get(&name).filter(|_| name != MANIFEST) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", hex::encode(file.metadata.sha256_hash()));
    let kept = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, FOR_EVER.to_owned()),
    ];
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let mime = [(header::CONTENT_TYPE, file.metadata.mimetype().to_owned())];
    (kept, mime, file.data.into_owned()).into_response()
}
