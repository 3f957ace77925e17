//! Searching on behalf of a person: the rights go into the search itself.

use crate::IndexError;
use crate::index::{Index, IndexOptions};
use crate::search::{Cursor, Order, SearchPage, SearchRequest, Selection};
use guildhall_identity::Rights;
use guildhall_kernel::{Actor, RealmId};
use guildhall_policy::Filter;
use parking_lot::RwLock;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Action: see that a record exists.
const LIST: &str = "listRecords";

/// What a person asks.
#[derive(Debug, Clone)]
pub struct Question {
    /// The words.
    pub text: String,
    /// Chosen values of facets.
    pub selections: Vec<Selection>,
    /// The order.
    pub order: Order,
    /// The position after the page before.
    pub after: Option<Cursor>,
    /// Hits wanted.
    pub limit: usize,
}

/// The indexes of all realms, each in its own folder. Cheap to clone.
#[derive(Clone)]
pub struct Finder {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    options: IndexOptions,
    rights: Rights,
    open: RwLock<HashMap<RealmId, Arc<Index>>>,
}

impl Finder {
    /// Keeps the indexes below a folder; they are opened when they are first needed.
    pub fn new(folder: &Path, options: IndexOptions, rights: Rights) -> Self {
        let inner = Inner {
            folder: folder.to_owned(),
            options,
            rights,
            open: RwLock::new(HashMap::new()),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Returns the folder of a realm's index.
    pub fn folder(&self, realm: RealmId) -> PathBuf {
        self.inner.folder.join(realm.to_string())
    }

    /// Returns the index of a realm; one that is absent or damaged is begun anew, empty, and fed again by the
    /// indexer from the first event.
    ///
    /// # Errors
    /// [`IndexError`] when the folder cannot be used at all.
    pub fn index(&self, realm: RealmId) -> Result<Arc<Index>, IndexError> {
        if let Some(index) = self.inner.open.read().get(&realm) {
            return Ok(Arc::clone(index));
        }
        let mut open = self.inner.open.write();
        if let Some(index) = open.get(&realm) {
            return Ok(Arc::clone(index));
        }
        let folder = self.folder(realm);
        let index = match Index::open(&folder, self.inner.options) {
            Err(IndexError::NeedsRebuild(reason)) => {
                tracing::warn!(%realm, reason, "the search index is rebuilt");
                Index::recreate(&folder, self.inner.options)?
            }
            other => other?,
        };
        open.insert(realm, Arc::clone(&index));
        Ok(index)
    }

    /// Begins the index of a realm anew, empty.
    ///
    /// # Errors
    /// [`IndexError::Busy`] while somebody writes it.
    pub fn recreate(&self, realm: RealmId) -> Result<Arc<Index>, IndexError> {
        let mut open = self.inner.open.write();
        open.remove(&realm);
        let index = Index::recreate(&self.folder(realm), self.inner.options)?;
        open.insert(realm, Arc::clone(&index));
        Ok(index)
    }

    /// Searches what the actor may list. Keeps a core busy for some milliseconds.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn search(&self, actor: &Actor, question: &Question) -> Result<SearchPage, IndexError> {
        self.search_for(actor, &[LIST], question)
    }

    /// Searches those records on which the actor may do all of these actions; the rights go into the search as well.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn search_for(
        &self,
        actor: &Actor,
        actions: &[&str],
        question: &Question,
    ) -> Result<SearchPage, IndexError> {
        let rights = actions
            .iter()
            .map(|action| self.inner.rights.filter(actor, action));
        let rights = Filter::And(rights.map(|filter| (*filter).clone()).collect()).normalised();
        self.index(actor.realm)?.search(&SearchRequest {
            text: &question.text,
            selections: &question.selections,
            rights: &rights,
            order: question.order,
            after: question.after,
            limit: question.limit,
        })
    }
}
