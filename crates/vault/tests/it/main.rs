//! Tests of the vault through its public face, on real folders.

mod bucket;
mod damage;
mod house;
mod schema;
mod scrub;
mod storing;
