//! Addresses of the statistics of use.

/// The use of records in a year, counted.
pub const USE_STATISTICS: &str = "/uses/statistics";
/// The same as a file for a spreadsheet program.
pub const USE_STATISTICS_FILE: &str = "/uses/statistics.csv";
