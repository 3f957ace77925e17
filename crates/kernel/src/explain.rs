//! How an error tells a person what happened and what to do.

/// Implemented by every error that can reach a person.
///
/// The code is the key of two messages in each language, `error-<code>` (what happened) and
/// `error-<code>-todo` (what to do); the arguments fill their placeholders. Codes are stable: they are part of
/// the API.
pub trait Explain: std::error::Error {
    /// Returns the stable code, in kebab case.
    fn code(&self) -> &'static str;

    /// Returns the values for the placeholders of the message.
    fn arguments(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Returns what kind of answer this is, for status codes and exit codes.
    fn kind(&self) -> ErrorKind;
}

/// What the receiver of an error can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The input must be changed.
    Invalid,
    /// It does not exist, or the actor may not know that it does.
    NotFound,
    /// It clashes with the present state; look again, then repeat.
    Conflict,
    /// The actor may not do this.
    Denied,
    /// Nobody is signed in.
    Unauthenticated,
    /// Too many attempts; wait.
    TooMany,
    /// The input is larger than allowed.
    TooLarge,
    /// A part is missing or busy; repeating later may help.
    Unavailable,
    /// A fault of the program or the machine.
    Internal,
}
