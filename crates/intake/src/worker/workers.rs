//! What the server keeps of its children.

use super::protocol::{LostAttachment, Message, ReadRequest};
use guildhall_reading::{Document, Page, ReadingError};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Mutex, Semaphore};

/// How children are started.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// The program to start.
    pub program: PathBuf,
    /// Its arguments, which make it run [`super::serve`].
    pub arguments: Vec<String>,
    /// Most children at once.
    pub count: usize,
    /// Time for one paper; then its child is killed.
    pub time_max: Duration,
}

/// What a reading brought.
pub struct ReadOutcome {
    /// What the file is; its pages stand beside.
    pub document: Document,
    /// The pages in order.
    pub pages: Vec<Page>,
    /// Whether a searchable copy was written.
    pub searchable: bool,
    /// The attachments that were wanted and could not be taken out.
    pub lost: Vec<LostAttachment>,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ReadFailure {
    /// The file itself cannot be read; trying again cannot help.
    #[error(transparent)]
    File(#[from] ReadingError),
    /// The child died over the file, of a crash or of too much memory.
    #[error("the reading process ended over this file")]
    Crashed,
    /// The child was killed because its time was over.
    #[error("reading took longer than {0} seconds")]
    TimedOut(u64),
    /// No child could be started.
    #[error("the reading process could not be started")]
    NotStarted(#[source] std::io::Error),
    /// Somebody asked to stop.
    #[error("stopped on request")]
    Cancelled,
}

struct Worker {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

/// The children. Cheap to clone.
#[derive(Clone)]
pub struct Workers {
    config: Arc<WorkerConfig>,
    idle: Arc<Mutex<Vec<Worker>>>,
    places: Arc<Semaphore>,
}

impl Workers {
    /// Makes the keeper; children are started when they are needed.
    pub fn new(config: WorkerConfig) -> Self {
        let places = Arc::new(Semaphore::new(config.count.max(1)));
        Self {
            config: Arc::new(config),
            idle: Arc::new(Mutex::new(Vec::new())),
            places,
        }
    }

    /// Has a file read. `watch` hears the progress and answers whether to go on.
    ///
    /// # Errors
    /// [`ReadFailure`], each case with its meaning.
    pub async fn read(
        &self,
        request: &ReadRequest,
        watch: &(dyn Fn(u64, Option<u64>) -> bool + Send + Sync),
    ) -> Result<ReadOutcome, ReadFailure> {
        // The semaphore is never closed.
        let _place = self.places.acquire().await.map_err(|_| ReadFailure::Cancelled)?;
        let mut worker = match self.idle.lock().await.pop() {
            Some(worker) => worker,
            None => self.start().map_err(ReadFailure::NotStarted)?,
        };
        let read = tokio::time::timeout(self.config.time_max, converse(&mut worker, request, watch)).await;
        match read {
            Err(_) => Err(ReadFailure::TimedOut(self.config.time_max.as_secs())),
            Ok(Ok(outcome)) => {
                self.idle.lock().await.push(worker);
                Ok(outcome)
            }
            Ok(Err(ReadFailure::File(error))) => {
                self.idle.lock().await.push(worker);
                Err(ReadFailure::File(error))
            }
            // Dropping the worker kills the child.
            Ok(Err(other)) => Err(other),
        }
    }

    fn start(&self) -> std::io::Result<Worker> {
        let mut child = Command::new(&self.config.program)
            .args(&self.config.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()?;
        let missing = || std::io::Error::other("the child has no pipes");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(missing)?).lines();
        Ok(Worker {
            _child: child,
            input,
            output,
        })
    }
}

async fn converse(
    worker: &mut Worker,
    request: &ReadRequest,
    watch: &(dyn Fn(u64, Option<u64>) -> bool + Send + Sync),
) -> Result<ReadOutcome, ReadFailure> {
    let mut line = serde_json::to_string(request).map_err(|_| ReadFailure::Crashed)?;
    line.push('\n');
    worker
        .input
        .write_all(line.as_bytes())
        .await
        .map_err(|_| ReadFailure::Crashed)?;
    let mut pages = Vec::new();
    loop {
        let line = worker
            .output
            .next_line()
            .await
            .map_err(|_| ReadFailure::Crashed)?;
        let message = line
            .and_then(|line| serde_json::from_str(&line).ok())
            .ok_or(ReadFailure::Crashed)?;
        match message {
            Message::Progress(done, total) => {
                if !watch(done, total) {
                    return Err(ReadFailure::Cancelled);
                }
            }
            Message::Page(page) => pages.push(*page),
            Message::Done {
                document,
                searchable,
                lost,
            } => {
                return Ok(ReadOutcome {
                    document: *document,
                    pages,
                    searchable,
                    lost,
                });
            }
            Message::Failed(ReadingError::Cancelled) => return Err(ReadFailure::Cancelled),
            Message::Failed(error) => return Err(ReadFailure::File(error)),
        }
    }
}
