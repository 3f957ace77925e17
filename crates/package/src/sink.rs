//! Where the files of a package are written: into a folder, or one after the other into a zip file.

use crate::PackageError;
use crate::path::Paths;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Bytes copied at once.
const COPY_BYTES: usize = 256 * 1024;

/// Takes the files of a package, each whole and once.
pub trait Sink {
    /// Writes a file, and returns its bytes.
    ///
    /// # Errors
    /// [`PackageError::Path`], [`PackageError::Clash`], [`PackageError::File`] also when `from` cannot be read.
    fn put(&mut self, path: &str, from: &mut dyn Read) -> Result<u64, PackageError>;
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn put(&mut self, path: &str, from: &mut dyn Read) -> Result<u64, PackageError> {
        (**self).put(path, from)
    }
}

/// Writes a package into a new folder; each file is on the disk when [`Sink::put`] returns.
#[derive(Debug)]
pub struct FolderSink {
    root: PathBuf,
    paths: Paths,
}

impl FolderSink {
    /// Makes the folder, which must not be there yet.
    ///
    /// # Errors
    /// [`PackageError::File`].
    pub fn create(root: &Path) -> Result<Self, PackageError> {
        std::fs::create_dir(root).map_err(|error| PackageError::file(root.display(), error))?;
        Ok(Self {
            root: root.to_owned(),
            paths: Paths::default(),
        })
    }
}

impl Sink for FolderSink {
    fn put(&mut self, path: &str, from: &mut dyn Read) -> Result<u64, PackageError> {
        self.paths.take(path)?;
        let target = self.root.join(path);
        let mut written = || -> std::io::Result<u64> {
            if let Some(folder) = target.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut file = std::fs::File::create_new(&target)?;
            let bytes = copy(from, &mut file)?;
            file.sync_all()?;
            Ok(bytes)
        };
        written().map_err(|error| PackageError::file(path, error))
    }
}

/// Writes a package into a zip file, uncompressed: papers are compressed already, and digests are of the bytes.
pub struct ZipSink<W: Write + Seek> {
    zip: ZipWriter<W>,
    /// A folder around everything, with its `/`; may be empty.
    around: String,
    paths: Paths,
}

impl<W: Write + Seek> ZipSink<W> {
    /// Begins a zip file whose files lie in the folder `around`.
    ///
    /// # Errors
    /// [`PackageError::Path`].
    pub fn new(output: W, around: &str) -> Result<Self, PackageError> {
        crate::path::require_inside(around)?;
        Ok(Self {
            zip: ZipWriter::new(output),
            around: format!("{around}/"),
            paths: Paths::default(),
        })
    }

    /// Writes the directory of the zip file and gives the output back.
    ///
    /// # Errors
    /// [`PackageError::File`].
    pub fn finish(self) -> Result<W, PackageError> {
        self.zip
            .finish()
            .map_err(|error| PackageError::file("zip", error.into()))
    }
}

impl<W: Write + Seek> Sink for ZipSink<W> {
    fn put(&mut self, path: &str, from: &mut dyn Read) -> Result<u64, PackageError> {
        self.paths.take(path)?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(true);
        self.zip
            .start_file(format!("{}{path}", self.around), options)
            .map_err(|error| PackageError::file(path, error.into()))?;
        copy(from, &mut self.zip).map_err(|error| PackageError::file(path, error))
    }
}

/// Writes what lies in a folder into a zip file that is never read back, so it may be sent while it is written; one file
/// more stands first. Hidden files, those that an interrupted writer left, and `without` in the folder itself are left out.
///
/// # Errors
/// [`PackageError::File`], [`PackageError::Path`].
pub fn zip_folder<W: Write>(
    root: &Path,
    without: &[&str],
    (name, bytes): (String, Vec<u8>),
    into: W,
) -> Result<W, PackageError> {
    let mut zip = ZipWriter::new_stream(into);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(true);
    let begun = |error: zip::result::ZipError| PackageError::file("zip", error.into());
    zip.start_file(name, options).map_err(begun)?;
    zip.write_all(&bytes)
        .map_err(|error| PackageError::file("zip", error))?;
    let is_hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let entries = walkdir::WalkDir::new(root)
        .follow_links(false)
        .sort_by_file_name();
    for entry in entries.into_iter().filter_entry(|entry| !is_hidden(entry)) {
        let entry = entry.map_err(|error| PackageError::file(root.display(), error.into()))?;
        let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let path = relative.to_string_lossy().into_owned();
        if !entry.file_type().is_file() || without.contains(&path.as_str()) {
            continue;
        }
        crate::path::require_inside(&path)?;
        let mut file = std::fs::File::open(entry.path()).map_err(|error| PackageError::file(&path, error))?;
        zip.start_file(path.clone(), options).map_err(begun)?;
        copy(&mut file, &mut zip).map_err(|error| PackageError::file(&path, error))?;
    }
    let ended = zip.finish().map_err(begun)?;
    Ok(ended.into_inner())
}

/// Takes files and keeps nothing of them: what is checked only.
#[derive(Debug, Default)]
pub struct NoSink;

impl Sink for NoSink {
    fn put(&mut self, path: &str, from: &mut dyn Read) -> Result<u64, PackageError> {
        copy(from, &mut std::io::sink()).map_err(|error| PackageError::file(path, error))
    }
}

fn copy(from: &mut dyn Read, into: &mut dyn Write) -> std::io::Result<u64> {
    let mut buffer = vec![0; COPY_BYTES];
    let mut total = 0;
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return Ok(total),
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        into.write_all(&buffer[..count])?;
        total += count as u64;
    }
}
