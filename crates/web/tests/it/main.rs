//! What the web room promises as a whole: every page renders, every message exists.

mod locales;
mod pages;
mod samples;
