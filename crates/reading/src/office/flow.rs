//! Paragraphs and tables, which WordprocessingML and DrawingML spell with the same local names: p, r, t, br, tbl,
//! tr, tc.

use crate::error::ReadingError;
use crate::xml::{Element, Node, XmlReader};

/// Stands in a text where a page ends.
pub(super) const PAGE_BREAK: char = '\u{C}';

/// A paragraph or a table row.
#[derive(Default)]
pub(super) struct Block {
    /// Its text; lines within it are parted by line feeds, cells of a row by tabs.
    pub(super) text: String,
    /// The paragraph's style, or the kind of the slide's placeholder around it.
    pub(super) style: Option<String>,
    /// The outline level that the paragraph itself gives, from 0.
    pub(super) outline: Option<u8>,
    pub(super) is_row: bool,
}

/// What else the text carries.
#[derive(Default)]
pub(super) struct Traces {
    pub(super) tracked_changes: bool,
    pub(super) comments: bool,
}

/// Calls `take` with each block of the part in order.
pub(super) fn read(
    xml: &str,
    depth_max: u32,
    take: &mut dyn FnMut(Block) -> Result<(), ReadingError>,
) -> Result<Traces, ReadingError> {
    let mut reader = XmlReader::new(xml, depth_max);
    let mut flow = Flow {
        take,
        open: Vec::new(),
        ancestors: Vec::new(),
        placeholder: None,
        traces: Traces::default(),
    };
    while let Some(node) = reader.next()? {
        match node {
            // Old readers get the same content once more in the fallback.
            Node::Start(element) if element.name() == "Fallback" => skip(&mut reader)?,
            Node::Start(element) => flow.start(&element),
            Node::End(name) => flow.end(&name)?,
            Node::Text(text) => flow.text(&text),
        }
    }
    Ok(flow.traces)
}

fn skip(reader: &mut XmlReader<'_>) -> Result<(), ReadingError> {
    let mut inside = 1u32;
    while inside > 0 {
        match reader.next()? {
            Some(Node::Start(_)) => inside += 1,
            Some(Node::End(_)) => inside -= 1,
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    Ok(())
}

/// What has begun and not ended; text boxes put paragraphs into paragraphs, and cells hold tables.
enum Open {
    Paragraph(Block),
    Row(Vec<String>),
    Cell(String),
}

struct Flow<'a> {
    take: &'a mut dyn FnMut(Block) -> Result<(), ReadingError>,
    open: Vec<Open>,
    ancestors: Vec<String>,
    placeholder: Option<String>,
    traces: Traces,
}

impl Flow<'_> {
    fn start(&mut self, element: &Element<'_>) {
        let name = element.name();
        match name.as_str() {
            "p" => {
                let block = Block {
                    style: self.placeholder.clone(),
                    ..Block::default()
                };
                self.open.push(Open::Paragraph(block));
            }
            "tr" => self.open.push(Open::Row(Vec::new())),
            "tc" => self.open.push(Open::Cell(String::new())),
            "sp" => self.placeholder = None,
            "ph" => self.placeholder = element.attribute("type"),
            "pStyle" => self.set(|block| block.style = element.attribute("val")),
            "outlineLvl" => {
                self.set(|block| {
                    block.outline = element.attribute("val").and_then(|level| level.parse().ok());
                });
            }
            "br" if element.attribute("type").as_deref() == Some("page") => self.push(PAGE_BREAK),
            "lastRenderedPageBreak" => self.push(PAGE_BREAK),
            "br" | "cr" => self.push('\n'),
            // A tab stop in the paragraph's properties is not a tab in its text.
            "tab" if self.ancestors.last().is_some_and(|parent| parent == "r") => self.push('\t'),
            "noBreakHyphen" => self.push('-'),
            "ins" | "del" | "moveFrom" | "moveTo" => self.traces.tracked_changes = true,
            "commentReference" => self.traces.comments = true,
            _ => {}
        }
        self.ancestors.push(name);
    }

    fn end(&mut self, name: &str) -> Result<(), ReadingError> {
        self.ancestors.pop();
        match (name, self.open.last()) {
            ("p", Some(Open::Paragraph(_))) | ("tr", Some(Open::Row(_))) | ("tc", Some(Open::Cell(_))) => {}
            _ => return Ok(()),
        }
        match self.open.pop() {
            Some(Open::Paragraph(block)) => self.close_block(block),
            Some(Open::Row(cells)) => self.close_block(Block {
                text: cells.join("\t"),
                is_row: true,
                ..Block::default()
            }),
            Some(Open::Cell(text)) => {
                if let Some(Open::Row(cells)) = self.open.last_mut() {
                    cells.push(text.trim_end().to_owned());
                }
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Gives a finished block to the cell around it, or out.
    fn close_block(&mut self, block: Block) -> Result<(), ReadingError> {
        let cell = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Cell(text) => Some(text),
            Open::Paragraph(_) | Open::Row(_) => None,
        });
        match cell {
            Some(text) => {
                if !text.is_empty() && !block.text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&block.text.replace(['\n', '\t'], " "));
                Ok(())
            }
            None => (self.take)(block),
        }
    }

    fn text(&mut self, text: &str) {
        if self.ancestors.last().is_some_and(|parent| parent == "t") {
            self.set(|block| block.text.push_str(text));
        }
    }

    fn push(&mut self, char: char) {
        self.set(|block| block.text.push(char));
    }

    fn set(&mut self, change: impl FnOnce(&mut Block)) {
        if let Some(Open::Paragraph(block)) = self.open.last_mut() {
            change(block);
        }
    }
}
