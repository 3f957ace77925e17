//! What is usual for a role at an hour (惯常水平): the median and its scatter, which a few odd hours hardly move.

use super::model::Learning;

/// Makes the median absolute deviation comparable with a standard deviation (for normal scatter).
const SCALE: f64 = 1.4826;

/// What is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// Acts within an hour, at most.
    pub most: i64,
    /// From how many hours of people it was learned.
    pub samples: usize,
}

/// Learns from the acts of past hours in which there were any; nothing from too few of them.
pub fn learn(samples: &[i64], learning: &Learning) -> Option<Usual> {
    if samples.is_empty() || samples.len() < learning.samples_min {
        return None;
    }
    let middle = median(samples.to_vec());
    let scatter = median(samples.iter().map(|sample| (sample - middle).abs()).collect());
    let above = (learning.spread * SCALE * scatter as f64).ceil();
    // Counts of acts are far below the range in which this rounds.
    let most = middle.saturating_add(above as i64);
    Some(Usual {
        most,
        samples: samples.len(),
    })
}

/// Returns the upper median of numbers, of which there is at least one.
fn median(mut numbers: Vec<i64>) -> i64 {
    let middle = numbers.len() / 2;
    let (_, median, _) = numbers.select_nth_unstable(middle);
    *median
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LEARNING: Learning = Learning {
        days: 30,
        samples_min: 5,
        spread: 3.0,
        times: 2,
    };

    #[test]
    fn what_is_usual_is_the_median_and_three_times_its_scatter() {
        let usual = learn(&[10, 12, 14, 16, 18], &LEARNING).unwrap();
        assert_eq!(
            usual,
            Usual {
                most: 14 + 9,
                samples: 5
            }
        );
        assert_eq!(learn(&[10, 12], &LEARNING), None);
    }

    proptest! {
        #[test]
        fn the_order_of_the_samples_does_not_matter(mut samples in prop::collection::vec(0i64..10_000, 5..80)) {
            let learned = learn(&samples, &LEARNING);
            samples.reverse();
            prop_assert_eq!(learned, learn(&samples, &LEARNING));
        }

        #[test]
        fn a_third_of_wild_hours_does_not_make_wildness_usual(calm in 40usize..80, wild in 1i64..1_000) {
            let mut samples = vec![20; calm];
            samples.extend(vec![20 + wild * 1_000; calm / 3]);
            prop_assert_eq!(learn(&samples, &LEARNING).unwrap().most, 20);
        }

        #[test]
        fn what_is_usual_is_never_below_the_median(samples in prop::collection::vec(0i64..10_000, 5..80)) {
            let most = learn(&samples, &LEARNING).unwrap().most;
            let at_most = samples.iter().filter(|sample| **sample <= most).count();
            prop_assert!(at_most * 2 >= samples.len());
        }
    }
}
