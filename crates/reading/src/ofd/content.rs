//! The content of one page or template: text objects and their places (GB/T 33190, chapter 11).

use super::structure::numbers;
use crate::error::ReadingError;
use crate::package::Package;
use crate::task::Task;
use crate::xml::{Element, Node, XmlReader};

/// A run repeats no more distances than this, however its shorthand is written.
const DISTANCES_MAX: usize = 100_000;

/// What stands on a page or template.
#[derive(Default)]
pub(super) struct Sheet {
    /// Left, top, width, height in millimetres, if the page has its own.
    pub(super) area: Option<[f32; 4]>,
    /// Identifiers of the templates below it.
    pub(super) templates: Vec<String>,
    pub(super) runs: Vec<TextRun>,
}

/// Characters that were placed together (`TextCode`).
#[derive(Debug, Clone)]
pub(super) struct TextRun {
    pub(super) text: String,
    /// Left, top, right, bottom in millimetres.
    pub(super) bbox: [f32; 4],
    pub(super) vertical: bool,
    /// Distance of each character's middle from the run's beginning, in millimetres.
    middles: Vec<f32>,
    size: f32,
}

impl TextRun {
    fn length(&self) -> f32 {
        let [left, top, right, bottom] = self.bbox;
        if self.vertical { bottom - top } else { right - left }
    }

    /// Returns each character's middle as a fraction of the way along the run.
    pub(super) fn centres(&self) -> Vec<f32> {
        let length = self.length();
        if length <= 0.0 {
            return Vec::new();
        }
        self.middles
            .iter()
            .map(|middle| (middle / length).clamp(0.0, 1.0))
            .collect()
    }

    /// Returns whether `next` goes on where this run ends.
    pub(super) fn is_followed_by(&self, next: &Self) -> bool {
        let tolerance = 0.3 * self.size;
        let gap = next.bbox[0] - self.bbox[2];
        !self.vertical
            && !next.vertical
            && (self.bbox[3] - next.bbox[3]).abs() < tolerance
            && (self.size - next.size).abs() < tolerance
            && gap > -0.5 * self.size
            && gap < 0.8 * self.size
    }

    /// Puts `next` behind this run.
    pub(super) fn append(&mut self, next: &Self) {
        let offset = next.bbox[0] - self.bbox[0];
        self.text.push_str(&next.text);
        self.middles
            .extend(next.middles.iter().map(|middle| middle + offset));
        self.bbox[1] = self.bbox[1].min(next.bbox[1]);
        self.bbox[2] = self.bbox[2].max(next.bbox[2]);
        self.bbox[3] = self.bbox[3].max(next.bbox[3]);
    }
}

/// Reads the content at this location; nothing if the part is missing.
pub(super) fn read(
    package: &mut Package<'_>,
    task: &Task<'_>,
    location: &str,
) -> Result<Option<Sheet>, ReadingError> {
    task.check()?;
    let Some(xml) = package.read_xml(location)? else {
        return Ok(None);
    };
    let mut reader = XmlReader::new(&xml, task.limits.xml_depth);
    let mut sheet = Sheet::default();
    let mut object = Placement::default();
    let mut code: Option<Code> = None;
    let mut inside = String::new();
    while let Some(node) = reader.next()? {
        match node {
            Node::Start(element) => {
                inside = element.name();
                match inside.as_str() {
                    "Template" => sheet.templates.extend(element.attribute("TemplateID")),
                    "TextObject" => object = Placement::of(&element),
                    "TextCode" => code = Some(Code::of(&element)),
                    _ => {}
                }
            }
            Node::Text(text) => match (inside.as_str(), &mut code) {
                ("TextCode", Some(code)) => code.push(&text),
                ("PhysicalBox", _) => sheet.area = sheet.area.or_else(|| numbers(&text)),
                _ => {}
            },
            Node::End(name) => {
                inside.clear();
                if name == "TextCode" {
                    sheet.runs.extend(code.take().and_then(|code| object.run(code)));
                }
            }
        }
    }
    Ok(Some(sheet))
}

/// Where a text object stands, and how its own coordinates are turned into the page's.
#[derive(Default)]
pub(super) struct Placement {
    pub(super) origin: [f32; 2],
    pub(super) matrix: [f32; 6],
    pub(super) size: f32,
}

impl Placement {
    pub(super) fn of(element: &Element<'_>) -> Self {
        let number = |name: &str| element.attribute(name).and_then(|text| numbers::<1>(&text));
        let boundary = element
            .attribute("Boundary")
            .and_then(|text| numbers::<4>(&text))
            .unwrap_or_default();
        let matrix = element.attribute("CTM").and_then(|text| numbers::<6>(&text));
        Self {
            origin: [boundary[0], boundary[1]],
            matrix: matrix.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
            size: number("Size").map_or(4.0, |[size]| size),
        }
    }

