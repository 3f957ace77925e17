//! Tells cargo that the embedded folders count as sources. It builds and fetches nothing.

fn main() {
    // The folder above is watched, so that a first `make assets` is noticed too.
    println!("cargo::rerun-if-changed=../../assets/dist");
    println!("cargo::rerun-if-changed=../../locales");
    println!("cargo::rerun-if-changed=templates");
}
