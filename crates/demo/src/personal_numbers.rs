//! Identity card and telephone numbers that pass every check of form and belong to nobody.

use guildhall_kernel::Date;

use crate::dice::Dice;
use crate::staff::Sex;

/// An area code that GB/T 2260 gives to no place; numbers with it are never issued.
const NOBODYS_AREA: &str = "990100";

/// A prefix that no mobile network in China uses.
const NOBODYS_PREFIX: &str = "1540";

/// Makes an identity number (公民身份号码) with its check character (GB 11643-1999, ISO 7064 MOD 11-2).
pub(crate) fn identity_number(dice: &mut Dice, birth: Date, sex: Sex) -> String {
    let odd = i64::from(sex == Sex::Male);
    let order = dice.between(0, 499) * 2 + odd;
    let body = format!(
        "{NOBODYS_AREA}{:04}{:02}{:02}{order:03}",
        birth.year(),
        birth.month(),
        birth.day()
    );
    format!("{body}{}", check_character(&body))
}

fn check_character(body: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHARACTERS: &[u8; 11] = b"10X98765432";
    let sum: u32 = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    char::from(CHARACTERS[(sum % 11) as usize])
}

/// Makes a mobile telephone number (手机号码).
pub(crate) fn telephone(dice: &mut Dice) -> String {
    format!("{NOBODYS_PREFIX}{:07}", dice.below(10_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        assert_eq!(check_character("11010519491231002"), 'X');
        assert_eq!(check_character("44052418800101001"), '4');
    }

    #[test]
    fn numbers_tell_birth_and_sex_and_belong_to_nobody() {
        let birth = "1987-06-05".parse().unwrap();
        let number = identity_number(&mut Dice::new(3), birth, Sex::Female);
        assert_eq!(number.len(), 18);
        assert!(number.starts_with("99010019870605"));
        assert_eq!((number.as_bytes()[16] - b'0') % 2, 0);
        assert_eq!(telephone(&mut Dice::new(3)).len(), 11);
    }
}
