//! Passwords (口令): which are refused, how they are hashed, and how one is checked without telling who exists.
//!
//! Hashing is Argon2id with the parameters of the OWASP password storage sheet (19 MiB, 2 passes, 1 lane). It runs
//! on blocking threads, few at once, so that a flood of sign-ins costs neither the memory nor the other pages.

use super::breached::BreachedPasswords;
use super::common_passwords::COMMON;
use super::model::Login;
use crate::{IdentityError, handout};
use argon2::password_hash::{PasswordHash as Phc, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use guildhall_kernel::Random;
use guildhall_kernel::chance::random_bytes;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;

/// Fewest characters of a password.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Most bytes of a password; more would only cost time.
const PASSWORD_BYTES_MAX: usize = 512;
/// Fewest different characters of a password.
const DIFFERENT_CHARS_MIN: usize = 5;
/// A word with fewer characters than this around it is still that word: people add a year and a mark.
const ADDED_CHARS_MIN: usize = 5;
/// Most sign-ins that wait for their turn to be hashed.
const WAITING_MAX: usize = 64;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFlaw {
    /// Fewer than [`PASSWORD_CHARS_MIN`] characters.
    TooShort,
    /// More than 512 bytes.
    TooLong,
    /// It is the login name or the name, or one of them with little added.
    ContainsName,
    /// It is one of the passwords that are tried first, or one of them with little added.
    Common,
    /// It was found in a breach, so it is tried against other accounts.
    Breached,
    /// Fewer than five different characters, or a run such as `abcdefghij`.
    Monotonous,
    /// It is the password that it should replace.
    Unchanged,
}

impl PasswordFlaw {
    /// Returns the code of its message.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::ContainsName => "password-contains-name",
            Self::Common => "password-common",
            Self::Breached => "password-breached",
            Self::Monotonous => "password-monotonous",
            Self::Unchanged => "password-unchanged",
        }
    }

    /// Returns the values for the placeholders of its message.
    pub(crate) fn arguments(self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooShort => vec![("least", PASSWORD_CHARS_MIN.to_string())],
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for PasswordFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Refuses a password that would be guessed.
///
/// # Errors
/// The first flaw found.
pub fn check_password(password: &str, login: &Login, name: &str) -> Result<(), PasswordFlaw> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(PasswordFlaw::TooLong);
    }
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(PasswordFlaw::TooShort);
    }
    let lower = password.to_lowercase();
    let name = name.trim().to_lowercase();
    if is_little_more_than(&lower, login.as_str()) || is_little_more_than(&lower, &name) {
        return Err(PasswordFlaw::ContainsName);
    }
    if COMMON.iter().any(|common| is_little_more_than(&lower, common)) {
        return Err(PasswordFlaw::Common);
    }
    if is_monotonous(&lower) {
        Err(PasswordFlaw::Monotonous)
    } else {
        Ok(())
    }
}

/// Says whether the password is `word` with fewer than [`ADDED_CHARS_MIN`] characters before and behind it.
fn is_little_more_than(password: &str, word: &str) -> bool {
    !word.is_empty()
        && password.contains(word)
        && password.chars().count() - word.chars().count() < ADDED_CHARS_MIN
}

fn is_monotonous(password: &str) -> bool {
    let different: BTreeSet<char> = password.chars().collect();
    let codes: Vec<i64> = password
        .chars()
        .map(|character| i64::from(u32::from(character)))
        .collect();
    let steps = |step: i64| codes.windows(2).filter(|pair| pair[1] - pair[0] == step).count();
    let run = steps(1).max(steps(-1));
    different.len() < DIFFERENT_CHARS_MIN || run + ADDED_CHARS_MIN >= codes.len()
}

/// A hashed password in the PHC string format; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// A password made by the program, shown once and changed at the first sign-in.
#[derive(Clone)]
pub struct FirstPassword {
    /// What is handed over.
    pub clear: String,
    /// What is kept.
    pub hash: PasswordHash,
}

/// What a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordConfig {
    /// Memory of one hash, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
    /// Most hashes at once in this process.
    pub at_once_max: usize,
}

impl Default for PasswordConfig {
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
            lanes: 1,
            at_once_max: 2,
        }
    }
}

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    nobody: PasswordHash,
    breached: Option<Arc<BreachedPasswords>>,
    hashes: Arc<AtomicU64>,
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords")
            .field("params", self.argon2.params())
            .finish_non_exhaustive()
    }
}

