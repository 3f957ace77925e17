//! From the recognition network's columns of probabilities to characters (connectionist temporal
//! classification): the best class of each column, runs counted once, blanks dropped.

use rten_tensor::{MatrixLayout, NdTensorView};

/// The class that means "no character here".
const BLANK: usize = 0;

/// The characters that the recognition network knows, in the order of its classes.
pub(crate) struct Alphabet(Vec<String>);

impl Alphabet {
    /// Reads the list that the model carries: one character a line, then an unnamed class for the space.
    pub(crate) fn from_model_text(text: &str) -> Self {
        let mut characters: Vec<String> = text.split('\n').map(str::to_owned).collect();
        characters.push(" ".to_owned());
        Self(characters)
    }

    /// Returns how many classes a network for this alphabet has, the blank included.
    pub(crate) fn classes(&self) -> usize {
        self.0.len() + 1
    }
}

/// What one strip says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Reading {
    /// The characters.
    pub(crate) text: String,
    /// Mean probability of the characters, 0 to 1; 0 when there are none.
    pub(crate) confidence: f32,
    /// The centre of each character of `text` along the strip, 0 to 1.
    pub(crate) centres: Vec<f32>,
}

/// A run of neighbouring columns that name the same class.
struct Run {
    class: usize,
    first: usize,
    last: usize,
    probability: f32,
}

/// Decodes one strip's columns (column, class); the strip fills the first `filled` (0 to 1) of them, the
/// rest is padding.
pub(crate) fn decode(columns: NdTensorView<f32, 2>, alphabet: &Alphabet, filled: f32) -> Reading {
    let span = (columns.rows() as f32 * filled).max(1.0);
    let mut reading = Reading::default();
    let mut sum = 0.0;
    for run in runs(columns) {
        let Some(characters) = run
            .class
            .checked_sub(BLANK + 1)
            .and_then(|index| alphabet.0.get(index))
        else {
            continue;
        };
        let centre = ((run.first + run.last + 1) as f32 / 2.0 / span).min(1.0);
        for character in characters.chars() {
            reading.text.push(character);
            reading.centres.push(centre);
            sum += run.probability;
        }
    }
    if !reading.centres.is_empty() {
        reading.confidence = sum / reading.centres.len() as f32;
    }
    trimmed(reading)
}

fn runs(columns: NdTensorView<f32, 2>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns.rows() {
        let (class, probability) = best(columns.slice(column));
        match runs.last_mut() {
            Some(run) if run.class == class => {
                run.last = column;
                run.probability = run.probability.max(probability);
            }
            _ => runs.push(Run {
                class,
                first: column,
                last: column,
                probability,
            }),
        }
    }
    runs.retain(|run| run.class != BLANK);
    runs
}

fn best(column: NdTensorView<f32, 1>) -> (usize, f32) {
    column
        .iter()
        .copied()
        .enumerate()
        .fold((BLANK, f32::MIN), |best, candidate| {
            if candidate.1 > best.1 { candidate } else { best }
        })
}

/// Takes away spaces at either end: they are margin, not text.
fn trimmed(mut reading: Reading) -> Reading {
    let kept = reading.text.trim_end();
    reading.centres.truncate(kept.chars().count());
    let leading = kept
        .chars()
        .take_while(|character| character.is_whitespace())
        .count();
    reading.centres.drain(..leading);
    reading.text = kept.trim_start().to_owned();
    reading
}

#[cfg(test)]
mod tests {
    use rten_tensor::{AsView, NdTensor};

    use super::*;

    /// Columns in which each named class has probability 0.9 and all others nothing.
    fn columns(classes: &[usize], alphabet: &Alphabet) -> NdTensor<f32, 2> {
        let mut columns = NdTensor::zeros([classes.len(), alphabet.classes()]);
        for (column, class) in classes.iter().enumerate() {
            columns[[column, *class]] = 0.9;
        }
        columns
    }

    fn read(classes: &[usize], filled: f32) -> Reading {
        let alphabet = Alphabet::from_model_text("工\n会");
        decode(columns(classes, &alphabet).view(), &alphabet, filled)
    }

    #[test]
    fn a_run_is_one_character_and_a_blank_between_parts_doubles() {
        assert_eq!(read(&[1, 1, 0, 1, 2, 2], 1.0).text, "工工会");
    }

    #[test]
    fn centres_are_measured_along_the_strip_without_its_padding() {
        let reading = read(&[1, 1, 2, 2, 0, 0, 0, 0], 0.5);
        assert_eq!(reading.centres, [0.25, 0.75]);
        assert!((reading.confidence - 0.9).abs() < 1e-6);
    }

    #[test]
    fn spaces_at_the_ends_are_margin() {
        let reading = read(&[3, 1, 3, 2, 3], 1.0);
        assert_eq!(reading.text, "工 会");
        assert_eq!(reading.centres.len(), 3);
    }

    #[test]
    fn a_strip_of_blanks_says_nothing() {
        assert_eq!(read(&[0, 0, 0], 1.0), Reading::default());
    }
}
