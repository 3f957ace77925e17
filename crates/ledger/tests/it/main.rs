//! Tests of the ledger through its public face.

mod log;
mod schema;
mod shared_vectors;
mod tamper;
mod verifier;
