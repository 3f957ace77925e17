//! Reading a package once from its beginning to its end: its grammar, its values, its files.

use super::content;
use super::grammar::{self, CONTENT, ROOT, SIGNED, Times};
use super::layer::{EepFile, Layer, Signed, Values, first};
use super::xml::{Bounded, resolve};
use super::{EDITION, LAYERS_MAX, NAMESPACE, Problem, Reason};
use crate::digest::{Algorithm, Hashing};
use crate::path::as_part;
use crate::sink::Sink;
use crate::{Limits, PackageError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::{BufRead, Read as _};

/// Elements whose values belong together.
const GROUPS: &[&str] = &["文档", "编码", "业务实体", "机构人员实体", "电子签名", "锁定签名"];
/// Values of one group: more are in no package that was made in good faith.
const VALUES_MAX: usize = 10_000;

/// What stands in a package.
#[derive(Default)]
pub(super) struct Scanned {
    /// The layers, the original first.
    pub layers: Vec<Layer>,
    /// The signature that seals another one.
    pub lock: Option<Signed>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// An element that is open.
struct Open {
    name: String,
    start: u64,
    text: String,
    /// The names that stood in it.
    seen: Vec<&'static str>,
    attributes: Values,
}

/// Reads a package; the contents of its files go into `into`.
///
/// # Errors
/// [`PackageError::File`], [`PackageError::Eep`] when it cannot be read further.
pub(super) fn scan<R: BufRead>(
    input: R,
    into: &mut dyn Sink,
    limits: &Limits,
) -> Result<Scanned, PackageError> {
    let mut reader = Reader::from_reader(Bounded::new(input, limits.whole_bytes));
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_end_names = true;
    let mut scan = Scan {
        reader,
        into,
        limits,
        open: Vec::new(),
        layers: Vec::new(),
        groups: Vec::new(),
        files: 0,
        found: Scanned::default(),
    };
    scan.run()?;
    Ok(scan.found)
}

struct Scan<'a, R> {
    reader: Reader<Bounded<R>>,
    into: &'a mut dyn Sink,
    limits: &'a Limits,
    open: Vec<Open>,
    /// Layers that are open, the outermost first.
    layers: Vec<Layer>,
    groups: Vec<Values>,
    files: usize,
    found: Scanned,
}

impl<R: BufRead> Scan<'_, R> {
    fn run(&mut self) -> Result<(), PackageError> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            self.reader.get_mut().mark();
            let start = self.reader.buffer_position();
            let event = self.reader.read_event_into(&mut buffer).map_err(broken)?;
            match event {
                Event::Start(tag) => {
                    let (name, attributes) = taken_apart(&tag)?;
                    self.begin(name, attributes, start)?;
                }
                Event::End(_) => self.end()?,
                Event::Text(text) => {
                    let text = text.xml10_content().into_owned();
                    self.text(&text)?;
                }
                Event::CData(text) => {
                    let text = text.xml10_content().into_owned();
                    self.text(&text)?;
                }
                Event::GeneralRef(reference) => {
                    let text = resolve(&reference).ok_or_else(|| refused(Reason::Xml, "&"))?;
                    self.text(&text)?;
                }
                Event::DocType(_) => return Err(refused(Reason::Xml, "DOCTYPE")),
                Event::Eof if self.open.is_empty() && !self.found.layers.is_empty() => return Ok(()),
                Event::Eof => return Err(refused(Reason::Xml, "EOF")),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn problem(&mut self, reason: Reason, what: &str) {
        if self.found.problems.len() < self.limits.problems {
            self.found.problems.push(Problem::new(reason, what));
        }
    }

    fn begin(&mut self, name: String, attributes: Values, start: u64) -> Result<(), PackageError> {
        match self.open.last() {
            Some(around) => self.place(&around.name.clone(), &name)?,
            None if name == ROOT && self.found.layers.is_empty() => {
                if first(&attributes, "xmlns") != NAMESPACE {
                    self.problem(Reason::Grammar, "xmlns");
                }
            }
            None => return Err(refused(Reason::Grammar, &name)),
        }
        if name == SIGNED {
            if first(&attributes, "eep版本") != EDITION {
                self.problem(Reason::Grammar, "eep版本");
            }
            if self.layers.len() >= LAYERS_MAX {
                return Err(refused(Reason::Grammar, SIGNED));
            }
            self.layers.push(Layer::begin(start));
        }
        if GROUPS.contains(&name.as_str()) {
            self.groups.push(Values::new());
        }
        let is_content = name == CONTENT;
        self.open.push(Open {
            name,
            start,
            text: String::new(),
            seen: Vec::new(),
            attributes,
        });
        match is_content {
            true => self.content(),
            false => Ok(()),
        }
    }

    /// Holds an element against the grammar of the one around it, and refuses one that has no place there: nothing
    /// behind it could be understood.
    fn place(&mut self, around: &str, name: &str) -> Result<(), PackageError> {
        let wrong = || refused(Reason::Grammar, &format!("{around} / {name}"));
        let children = grammar::children(around).ok_or_else(wrong)?;
        let place = children
            .iter()
            .position(|(child, _)| *child == name)
            .ok_or_else(wrong)?;
        let (child, times) = children[place];
        let open = self.open.last_mut().ok_or_else(wrong)?;
        let before = open
            .seen
            .last()
            .and_then(|last| children.iter().position(|(child, _)| child == last));
        let is_in_order = before.is_none_or(|before| before <= place);
        let is_again = open.seen.contains(&child) && matches!(times, Times::One | Times::Maybe);
        if !open.seen.contains(&child) {
            open.seen.push(child);
        }
        if !is_in_order || is_again {
            self.problem(Reason::Grammar, &format!("{around} / {name}"));
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), PackageError> {
        let limit = self.limits.whole_bytes;
        match self.open.last_mut() {
            Some(open) => {
                open.text.push_str(text);
                if open.text.len() as u64 > limit {
                    return Err(PackageError::too_large(&open.name));
                }
                Ok(())
            }
            None if text.trim().is_empty() => Ok(()),
            None => Err(refused(Reason::Xml, "text")),
        }
    }

    fn end(&mut self) -> Result<(), PackageError> {
        let Some(open) = self.open.pop() else {
            return Err(refused(Reason::Xml, "end"));
        };
        let end = self.reader.buffer_position();
        match grammar::children(&open.name) {
            Some(children) => {
                for (child, times) in children {
                    if matches!(times, Times::One | Times::Some) && !open.seen.contains(child) {
                        self.problem(Reason::Grammar, &format!("{} / {child}", open.name));
                    }
                }
                let choice = grammar::one_of(&open.name);
                if !choice.is_empty() && !choice.iter().any(|child| open.seen.contains(child)) {
                    self.problem(
                        Reason::Grammar,
                        &format!("{} / {}", open.name, choice.join(" | ")),
                    );
                }
                self.close(&open, end)
            }
            None => {
                self.value(open);
                Ok(())
            }
        }
    }

    /// Takes the text of an element.
    fn value(&mut self, open: Open) {
        if !grammar::fits(&open.name, &open.text) {
            self.problem(Reason::Grammar, &format!("{}: {}", open.name, open.text));
        }
        let around = self
            .open
            .last()
            .map(|around| around.name.clone())
            .unwrap_or_default();
        match self.groups.last_mut() {
            Some(values) if values.len() < VALUES_MAX => values.push((open.name, open.text)),
            Some(_) => {}
            None => {
                if let Some(layer) = self.layers.last_mut() {
                    layer.take(&around, &open.name, open.text);
                }
            }
        }
    }

    /// Takes what an element with children brought together.
    fn close(&mut self, open: &Open, end: u64) -> Result<(), PackageError> {
        let group = match GROUPS.contains(&open.name.as_str()) {
            true => self.groups.pop().unwrap_or_default(),
            false => Values::new(),
        };
        let signed = || Signed {
            values: group.clone(),
            range: open.start..end,
        };
        match (open.name.as_str(), self.layers.last_mut()) {
            ("业务实体", Some(layer)) => layer.acts.push(group),
            ("机构人员实体", Some(layer)) => layer.agents.push(group),
            ("编码", Some(layer)) => {
                if let Some(file) = layer.files.last_mut() {
                    first(&group, "计算机文件名").clone_into(&mut file.name);
                    first(&group, "计算机文件大小").clone_into(&mut file.stated_size);
                }
            }
            (SIGNED, Some(_)) => {
                let mut layer = self.layers.pop().ok_or_else(|| refused(Reason::Xml, SIGNED))?;
                layer.range = open.start..end;
                self.found.layers.push(layer);
            }
            // The signatures of a layer stand behind it, so it is the last that was closed.
            ("电子签名", _) => {
                if let Some(layer) = self.found.layers.last_mut() {
                    layer.signatures.push(signed());
                }
            }
            ("锁定签名", _) => self.found.lock = Some(signed()),
            _ => {}
        }
        Ok(())
    }

    /// Decodes the content of a file, which may be of any length.
    fn content(&mut self) -> Result<(), PackageError> {
        self.files += 1;
        if self.files > self.limits.files {
            return Err(PackageError::too_large(CONTENT));
        }
        let open = self.open.last().ok_or_else(|| refused(Reason::Xml, CONTENT))?;
        let id = first(&open.attributes, "编码数据ID").to_owned();
        let reference =
            Some(first(&open.attributes, "引用编码数据ID").to_owned()).filter(|id| !id.is_empty());
        let name = self
            .groups
            .last()
            .map(|values| first(values, "计算机文件名").to_owned());
        let name = name.unwrap_or_default();
        let path = format!("{}/{}", self.files, as_part(&name));
        self.reader.get_mut().is_streaming = true;
        let (into, limit) = (&mut *self.into, self.limits.bytes);
        let decoded = content::decode(self.reader.stream(), |content| {
            let mut hashing = Hashing::new(content.take(limit), &[Algorithm::Sha256]);
            into.put(&path, &mut hashing)?;
            Ok::<_, PackageError>(hashing.finish())
        })?;
        self.reader.get_mut().is_streaming = false;
        let Some((size, digests)) = decoded else {
            self.problem(Reason::Grammar, &format!("{CONTENT}: Base64: {name}"));
            return Ok(());
        };
        let sha256 = digests.into_iter().next().unwrap_or_default();
        if let Some(layer) = self.layers.last_mut() {
            layer.files.push(EepFile {
                name,
                stated_size: String::new(),
                content: reference.is_none().then_some((sha256, size)),
                id,
                reference,
                path,
            });
        }
        Ok(())
    }
}

fn taken_apart(tag: &BytesStart<'_>) -> Result<(String, Values), PackageError> {
    let name = tag.name().as_ref().to_owned();
    let mut attributes = Values::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| broken(error.into()))?;
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|_| refused(Reason::Xml, &name))?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok((name, attributes))
}

/// Refuses a package that cannot be read any further.
fn refused(reason: Reason, what: &str) -> PackageError {
    PackageError::Eep(Problem::new(reason, what))
}

fn broken(error: quick_xml::Error) -> PackageError {
    match error {
        quick_xml::Error::Io(error) if error.kind() != std::io::ErrorKind::Other => {
            PackageError::file("EEP", std::io::Error::new(error.kind(), error.to_string()))
        }
        other => refused(Reason::Xml, &other.to_string()),
    }
}
