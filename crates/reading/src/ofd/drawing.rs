//! An OFD page drawn: text, lines and areas, pictures, turned into a PDF of one page for the renderer.
//!
//! Simple on purpose. Text is set in the reader's own font, arcs become straight lines, patterns and gradients are
//! left out, and so are annotations and seals, which a signature check must show by itself.

use std::collections::HashMap;
use std::fmt::Write;

use super::content::{Code, Placement, read};
use super::pdf_file::PdfFile;
use super::structure::{Structure, bodies, numbers};
use super::{POINTS_PER_MM, locate};
use crate::error::ReadingError;
use crate::package::Package;
use crate::picture;
use crate::task::Task;
use crate::xml::{Element, Node, XmlReader};

/// Pixels of a picture's longer side on a drawn page.
const PICTURE_SIDE_MAX: u32 = 2400;

/// Draws one page, counted from 1 over all documents of the file, as a PDF.
pub(crate) fn as_pdf(task: &Task<'_>, number: u64) -> Result<Vec<u8>, ReadingError> {
    let mut package = Package::open(task)?;
    let mut before = 0;
    for body in bodies(&mut package, task)? {
        let structure = Structure::of(&mut package, task, &body)?;
        let count = structure.pages.len() as u64;
        if let Some(index) = number.checked_sub(before + 1).filter(|index| *index < count) {
            let location = structure.pages[index as usize].clone();
            return draw(&mut package, task, &structure, &location);
        }
        before += count;
    }
    Err(ReadingError::NoSuchPage { number })
}

fn draw(
    package: &mut Package<'_>,
    task: &Task<'_>,
    structure: &Structure,
    location: &str,
) -> Result<Vec<u8>, ReadingError> {
    let sheet = read(package, task, location)?.unwrap_or_default();
    let area = sheet.area.or(structure.area).unwrap_or([0.0, 0.0, 210.0, 297.0]);
    let mut drawing = Drawing {
        operators: String::new(),
        pictures: HashMap::new(),
    };
    // From millimetres down from the top left to points up from the lower left.
    let scale = POINTS_PER_MM;
    drawing.put(format_args!(
        "{scale} 0 0 -{scale} {} {} cm",
        -area[0] * scale,
        (area[1] + area[3]) * scale
    ));
    let templates = sheet
        .templates
        .iter()
        .filter_map(|id| structure.templates.get(id).map(String::as_str));
    for part in templates.chain([location]) {
        if let Some(xml) = package.read_xml(part)? {
            drawing.draw(&xml, task)?;
        }
    }
    let mut file = PdfFile::new(area[2] * scale, area[3] * scale);
    let media = media(package, task, structure)?;
    for (id, name) in &drawing.pictures {
        let Some(path) = media.get(id) else { continue };
        let Some(bytes) = package.read(path)? else {
            continue;
        };
        // A picture in a format that is not known here leaves its place blank.
        if let Ok(image) = picture::decode_bytes(task, &bytes) {
            let side = image.width().max(image.height()).min(PICTURE_SIDE_MAX);
            file.add_picture(
                name,
                &image::DynamicImage::ImageRgb8(image)
                    .thumbnail(side, side)
                    .into_rgb8(),
            );
        }
    }
    Ok(file.finish(&drawing.operators))
}

