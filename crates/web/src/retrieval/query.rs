//! The address of a search: words, chosen values, order, place.

use crate::routes;
use guildhall_retrieval::{Cursor, Facet, Order, Question, Selection};
use serde::Deserialize;

/// Hits on a page.
pub const HITS: usize = 20;
/// Longest question in characters.
pub const WORDS_MAX: usize = 200;

/// What an address says.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// The words.
    #[serde(default)]
    pub q: String,
    /// Archive types, joined by commas.
    #[serde(default)]
    pub class: String,
    /// Years.
    #[serde(default)]
    pub year: String,
    /// Departments.
    #[serde(default)]
    pub department: String,
    /// Persons.
    #[serde(default)]
    pub person: String,
    /// Sources.
    #[serde(default)]
    pub source: String,
    /// Secrecy levels.
    #[serde(default)]
    pub secrecy: String,
    /// `new` or `best`.
    #[serde(default)]
    pub order: String,
    /// Where the page begins.
    #[serde(default)]
    pub after: String,
}

/// The facets with their names in an address, in the order of the page.
pub const FACETS: [(Facet, &str); 6] = [
    (Facet::Type, "class"),
    (Facet::Year, "year"),
    (Facet::Department, "department"),
    (Facet::Person, "person"),
    (Facet::Source, "source"),
    (Facet::Secrecy, "secrecy"),
];

impl SearchQuery {
    fn chosen(&self, name: &str) -> &str {
        match name {
            "class" => &self.class,
            "year" => &self.year,
            "department" => &self.department,
            "person" => &self.person,
            "source" => &self.source,
            _ => &self.secrecy,
        }
    }

    fn chosen_mut(&mut self, name: &str) -> &mut String {
        match name {
            "class" => &mut self.class,
            "year" => &mut self.year,
            "department" => &mut self.department,
            "person" => &mut self.person,
            "source" => &mut self.source,
            _ => &mut self.secrecy,
        }
    }

    /// Returns the chosen values of all facets.
    pub fn selections(&self) -> Vec<Selection> {
        FACETS
            .iter()
            .flat_map(|(facet, name)| {
                let values = self.chosen(name).split(',').filter(|value| !value.is_empty());
                values.map(|value| Selection {
                    facet: *facet,
                    value: value.to_owned(),
                })
            })
            .collect()
    }

    /// Returns the order; the best first when there are words, else the newest.
    pub fn order(&self) -> Order {
        match self.order.as_str() {
            "new" => Order::Newest,
            "best" => Order::Best,
            _ if self.q.trim().is_empty() => Order::Newest,
            _ => Order::Best,
        }
    }

    /// Returns the question; a place that does not belong to it is left out.
    pub fn question(&self) -> Question {
        Question {
            text: self.q.chars().take(WORDS_MAX).collect(),
            selections: self.selections(),
            order: self.order(),
            after: self.after.parse::<Cursor>().ok(),
            limit: HITS,
        }
    }

    /// Returns the address at which this search is exported, from its beginning.
    pub fn export_link(&self) -> String {
        let whole = Self {
            after: String::new(),
            ..self.clone()
        };
        whole.link_at(routes::SEARCH_EXPORT)
    }

    /// Returns the address of this search.
    pub fn link(&self) -> String {
        self.link_at(routes::SEARCH)
    }

    /// Returns the values of this search as a form carries them, the empty ones left out.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let facets = FACETS
            .iter()
            .map(|(_, name)| (*name, self.chosen(name).to_owned()));
        let all = [("q", self.q.clone())]
            .into_iter()
            .chain(facets)
            .chain([("order", self.order.clone())]);
        all.filter(|(_, value)| !value.is_empty()).collect()
    }

    fn link_at(&self, path: &str) -> String {
        let after = [("after", self.after.clone())];
        routes::with_query(path, self.values().into_iter().chain(after))
    }

    /// Returns the address with a value put on or taken off, from the first page.
    pub fn toggled(&self, facet: Facet, value: &str) -> String {
        let Some((_, name)) = FACETS.iter().find(|(known, _)| *known == facet) else {
            return self.link();
        };
        let mut other = Self {
            after: String::new(),
            ..self.clone()
        };
        let mut values: Vec<&str> = self
            .chosen(name)
            .split(',')
            .filter(|value| !value.is_empty())
            .collect();
        match values.iter().position(|chosen| *chosen == value) {
            Some(place) => {
                values.remove(place);
            }
            None => values.push(value),
        }
        *other.chosen_mut(name) = values.join(",");
        other.link()
    }

    /// Returns the address in another order, from the first page.
    pub fn ordered(&self, order: &str) -> String {
        Self {
            order: order.to_owned(),
            after: String::new(),
            ..self.clone()
        }
        .link()
    }

    /// Returns the address without any chosen value.
    pub fn cleared(&self) -> String {
        Self {
            q: self.q.clone(),
            order: self.order.clone(),
            ..Self::default()
        }
        .link()
    }

    /// Returns the address of the page that begins at a place.
    pub fn at(&self, place: &Cursor) -> String {
        Self {
            after: place.to_string(),
            ..self.clone()
        }
        .link()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_put_on_and_taken_off_again() {
        let query = SearchQuery {
            q: "职代会".to_owned(),
            year: "2023".to_owned(),
            ..SearchQuery::default()
        };
        assert!(query.toggled(Facet::Year, "2024").ends_with("year=2023%2C2024"));
        assert!(!query.toggled(Facet::Year, "2023").contains("year"));
        assert_eq!(
            query.selections(),
            vec![Selection {
                facet: Facet::Year,
                value: "2023".to_owned()
            }]
        );
    }

    #[test]
    fn without_words_the_newest_come_first() {
        assert_eq!(SearchQuery::default().order(), Order::Newest);
        assert_eq!(
            SearchQuery {
                q: "x".to_owned(),
                ..SearchQuery::default()
            }
            .order(),
            Order::Best
        );
    }
}
