//! Codes and secrets, without a database.

use crate::{IdentityError, handout};
use guildhall_kernel::{AccountId, ContentHash, Random, Timestamp, chance};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

/// Bytes of a shared secret: 160 bits, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// Digits of a code. Authenticator apps know no other number reliably, nor another hash than SHA-1.
const DIGITS: u8 = 6;
/// Seconds for which a code is valid.
const STEP_SECS: u64 = 30;
/// Steps before and after the present one that are taken, for clocks that differ.
const SKEW: u16 = 1;
/// Recovery codes handed out at once.
pub const RECOVERY_CODES: usize = 10;

/// A shared secret.
pub(crate) type SharedSecret = Zeroizing<Vec<u8>>;

/// What an authenticator app needs, shown once.
#[derive(Clone)]
pub struct Enrolment {
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The same as an address for a QR code (`otpauth://`).
    pub address: String,
}

/// Whether an account has a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorState {
    /// It has none.
    Off,
    /// It has one.
    On {
        /// Since when.
        since: Timestamp,
        /// Recovery codes that were not used.
        recovery_left: u32,
    },
}

/// Makes a new secret.
pub(crate) fn new_secret(random: &dyn Random) -> SharedSecret {
    Zeroizing::new(chance::random_bytes::<SECRET_BYTES>(random).to_vec())
}

/// Returns the steps that the secret makes codes for. The issuer may hold no colon.
fn totp(secret: &SharedSecret, issuer: &str, login: &str) -> Result<Totp, IdentityError> {
    let clean = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(SKEW)
        .with_step_duration(STEP_SECS)
        .with_secret(Secret::from(&secret[..]))
        .with_account_name(clean(login))
        .with_issuer(Some(clean(issuer)))
        .build()
        .map_err(|error| IdentityError::SecondFactorSecret(error.to_string()))
}

/// Returns what the app needs.
pub(crate) fn enrolment(
    secret: &SharedSecret,
    issuer: &str,
    login: &str,
) -> Result<Enrolment, IdentityError> {
    let address = totp(secret, issuer, login)?
        .to_url()
        .map_err(|error| IdentityError::SecondFactorSecret(error.to_string()))?;
    Ok(Enrolment {
        secret: Secret::from(&secret[..]).to_base32(),
        address,
    })
}

/// Returns the time step of a right code; none when it is wrong, or older than a step that was used.
pub(crate) fn matched_step(
    secret: &SharedSecret,
    code: &str,
    (last_step, now): (i64, Timestamp),
) -> Result<Option<i64>, IdentityError> {
    let seconds = u64::try_from(now.as_micros() / 1_000_000).unwrap_or(0);
    let typed: String = code.chars().filter(char::is_ascii_digit).collect();
    let step = totp(secret, "guildhall", "account")?.check(&typed, seconds);
    let step = step.and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > last_step))
}

/// Makes recovery codes: `XXXX-XXXX-XXXX`, 60 bits each, too many to guess even with the hash in hand.
pub(crate) fn new_recovery_codes(random: &dyn Random) -> Vec<String> {
    (0..RECOVERY_CODES)
        .map(|_| handout::letters::<3>(random))
        .collect()
}

/// Returns the hash under which a recovery code of an account is kept; how it was typed does not matter.
pub(crate) fn recovery_hash(account: AccountId, typed: &str) -> String {
    let code: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    ContentHash::of(format!("guildhall recovery code {account} {code}").as_bytes()).to_hex()
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;

    fn secret() -> SharedSecret {
        Zeroizing::new(b"12345678901234567890".to_vec())
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B of RFC 6238, SHA-1, the last six of its eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = matched_step(&secret(), code, (0, at(seconds))).unwrap();
            assert_eq!(step, Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_taken_a_step_early_or_late_and_once() {
        let check = |seconds, last| matched_step(&secret(), "287 082", (last, at(seconds))).unwrap();
        assert_eq!(
            check(59 + 30, 0),
            Some(1),
            "one step late, and with a gap as apps show it"
        );
        assert_eq!(check(59 - 30, 0), Some(1), "one step early");
        assert_eq!(check(59 + 61, 0), None, "two steps late");
        assert_eq!(check(59, 1), None, "used before");
        for wrong in ["", "287083", "28708", "2870822", "abcdef"] {
            assert_eq!(
                matched_step(&secret(), wrong, (0, at(59))).unwrap(),
                None,
                "{wrong}"
            );
        }
    }

    #[test]
    fn recovery_codes_are_ten_and_may_be_typed_carelessly() {
        let codes = new_recovery_codes(&SeededRandom::new(5));
        let mut once = codes.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), RECOVERY_CODES);
        let account = AccountId::from_uuid(uuid::Uuid::nil());
        for code in codes {
            assert_eq!(code.len(), 14);
            let careless = code
                .to_lowercase()
                .replace('-', " ")
                .replace('0', "o")
                .replace('1', "l");
            assert_eq!(recovery_hash(account, &careless), recovery_hash(account, &code));
        }
    }

    #[test]
    fn what_the_app_gets_names_the_union_and_the_login() {
        let shown = enrolment(&secret(), "市一医院: 工会", "zhao.min").unwrap();
        assert_eq!(shown.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(shown.address.starts_with("otpauth://totp/"), "{}", shown.address);
        assert!(shown.address.contains("zhao.min") && shown.address.contains(&shown.secret));
    }
}