impl Passwords {
    /// Makes the hasher; costs the time of one hash.
    ///
    /// # Errors
    /// [`IdentityError::Hashing`] when the parameters are outside what Argon2 allows.
    pub fn new(config: &PasswordConfig) -> Result<Self, IdentityError> {
        let params = Params::new(config.memory_kib, config.passes, config.lanes, None).map_err(failed)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        // The hash that an unknown login is checked against: its password is longer than any that is taken.
        let nobody = hash(&argon2, &"-".repeat(PASSWORD_BYTES_MAX + 1), [0; 16])?;
        Ok(Self {
            argon2,
            running: Arc::new(Semaphore::new(config.at_once_max.max(1))),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
            nobody,
            breached: None,
            hashes: Arc::default(),
        })
    }

    /// Refuses new passwords that were found in breaches, too.
    #[must_use]
    pub fn with_breached(mut self, breached: BreachedPasswords) -> Self {
        self.breached = Some(Arc::new(breached));
        self
    }

    /// Returns how many hashes were computed; what a sign-in costs must not tell whether its login exists.
    pub fn hashes(&self) -> u64 {
        self.hashes.load(Ordering::Relaxed)
    }

    /// Checks a password to be set and hashes it.
    ///
    /// # Errors
    /// [`IdentityError::WeakPassword`], [`IdentityError::Busy`], [`IdentityError::Hashing`].
    pub async fn hash_new(
        &self,
        password: &str,
        login: &Login,
        name: &str,
        random: &dyn Random,
    ) -> Result<PasswordHash, IdentityError> {
        check_password(password, login, name).map_err(IdentityError::WeakPassword)?;
        let salt = random_bytes::<16>(random);
        let (password, breached) = (password.to_owned(), self.breached.clone());
        self.run(
            move |argon2| match breached.map(|list| list.contains(&password)).transpose()? {
                Some(true) => Err(IdentityError::WeakPassword(PasswordFlaw::Breached)),
                _ => hash(argon2, &password, salt),
            },
        )
        .await
    }

    /// Makes a password of 60 random bits to be handed to somebody on paper, who must change it.
    ///
    /// # Errors
    /// [`IdentityError::Busy`], [`IdentityError::Hashing`].
    pub async fn first(&self, random: &dyn Random) -> Result<FirstPassword, IdentityError> {
        self.hash_first(handout::letters::<3>(random), random).await
    }

    /// Hashes a password that was made here and needs no check.
    pub(crate) async fn hash_first(
        &self,
        clear: String,
        random: &dyn Random,
    ) -> Result<FirstPassword, IdentityError> {
        let (salt, password) = (random_bytes::<16>(random), clear.clone());
        let hash = self.run(move |argon2| hash(argon2, &password, salt)).await?;
        Ok(FirstPassword { clear, hash })
    }

    /// Says whether the password belongs to the hash. Without a hash the answer is no, after the same work.
    ///
    /// # Errors
    /// [`IdentityError::Busy`], [`IdentityError::Hashing`] when what is kept is no hash.
    pub async fn verify(&self, password: &str, kept: Option<&PasswordHash>) -> Result<bool, IdentityError> {
        let exists = kept.is_some();
        let against = kept.unwrap_or(&self.nobody).clone();
        let too_long = password.len() > PASSWORD_BYTES_MAX;
        // A text too long to be a password is cut, so that it costs as much as any other.
        let cut: Vec<u8> = password.bytes().take(PASSWORD_BYTES_MAX).collect();
        let equal = self.run(move |argon2| verify(argon2, &cut, &against)).await?;
        Ok(equal && exists && !too_long)
    }

    async fn run<T, F>(&self, task: F) -> Result<T, IdentityError>
    where
        T: Send + 'static,
        F: FnOnce(&Argon2<'static>) -> Result<T, IdentityError> + Send + 'static,
    {
        let _place = self.waiting.try_acquire().map_err(|_| IdentityError::Busy)?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(failed)?;
        let argon2 = self.argon2.clone();
        self.hashes.fetch_add(1, Ordering::Relaxed);
        // The permit goes along: a caller that hangs up does not make room before the hash is done.
        let done = tokio::task::spawn_blocking(move || {
            let result = task(&argon2);
            drop(turn);
            result
        });
        done.await.map_err(failed)?
    }
}

fn hash(argon2: &Argon2<'_>, password: &str, salt: [u8; 16]) -> Result<PasswordHash, IdentityError> {
    let salt = SaltString::encode_b64(&salt).map_err(failed)?;
    let phc = argon2.hash_password(password.as_bytes(), &salt).map_err(failed)?;
    Ok(PasswordHash(phc.to_string()))
}

fn verify(argon2: &Argon2<'_>, password: &[u8], kept: &PasswordHash) -> Result<bool, IdentityError> {
    let phc = Phc::new(&kept.0).map_err(failed)?;
    match argon2.verify_password(password, &phc) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::Password) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: impl fmt::Display) -> IdentityError {
    IdentityError::Hashing(error.to_string())
}

#[cfg(test)]
mod tests;
