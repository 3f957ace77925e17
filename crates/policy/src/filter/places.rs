//! Where the rows of a filter can lie, told from the filter alone.

use super::Filter;

impl Filter {
    /// Returns paths of organisations (组织) so that each row that matches lies under one of them, sorted and without
    /// repetition; none when the filter does not bind its rows to places.
    pub fn places(&self) -> Option<Vec<&str>> {
        let mut places = self.bounds()?;
        places.sort_unstable();
        places.dedup();
        Some(places)
    }

    fn bounds(&self) -> Option<Vec<&str>> {
        match self {
            Self::Nothing => Some(Vec::new()),
            Self::PathUnder { path, .. } => Some(vec![path.as_str()]),
            // Each member binds all rows, so the one that names the fewest places is taken.
            Self::And(members) => members.iter().filter_map(Self::bounds).min_by_key(Vec::len),
            Self::Or(members) => {
                let each: Option<Vec<_>> = members.iter().map(Self::bounds).collect();
                each.map(|each| each.concat())
            }
            _ => None,
        }
    }
}
