//! Papers from folders: imported once, or watched.

use crate::IntakeError;
use crate::inbox::{Arrival, Inbox, Received, Source, StagedPaper};
use guildhall_kernel::{Actor, OrgPath};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Papers that are made durable together: few enough to hold, many enough that syncs do not count.
const BATCH: usize = 200;
/// Bytes after which a batch is closed early.
const BATCH_BYTES: u64 = 256 * 1024 * 1024;
/// The subfolder into which a watched folder's papers go once they are safe.
const DONE_FOLDER: &str = "已收";
/// How long a file must not have changed before it counts as whole.
const QUIET: Duration = Duration::from_secs(2);

/// How far an import has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportProgress {
    /// Files looked at.
    pub files: u64,
    /// Files in all.
    pub total: u64,
    /// Bytes taken in.
    pub bytes: u64,
}

/// What an import did.
#[derive(Debug, Clone, Default)]
pub struct ImportReport {
    /// Papers taken in.
    pub captured: u64,
    /// Files whose content was already here.
    pub already_known: u64,
    /// Files that could not be taken in, with the reason.
    pub refused: Vec<(PathBuf, String)>,
}

/// Imports a folder with everything below it.
pub struct FolderImport<'a> {
    /// The inbox.
    pub inbox: &'a Inbox,
    /// Who imports.
    pub actor: &'a Actor,
    /// The organisation to which the papers belong.
    pub org_path: OrgPath,
    /// Name of the department; may be empty.
    pub department: String,
    /// How they come.
    pub source: Source,
}

impl FolderImport<'_> {
    /// Takes in every file below a folder. Links are not followed and hidden files are left out.
    ///
    /// What cannot be read is named in the report and does not stop the rest. Doing it again takes in only what is new.
    ///
    /// # Errors
    /// [`IntakeError::Folder`] when the folder itself cannot be read, and what vault or database refuse.
    pub async fn run(
        &self,
        folder: &Path,
        progress: &(dyn Fn(ImportProgress) + Send + Sync),
    ) -> Result<ImportReport, IntakeError> {
        let files = files_below(folder)?;
        let mut state = ImportProgress {
            total: files.len() as u64,
            ..ImportProgress::default()
        };
        let mut report = ImportReport::default();
        let mut batch: Vec<StagedPaper> = Vec::new();
        for file in files {
            match self.stage(&file).await {
                Ok(paper) => {
                    state.bytes += paper.size();
                    batch.push(paper);
                }
                Err(error @ (IntakeError::Empty | IntakeError::Interrupted(_))) => {
                    report.refused.push((file, error.to_string()));
                }
                Err(error) => return Err(error),
            }
            state.files += 1;
            if batch.len() >= BATCH || batch.iter().map(StagedPaper::size).sum::<u64>() >= BATCH_BYTES {
                self.receive(std::mem::take(&mut batch), &mut report).await?;
            }
            progress(state);
        }
        self.receive(batch, &mut report).await?;
        Ok(report)
    }

    async fn stage(&self, file: &Path) -> Result<StagedPaper, IntakeError> {
        let opened = tokio::fs::File::open(file)
            .await
            .map_err(IntakeError::Interrupted)?;
        let arrival = Arrival {
            file_name: file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            org_path: self.org_path.clone(),
            department: self.department.clone(),
            source: self.source,
        };
        self.inbox.stage(arrival, opened).await
    }

    async fn receive(&self, batch: Vec<StagedPaper>, report: &mut ImportReport) -> Result<(), IntakeError> {
        if batch.is_empty() {
            return Ok(());
        }
        for received in self.inbox.receive(self.actor, batch).await? {
            match received {
                Received::Captured { .. } => report.captured += 1,
                Received::AlreadyKnown { .. } | Received::PutBack { .. } | Received::KnownElsewhere => {
                    report.already_known += 1;
                }
            }
        }
        Ok(())
    }
}

/// Returns the files below a folder, sorted, without hidden ones.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, IntakeError> {
    let unreadable = |error: walkdir::Error| IntakeError::Folder {
        folder: folder.display().to_string(),
        cause: error.into(),
    };
    let shown = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(shown)
    {
        match entry {
            Ok(entry) if entry.file_type().is_file() => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) if error.depth() == 0 => return Err(unreadable(error)),
            Err(error) => tracing::warn!(%error, "a part of the folder could not be read"),
        }
    }
    Ok(files)
}

/// A folder whose new files are taken in as they come; what is safe moves into its subfolder 已收.
pub struct WatchedFolder {
    /// The folder.
    pub folder: PathBuf,
    /// How often it is looked at.
    pub every: Duration,
}

impl WatchedFolder {
    /// Watches until the token is cancelled. Looks at the folder again and again, because notifications of the
    /// system do not come for shared drives.
    pub async fn run(&self, import: &FolderImport<'_>, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.pass(import).await {
                tracing::warn!(%error, folder = %self.folder.display(), "the watched folder could not be taken in");
            }
            tokio::select! {
                () = tokio::time::sleep(self.every) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Takes in what lies in the folder now and is whole, and returns how many files.
    ///
    /// # Errors
    /// As [`FolderImport::run`].
    pub async fn pass(&self, import: &FolderImport<'_>) -> Result<usize, IntakeError> {
        let done = self.folder.join(DONE_FOLDER);
        let files = files_below(&self.folder)?;
        let mut count = 0;
        for file in files
            .into_iter()
            .filter(|file| !file.starts_with(&done) && is_quiet(file))
        {
            let staged = match import.stage(&file).await {
                Ok(staged) => staged,
                Err(IntakeError::Empty) => continue,
                Err(error) => return Err(error),
            };
            import.receive(vec![staged], &mut ImportReport::default()).await?;
            move_away(&file, &done)?;
            count += 1;
        }
        Ok(count)
    }
}

fn is_quiet(file: &Path) -> bool {
    let modified = std::fs::metadata(file).and_then(|metadata| metadata.modified());
    modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age >= QUIET))
}

/// Moves a file that is safe; a file of the same name that lies there already is kept under a number.
fn move_away(file: &Path, done: &Path) -> Result<(), IntakeError> {
    let failed = |cause| IntakeError::Folder {
        folder: done.display().to_string(),
        cause,
    };
    std::fs::create_dir_all(done).map_err(failed)?;
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let free = (0..10_000)
        .map(|number| {
            if number == 0 {
                done.join(&name)
            } else {
                done.join(format!("{number}-{name}"))
            }
        })
        .find(|path| !path.exists())
        .ok_or_else(|| failed(std::io::Error::other("too many files of one name")))?;
    std::fs::rename(file, free).map_err(failed)
}
