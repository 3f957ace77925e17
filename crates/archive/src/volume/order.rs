//! The order of the papers in an open volume, without a database.

use super::VolumeError;
use crate::record::Record;
use guildhall_kernel::RecordId;

/// How the papers are put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// One paper changes places with the one before it.
    Up(RecordId),
    /// One paper changes places with the one behind it.
    Down(RecordId),
    /// By date, the earliest first; papers without a date keep their order behind all others.
    ByDate,
    /// As they are named, each once.
    As(Vec<RecordId>),
}

impl Order {
    /// Returns the papers in this order.
    ///
    /// # Errors
    /// [`VolumeError::NoSuchPaper`] when it names a paper that is not among them, or not all of them.
    pub(super) fn apply(&self, mut records: Vec<Record>) -> Result<Vec<Record>, VolumeError> {
        match self {
            Self::Up(id) => {
                let place = place_of(&records, *id)?;
                records.swap(place, place.saturating_sub(1));
            }
            Self::Down(id) => {
                let place = place_of(&records, *id)?;
                let behind = (place + 1).min(records.len() - 1);
                records.swap(place, behind);
            }
            Self::ByDate => records.sort_by_key(|record| (record.doc_date.is_none(), record.doc_date)),
            Self::As(ids) => {
                if ids.len() != records.len() {
                    return Err(VolumeError::NoSuchPaper);
                }
                let mut ordered = Vec::with_capacity(records.len());
                for id in ids {
                    let place = place_of(&records, *id)?;
                    ordered.push(records.swap_remove(place));
                }
                records = ordered;
            }
        }
        Ok(records)
    }
}

/// Puts papers among others, before the place of that number (the first is 1); behind all without one.
pub(super) fn inserted(mut records: Vec<Record>, new: Vec<Record>, at: Option<u32>) -> Vec<Record> {
    let place = at.map_or(records.len(), |at| at.saturating_sub(1) as usize);
    let rest = records.split_off(place.min(records.len()));
    records.extend(new);
    records.extend(rest);
    records
}

fn place_of(records: &[Record], id: RecordId) -> Result<usize, VolumeError> {
    let place = records.iter().position(|record| record.id == id);
    place.ok_or(VolumeError::NoSuchPaper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::model_tests::a_record;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(number: u128) -> RecordId {
        RecordId::from_uuid(Uuid::from_u128(number))
    }

    fn records(dates: &[&str]) -> Vec<Record> {
        let one = |(number, date): (u128, &&str)| Record {
            id: id(number),
            doc_date: date.parse().ok(),
            ..a_record()
        };
        (1..).zip(dates).map(one).collect()
    }

    fn numbers(records: &[Record]) -> Vec<u128> {
        records.iter().map(|record| record.id.uuid().as_u128()).collect()
    }

    #[test]
    fn b4_papers_move_one_place_and_stop_at_the_ends() {
        let three = || records(&["", "", ""]);
        let after = |order: Order| numbers(&order.apply(three()).unwrap());
        assert_eq!(after(Order::Up(id(3))), [1, 3, 2]);
        assert_eq!(after(Order::Up(id(1))), [1, 2, 3]);
        assert_eq!(after(Order::Down(id(1))), [2, 1, 3]);
        assert_eq!(after(Order::Down(id(3))), [1, 2, 3]);
        assert_eq!(after(Order::As(vec![id(2), id(3), id(1)])), [2, 3, 1]);
        for wrong in [
            Order::Up(id(9)),
            Order::As(vec![id(1), id(2)]),
            Order::As(vec![id(1), id(1), id(2)]),
        ] {
            assert_eq!(wrong.apply(three()), Err(VolumeError::NoSuchPaper));
        }
    }

    #[test]
    fn b4_papers_go_by_date_and_those_without_one_come_last() {
        let mixed = records(&["", "2024-03-01", "2023-12-31", "", "2024-03-01"]);
        assert_eq!(numbers(&Order::ByDate.apply(mixed).unwrap()), [3, 2, 5, 1, 4]);
    }

    #[test]
    fn b4_a_paper_taken_out_by_mistake_goes_back_to_its_place() {
        let two = records(&["", ""]);
        let new = vec![Record {
            id: id(7),
            ..a_record()
        }];
        assert_eq!(numbers(&inserted(two.clone(), new.clone(), Some(2))), [1, 7, 2]);
        assert_eq!(numbers(&inserted(two.clone(), new.clone(), None)), [1, 2, 7]);
        assert_eq!(numbers(&inserted(two, new, Some(99))), [1, 2, 7]);
    }

    proptest! {
        #[test]
        fn b4_no_order_loses_or_doubles_a_paper(moves in proptest::collection::vec((1_u128..6, any::<bool>()), 0..30)) {
            let mut papers = records(&["2024-01-05", "", "2024-01-01", "", "2024-01-03"]);
            for (number, is_up) in moves {
                let order = if is_up { Order::Up(id(number)) } else { Order::Down(id(number)) };
                papers = order.apply(papers).unwrap();
            }
            let mut left = numbers(&papers);
            left.sort_unstable();
            prop_assert_eq!(left, vec![1, 2, 3, 4, 5]);
        }
    }
}
