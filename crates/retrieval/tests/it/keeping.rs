//! The index as kept data: replaced, deleted, reopened, damaged, rebuilt.

use crate::sample::{SMALL, Shelf, a_record, asking, id, numbers, titled};
use guildhall_retrieval::{Index, IndexError, Order, SearchDocument, SearchPage};
use std::path::{Path, PathBuf};

#[test]
fn a_record_written_again_replaces_itself() {
    let shelf = Shelf::with(&[titled(1, "旧题名"), titled(1, "新题名")]);
    assert_eq!(shelf.strict("旧题名"), []);
    assert_eq!(shelf.strict("新题名"), [1]);
    let mut writer = shelf.index.writer().unwrap();
    writer
        .upsert_batch(&[SearchDocument {
            version: 2,
            ..titled(1, "第三题名")
        }])
        .unwrap();
    writer.commit(9).unwrap();
    let page = shelf.best("");
    assert_eq!((page.total, page.hits[0].version), (1, 2));
    writer.delete(id(1));
    writer.delete(id(77));
    writer.commit(10).unwrap();
    assert_eq!(shelf.index.record_count(), 0);
}

#[test]
fn the_event_position_is_that_of_the_last_commit() {
    let shelf = Shelf::with(&[titled(1, "工会")]);
    assert_eq!(shelf.index.cursor().unwrap(), 1);
    let mut writer = shelf.index.writer().unwrap();
    writer.upsert_batch(&[titled(2, "经费")]).unwrap();
    // The writer goes down before its commit: neither the record nor the position is there.
    drop(writer);
    let reopened = Index::open(shelf.dir.path(), SMALL).unwrap();
    assert_eq!((reopened.cursor().unwrap(), reopened.record_count()), (1, 1));
    let mut writer = reopened.writer().unwrap();
    writer.upsert_batch(&[titled(2, "经费")]).unwrap();
    writer.rollback().unwrap();
    writer.commit(41).unwrap();
    assert_eq!((reopened.cursor().unwrap(), reopened.record_count()), (41, 1));
}

#[test]
fn there_is_one_writer_at_a_time() {
    let shelf = Shelf::with(&[]);
    let writer = shelf.index.writer().unwrap();
    let other = Index::open(shelf.dir.path(), SMALL).unwrap();
    assert!(matches!(other.writer(), Err(IndexError::Busy)));
    drop(writer);
    assert!(other.writer().is_ok());
}

