//! Fetching the database of advisories (漏洞库) each day from the address that is configured.
//!
//! The archive is a foreign thing: it is bounded in bytes, files and time, only advisories are taken out of it, and what was
//! there before stays until the new one lies whole beside it. Nothing but that one address is asked.

use crate::config::Settings;
use crate::house::House;
use anyhow::{Context as _, bail, ensure};
use async_trait::async_trait;
use guildhall_ledger::delivery;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use reqwest::Url;
use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use zip::ZipArchive;

/// Largest archive, in bytes; that of RustSec has some two million.
const ARCHIVE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest advisory, in bytes.
const FILE_BYTES_MAX: u64 = 256 * 1024;
/// Most advisories.
const FILES_MAX: usize = 50_000;
/// The folder, below the data folder, and what is in use within it.
const FOLDER: &str = "advisories";
const CURRENT: &str = "current";
/// The kind of job that fetches.
const FETCH: &str = "inspection.fetch-advisories";

/// Every day, before the inspection by the clock.
pub const SCHEDULE: Schedule = Schedule {
    name: FETCH,
    cron: "40 20 * * *",
    lane: LANE_QUICK,
    kind: FETCH,
};

/// Returns the folder of the database: the one that is configured, or that of what was fetched.
pub fn folder(settings: &Settings) -> Option<PathBuf> {
    let inspection = &settings.config.inspection;
    let fetched = || {
        inspection
            .advisories_url
            .as_ref()
            .map(|_| Path::new(FOLDER).join(CURRENT))
    };
    let folder = inspection.advisories.clone().or_else(fetched);
    folder.map(|folder| settings.below(folder))
}

/// Returns the address from which the database is fetched.
///
/// # Errors
/// When it is no address, is not https, or a folder is named as well.
pub fn address(settings: &Settings) -> anyhow::Result<Option<Url>> {
    let inspection = &settings.config.inspection;
    let Some(text) = &inspection.advisories_url else {
        return Ok(None);
    };
    ensure!(
        inspection.advisories.is_none(),
        "inspection.advisories and inspection.advisories_url exclude each other"
    );
    let address = text.parse().with_context(|| format!("{text} is no address"))?;
    ensure!(
        delivery::is_allowed(&address),
        "inspection.advisories_url must begin with https://, or be on this machine"
    );
    Ok(Some(address))
}

/// The fetching as a job.
pub struct FetchAdvisories(pub Arc<House>);

#[async_trait]
impl JobHandler for FetchAdvisories {
    fn kind(&self) -> &'static str {
        FETCH
    }

    async fn run(&self, _: &JobContext) -> Result<(), JobError> {
        let settings = &self.0.settings;
        let address = address(settings).map_err(|error| JobError::fail("advisories", error))?;
        let Some(address) = address else {
            // It was taken out of the configuration meanwhile.
            return Ok(());
        };
        let fetched = fetch(&address, &settings.below(FOLDER)).await;
        let count = fetched.map_err(|error| JobError::retry("advisories", format!("{error:#}")))?;
        tracing::info!(count, "the database of advisories was fetched");
        Ok(())
    }
}

/// Fetches the archive, takes the advisories out and puts them in the place of those before; returns how many there are.
async fn fetch(address: &Url, folder: &Path) -> anyhow::Result<usize> {
    std::fs::create_dir_all(folder)?;
    let archive = download(address).await?;
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || replace(archive, &folder)).await?
}