/// Lists where pictures lie, by identifier.
fn media(
    package: &mut Package<'_>,
    task: &Task<'_>,
    structure: &Structure,
) -> Result<HashMap<String, String>, ReadingError> {
    let mut found = HashMap::new();
    for part in &structure.resources {
        let Some(xml) = package.read_xml(part)? else {
            continue;
        };
        let mut reader = XmlReader::new(&xml, task.limits.xml_depth);
        let (mut folder, mut id, mut inside) = (String::new(), String::new(), String::new());
        while let Some(node) = reader.next()? {
            match node {
                Node::Start(element) => {
                    inside = element.name();
                    match inside.as_str() {
                        "Res" => folder = element.attribute("BaseLoc").unwrap_or_default(),
                        "MultiMedia" => id = element.attribute("ID").unwrap_or_default(),
                        _ => {}
                    }
                }
                Node::Text(file) if inside == "MediaFile" => {
                    let places = [format!("{folder}/{}", file.trim()), file.trim().to_owned()];
                    let path = places.iter().find_map(|place| locate(package, part, place));
                    found.extend(path.map(|path| (id.clone(), path)));
                }
                Node::Text(_) => {}
                Node::End(_) => inside.clear(),
            }
        }
    }
    Ok(found)
}

/// Operators of the page as they are written.
struct Drawing {
    operators: String,
    /// Names of pictures by their identifier.
    pictures: HashMap<String, String>,
}

impl Drawing {
    fn put(&mut self, operator: std::fmt::Arguments<'_>) {
        // Writing to a text in memory cannot fail.
        let _ = writeln!(self.operators, "{operator}");
    }

