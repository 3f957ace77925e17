//! What sharing promises: enough shares rebuild the key, and nothing else does.

use super::*;
use guildhall_kernel::SeededRandom;
use proptest::prelude::*;

const THREE_OF_FIVE: Sharing = Sharing {
    shares: 5,
    threshold: 3,
};

fn five(seed: u64) -> (RecoveryKey, Vec<Share>) {
    let random = SeededRandom::new(seed);
    let key = RecoveryKey::generate(&random);
    let shares = split(&key, THREE_OF_FIVE, &random).unwrap();
    (key, shares)
}

#[test]
fn words_are_those_of_the_proposal() {
    // 127.0.0.1 and 63.84.220.193, arXiv:0901.4016.
    for (bits, spelled) in [
        (0x7f00, "lusab"),
        (0x0001, "babad"),
        (0x3f54, "gutih"),
        (0xdcc1, "tugad"),
    ] {
        let mut text = String::new();
        push_word(&mut text, bits);
        assert_eq!(text, spelled);
        assert_eq!(word(spelled), Some(bits));
    }
    for wrong in ["", "lusa", "lusabb", "lus4b", "ausab", "鲁萨"] {
        assert_eq!(word(wrong), None, "{wrong}");
    }
}

#[test]
fn any_three_of_five_rebuild_the_key_and_any_two_do_not() {
    let (key, shares) = five(1);
    for a in 0..5 {
        for b in a + 1..5 {
            let two = [shares[a].clone(), shares[b].clone()];
            assert!(matches!(
                combine(&two),
                Err(KeyError::SharesTooFew { have: 2, need: 3 })
            ));
            for c in b + 1..5 {
                let three = [shares[c].clone(), shares[a].clone(), shares[b].clone()];
                assert_eq!(combine(&three).unwrap().secret_bytes(), key.secret_bytes());
            }
        }
    }
    assert_eq!(combine(&shares).unwrap().secret_bytes(), key.secret_bytes());
}

#[test]
fn mixed_repeated_and_made_up_shares_are_told_apart() {
    let ((_, ours), (_, others)) = (five(1), five(2));
    let mixed = [ours[0].clone(), ours[1].clone(), others[2].clone()];
    assert!(matches!(combine(&mixed), Err(KeyError::SharesMixed)));
    let twice = [ours[0].clone(), ours[1].clone(), ours[0].clone()];
    assert!(matches!(combine(&twice), Err(KeyError::ShareTwice(1))));
    let mut forged = ours[..3].to_vec();
    forged[1].value[7] ^= 1;
    assert!(matches!(combine(&forged), Err(KeyError::SharesWrong)));
    assert!(matches!(
        combine(&[]),
        Err(KeyError::SharesTooFew { have: 0, .. })
    ));
}

#[test]
fn a_sharing_needs_two_people_at_least_and_no_more_than_there_are() {
    let (key, _) = five(1);
    for (shares, threshold) in [(5, 1), (5, 0), (2, 3), (0, 0)] {
        let sharing = Sharing { shares, threshold };
        assert!(matches!(
            split(&key, sharing, &SeededRandom::new(1)),
            Err(KeyError::Sharing)
        ));
    }
    let all = Sharing {
        shares: 255,
        threshold: 255,
    };
    let shares = split(&key, all, &SeededRandom::new(1)).unwrap();
    assert_eq!(combine(&shares).unwrap().secret_bytes(), key.secret_bytes());
}

#[test]
fn a_printed_share_is_read_whole_amid_other_text_and_refused_with_a_slip() {
    let (_, shares) = five(3);
    let words = shares[4].words();
    let printed = format!(
        "Recovery share 5 of 5\n恢复密钥\n\n{}\n\nKeep it safe.\n",
        words.to_uppercase()
    );
    let read = Share::parse(&printed).unwrap();
    assert_eq!(read.to_bytes(), shares[4].to_bytes());
    let (first, rest) = words.split_at(WORD_LETTERS);
    for slip in [
        rest.to_owned(),
        format!("{}\n{first}", &*words),
        words.replacen('a', "i", 1),
        String::new(),
    ] {
        assert!(matches!(Share::parse(&slip), Err(KeyError::Share)), "{slip}");
    }
}

#[test]
fn a_share_is_never_printed_by_accident() {
    let (_, shares) = five(4);
    let printed = format!("{:?}", shares[0]);
    assert!(printed.starts_with("Share(1 of 5, set "));
    assert!(!printed.contains(&hex::encode(&shares[0].value[..4])));
}

proptest! {
    #[test]
    fn two_shares_are_as_likely_for_one_key_as_for_any_other(secret: u8, other: u8, x in 1u8.., y in 1u8..) {
        // Through two points and any value at 0 goes exactly one polynomial of three coefficients.
        prop_assume!(x != y);
        let coefficients = [secret, 17, 203];
        let (at_x, at_y) = (gf256::evaluate(&coefficients, x), gf256::evaluate(&coefficients, y));
        let third = (1..=u8::MAX).find(|place| *place != x && *place != y).unwrap();
        let explained = (0..=u8::MAX).filter(|value| {
            gf256::interpolate_at_zero(&[(x, at_x), (y, at_y), (third, *value)]) == other
        });
        prop_assert_eq!(explained.count(), 1);
    }

    #[test]
    fn a_changed_letter_is_noticed(seed: u64, at in any::<prop::sample::Index>()) {
        let (_, shares) = five(seed);
        let mut letters = shares[0].words().as_bytes().to_vec();
        let at = at.index(letters.len());
        prop_assume!(letters[at].is_ascii_lowercase());
        letters[at] = if VOWELS.contains(&letters[at]) {
            if letters[at] == b'a' { b'u' } else { b'a' }
        } else if letters[at] == b'b' { b'z' } else { b'b' };
        let slip = String::from_utf8(letters).unwrap();
        prop_assert!(Share::parse(&slip).is_err());
    }
}
