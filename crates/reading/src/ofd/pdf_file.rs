//! A PDF of one page, as plain as the renderer needs it: one Chinese font that is not embedded, pictures unpacked.

use image::RgbImage;

/// The font's descendant: Adobe-GB1, so that any reader sets it in a font of its own.
const DESCENDANT: &str = "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000\
    /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 5>>\
    /FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]\
    /ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>";

/// A file under construction.
pub(super) struct PdfFile {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
    width: f32,
    height: f32,
    /// Name and object number of each picture.
    pictures: Vec<(String, usize)>,
}

impl PdfFile {
    /// Begins a page of this size in points.
    pub(super) fn new(width: f32, height: f32) -> Self {
        Self {
            bytes: b"%PDF-1.7\n".to_vec(),
            offsets: Vec::new(),
            width,
            height,
            pictures: Vec::new(),
        }
    }

    pub(super) fn add_picture(&mut self, name: &str, picture: &RgbImage) {
        let dictionary = format!(
            "/Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceRGB/BitsPerComponent 8",
            picture.width(),
            picture.height()
        );
        let number = self.stream(&dictionary, picture.as_raw());
        self.pictures.push((name.to_owned(), number));
    }

    /// Ends the file with the page's operators.
    pub(super) fn finish(mut self, operators: &str) -> Vec<u8> {
        let content = self.stream("", operators.as_bytes());
        let descendant = self.object(DESCENDANT.as_bytes());
        let font = self.object(
            format!(
                "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[{descendant} 0 R]>>"
            )
            .as_bytes(),
        );
        let pictures: String = self
            .pictures
            .iter()
            .map(|(name, number)| format!("/{name} {number} 0 R"))
            .collect();
        let tree = self.offsets.len() + 2;
        let page = self.object(
            format!(
                "<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {} {}]/Contents {content} 0 R\
                /Resources<</Font<</F1 {font} 0 R>>/XObject<<{pictures}>>>>>>",
                self.width, self.height
            )
            .as_bytes(),
        );
        let tree = self.object(format!("<</Type/Pages/Count 1/Kids[{page} 0 R]>>").as_bytes());
        let catalog = self.object(format!("<</Type/Catalog/Pages {tree} 0 R>>").as_bytes());
        self.end(catalog)
    }

    fn object(&mut self, body: &[u8]) -> usize {
        self.offsets.push(self.bytes.len());
        let number = self.offsets.len();
        self.bytes.extend(format!("{number} 0 obj\n").bytes());
        self.bytes.extend(body);
        self.bytes.extend(b"\nendobj\n");
        number
    }

    fn stream(&mut self, dictionary: &str, data: &[u8]) -> usize {
        let head = format!("<<{dictionary}/Length {}>>\nstream\n", data.len());
        self.object(&[head.as_bytes(), data, b"\nendstream"].concat())
    }

    /// Writes the table of offsets (ISO 32000-1, section 7.5.4).
    fn end(mut self, catalog: usize) -> Vec<u8> {
        let start = self.bytes.len();
        let entries: String = self
            .offsets
            .iter()
            .map(|offset| format!("{offset:010} 00000 n \n"))
            .collect();
        let size = self.offsets.len() + 1;
        let tail = format!(
            "xref\n0 {size}\n0000000000 65535 f \n{entries}trailer\n<</Size {size}/Root {catalog} 0 R>>\nstartxref\n{start}\n%%EOF\n"
        );
        self.bytes.extend(tail.bytes());
        self.bytes
    }
}
