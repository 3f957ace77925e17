//! What the ledger compares with its entries: rounds, lines, signatures and holds with their digests.

use crate::hold::store as holds;
use crate::round::store as rounds;
use crate::subject_kind;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Things in a page.
const PAGE: u32 = 500;

/// Declares the subjects of one kind, read by a page of its store.
macro_rules! subjects {
    ($(#[$doc:meta])* $name:ident, $kind:expr, $page:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name;

        #[async_trait]
        impl Subjects for $name {
            fn kind(&self) -> &'static str {
                $kind
            }

            async fn page(
                &self,
                connection: &mut Connection,
                after: Option<Uuid>,
            ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
                let found = $page(connection, after, PAGE).await?;
                Ok(found.iter().map(|one| (one.id, one.digest())).collect())
            }
        }
    };
}

subjects!(
    /// The rounds of appraisal.
    RoundSubjects,
    subject_kind::ROUND,
    rounds::rounds_after
);
subjects!(
    /// The lines of rounds.
    ItemSubjects,
    subject_kind::ITEM,
    rounds::items_after
);
subjects!(
    /// The supervisors' signatures.
    SignatureSubjects,
    subject_kind::SIGNATURE,
    rounds::signatures_after
);
subjects!(
    /// The legal holds.
    HoldSubjects,
    subject_kind::HOLD,
    holds::after_id
);