    fn draw(&mut self, xml: &str, task: &Task<'_>) -> Result<(), ReadingError> {
        let mut reader = XmlReader::new(xml, task.limits.xml_depth);
        let mut object = Placement::default();
        let mut paint = Paint::default();
        let mut code: Option<Code> = None;
        let mut inside = String::new();
        while let Some(node) = reader.next()? {
            match node {
                Node::Start(element) => {
                    inside = element.name();
                    match inside.as_str() {
                        "TextObject" | "PathObject" => {
                            object = Placement::of(&element);
                            paint = Paint::of(&element);
                        }
                        "ImageObject" => self.picture(&element),
                        "FillColor" => paint.fill_color = color(&element),
                        "StrokeColor" => paint.stroke_color = color(&element),
                        "TextCode" => code = Some(Code::of(&element)),
                        _ => {}
                    }
                }
                Node::Text(text) => match (inside.as_str(), &mut code) {
                    ("TextCode", Some(code)) => code.push(&text),
                    ("AbbreviatedData", _) => self.path(&object, &paint, &text),
                    _ => {}
                },
                Node::End(name) => {
                    inside.clear();
                    if name == "TextCode"
                        && let Some(code) = code.take()
                    {
                        self.text(&object, &paint, &code);
                    }
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, object: &Placement) {
        let [a, b, c, d, e, f] = object.matrix;
        let [x, y] = object.origin;
        self.put(format_args!("q 1 0 0 1 {x} {y} cm {a} {b} {c} {d} {e} {f} cm"));
    }

    fn text(&mut self, object: &Placement, paint: &Paint, code: &Code) {
        self.begin(object);
        let size = object.size;
        let [red, green, blue] = paint.fill_color;
        self.put(format_args!("{red} {green} {blue} rg BT /F1 {size} Tf"));
        let vertical = code.runs_down();
        for (char, start) in code.text().chars().zip(code.starts(size, vertical)) {
            let (x, y) = if vertical {
                (code.x, code.y + start)
            } else {
                (code.x + start, code.y)
            };
            let mut units = [0; 2];
            let hex: String = char
                .encode_utf16(&mut units)
                .iter()
                .map(|unit| format!("{unit:04X}"))
                .collect();
            // Glyphs stand upright in a page that is drawn upside down.
            self.put(format_args!("1 0 0 -1 {x} {y} Tm <{hex}> Tj"));
        }
        self.put(format_args!("ET Q"));
    }

    fn path(&mut self, object: &Placement, paint: &Paint, data: &str) {
        self.begin(object);
        let [red, green, blue] = paint.fill_color;
        self.put(format_args!("{red} {green} {blue} rg"));
        let [red, green, blue] = paint.stroke_color;
        self.put(format_args!("{red} {green} {blue} RG {} w", paint.line_width));
        for operator in path_operators(data) {
            self.put(format_args!("{operator}"));
        }
        let finish = match (paint.fills, paint.strokes) {
            (true, true) => "B",
            (true, false) => "f",
            (false, true) => "S",
            (false, false) => "n",
        };
        self.put(format_args!("{finish} Q"));
    }

    fn picture(&mut self, element: &Element<'_>) {
        let Some(id) = element.attribute("ResourceID") else {
            return;
        };
        let next = format!("I{}", self.pictures.len());
        let name = self.pictures.entry(id).or_insert(next).clone();
        self.begin(&Placement::of(element));
        self.put(format_args!("1 0 0 -1 0 1 cm /{name} Do Q"));
    }
}

/// How an object is coloured.
#[derive(Default)]
struct Paint {
    fills: bool,
    strokes: bool,
    line_width: f32,
    /// Red, green, blue from 0 to 1.
    fill_color: [f32; 3],
    stroke_color: [f32; 3],
}

impl Paint {
    fn of(element: &Element<'_>) -> Self {
        let flag = |name: &str, usual: bool| element.attribute(name).map_or(usual, |text| text == "true");
        let width = element
            .attribute("LineWidth")
            .and_then(|text| numbers::<1>(&text));
        Self {
            fills: flag("Fill", false),
            strokes: flag("Stroke", true),
            line_width: width.map_or(0.353, |[width]| width),
            ..Self::default()
        }
    }
}

fn color(element: &Element<'_>) -> [f32; 3] {
    let text = element.attribute("Value").unwrap_or_default();
    let parts = numbers::<3>(&text)
        .or_else(|| numbers::<1>(&text).map(|[grey]| [grey; 3]))
        .unwrap_or_default();
    parts.map(|part| (part / 255.0).clamp(0.0, 1.0))
}

/// Translates a path's short form (GB/T 33190, section 9.1).
fn path_operators(data: &str) -> Vec<String> {
    let mut operators = Vec::new();
    let mut words = data.split_whitespace();
    let mut at = [0.0, 0.0];
    while let Some(word) = words.next() {
        let mut next = || {
            words
                .next()
                .and_then(|word| word.parse::<f32>().ok())
                .unwrap_or_default()
        };
        match word {
            "M" | "S" | "L" => {
                at = [next(), next()];
                operators.push(format!(
                    "{} {} {}",
                    at[0],
                    at[1],
                    if word == "L" { "l" } else { "m" }
                ));
            }
            "Q" => {
                let (control, end) = ([next(), next()], [next(), next()]);
                // A parabola is the cubic whose controls lie two thirds of the way to its own.
                let third = |from: f32, to: f32| from + 2.0 / 3.0 * (to - from);
                operators.push(format!(
                    "{} {} {} {} {} {} c",
                    third(at[0], control[0]),
                    third(at[1], control[1]),
                    third(end[0], control[0]),
                    third(end[1], control[1]),
                    end[0],
                    end[1]
                ));
                at = end;
            }
            "B" => {
                let six = [next(), next(), next(), next(), next(), next()];
                at = [six[4], six[5]];
                operators.push(format!(
                    "{} {} {} {} {} {} c",
                    six[0], six[1], six[2], six[3], six[4], six[5]
                ));
            }
            "A" => {
                let seven = [next(), next(), next(), next(), next(), next(), next()];
                at = [seven[5], seven[6]];
                operators.push(format!("{} {} l", at[0], at[1]));
            }
            "C" => operators.push("h".to_owned()),
            _ => {}
        }
    }
    operators
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_translated() {
        assert_eq!(
            path_operators("M 0 1 L 2 3 B 1 1 2 2 3 3 C"),
            ["0 1 m", "2 3 l", "1 1 2 2 3 3 c", "h"]
        );
        assert_eq!(path_operators("M 0 0 Q 3 0 3 3"), ["0 0 m", "2 0 3 1 3 3 c"]);
        assert_eq!(path_operators("L x"), ["0 0 l"]);
    }
}
