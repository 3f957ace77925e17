//! PDF: text where there is text, recognition where there is an image, bounds everywhere.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use guildhall_reading::{Fonts, Format, Limits, Note, Reader, Renderer, TextSource, Unwatched};

use crate::fixtures::{Scripted, Watcher, file, text_of};
use crate::pdf_made::{Pdf, draw, show};

/// A dark picture of two by two pixels.
const DARK: Option<(&str, &[u8])> = Some((
    "/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8",
    &[0, 40, 80, 0],
));

fn chinese_page() -> String {
    [
        show(72.0, 750.0, 16.0, "关于召开第三届会员代表大会的通知"),
        show(72.0, 700.0, 12.0, "各工会小组："),
        show(72.0, 680.0, 12.0, "请于三月一日前报送代表名单。"),
    ]
    .concat()
}

#[test]
fn a_page_of_text_gives_its_lines_where_they_stand() {
    let document = file("a.pdf", &Pdf::new(1).page("", &chinese_page(), None).finish(""))
        .read()
        .unwrap();
    let page = &document.pages[0];
    let texts: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "关于召开第三届会员代表大会的通知",
            "各工会小组：",
            "请于三月一日前报送代表名单。"
        ]
    );
    assert_eq!(page.source, TextSource::Text);
    assert_eq!((page.width, page.height), (595.0, 842.0));
    let [left, top, right, bottom] = page.lines[0].bbox.unwrap();
    assert!(
        (left - 72.0).abs() < 2.0 && (right - 328.0).abs() < 10.0,
        "{left} {right}"
    );
    let chars = &page.lines[0].chars;
    assert!(
        chars.len() == 16 && chars.is_sorted() && (chars[8] - 0.53).abs() < 0.02,
        "{chars:?}"
    );
    // The base line is 92 points below the top edge.
    assert!(
        top < 92.0 && top > 70.0 && bottom > 90.0 && bottom < 100.0,
        "{top} {bottom}"
    );
}

#[test]
fn boxes_follow_the_rotation_of_the_page() {
    let document = file(
        "a.pdf",
        &Pdf::new(1).page("/Rotate 90", &chinese_page(), None).finish(""),
    )
    .read()
    .unwrap();
    let page = &document.pages[0];
    assert_eq!((page.width, page.height), (842.0, 595.0));
    let [left, top, right, bottom] = page.lines[0].bbox.unwrap();
    assert!(
        left > 700.0 && right < 842.0 && (top - 72.0).abs() < 4.0 && bottom > 300.0,
        "{left} {top} {right} {bottom}"
    );
}

#[test]
fn a_scanned_page_is_recognised_at_two_hundred_dots_an_inch() {
    let pdf = Pdf::new(1)
        .page("", &draw(0.0, 0.0, 595.0, 842.0), DARK)
        .finish("");
    let document = file("a.pdf", &pdf).recognised(Scripted::default()).unwrap();
    let page = &document.pages[0];
    assert_eq!(page.source, TextSource::Recognised);
    assert_eq!(page.lines[0].text, "1652x2338");
    let [_, _, right, bottom] = page.lines[0].bbox.unwrap();
    assert!(
        (right - 297.5).abs() < 0.5 && (bottom - 421.0).abs() < 0.5,
        "{right} {bottom}"
    );
}

#[test]
fn a_page_with_text_above_a_scan_is_mixed() {
    let content = chinese_page() + &draw(50.0, 20.0, 500.0, 550.0);
    let document = file("a.pdf", &Pdf::new(1).page("", &content, DARK).finish(""))
        .recognised(Scripted::default())
        .unwrap();
    let page = &document.pages[0];
    assert_eq!(page.source, TextSource::Mixed);
    assert!(
        page.text().contains("各工会小组") && page.text().contains("1652x2338"),
        "{}",
        page.text()
    );
}

#[test]
fn a_text_layer_over_a_scan_is_believed() {
    let content = draw(0.0, 0.0, 595.0, 842.0) + &chinese_page();
    let document = file("a.pdf", &Pdf::new(1).page("", &content, DARK).finish(""))
        .recognised(Scripted::default())
        .unwrap();
    assert_eq!(document.pages[0].source, TextSource::Text);
}

#[test]
fn a_blank_page_needs_no_recogniser() {
    let document = file("a.pdf", &Pdf::new(1).page("", " ", None).finish(""))
        .read()
        .unwrap();
    assert!(document.pages[0].lines.is_empty() && document.notes.is_empty());
}

#[test]
fn without_a_recogniser_a_scan_is_refused_and_a_mixed_volume_is_read_in_part() {
    let scan = draw(0.0, 0.0, 595.0, 842.0);
    let alone = Pdf::new(1).page("", &scan, DARK).finish("");
    assert_eq!(
        file("a.pdf", &alone).read().unwrap_err().code(),
        "recogniser_missing"
    );
    let volume = Pdf::new(2)
        .page("", &chinese_page(), None)
        .page("", &scan, DARK)
        .finish("");
    let document = file("a.pdf", &volume).read().unwrap();
    assert_eq!(document.notes, [Note::PagesNotRecognised { count: 1 }]);
    assert_eq!(document.pages.len(), 2);
}

