//! OFD: all text in order, templates, attachments, signatures.

use guildhall_reading::{Fonts, Format, Limits, Note, Renderer, Unit};

use crate::fixtures::{file, ofd, text_of};
use crate::shared_data::{Samples, bag_f1};

const CONTENT: &str = r#"<ofd:TextObject Boundary="20 50 100 6" Size="4">
    <ofd:TextCode X="0" Y="4" DeltaX="g 3 4">工会会员</ofd:TextCode></ofd:TextObject>
    <ofd:TextObject Boundary="36 50 100 6" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 3 4">代表大会</ofd:TextCode></ofd:TextObject>
    <ofd:TextObject Boundary="20 60 100 6" Size="4"><ofd:TextCode X="0" Y="4">第二行 &amp; 完</ofd:TextCode></ofd:TextObject>"#;

#[test]
fn runs_on_one_base_line_become_one_line_in_its_place() {
    let document = file("a.ofd", &ofd(CONTENT)).read().unwrap();
    let page = &document.pages[0];
    let texts: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["红头", "工会会员代表大会", "第二行 & 完"]);
    assert_eq!(page.unit, Unit::Points);
    assert!((page.width - 595.3).abs() < 0.1);
    let [left, top, right, _] = page.lines[1].bbox.unwrap();
    assert!(
        (left - 56.7).abs() < 0.1 && (right - 147.4).abs() < 0.1 && top > 140.0,
        "{left} {top} {right}"
    );
    assert_eq!(page.lines[1].chars.len(), 8);
    assert!(page.lines[1].chars.is_sorted());
    assert_eq!(document.properties.title.as_deref(), Some("会议纪要"));
}

#[test]
fn an_attachment_gets_the_extension_of_its_file() {
    let fixture = file("a.ofd", &ofd(CONTENT));
    let document = fixture.read().unwrap();
    assert_eq!(document.attachments[0].name.as_str(), "附表.csv");
    assert_eq!(fixture.attachment(0).unwrap(), "姓名,部门\n".as_bytes());
    assert_eq!(fixture.attachment(1).unwrap_err().code(), "no_such_attachment");
}

#[test]
fn the_shared_samples_are_read_whole() {
    let Some(samples) = Samples::of("ofd-samples", "ofd.tar.gz") else {
        return;
    };
    let (mut sum, mut pages_right, mut presence_right) = (0.0, 0, 0);
    for expected in &samples.expected {
        let name = expected["file"].as_str().unwrap();
        let bytes = std::fs::read(samples.path(name)).unwrap();
        let outcome = file(name, &bytes).read();
        let Ok(document) = outcome else {
            eprintln!("{name}: {}", outcome.unwrap_err());
            continue;
        };
        let letters = |text: String| {
            text.chars()
                .filter(|char| !char.is_whitespace())
                .collect::<Vec<_>>()
        };
        let wanted: String = ["page_text", "template_text"]
            .iter()
            .flat_map(|field| expected[field].as_array().unwrap())
            .map(|text| text.as_str().unwrap())
            .collect();
        let f1 = bag_f1(
            letters(text_of(&document)).into_iter(),
            letters(wanted).into_iter(),
        );
        sum += f1;
        let pages_agree = document.page_count == expected["pages"].as_u64().unwrap();
        pages_right += usize::from(pages_agree);
        let found = [
            document.notes.contains(&Note::SignaturesPresent),
            document.notes.contains(&Note::AnnotationsPresent),
            !document.attachments.is_empty(),
        ];
        let presence = ["has_signature", "has_annotation", "has_attachment"]
            .map(|field| expected[field].as_bool().unwrap());
        presence_right += usize::from(found == presence);
        if f1 < 1.0 || !pages_agree || found != presence {
            eprintln!(
                "{name}: F1 {f1:.4}, pages {} of {}, {found:?} for {presence:?}",
                document.page_count, expected["pages"]
            );
        }
    }
    let all = samples.expected.len();
    let mean = sum / all as f64;
    eprintln!(
        "ofd-samples: mean F1 {mean:.4}, pages right {pages_right}/{all}, presence right {presence_right}/{all}"
    );
    assert!(mean >= 0.999 && pages_right == all && presence_right == all);
}

#[test]
fn a_page_is_drawn_with_its_areas_and_its_text() {
    let area = r#"<ofd:PathObject Boundary="50 100 50 20" Fill="true" Stroke="false"><ofd:FillColor Value="200 0 0"/>
        <ofd:AbbreviatedData>M 0 0 L 50 0 L 50 20 L 0 20 C</ofd:AbbreviatedData></ofd:PathObject>"#;
    let fixture = file("a.ofd", &ofd(area));
    let renderer = Renderer::new(Fonts::default(), Limits::default());
    let image = renderer.page_image(&fixture.path, Format::Ofd, 1, 420).unwrap();
    assert!(
        (419..=420).contains(&image.width()) && (592..=594).contains(&image.height()),
        "{:?}",
        image.dimensions()
    );
    // Two pixels a millimetre.
    assert_eq!(image.get_pixel(150, 220).0, [200, 0, 0]);
    assert_eq!(image.get_pixel(60, 220).0, [255, 255, 255]);
    assert_eq!(
        renderer
            .page_image(&fixture.path, Format::Ofd, 2, 420)
            .unwrap_err()
            .code(),
        "no_such_page"
    );
}

#[test]
fn every_shared_sample_can_be_drawn() {
    let Some(samples) = Samples::of("ofd-samples", "ofd.tar.gz") else {
        return;
    };
    let renderer = Renderer::new(Fonts::default(), Limits::default());
    for path in &samples.files {
        let image = renderer.page_image(path, Format::Ofd, 1, 300).unwrap();
        assert!(image.width() <= 300 && image.height() > 0, "{}", path.display());
    }
}