#[test]
fn a_reader_sees_what_another_process_wrote_after_it_reloads() {
    let shelf = Shelf::with(&[]);
    let other = Index::open(shelf.dir.path(), SMALL).unwrap();
    let mut writer = shelf.index.writer().unwrap();
    writer.upsert_batch(&[titled(1, "工会")]).unwrap();
    writer.commit(1).unwrap();
    assert_eq!(other.record_count(), 0);
    other.reload().unwrap();
    assert_eq!(other.search(&asking("工会", Order::Best)).unwrap().total, 1);
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

#[track_caller]
fn must_be_rebuilt(dir: &Path) {
    match Index::open(dir, SMALL) {
        Err(IndexError::NeedsRebuild(reason)) => assert!(!reason.is_empty()),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("opened"),
    }
}

#[test]
fn a_damaged_index_says_that_it_must_be_rebuilt() {
    for damage in 0..4 {
        let shelf = Shelf::with(&[titled(1, "工会")]);
        let meta = shelf.dir.path().join("meta.json");
        let text = std::fs::read_to_string(&meta).unwrap();
        match damage {
            0 => std::fs::write(&meta, &text[..text.len() / 2]).unwrap(),
            1 => std::fs::remove_file(&meta).unwrap(),
            2 => std::fs::write(&meta, text.replace("layout", "lay")).unwrap(),
            _ => {
                let data = files(shelf.dir.path())
                    .into_iter()
                    .find(|file| file.extension().is_some_and(|e| e == "fast"));
                std::fs::write(data.unwrap(), b"short").unwrap();
            }
        }
        must_be_rebuilt(shelf.dir.path());
        let fresh = Index::recreate(shelf.dir.path(), SMALL).unwrap();
        assert_eq!((fresh.record_count(), fresh.cursor().unwrap()), (0, 0));
    }
}

#[test]
fn an_index_of_another_version_must_be_rebuilt() {
    let shelf = Shelf::with(&[titled(1, "工会")]);
    let meta = shelf.dir.path().join("meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    std::fs::write(&meta, text.replace(r#"\"analysis\":1"#, r#"\"analysis\":999"#)).unwrap();
    must_be_rebuilt(shelf.dir.path());
}

#[test]
fn a_folder_of_something_else_is_neither_opened_nor_emptied() {
    let dir = tempfile::tempdir().unwrap();
    let other = dir.path().join("letter.txt");
    std::fs::write(&other, "dear").unwrap();
    must_be_rebuilt(dir.path());
    Index::recreate(dir.path(), SMALL).unwrap();
    assert!(other.exists());
    assert!(Index::open(dir.path(), SMALL).is_ok());
}

#[test]
fn a_changed_byte_is_found_by_the_checksums() {
    let shelf = Shelf::with(&[titled(1, "工会")]);
    assert_eq!(shelf.index.damaged_files().unwrap(), Vec::<PathBuf>::new());
    let store = files(shelf.dir.path())
        .into_iter()
        .find(|file| file.extension().is_some_and(|e| e == "store"))
        .unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[3] ^= 1;
    std::fs::write(&store, bytes).unwrap();
    let damaged = Index::open(shelf.dir.path(), SMALL)
        .unwrap()
        .damaged_files()
        .unwrap();
    assert_eq!(damaged, [PathBuf::from(store.file_name().unwrap())]);
}

/// Everything of an answer but the time it took.
fn told(page: &SearchPage) -> String {
    format!(
        "{:?} {:?} {:?} {} {}",
        numbers(page),
        page.next,
        page.facets,
        page.total,
        page.relaxed
    )
}

#[test]
fn a_rebuilt_index_gives_the_same_answers() {
    let words = ["工会", "经费", "慰问", "职工", "通知", "大会"];
    let documents: Vec<SearchDocument> = (0..200usize)
        .map(|number| SearchDocument {
            title: format!("{}{}", words[number % 6], words[number * 7 % 5]),
            pages: vec![(1, words[number % 4].repeat(number % 9))],
            year: Some(2000 + (number % 11) as i32),
            captured_at: (number * 31 % 17) as i64,
            ..a_record(number as u128)
        })
        .collect();
    let grown = Shelf::in_batches(&documents, 17);
    // A life of changes: each record was once something else, some are gone.
    let mut writer = grown.index.writer().unwrap();
    writer.upsert_batch(&documents[..60]).unwrap();
    (190..200).for_each(|number| writer.delete(id(number)));
    writer.commit(99).unwrap();
    writer.finish().unwrap();
    let rebuilt = Shelf::with(&documents[..190]);
    for text in ["", "工会", "工会 经费", "慰问没有", "-通知", "\"职工大会\""] {
        let ask = |shelf: &Shelf, order| shelf.index.search(&asking(text, order)).unwrap();
        let (old, new) = (ask(&grown, Order::Newest), ask(&rebuilt, Order::Newest));
        if !old.relaxed {
            assert_eq!(told(&old), told(&new), "{text}");
        }
        let (old, new) = (ask(&grown, Order::Best), ask(&rebuilt, Order::Best));
        assert_eq!((old.total, old.facets), (new.total, new.facets), "{text}");
    }
}

#[test]
fn ranking_does_not_depend_on_how_records_were_committed() {
    let documents: Vec<SearchDocument> = (0..50)
        .map(|number| titled(number, &"工会经费".repeat(1 + number as usize % 7)))
        .collect();
    let (one, many) = (Shelf::with(&documents), Shelf::in_batches(&documents, 7));
    for text in ["工会", "会经", "经费没有"] {
        assert_eq!(told(&one.best(text)), told(&many.best(text)), "{text}");
    }
}
