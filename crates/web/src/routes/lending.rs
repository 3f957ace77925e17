//! Addresses of the lending desk.

/// Loans of originals: what is out, and the form to lend.
pub const LOANS: &str = "/loans";
/// What one borrowed oneself.
pub const OWN_LOANS: &str = "/loans/own";

/// What one asked to borrow, and the form to ask.
pub const LOAN_REQUESTS: &str = "/loans/requests";

/// What is done with a request to borrow: `loan` or `drop`.
#[must_use]
pub fn loan_request_way(id: &str, way: &str) -> String {
    format!("{LOAN_REQUESTS}/{id}/{way}")
}

/// What is done with a loan: `return`, `renewal` or `reopening`.
#[must_use]
pub fn loan_way(id: &str, way: &str) -> String {
    format!("{LOANS}/{id}/{way}")
}

/// The slip on which a loan stands, to be printed.
#[must_use]
pub fn loan_slip(id: &str) -> String {
    format!("{LOANS}/{id}/slip.pdf")
}
