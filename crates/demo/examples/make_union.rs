//! Makes a union's papers in a folder and tells how long each kind of file took.
//!
//! `cargo run --release -p guildhall-demo --example make_union -- FOLDER [FONT...]`

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use guildhall_demo::{Fonts, PaperKind, Union, render};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().ok_or("name a folder for the papers")?;
    let fonts = Fonts::find(&arguments.collect::<Vec<_>>());
    std::fs::create_dir_all(&folder)?;
    let began = Instant::now();
    let union = Union::generate(42, "2026-06-15".parse()?, 1200, 600);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}: planned in {:?}", union.name, began.elapsed())?;
    let mut took: BTreeMap<PaperKind, (u32, Duration, usize)> = BTreeMap::new();
    for plan in &union.papers {
        let began = Instant::now();
        let paper = render(plan, fonts.as_ref())?;
        let entry = took.entry(paper.kind).or_default();
        *entry = (
            entry.0 + 1,
            entry.1 + began.elapsed(),
            entry.2 + paper.bytes.len(),
        );
        std::fs::write(folder.join(&paper.file_name), &paper.bytes)?;
    }
    for (kind, (count, time, bytes)) in took {
        writeln!(
            out,
            "{kind:?}: {count} files, {:?} each, {} KiB each",
            time / count,
            bytes / 1024 / count as usize
        )?;
    }
    Ok(())
}
