//! The field of 256 elements in which secrets are shared: bytes, with the polynomial of AES (FIPS 197, 4.2).
//!
//! Pure. No table and no branch depends on a value, so that time tells nothing about a secret.

/// x^8 + x^4 + x^3 + x + 1 without its highest term.
const POLYNOMIAL: u8 = 0x1b;

/// Multiplies two elements.
pub(crate) const fn multiply(left: u8, right: u8) -> u8 {
    let (mut left, mut product, mut bit) = (left, 0, 0);
    while bit < 8 {
        // All ones when the bit is set, otherwise zero.
        let taken = 0u8.wrapping_sub((right >> bit) & 1);
        product ^= left & taken;
        let over = 0u8.wrapping_sub(left >> 7);
        left = (left << 1) ^ (POLYNOMIAL & over);
        bit += 1;
    }
    product
}

/// Returns the inverse of an element (its 254th power); that of 0 is 0.
pub(crate) const fn inverse(element: u8) -> u8 {
    let (mut power, mut result, mut bit) = (element, 1, 1);
    while bit < 8 {
        power = multiply(power, power);
        result = multiply(result, power);
        bit += 1;
    }
    result
}

/// Returns the value at `x` of the polynomial with these coefficients, the constant one first.
pub(crate) fn evaluate(coefficients: &[u8], x: u8) -> u8 {
    let step = |value: u8, coefficient: &u8| multiply(value, x) ^ coefficient;
    coefficients.iter().rev().fold(0, step)
}

/// Returns the value at 0 of the smallest polynomial through points with different `x` (Lagrange).
pub(crate) fn interpolate_at_zero(points: &[(u8, u8)]) -> u8 {
    let term = |&(x, y): &(u8, u8)| {
        let others = points.iter().filter(|(other, _)| *other != x);
        let factor = others.fold(1, |factor, &(other, _)| {
            multiply(factor, multiply(other, inverse(other ^ x)))
        });
        multiply(y, factor)
    };
    points.iter().fold(0, |sum, point| sum ^ term(point))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn products_are_those_of_the_standard() {
        // FIPS 197, 4.2 and 4.2.1.
        assert_eq!(multiply(0x57, 0x83), 0xc1);
        assert_eq!(multiply(0x57, 0x13), 0xfe);
        // FIPS 197, 5.1.1: the S-box maps 53 by way of its inverse, which is ca.
        assert_eq!(inverse(0x53), 0xca);
    }

    #[test]
    fn every_element_but_zero_has_an_inverse() {
        assert_eq!(inverse(0), 0);
        for element in 1..=u8::MAX {
            assert_eq!(multiply(element, inverse(element)), 1, "{element}");
        }
    }

    proptest! {
        #[test]
        fn products_follow_the_laws_of_a_field(a: u8, b: u8, c: u8) {
            prop_assert_eq!(multiply(a, b), multiply(b, a));
            prop_assert_eq!(multiply(a, multiply(b, c)), multiply(multiply(a, b), c));
            prop_assert_eq!(multiply(a, b ^ c), multiply(a, b) ^ multiply(a, c));
            prop_assert_eq!(multiply(a, 1), a);
        }

        #[test]
        fn a_polynomial_is_found_again_from_as_many_points_as_it_has_coefficients(
            coefficients in proptest::collection::vec(any::<u8>(), 1..8),
            places in proptest::sample::subsequence((1..=255u8).collect::<Vec<_>>(), 8),
        ) {
            let points: Vec<_> = places.iter().take(coefficients.len())
                .map(|x| (*x, evaluate(&coefficients, *x))).collect();
            prop_assert_eq!(interpolate_at_zero(&points), coefficients[0]);
        }
    }
}
