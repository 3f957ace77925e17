//! Reads a folder of page images and prints one JSON object a page: its name, its text, how sure, how long.
//!
//! `ocr_pages MODELS_FOLDER PAGES_FOLDER`; the benchmark in benches/ocr compares the text with the truth.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use guildhall_ocr::Engine;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(models), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: ocr_pages MODELS_FOLDER PAGES_FOLDER".into());
    };
    let engine = Engine::load(&models)?;
    let mut out = std::io::stdout().lock();
    for path in page_images(&folder)? {
        let image = image::open(&path)?.to_rgb8();
        let started = Instant::now();
        let page = engine.read(&image)?;
        let report = serde_json::json!({
            "page": path.file_stem().map(|stem| stem.to_string_lossy()),
            "text": page.text(),
            "lines": page.lines.len(),
            "confidence": page.mean_confidence(),
            "rotation_deg": page.rotation_deg,
            "skew_deg": page.skew_deg,
            "seconds": started.elapsed().as_secs_f64(),
        });
        writeln!(out, "{report}")?;
    }
    Ok(())
}

fn page_images(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "png" || extension == "jpg")
        {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
