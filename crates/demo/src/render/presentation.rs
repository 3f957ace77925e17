//! Presentations (PresentationML, ISO/IEC 29500-1): the title on the first slide, a few paragraphs on each other.

use super::RenderError;
use super::package::{DECLARATION, Package};
use super::xml_text::escape;
use crate::paper::PaperPlan;

const SPACES: &str = r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main""#;
const EMPTY_TREE: &str =
    r#"<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>"#;
const THEME: &str = include_str!("parts/theme.xml");
/// Lines on one slide.
const LINES: usize = 6;

pub(super) fn write(plan: &PaperPlan) -> Result<Vec<u8>, RenderError> {
    let slides = slides(plan);
    let parts: Vec<String> = (1..=slides.len())
        .map(|number| format!("ppt/slides/slide{number}.xml"))
        .collect();
    let mut types = vec![
        ("ppt/presentation.xml", "presentationml.presentation.main"),
        ("ppt/slideMasters/slideMaster1.xml", "presentationml.slideMaster"),
        ("ppt/slideLayouts/slideLayout1.xml", "presentationml.slideLayout"),
        ("ppt/theme/theme1.xml", "theme"),
    ];
    types.extend(parts.iter().map(|part| (part.as_str(), "presentationml.slide")));
    let mut package = Package::new();
    package.office(plan, "ppt/presentation.xml", &types)?;
    frame(&mut package, slides.len())?;
    for (part, slide) in parts.iter().zip(&slides) {
        package.part(part, slide)?;
        let name = part.trim_start_matches("ppt/slides/");
        let layout = (
            "rId1".to_owned(),
            "slideLayout",
            "../slideLayouts/slideLayout1.xml".to_owned(),
        );
        package.relationships(&format!("ppt/slides/_rels/{name}.rels"), &[layout])?;
    }
    package.finish()
}

/// Adds the presentation itself and the master, layout and theme without which no program opens it.
fn frame(package: &mut Package, slides: usize) -> Result<(), RenderError> {
    let ids: String = (1..=slides)
        .map(|number| format!(r#"<p:sldId id="{}" r:id="rId{}"/>"#, 255 + number, number + 1))
        .collect();
    package.part(
        "ppt/presentation.xml",
        &format!(
            r#"{DECLARATION}<p:presentation {SPACES}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>"#
        ),
    )?;
    let mut links = vec![(
        "rId1".to_owned(),
        "slideMaster",
        "slideMasters/slideMaster1.xml".to_owned(),
    )];
    links.extend((1..=slides).map(|number| {
        (
            format!("rId{}", number + 1),
            "slide",
            format!("slides/slide{number}.xml"),
        )
    }));
    package.relationships("ppt/_rels/presentation.xml.rels", &links)?;
    package.part(
        "ppt/slideMasters/slideMaster1.xml",
        &format!(
            r#"{DECLARATION}<p:sldMaster {SPACES}><p:cSld><p:spTree>{EMPTY_TREE}</p:spTree></p:cSld><p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>"#
        ),
    )?;
    let master_links = [
        (
            "rId1".to_owned(),
            "slideLayout",
            "../slideLayouts/slideLayout1.xml".to_owned(),
        ),
        ("rId2".to_owned(), "theme", "../theme/theme1.xml".to_owned()),
    ];
    package.relationships("ppt/slideMasters/_rels/slideMaster1.xml.rels", &master_links)?;
    package.part(
        "ppt/slideLayouts/slideLayout1.xml",
        &format!(r#"{DECLARATION}<p:sldLayout {SPACES} type="obj"><p:cSld><p:spTree>{EMPTY_TREE}</p:spTree></p:cSld></p:sldLayout>"#),
    )?;
    let layout_link = (
        "rId1".to_owned(),
        "slideMaster",
        "../slideMasters/slideMaster1.xml".to_owned(),
    );
    package.relationships("ppt/slideLayouts/_rels/slideLayout1.xml.rels", &[layout_link])?;
    package.part("ppt/theme/theme1.xml", THEME)
}

fn slides(plan: &PaperPlan) -> Vec<String> {
    let text = plan.text();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    let mut slides = vec![slide(&plan.title, &[plan.responsible_party.as_str()])];
    slides.extend(lines.chunks(LINES).map(|lines| slide(plan.genre, lines)));
    slides
}

fn slide(title: &str, lines: &[&str]) -> String {
    let body: String = lines.iter().map(|line| text(&line.replace('\t', "　"))).collect();
    format!(
        r#"{DECLARATION}<p:sld {SPACES}><p:cSld><p:spTree>{EMPTY_TREE}{}{}</p:spTree></p:cSld></p:sld>"#,
        shape(2, "title", &text(title)),
        shape(3, "body", &body)
    )
}

fn text(line: &str) -> String {
    format!(
        "<a:p><a:r><a:rPr lang=\"zh-CN\"/><a:t>{}</a:t></a:r></a:p>",
        escape(line)
    )
}

fn shape(id: u32, kind: &str, paragraphs: &str) -> String {
    let (top, height) = if kind == "title" {
        (457_200, 1_143_000)
    } else {
        (1_828_800, 4_525_963)
    };
    format!(
        r#"<p:sp><p:nvSpPr><p:cNvPr id="{id}" name="{kind}"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="457200" y="{top}"/><a:ext cx="8229600" cy="{height}"/></a:xfrm></p:spPr><p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp>"#
    )
}
