//! Loans of originals: the desk, and what one borrowed oneself.

use super::{Field, Frame, LinkChoice};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The lending desk (借阅): the form to lend, and the loans.
#[derive(Debug, Template)]
#[template(path = "archive/loans.html")]
pub struct LoansPage {
    /// The frame.
    pub ui: Frame,
    /// What is out, what is overdue, the whole register.
    pub tabs: Vec<LinkChoice>,
    /// The loans.
    pub rows: Vec<LoanRow>,
    /// The approved requests that wait to be handed out, the one approved first comes first.
    pub waiting: Vec<LoanRequestRow>,
    /// Whether there are more of them than are shown.
    pub is_more_waiting: bool,
    /// The fields of a new slip.
    pub fields: Vec<Field>,
    /// Whether the rules wait for the union to settle them.
    pub is_unsettled: bool,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// What one borrowed oneself (我借的原件).
#[derive(Debug, Template)]
#[template(path = "archive/own_loans.html")]
pub struct OwnLoansPage {
    /// The frame.
    pub ui: Frame,
    /// The loans, the newest first.
    pub rows: Vec<LoanRow>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// What one asked to borrow (借阅申请), and the form to ask.
#[derive(Debug, Template)]
#[template(path = "archive/loan_requests.html")]
pub struct LoanRequestsPage {
    /// The frame.
    pub ui: Frame,
    /// The requests, the newest first.
    pub rows: Vec<LoanRequestRow>,
    /// The fields of a new request, for who may ask.
    pub fields: Option<Vec<Field>>,
    /// Whether the reader might ask if her account were linked to a person of the directory.
    pub is_unlinked: bool,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// A request to borrow in a list.
#[derive(Debug, Clone)]
pub struct LoanRequestRow {
    /// Its id.
    pub id: String,
    /// The archival code of the record.
    pub code: String,
    /// The page of the record, for who keeps it.
    pub record: Option<String>,
    /// Who asked.
    pub who: String,
    /// What for.
    pub purpose: String,
    /// For how many days.
    pub days: u32,
    /// When it was asked for.
    pub asked: Timestamp,
    /// How it stands.
    pub standing: String,
    /// Whether it was approved and can be dropped.
    pub may_drop: bool,
}

/// A loan in a list.
#[derive(Debug, Clone)]
pub struct LoanRow {
    /// Its id.
    pub id: String,
    /// The archival code of the record.
    pub code: String,
    /// The page of the record, for who keeps it.
    pub record: Option<String>,
    /// The number of the slip.
    pub slip: String,
    /// Who has it.
    pub who: String,
    /// What for.
    pub purpose: String,
    /// When it was lent.
    pub lent: Timestamp,
    /// The last day on which it is not overdue.
    pub due: String,
    /// How it stands.
    pub standing: String,
    /// Whether it is overdue.
    pub is_overdue: bool,
    /// Whether it is due soon.
    pub is_due_soon: bool,
    /// Whether it is out.
    pub is_out: bool,
    /// Whether it can be renewed.
    pub may_renew: bool,
    /// When it came back.
    pub returned: Option<Timestamp>,
    /// What was said when it came back; may be empty.
    pub note: String,
}
