//! Integration tests of the package room: conformance sets, hostile packages, what is written and read again.

mod bags;
mod eeps;
mod hostile;
mod objects;
mod shared_data;
