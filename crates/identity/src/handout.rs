//! Secrets that are handed out on paper: groups of letters and digits that are not mistaken for each other.

use guildhall_kernel::{Random, chance};

/// Letters and digits that are not mistaken for each other (Crockford's base 32): 5 bits each.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a group.
const GROUP_CHARS: usize = 4;

/// Returns `GROUPS` groups of four characters, 20 bits each: `XXXX-XXXX`.
pub(crate) fn letters<const GROUPS: usize>(random: &dyn Random) -> String {
    let groups: Vec<String> = (0..GROUPS).map(|_| group(random)).collect();
    groups.join("-")
}

fn group(random: &dyn Random) -> String {
    let bytes: [u8; GROUP_CHARS] = chance::random_bytes(random);
    bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;

    #[test]
    fn groups_are_as_many_as_asked_for_and_hold_no_letter_that_looks_like_a_digit() {
        let random = SeededRandom::new(5);
        let text = letters::<3>(&random);
        assert_eq!(text.len(), 14);
        assert_eq!(text.split('-').count(), 3);
        assert!(!text.contains(['O', 'I', 'L', 'U']));
        assert_ne!(text, letters::<3>(&random));
    }
}
