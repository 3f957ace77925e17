//! The crate from outside: the house's own policies, what is refused, and decision against filter.

mod agreement;
mod house;
mod people;
mod refusals;
