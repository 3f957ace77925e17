//! A share of the recovery key (密钥分片): secret sharing by Shamir, and the words in which a share is printed.
//!
//! Pure. Fewer shares than the threshold tell nothing about the key ("How to share a secret", 1979). A share is
//! printed as 22 words of five letters, which can be read out over a telephone (Wilkerson, "A Proposal for
//! Proquints", arXiv:0901.4016); the last two words are a checksum.

use crate::recovery::{RecoveryKey, SET_BYTES};
use crate::{KeyError, gf256};
use guildhall_kernel::Random;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Bytes of a share's value, as many as the recovery key has.
const VALUE_BYTES: usize = 32;
/// Version, threshold, number of shares, number of this one, set.
const HEAD_BYTES: usize = 4 + SET_BYTES;
const CHECKSUM_BYTES: usize = 4;
const SHARE_BYTES: usize = HEAD_BYTES + VALUE_BYTES + CHECKSUM_BYTES;
const VERSION: u8 = 1;
const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
const VOWELS: &[u8; 4] = b"aiou";
const WORD_LETTERS: usize = 5;
/// Words in one line of a printed share.
const LINE_WORDS: usize = 6;

/// How a recovery key is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// Shares that are made, at most 255.
    pub shares: u8,
    /// Shares that are needed to rebuild the key, at least 2.
    pub threshold: u8,
}

impl Sharing {
    /// Checks the numbers.
    ///
    /// # Errors
    /// [`KeyError::Sharing`] when the threshold is less than 2 or more than there are shares.
    pub fn checked(self) -> Result<Self, KeyError> {
        if (2..=self.shares).contains(&self.threshold) {
            Ok(self)
        } else {
            Err(KeyError::Sharing)
        }
    }
}

/// One share of a recovery key. What it holds is never printed but by [`Share::words`].
#[derive(Clone)]
pub struct Share {
    sharing: Sharing,
    number: u8,
    set: [u8; SET_BYTES],
    value: Zeroizing<[u8; VALUE_BYTES]>,
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Share({} of {}, set {})",
            self.number,
            self.sharing.shares,
            self.set()
        )
    }
}

impl Share {
    /// Returns its number, from 1.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// Returns how the key was shared out.
    pub fn sharing(&self) -> Sharing {
        self.sharing
    }

    /// Returns the name of the set to which the share belongs.
    pub fn set(&self) -> String {
        hex::encode(self.set)
    }

    /// Returns the words of the share, some to a line.
    pub fn words(&self) -> Zeroizing<String> {
        let bytes = self.to_bytes();
        let mut text = Zeroizing::new(String::with_capacity(SHARE_BYTES / 2 * (WORD_LETTERS + 1)));
        for (index, pair) in bytes.chunks_exact(2).enumerate() {
            if index > 0 {
                text.push(if index % LINE_WORDS == 0 { '\n' } else { ' ' });
            }
            push_word(&mut text, u16::from_be_bytes([pair[0], pair[1]]));
        }
        text
    }

    /// Reads a share out of a text in which its words stand in lines of their own.
    ///
    /// # Errors
    /// [`KeyError::Share`] when words are missing, mistyped, or more than those of one share.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(SHARE_BYTES));
        for words in text.lines().filter_map(words_of) {
            for word in words {
                bytes.extend(word.to_be_bytes());
            }
        }
        let bytes: &[u8; SHARE_BYTES] = bytes.as_slice().try_into().map_err(|_| KeyError::Share)?;
        Self::from_bytes(bytes)
    }

    fn to_bytes(&self) -> Zeroizing<[u8; SHARE_BYTES]> {
        let mut bytes = Zeroizing::new([0; SHARE_BYTES]);
        bytes[..4].copy_from_slice(&[VERSION, self.sharing.threshold, self.sharing.shares, self.number]);
        bytes[4..HEAD_BYTES].copy_from_slice(&self.set);
        bytes[HEAD_BYTES..][..VALUE_BYTES].copy_from_slice(&self.value[..]);
        let sum = checksum(&bytes[..HEAD_BYTES + VALUE_BYTES]);
        bytes[HEAD_BYTES + VALUE_BYTES..].copy_from_slice(&sum);
        bytes
    }

    fn from_bytes(bytes: &[u8; SHARE_BYTES]) -> Result<Self, KeyError> {
        let (content, sum) = bytes.split_at(HEAD_BYTES + VALUE_BYTES);
        let [version, threshold, shares, number] = [bytes[0], bytes[1], bytes[2], bytes[3]];
        let sharing = Sharing { shares, threshold }
            .checked()
            .map_err(|_| KeyError::Share)?;
        if checksum(content) != sum || version != VERSION || !(1..=shares).contains(&number) {
            return Err(KeyError::Share);
        }
        let (mut set, mut value) = ([0; SET_BYTES], Zeroizing::new([0; VALUE_BYTES]));
        set.copy_from_slice(&content[4..HEAD_BYTES]);
        value.copy_from_slice(&content[HEAD_BYTES..]);
        Ok(Self {
            sharing,
            number,
            set,
            value,
        })
    }
}