async fn download(address: &Url) -> anyhow::Result<Vec<u8>> {
    let mut answer = delivery::client()?
        .get(address.clone())
        .send()
        .await?
        .error_for_status()?;
    // A client that follows no redirection takes one for an answer.
    ensure!(
        answer.status().is_success(),
        "the address answers {}",
        answer.status()
    );
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        ensure!(
            bytes.len() + chunk.len() <= ARCHIVE_BYTES_MAX,
            "the archive is larger than {ARCHIVE_BYTES_MAX} bytes"
        );
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn replace(archive: Vec<u8>, folder: &Path) -> anyhow::Result<usize> {
    let fresh = TempDir::new_in(folder)?;
    let count = unpack(Cursor::new(archive), fresh.path())?;
    ensure!(
        count > 0,
        "the archive holds no advisory (crates/NAME/RUSTSEC-*.md)"
    );
    let current = folder.join(CURRENT);
    // What was in use is moved aside and removed with this folder.
    let aside = TempDir::new_in(folder)?;
    let before = aside.path().join(CURRENT);
    if current.exists() {
        std::fs::rename(&current, &before)?;
    }
    if let Err(error) = std::fs::rename(fresh.path(), &current) {
        if before.exists() {
            std::fs::rename(&before, &current)?;
        }
        return Err(error.into());
    }
    Ok(count)
}

/// Writes the advisories of an archive below a folder, and returns how many those are.
fn unpack(archive: impl Read + Seek, folder: &Path) -> anyhow::Result<usize> {
    let mut archive = ZipArchive::new(archive).context("it is no zip archive")?;
    let mut count = 0;
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place)?;
        let named = entry.enclosed_name().filter(|_| entry.is_file());
        let Some((part, name)) = named.as_deref().and_then(advisory) else {
            continue;
        };
        count += 1;
        ensure!(
            count <= FILES_MAX,
            "the archive holds more than {FILES_MAX} advisories"
        );
        let of_part = folder.join("crates").join(part);
        std::fs::create_dir_all(&of_part)?;
        let mut file = File::create_new(of_part.join(name))?;
        let written = std::io::copy(&mut (&mut entry).take(FILE_BYTES_MAX + 1), &mut file)?;
        if written > FILE_BYTES_MAX {
            bail!("{name} is longer than {FILE_BYTES_MAX} bytes");
        }
    }
    Ok(count)
}

/// Returns the part and the file name of an advisory: `crates/PART/NAME.md`, below one folder or none.
fn advisory(path: &Path) -> Option<(&str, &str)> {
    let names: Option<Vec<&str>> = path
        .components()
        .map(|component| match component {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    match names?.as_slice() {
        ["crates", part, name] | [_, "crates", part, name] if name.ends_with(".md") => Some((part, name)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;
    use std::io::Write as _;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    async fn serving(bytes: Vec<u8>) -> Url {
        let pages = Router::new()
            .route("/db.zip", get(move || async move { bytes }))
            .route("/moved.zip", get(|| async { Redirect::temporary("/db.zip") }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, pages).await });
        format!("http://{address}/db.zip").parse().unwrap()
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn only_advisories_are_taken_and_they_replace_those_before() {
        let folder = tempfile::tempdir().unwrap();
        let current = folder.path().join(CURRENT);
        let first = archive(&[("db-main/crates/lantern/RUSTSEC-2026-0001.md", b"one")]);
        assert_eq!(fetch(&serving(first).await, folder.path()).await.unwrap(), 1);
        let second = archive(&[
            ("db-main/README.md", b"no"),
            ("db-main/crates/lantern/RUSTSEC-2026-0002.md", b"two"),
            ("db-main/crates/lantern/deep/RUSTSEC-2026-0003.md", b"no"),
            ("../crates/lantern/RUSTSEC-2026-0004.md", b"no"),
            ("crates/bell/RUSTSEC-2026-0005.md", b"five"),
            ("crates/bell/tool.sh", b"no"),
        ]);
        assert_eq!(fetch(&serving(second).await, folder.path()).await.unwrap(), 2);
        assert_eq!(names_in(folder.path()), [CURRENT], "nothing is left beside it");
        assert_eq!(names_in(&current.join("crates")), ["bell", "lantern"]);
        assert_eq!(
            names_in(&current.join("crates/lantern")),
            ["RUSTSEC-2026-0002.md"]
        );
    }

    #[tokio::test]
    async fn what_cannot_be_used_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let good = archive(&[("crates/lantern/RUSTSEC-2026-0001.md", b"one")]);
        let address = serving(good).await;
        fetch(&address, folder.path()).await.unwrap();
        let long = vec![b'x'; usize::try_from(FILE_BYTES_MAX).unwrap() + 1];
        let bad = [
            b"no archive at all".to_vec(),
            archive(&[("README.md", b"no advisory")]),
            archive(&[("crates/lantern/RUSTSEC-2026-0009.md", &long)]),
        ];
        for bytes in bad {
            assert!(fetch(&serving(bytes).await, folder.path()).await.is_err());
        }
        let elsewhere = address.join("/nothing.zip").unwrap();
        assert!(fetch(&elsewhere, folder.path()).await.is_err());
        let moved = address.join("/moved.zip").unwrap();
        assert!(
            fetch(&moved, folder.path()).await.is_err(),
            "no other address is asked"
        );
        let kept = folder.path().join(CURRENT).join("crates/lantern");
        assert_eq!(names_in(&kept), ["RUSTSEC-2026-0001.md"]);
        assert_eq!(names_in(folder.path()), [CURRENT]);
    }
}
