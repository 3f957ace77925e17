//! The papers: every type, true names, different bytes, and born-digital files that read back.

use std::collections::{BTreeMap, BTreeSet};

use guildhall_demo::{PaperKind, Union, render};
use guildhall_reading::{Limits, Note, Reader, Unwatched};

use crate::{fonts, today, union};

#[test]
fn every_type_of_archive_occurs() {
    let thirty = Union::generate(9, today(), 60, 30);
    let types: BTreeSet<&str> = thirty.papers.iter().map(|plan| plan.type_code).collect();
    assert_eq!(types.len(), 30);
}

#[test]
fn about_half_are_scanned_and_every_kind_of_file_occurs() {
    let union = Union::generate(42, today(), 400, 600);
    let scanned = union.papers.iter().filter(|plan| plan.kind.is_scanned()).count();
    assert!((240..=360).contains(&scanned), "{scanned}");
    let kinds: BTreeSet<PaperKind> = union.papers.iter().map(|plan| plan.kind).collect();
    assert_eq!(kinds.len(), 13);
    assert!(union.papers.iter().any(|plan| plan.traditional));
}

#[test]
fn papers_name_real_staff_and_no_gap_is_left() {
    let union = union();
    for plan in &union.papers {
        let text = plan.text();
        assert!(!text.contains(['{', '}', '[', ']']), "{} {text}", plan.type_code);
        for person in &plan.persons {
            assert!(text.contains(&union.staff[*person].name), "{text}");
        }
        assert!(plan.doc_date < today() && plan.department < union.departments.len());
    }
    let named = union
        .papers
        .iter()
        .filter(|plan| !plan.persons.is_empty())
        .count();
    assert!(named > 280, "{named}");
}

#[test]
fn texts_differ_and_document_numbers_of_the_union_are_never_given_twice() {
    let union = Union::generate(42, today(), 400, 600);
    let texts: BTreeSet<String> = union.papers.iter().map(guildhall_demo::PaperPlan::text).collect();
    assert_eq!(texts.len(), 600);
    let red = union
        .papers
        .iter()
        .filter(|plan| plan.red_head.is_some() && plan.responsible_party == union.name);
    let numbers: Vec<&str> = red.map(|plan| plan.doc_number.as_str()).collect();
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
}

#[test]
fn every_born_digital_file_reads_back_with_its_title() {
    let union = union();
    let fonts = fonts();
    let folder = tempfile::tempdir().unwrap();
    let reader = Reader::new(None, Limits::default());
    let squeezed = |text: &str| {
        text.chars()
            .filter(|char| !char.is_whitespace())
            .collect::<String>()
    };
    let mut seen = BTreeMap::new();
    for plan in union.papers.iter().filter(|plan| !plan.kind.is_scanned()) {
        let paper = render(plan, fonts.as_ref()).unwrap();
        let path = folder.path().join(&paper.file_name);
        std::fs::write(&path, &paper.bytes).unwrap();
        let document = reader.read(&path, &paper.file_name, &Unwatched).unwrap();
        let text: String = document.pages.iter().map(guildhall_reading::Page::text).collect();
        assert!(
            squeezed(&text).contains(&squeezed(&plan.title)),
            "{:?} {} {text}",
            paper.kind,
            plan.title
        );
        assert!(
            !document.notes.contains(&Note::ExtensionDisagrees),
            "{:?}",
            paper.kind
        );
        if paper.kind == PaperKind::Eml {
            assert_eq!(
                (document.attachments.len(), document.properties.title),
                (1, Some(plan.title.clone()))
            );
        }
        *seen.entry(paper.kind).or_insert(0) += 1;
    }
    assert!(seen.len() >= 8, "{seen:?}");
}

#[test]
fn no_two_files_have_the_same_name_or_the_same_bytes() {
    let papers: Vec<_> = union()
        .papers
        .iter()
        .map(|plan| render(plan, None).unwrap())
        .collect();
    let names: BTreeSet<&str> = papers.iter().map(|paper| paper.file_name.as_str()).collect();
    let contents: BTreeSet<&[u8]> = papers.iter().map(|paper| paper.bytes.as_slice()).collect();
    assert_eq!((names.len(), contents.len()), (papers.len(), papers.len()));
    assert!(
        papers
            .iter()
            .all(|paper| !paper.kind.is_scanned() && paper.kind != PaperKind::Pdf)
    );
}