/// Shares a recovery key out.
///
/// # Errors
/// [`KeyError::Sharing`].
pub fn split(key: &RecoveryKey, sharing: Sharing, random: &dyn Random) -> Result<Vec<Share>, KeyError> {
    let sharing = sharing.checked()?;
    // One polynomial for each byte of the key; the byte is its constant coefficient.
    let polynomials: Vec<Zeroizing<Vec<u8>>> = key
        .secret_bytes()
        .iter()
        .map(|byte| polynomial(*byte, sharing.threshold, random))
        .collect();
    let share = |number: u8| {
        let mut value = Zeroizing::new([0; VALUE_BYTES]);
        for (byte, coefficients) in value.iter_mut().zip(&polynomials) {
            *byte = gf256::evaluate(coefficients, number);
        }
        Share {
            sharing,
            number,
            set: key.set(),
            value,
        }
    };
    Ok((1..=sharing.shares).map(share).collect())
}

fn polynomial(constant: u8, threshold: u8, random: &dyn Random) -> Zeroizing<Vec<u8>> {
    let mut coefficients = Zeroizing::new(vec![0; usize::from(threshold)]);
    random.fill(&mut coefficients[1..]);
    coefficients[0] = constant;
    coefficients
}

/// Rebuilds the recovery key.
///
/// # Errors
/// [`KeyError::SharesTooFew`], [`KeyError::SharesMixed`] when they are of different sets, [`KeyError::ShareTwice`],
/// [`KeyError::SharesWrong`] when one of them was made up.
pub fn combine(shares: &[Share]) -> Result<RecoveryKey, KeyError> {
    let first = shares
        .first()
        .ok_or(KeyError::SharesTooFew { have: 0, need: 2 })?;
    let of_first = |share: &Share| share.set == first.set && share.sharing == first.sharing;
    if !shares.iter().all(of_first) {
        return Err(KeyError::SharesMixed);
    }
    for (index, share) in shares.iter().enumerate() {
        if shares[..index].iter().any(|other| other.number == share.number) {
            return Err(KeyError::ShareTwice(share.number));
        }
    }
    let need = first.sharing.threshold;
    if shares.len() < usize::from(need) {
        return Err(KeyError::SharesTooFew {
            have: shares.len(),
            need,
        });
    }
    let mut secret = Zeroizing::new([0; VALUE_BYTES]);
    for (place, byte) in secret.iter_mut().enumerate() {
        let points = shares.iter().map(|share| (share.number, share.value[place]));
        *byte = gf256::interpolate_at_zero(&Zeroizing::new(points.collect::<Vec<_>>()));
    }
    let key = RecoveryKey::from_secret(&secret);
    if key.set() == first.set {
        Ok(key)
    } else {
        Err(KeyError::SharesWrong)
    }
}

fn checksum(content: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut digest = Sha256::new();
    digest.update(b"guildhall share v1");
    digest.update(content);
    let mut sum = [0; CHECKSUM_BYTES];
    sum.copy_from_slice(&digest.finalize()[..CHECKSUM_BYTES]);
    sum
}

/// Adds the word of 16 bits: consonant, vowel, consonant, vowel, consonant.
fn push_word(text: &mut String, bits: u16) {
    let consonant = |shift: u16| char::from(CONSONANTS[usize::from(bits >> shift & 0xf)]);
    let vowel = |shift: u16| char::from(VOWELS[usize::from(bits >> shift & 0x3)]);
    text.extend([consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)]);
}

/// Returns the words of a line; nothing when something else stands in it.
fn words_of(line: &str) -> Option<Vec<u16>> {
    line.split_whitespace().map(word).collect()
}

fn word(text: &str) -> Option<u16> {
    let letters: &[u8; WORD_LETTERS] = text.as_bytes().try_into().ok()?;
    let place = |alphabet: &[u8], letter: u8| {
        let found = alphabet
            .iter()
            .position(|known| *known == letter.to_ascii_lowercase())?;
        u16::try_from(found).ok()
    };
    let [a, b, c, d, e] = *letters;
    Some(
        place(CONSONANTS, a)? << 12
            | place(VOWELS, b)? << 10
            | place(CONSONANTS, c)? << 6
            | place(VOWELS, d)? << 4
            | place(CONSONANTS, e)?,
    )
}

#[cfg(test)]
mod tests;
