//! The crate from outside: the house's own policies, what is refused, and decision against filter.

mod agreement;
mod asking_why;
mod house;
mod people;
mod refusals;
