//! The client.

use crate::{Address, ScanError};
use std::future::Future;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

/// Bytes sent at once; far below what clamd takes in one piece.
const PIECE: usize = 64 * 1024;
/// Longest answer that is read.
const ANSWER_BYTES_MAX: u64 = 4 * 1024;
/// Longest name or version that is kept.
const TEXT_CHARS_MAX: usize = 200;

/// What the scanner says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It found nothing (未发现病毒).
    Clean,
    /// It found this (发现病毒).
    Infected(String),
    /// The file is larger than it takes (`StreamMaxLength`); it was not looked at.
    TooLarge,
}

/// How long the scanner is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until it takes the connection.
    pub connect: Duration,
    /// Until it takes the next piece of the file.
    pub piece: Duration,
    /// Until it answers.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            piece: Duration::from_secs(30),
            answer: Duration::from_secs(300),
        }
    }
}

/// A clamd that can be asked.
#[derive(Debug, Clone)]
pub struct Scanner {
    address: Address,
    patience: Patience,
}

trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}
impl<C: AsyncRead + AsyncWrite + Send + Unpin> Connection for C {}

impl Scanner {
    /// Makes the client; nothing is asked yet.
    pub fn new(address: Address, patience: Patience) -> Self {
        Self { address, patience }
    }

    /// Returns where the scanner listens.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Returns the version of the scanner with that of its patterns, such as `ClamAV 1.4.1/27400/…`.
    ///
    /// # Errors
    /// [`ScanError`] when it does not answer or answers something else.
    pub async fn version(&self) -> Result<String, ScanError> {
        let mut connection = self.connect().await?;
        within(self.patience.piece, connection.write_all(b"zVERSION\0")).await?;
        let answer = self.answer(&mut connection).await?;
        match answer.starts_with("ClamAV") {
            true => Ok(answer),
            false => Err(ScanError::Refused(answer)),
        }
    }

    /// Has a file looked at, as it is read.
    ///
    /// # Errors
    /// [`ScanError`]; then nothing is known of the file.
    pub async fn scan(&self, file: &mut (impl AsyncRead + Send + Unpin)) -> Result<Verdict, ScanError> {
        let mut connection = self.connect().await?;
        let sent = self.send(&mut connection, file).await;
        if let Err(error @ (ScanError::File(_) | ScanError::TooSlow)) = sent {
            return Err(error);
        }
        // A scanner that has enough of a file says so and closes; its answer comes before the broken connection.
        let answer = self.answer(&mut connection).await;
        match (sent, answer) {
            (Ok(()), answer) => verdict(answer?),
            (Err(error), Ok(answer)) => match verdict(answer)? {
                // Clean, of a file that was not sent to its end, is no verdict.
                Verdict::Clean => Err(error),
                said => Ok(said),
            },
            (Err(error), Err(_)) => Err(error),
        }
    }

    async fn connect(&self) -> Result<Box<dyn Connection>, ScanError> {
        let wait = self.patience.connect;
        Ok(match &self.address {
            Address::Unix(path) => Box::new(within(wait, UnixStream::connect(path)).await?),
            Address::Tcp(place) => Box::new(within(wait, TcpStream::connect(place.as_str())).await?),
        })
    }

    async fn send(
        &self,
        connection: &mut Box<dyn Connection>,
        file: &mut (impl AsyncRead + Send + Unpin),
    ) -> Result<(), ScanError> {
        let wait = self.patience.piece;
        within(wait, connection.write_all(b"zINSTREAM\0")).await?;
        let mut piece = vec![0; PIECE];
        loop {
            let read = file.read(&mut piece).await.map_err(ScanError::File)?;
            let length = u32::try_from(read).unwrap_or_default();
            within(wait, connection.write_all(&length.to_be_bytes())).await?;
            if read == 0 {
                return within(wait, connection.flush()).await;
            }
            within(wait, connection.write_all(&piece[..read])).await?;
        }
    }

    /// Returns the answer up to its end, tidied.
    async fn answer(&self, connection: &mut Box<dyn Connection>) -> Result<String, ScanError> {
        let mut bytes = Vec::new();
        let read = async {
            let mut limited = connection.take(ANSWER_BYTES_MAX);
            let mut part = [0; 512];
            loop {
                let read = limited.read(&mut part).await?;
                bytes.extend_from_slice(&part[..read]);
                if read == 0 || part[..read].contains(&0) {
                    return Ok(());
                }
            }
        };
        within(self.patience.answer, read).await?;
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        let text = String::from_utf8_lossy(&bytes[..end]);
        let shown = text.chars().filter(|one| !one.is_control());
        Ok(shown.take(TEXT_CHARS_MAX).collect::<String>().trim().to_owned())
    }
}

/// Reads `stream: OK`, `stream: Name FOUND`, `INSTREAM size limit exceeded. ERROR`.
fn verdict(answer: String) -> Result<Verdict, ScanError> {
    if answer.contains("size limit exceeded") {
        return Ok(Verdict::TooLarge);
    }
    match answer.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Clean),
        Some(found) if found.ends_with(" FOUND") => {
            Ok(Verdict::Infected(found.trim_end_matches(" FOUND").to_owned()))
        }
        _ => Err(ScanError::Refused(answer)),
    }
}

async fn within<T>(wait: Duration, work: impl Future<Output = io::Result<T>>) -> Result<T, ScanError> {
    match timeout(wait, work).await {
        Ok(done) => done.map_err(ScanError::Unreachable),
        Err(_) => Err(ScanError::TooSlow),
    }
}
