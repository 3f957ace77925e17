//! TLS in the server itself (传输加密), by rustls: certificate files that may change while the server runs, and a
//! listener that hands on connections whose handshake is done.
//!
//! TLS 1.2 and 1.3 only. Suites of the Chinese national algorithms (TLCP) are left to a proxy in front.

mod arrival;
mod certificates;
mod listener;

pub use arrival::{Arrival, know_clients};
pub use certificates::{Certificates, ClientAsked, TlsFiles, keep_fresh, read_file};
pub use listener::TlsListener;

#[cfg(test)]
mod tests;