    fn place(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [a, b, c, d, e, f] = self.matrix;
        [
            self.origin[0] + a * x + c * y + e,
            self.origin[1] + b * x + d * y + f,
        ]
    }

    /// Places a run; white space alone is none.
    fn run(&self, code: Code) -> Option<TextRun> {
        if code.text.trim().is_empty() {
            return None;
        }
        let vertical = code.runs_down();
        let along: Vec<f32> = code.starts(self.size, vertical);
        let length = along.last().copied().unwrap_or_default() + self.size;
        let corners = if vertical {
            [
                [code.x, code.y - self.size],
                [code.x + self.size, code.y - self.size + length],
            ]
        } else {
            // The base line runs about an eighth of the size above the lower edge.
            [
                [code.x, code.y - 0.88 * self.size],
                [code.x + length, code.y + 0.12 * self.size],
            ]
        };
        let [one, other] = corners.map(|corner| self.place(corner));
        let scale = self.matrix[0].hypot(self.matrix[1]);
        Some(TextRun {
            text: code.text,
            bbox: [
                one[0].min(other[0]),
                one[1].min(other[1]),
                one[0].max(other[0]),
                one[1].max(other[1]),
            ],
            vertical,
            middles: along
                .iter()
                .map(|start| (start + self.size / 2.0) * scale)
                .collect(),
            size: self.size * scale,
        })
    }
}

/// Characters and the distances between them.
pub(super) struct Code {
    pub(super) x: f32,
    pub(super) y: f32,
    delta_x: Vec<f32>,
    delta_y: Vec<f32>,
    text: String,
}

impl Code {
    pub(super) fn of(element: &Element<'_>) -> Self {
        let number = |name: &str| {
            element
                .attribute(name)
                .and_then(|text| numbers::<1>(&text))
                .map_or(0.0, |[one]| one)
        };
        let list = |name: &str| {
            element
                .attribute(name)
                .map(|text| distances(&text))
                .unwrap_or_default()
        };
        Self {
            x: number("X"),
            y: number("Y"),
            delta_x: list("DeltaX"),
            delta_y: list("DeltaY"),
            text: String::new(),
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn runs_down(&self) -> bool {
        let moves = |deltas: &[f32]| deltas.iter().map(|delta| delta.abs()).sum::<f32>();
        moves(&self.delta_y) > moves(&self.delta_x)
    }

    /// Returns where each character begins; the last distance given goes on for the rest.
    pub(super) fn starts(&self, size: f32, vertical: bool) -> Vec<f32> {
        let deltas = if vertical { &self.delta_y } else { &self.delta_x };
        let mut at = 0.0;
        let mut starts = Vec::new();
        for (index, char) in self.text.chars().enumerate() {
            starts.push(at);
            let natural = if char.is_ascii() { size / 2.0 } else { size };
            at += deltas
                .get(index)
                .or(deltas.last())
                .copied()
                .unwrap_or(natural)
                .abs();
        }
        starts
    }
}

/// Reads distances, where `g 3 5.5` stands for three times 5.5 (GB/T 33190, table 46).
fn distances(text: &str) -> Vec<f32> {
    let mut all = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if all.len() >= DISTANCES_MAX {
            break;
        }
        let (count, value) = match word {
            "g" => (
                words.next().and_then(|count| count.parse().ok()).unwrap_or(0),
                words.next(),
            ),
            number => (1, Some(number)),
        };
        let value = value
            .and_then(|value| value.parse::<f32>().ok())
            .filter(|value| value.is_finite());
        all.extend(std::iter::repeat_n(
            value.unwrap_or(0.0),
            count.min(DISTANCES_MAX - all.len()),
        ));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_spelled_out() {
        assert_eq!(distances("g 3 5.5 2 g 2 1"), [5.5, 5.5, 5.5, 2.0, 1.0, 1.0]);
        assert_eq!(distances("g 99999999999999999999999 1").len(), 0);
        assert_eq!(distances("g 4000000 1").len(), DISTANCES_MAX);
    }

    #[test]
    fn a_run_lies_where_its_object_puts_it() {
        let object = Placement {
            origin: [10.0, 20.0],
            matrix: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            size: 4.0,
        };
        let code = Code {
            x: 0.0,
            y: 4.0,
            delta_x: vec![4.0],
            delta_y: vec![],
            text: "工会".into(),
        };
        let run = object.run(code).unwrap();
        assert_eq!(run.bbox, [10.0, 20.48, 18.0, 24.48]);
        assert_eq!(run.centres(), [0.25, 0.75]);
    }
}
