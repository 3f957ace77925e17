//! The last layer of the model, a conditional random field (条件随机场): finds the likeliest row of tags.

use std::path::Path;

use crate::LanguageError;
use crate::person::lexicon::malformed;

/// The learnt weights of one tag following another.
pub(super) struct Transitions {
    tags: usize,
    /// `weights[to * tags + from]`: laid out so that the inner loop of decoding walks along memory.
    weights: Vec<f32>,
}

impl Transitions {
    /// Reads a square matrix of little-endian 32-bit floats in NumPy's file format, versions 1 and 2.
    pub(super) fn load(path: &Path) -> Result<Self, LanguageError> {
        let bytes = std::fs::read(path).map_err(|source| LanguageError::ModelFile {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&bytes).ok_or_else(|| malformed(path, "not a square NumPy matrix of 32-bit floats"))
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"\x93NUMPY")?;
        let (header_length, header_at): (usize, usize) = match *rest.first()? {
            1 => (usize::from(u16::from_le_bytes([*rest.get(2)?, *rest.get(3)?])), 4),
            2 => (
                usize::try_from(u32::from_le_bytes(rest.get(2..6)?.try_into().ok()?)).ok()?,
                6,
            ),
            _ => return None,
        };
        let data_at = header_at.checked_add(header_length)?;
        let header = std::str::from_utf8(rest.get(header_at..data_at)?).ok()?;
        let right_kind = header.contains("'descr': '<f4'") && header.contains("'fortran_order': False");
        let (_, shape) = header.split_once("'shape': (")?;
        let (rows, columns) = shape.split_once(')')?.0.split_once(',')?;
        let tags: usize = rows.trim().parse().ok()?;
        let square = columns.trim().parse() == Ok(tags);
        let data = rest.get(data_at..)?;
        if !right_kind || !square || tags == 0 || tags > 1_000 || data.len() != tags * tags * 4 {
            return None;
        }
        let mut weights = vec![0.0; tags * tags];
        for (place, value) in data.chunks_exact(4).enumerate() {
            let (from, to) = (place / tags, place % tags);
            weights[to * tags + from] = f32::from_le_bytes(value.try_into().ok()?);
        }
        Some(Self { tags, weights })
    }

    /// The number of tags.
    pub(super) fn tags(&self) -> usize {
        self.tags
    }

    /// The likeliest row of tags for the scores of a sentence, one row of [`Transitions::tags`] for each character.
    ///
    /// Viterbi's algorithm: linear in the sentence, square in the number of tags.
    pub(super) fn decode(&self, scores: &[f32]) -> Vec<usize> {
        let mut rows = scores.chunks_exact(self.tags);
        let Some(first) = rows.next() else {
            return Vec::new();
        };
        let mut best = first.to_vec();
        let mut came_from: Vec<usize> = Vec::with_capacity(scores.len());
        for row in rows {
            let mut next = Vec::with_capacity(self.tags);
            for (score, weights) in row.iter().zip(self.weights.chunks_exact(self.tags)) {
                let (from, value) = highest(best.iter().zip(weights).map(|(so_far, weight)| so_far + weight));
                came_from.push(from);
                next.push(value + score);
            }
            best = next;
        }
        let mut tag = highest(best.iter().copied()).0;
        let mut path = vec![tag];
        for row in came_from.chunks_exact(self.tags).rev() {
            tag = row[tag];
            path.push(tag);
        }
        path.reverse();
        path
    }
}

/// The place and value of the highest number; the first of equals.
fn highest(values: impl Iterator<Item = f32>) -> (usize, f32) {
    values
        .enumerate()
        .fold((0, f32::NEG_INFINITY), |best, (place, value)| {
            if value > best.1 { (place, value) } else { best }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn npy(rows: usize, columns: usize, values: &[f32]) -> Vec<u8> {
        let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}\n");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(header.len()).expect("short").to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        bytes
    }

    #[test]
    fn transitions_outweigh_single_scores() {
        // Tag 1 scores higher on the second character, but must never follow tag 0.
        let transitions = Transitions::parse(&npy(2, 2, &[0.0, -100.0, 0.0, 0.0])).expect("well formed");
        assert_eq!(transitions.decode(&[1.0, 0.0, 0.0, 0.5]), [0, 0]);
        assert_eq!(transitions.decode(&[0.0, 3.0, 0.0, 0.5]), [1, 1]);
        assert_eq!(transitions.decode(&[]), Vec::<usize>::new());
    }

    #[test]
    fn a_matrix_of_the_wrong_shape_or_length_is_refused() {
        assert!(Transitions::parse(&npy(2, 3, &[0.0; 6])).is_none());
        assert!(Transitions::parse(&npy(2, 2, &[0.0; 3])).is_none());
        assert!(Transitions::parse(b"\x93NUMPY").is_none());
        assert!(Transitions::parse(b"").is_none());
    }
}
