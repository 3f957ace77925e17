//! House rules that a program can check over all sources. ARCHITECTURE.md and CONTRIBUTING.md say why they are.

mod asvs;
mod errors;
mod floors;
mod repository;
mod sources;
mod statements;
