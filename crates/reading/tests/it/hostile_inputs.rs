//! Files made to harm: each ends in bounded time with a typed error or a harmless result.

use std::path::Path;
use std::time::{Duration, Instant};

use guildhall_reading::{Format, Limits, Reader, Unwatched};

use crate::fixtures::{docx, file, ofd, zip};
use crate::shared_data::Samples;

#[test]
fn the_shared_payloads_are_harmless() {
    let Some(samples) = Samples::of("hostile-inputs", "payloads.tar.gz") else {
        return;
    };
    let reader = Reader::new(None, Limits::default());
    let mut harmless = 0;
    for path in &samples.files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let begun = Instant::now();
        let outcome = reader.read(path, name, &Unwatched);
        let attachments = outcome.as_ref().map_or(0, |document| document.attachments.len());
        let extracted: Vec<&str> = (0..attachments)
            .map(|at| reader.extract_attachment(path, Format::Zip, at, &mut std::io::sink(), &Unwatched))
            .map(|outcome| outcome.map_or_else(|error| error.code(), |_| "ok"))
            .collect();
        let said = outcome.map_or_else(
            |error| error.code().to_owned(),
            |read| format!("{:?}", read.format),
        );
        let took = begun.elapsed();
        eprintln!("{name}: {said}, attachments {extracted:?}, {took:?}");
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
        harmless += 1;
    }
    assert_eq!(harmless, samples.files.len());
    if let Some(peak) = peak_memory_mib() {
        eprintln!("hostile-inputs: {harmless} of {harmless} harmless, peak memory {peak} MiB");
        assert!(peak < 512);
    }
    let code = |name: &str| {
        reader
            .read(samples.path(name), name, &Unwatched)
            .map_err(|error| error.code())
            .err()
    };
    assert_eq!(code("bomb-90mb.docx"), Some("bomb"));
    assert_eq!(code("xxe.docx"), Some("broken"));
    assert_eq!(code("xxe-traversal.ofd"), Some("broken"));
    let bomb = samples.path("bomb-200mib.zip");
    let error = reader
        .extract_attachment(bomb, Format::Zip, 0, &mut std::io::sink(), &Unwatched)
        .unwrap_err();
    assert_eq!(error.code(), "bomb");
}

/// Returns the most memory that this process ever held, where the system tells.
fn peak_memory_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace()
        .next()?
        .parse::<u64>()
        .ok()
        .map(|kib| kib / 1024)
}

#[test]
fn the_shared_xml_payloads_do_nothing_inside_office_files() {
    let Some(samples) = Samples::of("hostile-inputs", "payloads.tar.gz") else {
        return;
    };
    for path in samples
        .files
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
    {
        let xml = std::fs::read(path).unwrap();
        for (name, bytes) in [
            (
                "a.docx",
                zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", &xml)]),
            ),
            ("a.ofd", zip(&[("OFD.xml", &xml)])),
        ] {
            let begun = Instant::now();
            let outcome = file(name, &bytes).read();
            let text = outcome
                .as_ref()
                .map(|document| document.pages.iter().map(|page| page.text().len()).sum());
            eprintln!("{} in {name}: {:?}", path.file_name().unwrap().display(), text);
            assert!(text.unwrap_or(0) < 100_000);
            assert!(begun.elapsed() < Duration::from_secs(10));
        }
    }
}

#[test]
fn an_external_entity_is_never_opened() {
    let secret = file("secret", "绝密".as_bytes());
    let document = format!(
        r#"<!DOCTYPE w [<!ENTITY x SYSTEM "file://{}">]><w:document xmlns:w="w"><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:document>"#,
        secret.path.display()
    );
    let bytes = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
    ]);
    assert_eq!(file("a.docx", &bytes).read().unwrap_err().code(), "broken");
}

#[test]
fn xml_nested_without_end_is_too_deep() {
    // Such text packs so well that it would be taken for a bomb before it is parsed.
    let limits = Limits {
        expansion_ratio: u64::MAX,
        ..Limits::default()
    };
    let deep = format!("{}{}", "<w:p>".repeat(100_000), "</w:p>".repeat(100_000));
    assert_eq!(
        file("a.docx", &docx(&deep))
            .read_with(limits.clone())
            .unwrap_err()
            .code(),
        "too_deep"
    );
    let deep = format!(
        "{}{}",
        "<ofd:PageBlock>".repeat(100_000),
        "</ofd:PageBlock>".repeat(100_000)
    );
    assert_eq!(
        file("a.ofd", &ofd(&deep)).read_with(limits).unwrap_err().code(),
        "too_deep"
    );
}

#[test]
fn references_of_an_ofd_cannot_leave_the_container() {
    let root = r#"<OFD><DocBody><DocRoot>../../../../etc/passwd</DocRoot></DocBody></OFD>"#;
    assert_eq!(
        file("a.ofd", &zip(&[("OFD.xml", root.as_bytes())]))
            .read()
            .unwrap_err()
            .code(),
        "broken"
    );
}

#[test]
fn a_part_larger_than_memory_allows_is_refused() {
    let limits = Limits {
        part_bytes: 1000,
        ..Limits::default()
    };
    let text = "工会".repeat(1000);
    let error = file(
        "a.docx",
        &docx(&format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")),
    )
    .read_with(limits)
    .unwrap_err();
    assert_eq!(error.code(), "too_large");
}

#[test]
fn a_missing_file_is_the_disks_fault() {
    let error = Reader::new(None, Limits::default())
        .read(Path::new("no-such-file"), "a.pdf", &Unwatched)
        .unwrap_err();
    assert_eq!(error.code(), "disk");
}
