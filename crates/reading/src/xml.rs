//! XML of office files, read with a bound on depth and without any document type.
//!
//! Neither OOXML (ECMA-376 part 2) nor OFD (GB/T 33190) allows a DTD, so a file with one is refused: no entity is ever
//! declared, expanded or fetched. Only the five named entities of XML and character references are resolved.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::error::ReadingError;

/// What stands next in the document. Names are without prefix: the sample files differ in their namespaces.
pub(crate) enum Node<'a> {
    Start(Element<'a>),
    End(String),
    Text(Cow<'a, str>),
}

/// A start tag.
pub(crate) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    pub(crate) fn name(&self) -> String {
        self.0.local_name().as_ref().to_owned()
    }

    /// Returns the attribute with this local name, unescaped; nothing if absent or malformed.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let found = self
            .0
            .attributes()
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name)?;
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .ok()
            .map(Cow::into_owned)
    }

    /// Returns the attribute with this local name that has a namespace prefix.
    pub(crate) fn attribute_with_prefix(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes().flatten();
        let found = attributes.find(|attribute| {
            attribute.key.prefix().is_some() && attribute.key.local_name().as_ref() == name
        })?;
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .ok()
            .map(Cow::into_owned)
    }
}

/// A bounded reader of one XML text.
pub(crate) struct XmlReader<'a> {
    reader: Reader<&'a [u8]>,
    depth: u32,
    depth_max: u32,
}

impl<'a> XmlReader<'a> {
    pub(crate) fn new(text: &'a str, depth_max: u32) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            depth: 0,
            depth_max,
        }
    }

    /// Returns the next node, or nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Node<'a>>, ReadingError> {
        loop {
            match self.reader.read_event().map_err(ReadingError::broken)? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > self.depth_max {
                        return Err(ReadingError::TooDeep {
                            limit: self.depth_max,
                        });
                    }
                    return Ok(Some(Node::Start(Element(start))));
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Node::End(end.local_name().as_ref().to_owned())));
                }
                Event::Text(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::CData(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::GeneralRef(reference) => {
                    return resolve(&reference).map(|text| Some(Node::Text(text)));
                }
                Event::DocType(_) => {
                    return Err(ReadingError::broken("it declares a document type of its own"));
                }
                Event::Eof if self.depth > 0 => {
                    return Err(ReadingError::broken("the XML ends in the middle"));
                }
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// Calls `visit` with each element and its ancestors' names, the root first.
    pub(crate) fn for_each_element(
        mut self,
        mut visit: impl FnMut(&[String], &Element<'a>),
    ) -> Result<(), ReadingError> {
        let mut ancestors = Vec::new();
        while let Some(node) = self.next()? {
            match node {
                Node::Start(element) => {
                    visit(&ancestors, &element);
                    ancestors.push(element.name());
                }
                Node::End(_) => drop(ancestors.pop()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Calls `visit` with each text and the names of the elements around it, the root first.
    pub(crate) fn for_each_text(
        mut self,
        mut visit: impl FnMut(&[String], &str),
    ) -> Result<(), ReadingError> {
        let mut ancestors = Vec::new();
        while let Some(node) = self.next()? {
            match node {
                Node::Start(element) => ancestors.push(element.name()),
                Node::End(_) => drop(ancestors.pop()),
                Node::Text(text) => visit(&ancestors, &text),
            }
        }
        Ok(())
    }
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<Cow<'static, str>, ReadingError> {
    if let Some(char) = reference.resolve_char_ref().map_err(ReadingError::broken)? {
        return Ok(char.to_string().into());
    }
    match reference.xml10_content().as_ref() {
        "lt" => Ok("<".into()),
        "gt" => Ok(">".into()),
        "amp" => Ok("&".into()),
        "apos" => Ok("'".into()),
        "quot" => Ok("\"".into()),
        _ => Err(ReadingError::broken(
            "it uses an entity that is not declared in XML itself",
        )),
    }
}

/// Decodes the bytes of an XML part by byte order mark, declaration or, failing both, as UTF-8.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = Encoding::for_bom(bytes)
        .map(|(encoding, _)| encoding)
        .or_else(|| declared_encoding(bytes))
        .unwrap_or(encoding_rs::UTF_8);
    encoding.decode(bytes).0
}

fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(200)];
    let declaration = &head[..head.iter().position(|byte| *byte == b'>')?];
    let declaration = std::str::from_utf8(declaration).ok()?;
    let value = declaration
        .split("encoding")
        .nth(1)?
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let label = value.trim_start_matches(['"', '\'']).split(['"', '\'']).next()?;
    // A declaration that could be read byte by byte is not in UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes()).map(Encoding::output_encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(xml: &str, depth: u32) -> Result<String, ReadingError> {
        let mut all = String::new();
        XmlReader::new(xml, depth).for_each_text(|_, text| all.push_str(text))?;
        Ok(all)
    }

    #[test]
    fn named_entities_and_character_references_are_resolved() {
        assert_eq!(
            text_of("<a>1 &lt; 2 &amp; &#x4E2D;<![CDATA[<b>]]></a>", 9).unwrap(),
            "1 < 2 & 中<b>"
        );
    }

    #[test]
    fn a_document_type_is_refused() {
        let error = text_of("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", 9).unwrap_err();
        assert_eq!(error.code(), "broken");
    }

    #[test]
    fn an_unknown_entity_is_refused() {
        assert_eq!(text_of("<a>&x;</a>", 9).unwrap_err().code(), "broken");
    }

    #[test]
    fn depth_is_bounded() {
        assert!(text_of("<a><b><c/></b></a>", 3).is_ok());
        assert_eq!(
            text_of("<a><b><c/></b></a>", 2).unwrap_err(),
            ReadingError::TooDeep { limit: 2 }
        );
    }

    #[test]
    fn gbk_and_utf16_are_decoded() {
        let gbk = encoding_rs::GBK
            .encode("<?xml version='1.0' encoding=\"GBK\"?><a>工会</a>")
            .0
            .into_owned();
        assert!(decode(&gbk).ends_with("<a>工会</a>"));
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend("<a>工会</a>".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&utf16), "<a>工会</a>");
    }

    #[test]
    fn a_declaration_of_utf16_in_plain_bytes_is_not_believed() {
        assert!(decode(b"<?xml version='1.0' encoding='UTF-16'?><a>x</a>").ends_with("<a>x</a>"));
    }
}