#[test]
fn a_picture_of_fifty_thousand_pixels_square_within_a_pdf_is_refused() {
    let huge: Option<(&str, &[u8])> = Some((
        "/Width 50000/Height 50000/ColorSpace/DeviceGray/BitsPerComponent 8",
        &[0; 16],
    ));
    let pdf = Pdf::new(1)
        .page("", &draw(0.0, 0.0, 595.0, 842.0), huge)
        .finish("");
    assert_eq!(
        file("a.pdf", &pdf)
            .recognised(Scripted::default())
            .unwrap_err()
            .code(),
        "too_large"
    );
}

#[test]
fn a_password_is_told_from_damage() {
    let encrypt = "/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]/Encrypt<</Filter/Standard/V 1/R 2/P -4\
        /O<0000000000000000000000000000000000000000000000000000000000000000>\
        /U<1111111111111111111111111111111111111111111111111111111111111111>>>";
    let pdf = Pdf::new(1).page("", &chinese_page(), None).finish(encrypt);
    assert_eq!(file("a.pdf", &pdf).read().unwrap_err().code(), "encrypted");
    assert_eq!(
        file("a.pdf", b"%PDF-1.7\nnothing follows")
            .read()
            .unwrap_err()
            .code(),
        "broken"
    );
}

#[test]
fn a_file_too_large_for_its_parser_is_refused_before_it_is_read() {
    let fixture = file("a.pdf", &Pdf::new(1).page("", &chinese_page(), None).finish(""));
    let limits = Limits {
        whole_file_bytes: 100,
        ..Limits::default()
    };
    assert_eq!(fixture.read_with(limits).unwrap_err().code(), "too_large");
}

#[test]
fn of_a_hundred_thousand_pages_the_first_are_read_and_the_rest_is_said() {
    let mut pdf = Pdf::new(100_000);
    for number in 0..100_000 {
        pdf = pdf.page(
            "",
            &show(
                72.0,
                700.0,
                12.0,
                &format!("page number {number} of a long volume"),
            ),
            None,
        );
    }
    let fixture = file("a.pdf", &pdf.finish(""));
    let limits = Limits {
        pages: 50,
        ..Limits::default()
    };
    let mut last = String::new();
    let document = Reader::new(None, limits)
        .read_pages(&fixture.path, "a.pdf", &Watcher::default(), &mut |page| {
            last = page.text();
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(document.page_count, 100_000);
    assert!(document.notes.contains(&Note::PagesLeftOut {
        read: 50,
        total: 100_000
    }));
    assert_eq!(last.trim(), "page number 49 of a long volume");
}

#[test]
fn properties_and_signatures_are_told() {
    let info = "/Info<</Title<FEFF901A77E5>/Author(Office)/CreationDate(D:20240301090000+08'00')>>";
    let document = file("a.pdf", &Pdf::new(1).page("", &chinese_page(), None).finish(info))
        .read()
        .unwrap();
    assert_eq!(document.properties.title.as_deref(), Some("通知"));
    assert_eq!(document.properties.author.as_deref(), Some("Office"));
    assert_eq!(
        document.properties.created.as_deref(),
        Some("2024-03-01T09:00:00")
    );
    let annotated = "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(x)>>]";
    let document = file(
        "a.pdf",
        &Pdf::new(1).page(annotated, &chinese_page(), None).finish(""),
    )
    .read()
    .unwrap();
    assert_eq!(document.notes, [Note::AnnotationsPresent]);
}

#[test]
fn a_page_is_drawn_as_wide_as_asked() {
    let fixture = file(
        "a.pdf",
        &Pdf::new(1)
            .page("", &draw(0.0, 421.0, 595.0, 421.0), DARK)
            .finish(""),
    );
    let renderer = Renderer::new(Fonts::default(), Limits::default());
    let image = renderer.page_image(&fixture.path, Format::Pdf, 1, 300).unwrap();
    assert!(
        (299..=300).contains(&image.width()) && (423..=425).contains(&image.height()),
        "{:?}",
        image.dimensions()
    );
    assert!(image.get_pixel(150, 100).0[0] < 100 && image.get_pixel(150, 300).0[0] == 255);
    assert_eq!(
        renderer
            .page_image(&fixture.path, Format::Pdf, 2, 300)
            .unwrap_err()
            .code(),
        "no_such_page"
    );
}

#[test]
fn chinese_text_without_its_font_is_drawn_with_ours() {
    let font = Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc");
    let Ok(fonts) = Fonts::load(font, 2) else {
        eprintln!("SKIPPED: no Chinese font is installed");
        return;
    };
    let fixture = file(
        "a.pdf",
        &Pdf::new(1)
            .page("", &show(50.0, 700.0, 60.0, "工会会员"), None)
            .finish(""),
    );
    let ink = |fonts: Fonts| {
        let image = Renderer::new(fonts, Limits::default())
            .page_image(&fixture.path, Format::Pdf, 1, 600)
            .unwrap();
        image.pixels().filter(|pixel| pixel.0[0] < 128).count()
    };
    // Four characters of sixty points cover thousands of pixels.
    assert!(ink(fonts) > 2000);
}

#[test]
fn a_reader_may_be_shared_between_threads() {
    let reader = Arc::new(Reader::new(
        Some(Arc::new(Scripted::default())),
        Limits::default(),
    ));
    let fixture = file("a.pdf", &Pdf::new(1).page("", &chinese_page(), None).finish(""));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let document = reader.read(&fixture.path, "a.pdf", &Unwatched).unwrap();
                assert!(text_of(&document).contains("各工会小组"));
            });
        }
    });
}
