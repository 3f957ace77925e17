//! The content of a file in a package: Base64 (RFC 2045) that is decoded while it is read.

use super::xml::Bounded;
use base64::engine::general_purpose::STANDARD;
use base64::read::DecoderReader;
use quick_xml::reader::BinaryStream;
use std::io::{BufRead, Read};

/// Gives the Base64 of an element without its white space, up to the next tag.
struct Text<'r, R>(BinaryStream<'r, Bounded<R>>);

impl<R: BufRead> Read for Text<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let available = self.0.fill_buf()?;
            if available.is_empty() || available[0] == b'<' {
                return Ok(0);
            }
            let (mut taken, mut written) = (0, 0);
            while taken < available.len() && written < into.len() && available[taken] != b'<' {
                if !available[taken].is_ascii_whitespace() {
                    into[written] = available[taken];
                    written += 1;
                }
                taken += 1;
            }
            self.0.consume(taken);
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

/// Hands the decoded content of an element to `take`, and passes over what it leaves. Returns nothing when the text is
/// no Base64.
///
/// # Errors
/// Those of the input and of `take`.
pub(super) fn decode<R: BufRead, T, E: From<std::io::Error>>(
    stream: BinaryStream<'_, Bounded<R>>,
    take: impl FnOnce(&mut Checked<'_>) -> Result<T, E>,
) -> Result<Option<T>, E> {
    let mut text = Text(stream);
    let mut decoder = DecoderReader::new(&mut text, &STANDARD);
    let mut checked = Checked {
        inner: &mut decoder,
        is_base64: true,
    };
    let taken = take(&mut checked)?;
    std::io::copy(&mut checked, &mut std::io::sink())?;
    let is_base64 = checked.is_base64;
    std::io::copy(&mut text, &mut std::io::sink())?;
    Ok(is_base64.then_some(taken))
}

/// Ends where the text stops to be Base64, and remembers that.
pub(super) struct Checked<'d> {
    inner: &'d mut dyn Read,
    is_base64: bool,
}

impl Read for Checked<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self.inner.read(into) {
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                self.is_base64 = false;
                Ok(0)
            }
            other if self.is_base64 => other,
            _ => Ok(0),
        }
    }
}
