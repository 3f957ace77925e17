//! The few organisations in which the rows of a filter lie.
//!
//! A list in the order of its key walks past everybody else's rows until it has a page of those that the reader may
//! see; for one department of a large house that is nearly all of it. Where the organisations are few, each is read by
//! its own index instead and the rows are merged.

use super::ListQuery;
use guildhall_kernel::OrgPath;
use guildhall_policy::{Filter, ORG_PATH};
use guildhall_store::{Connection, StoreError, args};
use std::sync::Arc;

/// Most organisations that are read one by one; each costs a descent into the index.
const PLACES_MAX: usize = 32;

/// Organisations are few when they are at most one in so many of the house. With more of them the walk in order meets
/// a row of theirs soon enough.
const ONE_IN: usize = 8;

const PATHS: &str = "SELECT path, (SELECT COUNT(*) FROM
    (SELECT 1 AS one FROM organisation WHERE realm_id = ? LIMIT ?) AS counted) AS organisations
    FROM organisation WHERE realm_id = ?";

/// The organisations (组织) to which a list may be narrowed, when they are few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places(Option<Vec<OrgPath>>);

impl Places {
    /// Returns the organisations of the realm in which rows of this filter can lie; all of them unless they are few. What was
    /// read for a page is remembered for the next.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn of(connection: &mut Connection, filter: &Filter) -> Result<Self, StoreError> {
        let Some(bounds) = filter.places().filter(|bounds| !bounds.is_empty()) else {
            return Ok(Self(None));
        };
        // Whoever may look everywhere is not asked about; it would cost a question on each page of hers.
        if bounds.iter().any(|bound| is_everything(bound)) {
            return Ok(Self(None));
        }
        let name = format!("places {}", bounds.join(" "));
        if let Some(known) = connection.recall::<Self>(&name) {
            return Ok((*known).clone());
        }
        let as_of = connection.as_of();
        let places = Self::read(connection, bounds).await?;
        connection.remember(name, as_of, Arc::new(places.clone()));
        Ok(places)
    }

    async fn read(connection: &mut Connection, bounds: Vec<&str>) -> Result<Self, StoreError> {
        let under = |path: &str| Filter::PathUnder {
            field: ORG_PATH.to_owned(),
            path: path.to_owned(),
        };
        let within = Filter::Or(bounds.into_iter().map(under).collect());
        let realm = connection.realm();
        let enough = PLACES_MAX * ONE_IN;
        let (sql, values) = ListQuery::new(
            PATHS,
            args![realm, i64::try_from(enough).unwrap_or(i64::MAX), realm],
        )
        .and_filter(&within, &|field| (field == ORG_PATH).then_some("path"))
        .finish(
            "ORDER BY path LIMIT ?",
            args![i64::try_from(PLACES_MAX + 1).unwrap_or(i64::MAX)],
        );
        let rows = connection.fetch_all(sql, values).await?;
        let Some(first) = rows.first() else {
            return Ok(Self(None));
        };
        let organisations = usize::try_from(first.get::<i64>("organisations")?).unwrap_or_default();
        if rows.len() > PLACES_MAX || rows.len() * ONE_IN > organisations {
            return Ok(Self(None));
        }
        let paths = rows.iter().map(|row| row.get("path"));
        Ok(Self(Some(paths.collect::<Result<_, _>>()?)))
    }

    /// Says whether the rows lie in few organisations.
    pub fn are_few(&self) -> bool {
        self.0.is_some()
    }

    /// Returns the paths, when they are few.
    pub(super) fn few(&self) -> Option<&[OrgPath]> {
        self.0.as_deref()
    }
}

/// Says whether a bound is a top organisation, under which all others lie.
fn is_everything(bound: &str) -> bool {
    bound.parse::<OrgPath>().is_ok_and(|path| path.depth() == 1)
}
