//! Integration tests of the package room: conformance sets, hostile packages, what is written and read again.

mod bags;
mod eeps;
mod hostile;
mod judging;
mod objects;
mod other_tools;
mod shared_data;
