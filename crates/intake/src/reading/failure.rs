//! What is told of a reading that failed.

use crate::worker::ReadFailure;
use guildhall_reading::ReadingError;

/// Returns the code under which a failure stands beside its paper and in the messages.
pub(super) fn problem_code(failure: &ReadFailure) -> &'static str {
    match failure {
        ReadFailure::File(error) => error.code(),
        ReadFailure::Crashed => "reader_crashed",
        ReadFailure::TimedOut(_) => "timed_out",
        ReadFailure::NotStarted(_) => "reader_not_started",
        ReadFailure::Cancelled => "cancelled",
    }
}

/// Returns the media type (RFC 6838) that the reader named when it refused a file, if it named one.
pub(super) fn failed_type(failure: &ReadFailure) -> Option<&str> {
    let ReadFailure::File(ReadingError::Unsupported { what }) = failure else {
        return None;
    };
    let is_part = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.bytes().all(allowed)
    };
    let (kind, name) = what.split_once('/')?;
    (is_part(kind) && is_part(name)).then_some(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_media_type_is_taken_for_one() {
        let told = |what: &str| {
            let what = what.to_owned();
            let failure = ReadFailure::File(ReadingError::Unsupported { what });
            failed_type(&failure).map(str::to_owned)
        };
        assert_eq!(told("application/msword").as_deref(), Some("application/msword"));
        assert_eq!(told("application/pdf with unknown encryption"), None);
        assert_eq!(told("a format without fixed pages"), None);
        assert_eq!(failed_type(&ReadFailure::Crashed), None);
    }
}
