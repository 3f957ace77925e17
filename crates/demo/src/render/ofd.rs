//! Fixed-layout documents (OFD, GB/T 33190-2016) that name their fonts and do not carry them.

use super::RenderError;
use super::layout::{self, Ink, Mark, PAGE_HEIGHT, PAGE_WIDTH, Sheet};
use super::package::Package;
use super::xml_text::escape;
use crate::fonts::Hand;
use crate::paper::PaperPlan;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SPACE: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";

pub(super) fn write(plan: &PaperPlan) -> Result<Vec<u8>, RenderError> {
    let sheets = layout::lay_out(plan);
    let mut package = Package::new();
    package.part(
        "OFD.xml",
        &format!(
            r#"{DECLARATION}<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>{:016x}{:016x}</ofd:DocID><ofd:Title>{}</ofd:Title><ofd:Author>{}</ofd:Author><ofd:CreationDate>{}</ofd:CreationDate></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#,
            plan.seed,
            plan.number,
            escape(&plan.title),
            escape(&plan.responsible_party),
            plan.doc_date
        ),
    )?;
    let mut ids = Ids(10);
    let pages: String = (0..sheets.len())
        .map(|page| {
            format!(
                r#"<ofd:Page ID="{}" BaseLoc="Pages/Page_{page}/Content.xml"/>"#,
                ids.next()
            )
        })
        .collect();
    let contents: Vec<String> = sheets.iter().map(|sheet| content(sheet, &mut ids)).collect();
    package.part(
        "Doc_0/Document.xml",
        &format!(
            r#"{DECLARATION}<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>{}</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 {PAGE_WIDTH} {PAGE_HEIGHT}</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"#,
            ids.0
        ),
    )?;
    package.part(
        "Doc_0/PublicRes.xml",
        &format!(
            r#"{DECLARATION}<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="仿宋" FamilyName="仿宋"/><ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>"#
        ),
    )?;
    for (page, content) in contents.iter().enumerate() {
        package.part(&format!("Doc_0/Pages/Page_{page}/Content.xml"), content)?;
    }
    package.finish()
}

/// Identifiers of objects, each once in the document.
struct Ids(u32);

impl Ids {
    fn next(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

fn content(sheet: &Sheet, ids: &mut Ids) -> String {
    let layer = ids.next();
    let objects: String = sheet.iter().map(|mark| object(mark, ids.next())).collect();
    format!(
        r#"{DECLARATION}<ofd:Page {SPACE}><ofd:Area><ofd:PhysicalBox>0 0 {PAGE_WIDTH} {PAGE_HEIGHT}</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID="{layer}" Type="Body">{objects}</ofd:Layer></ofd:Content></ofd:Page>"#
    )
}

/// Writes a mark as an object; seals are electronic in such documents and so left out.
fn object(mark: &Mark, id: u32) -> String {
    match mark {
        Mark::Text {
            x,
            baseline,
            size,
            text,
            ink,
            hand,
        } => {
            let font = if *hand == Hand::Text { 1 } else { 2 };
            let width = layout::length(text, *size);
            let mut steps: Vec<String> = text
                .chars()
                .map(|char| format!("{:.2}", layout::advance(char) * size))
                .collect();
            steps.pop();
            format!(
                r#"<ofd:TextObject ID="{id}" Boundary="{x:.2} {:.2} {width:.2} {:.2}" Font="{font}" Size="{size}"><ofd:FillColor Value="{}"/><ofd:TextCode X="0" Y="{size}" DeltaX="{}">{}</ofd:TextCode></ofd:TextObject>"#,
                baseline - size,
                size * 1.2,
                rgb(*ink),
                steps.join(" "),
                escape(text)
            )
        }
        Mark::Rule {
            from,
            to,
            thickness,
            ink,
        } => {
            let (width, height) = ((to[0] - from[0]).abs().max(0.1), (to[1] - from[1]).abs().max(0.1));
            let (x, y) = (from[0].min(to[0]), from[1].min(to[1]));
            format!(
                r#"<ofd:PathObject ID="{id}" Boundary="{x:.2} {y:.2} {width:.2} {height:.2}" LineWidth="{thickness}"><ofd:StrokeColor Value="{}"/><ofd:AbbreviatedData>M {:.2} {:.2} L {:.2} {:.2}</ofd:AbbreviatedData></ofd:PathObject>"#,
                rgb(*ink),
                from[0] - x,
                from[1] - y,
                to[0] - x,
                to[1] - y
            )
        }
        Mark::Seal { .. } => String::new(),
    }
}

fn rgb(ink: Ink) -> &'static str {
    match ink {
        Ink::Black => "0 0 0",
        Ink::Red => "208 2 27",
    }
}
