//! Text and tables of characters in the encodings that Chinese offices leave behind.

use std::ops::ControlFlow;

use guildhall_reading::{Format, Limits, LineKind, Note, Reader};

use crate::fixtures::{Watcher, file, text_of};

const TEXT: &str = "关于召开会员代表大会的通知\r\n各工会小组：\r\n请按时参加。";

#[test]
fn every_encoding_gives_the_same_lines() {
    let utf16: Vec<u8> = [0xFE, 0xFF]
        .into_iter()
        .chain(TEXT.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    let encodings = [
        TEXT.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(),
        encoding_rs::GBK.encode(TEXT).0.into_owned(),
        utf16,
    ];
    for bytes in encodings {
        let document = file("通知.txt", &bytes).read().unwrap();
        assert_eq!(document.format, Format::Txt);
        assert_eq!(
            text_of(&document),
            "关于召开会员代表大会的通知\n各工会小组：\n请按时参加。\n"
        );
    }
}

#[test]
fn rare_characters_of_gb18030_survive() {
    let text = "会员姓名：㐂𠀀，工会小组长。";
    let bytes = encoding_rs::GB18030.encode(text).0.into_owned();
    let document = file("名单.txt", &bytes).read().unwrap();
    assert_eq!(text_of(&document).trim(), text);
    assert_eq!(
        document.notes,
        [Note::Encoding {
            name: "gb18030".into()
        }]
    );
}

#[test]
fn rows_of_a_csv_in_gbk_are_table_rows() {
    let bytes = encoding_rs::GBK.encode("姓名,部门\n张三,内科\n").0.into_owned();
    let document = file("会员.csv", &bytes).read().unwrap();
    assert_eq!(document.format, Format::Csv);
    assert_eq!(document.pages[0].lines[1].text, "张三,内科");
    assert_eq!(document.pages[0].lines[1].kind, LineKind::TableRow);
}

#[test]
fn a_character_across_the_pieces_of_the_stream_is_whole() {
    // The stream's first piece ends in the middle of a character.
    let text = format!("a{}", "工".repeat(300_000));
    let document = file("a.txt", text.as_bytes()).read().unwrap();
    assert_eq!(text_of(&document).replace('\n', ""), text);
}

#[test]
fn a_line_without_end_is_cut() {
    let document = file("a.txt", &vec![b'x'; 1_000_000]).read().unwrap();
    assert!(
        document
            .pages
            .iter()
            .flat_map(|page| &page.lines)
            .all(|line| line.text.len() <= 8192)
    );
}

#[test]
fn pages_beyond_the_limit_are_left_out_and_said_to_be() {
    let text = "一行\n".repeat(600);
    let limits = Limits {
        pages: 3,
        ..Limits::default()
    };
    let document = file("a.txt", text.as_bytes()).read_with(limits).unwrap();
    assert_eq!(document.pages.len(), 3);
    assert_eq!(document.page_count, 10);
    assert!(
        document
            .notes
            .contains(&Note::PagesLeftOut { read: 3, total: 10 })
    );
}

#[test]
fn html_is_read_without_its_tags() {
    let document = file(
        "a.html",
        "<html><body><h1>章程</h1><p>第一条</p></body></html>".as_bytes(),
    )
    .read()
    .unwrap();
    let text = text_of(&document);
    assert!(text.contains("章程") && text.contains("第一条") && !text.contains('<'));
}

#[test]
fn progress_is_told_and_cancelling_stops_between_pages() {
    let fixture = file("a.txt", "行\n".repeat(300).as_bytes());
    let watcher = Watcher {
        cancel_after: Some(2),
        ..Watcher::default()
    };
    let reader = Reader::new(None, Limits::default());
    let error = reader.read(&fixture.path, "a.txt", &watcher).unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert_eq!(*watcher.seen.borrow(), [(1, None), (2, None)]);
}

#[test]
fn time_that_is_up_stops_the_reading() {
    let fixture = file("a.txt", "行\n".repeat(300).as_bytes());
    let watcher = Watcher {
        late_after: Some(1),
        ..Watcher::default()
    };
    let error = Reader::new(None, Limits::default())
        .read(&fixture.path, "a.txt", &watcher)
        .unwrap_err();
    assert_eq!(error.code(), "timed_out");
}

#[test]
fn a_sink_that_has_enough_gets_no_more() {
    let fixture = file("a.txt", "行\n".repeat(300).as_bytes());
    let mut taken = 0;
    let document = Reader::new(None, Limits::default())
        .read_pages(&fixture.path, "a.txt", &Watcher::default(), &mut |_| {
            taken += 1;
            ControlFlow::Break(())
        })
        .unwrap();
    assert_eq!(taken, 1);
    assert!(document.notes.contains(&Note::PagesLeftOut { read: 1, total: 5 }));
}

#[test]
fn an_attachment_too_deep_is_refused() {
    let fixture = file("a.txt", b"x");
    let reader = Reader::new(None, Limits::default()).at_depth(6);
    assert_eq!(
        reader
            .read(&fixture.path, "a.txt", &Watcher::default())
            .unwrap_err()
            .code(),
        "too_deep"
    );
}

#[test]
fn an_empty_file_and_an_unknown_one_have_their_reasons() {
    assert_eq!(file("a.pdf", b"").read().unwrap_err().code(), "empty");
    assert_eq!(
        file("a.bin", b"\0\x01\x02\x03").read().unwrap_err().code(),
        "unsupported"
    );
}
