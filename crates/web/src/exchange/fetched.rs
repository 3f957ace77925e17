//! The packages of a consignment as one zip file, written while it is sent: nothing of it is ever in memory as a whole.

use crate::view::PageFault;
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse as _, Response};
use futures_util::Stream;
use futures_util::stream::poll_fn;
use guildhall_dispatch::consignment::{RECEIPT, Receipt};
use guildhall_package::sink::zip_folder;
use http::{HeaderValue, header};
use std::io::Write;
use std::path::PathBuf;
use tokio::sync::mpsc;

/// Pieces that wait to be sent.
const PIECES: usize = 8;
/// Bytes of a piece.
const PIECE: usize = 256 * 1024;

/// Sends what is written to whoever fetches it.
struct Pieces {
    sender: mpsc::Sender<std::io::Result<Bytes>>,
    held: Vec<u8>,
}

impl Pieces {
    fn send(&mut self) -> std::io::Result<()> {
        let piece = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE));
        let sent = self.sender.blocking_send(Ok(Bytes::from(piece)));
        // Whoever fetched it has hung up.
        sent.map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Returns the packages that lie in a folder, with their receipt, as a zip file.
///
/// # Errors
/// When the receipt cannot be written.
pub fn answer(folder: PathBuf, receipt: &Receipt) -> Result<Response, crate::fault::Fault> {
    let text = receipt.to_text()?;
    let (sender, receiver) = mpsc::channel(PIECES);
    tokio::task::spawn_blocking(move || {
        let pieces = Pieces {
            sender: sender.clone(),
            held: Vec::with_capacity(PIECE),
        };
        let first = (RECEIPT.to_owned(), text.into_bytes());
        let written = zip_folder(&folder, &[RECEIPT], first, pieces).map_err(std::io::Error::other);
        let ended = written.and_then(|mut pieces| pieces.send());
        if let Err(error) = ended {
            tracing::warn!(%error, "the packages of a consignment could not be sent to their end");
            let _ = sender.blocking_send(Err(error));
        }
    });
    let mut response = Body::from_stream(received(receiver)).into_response();
    let name = format!("attachment; filename=\"consignment-{}.zip\"", receipt.consignment);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    for (header, value) in headers {
        let value = HeaderValue::from_str(&value).map_err(|_| PageFault::Internal)?;
        response.headers_mut().insert(header, value);
    }
    Ok(response)
}

/// Returns the pieces as they come. The server may ask on after the last one; then there is none again.
fn received<T>(mut receiver: mpsc::Receiver<T>) -> impl Stream<Item = T> {
    poll_fn(move |context| receiver.poll_recv(context))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt as _;

    #[tokio::test]
    async fn after_the_last_piece_there_is_none_however_often_one_asks() {
        let (sender, receiver) = mpsc::channel(1);
        sender.send(7).await.expect("there is room");
        drop(sender);
        let mut pieces = received(receiver);
        assert_eq!(pieces.next().await, Some(7));
        assert_eq!(pieces.next().await, None);
        assert_eq!(pieces.next().await, None);
    }
}
