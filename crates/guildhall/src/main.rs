//! guildhall
fn main() {}
