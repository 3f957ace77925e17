//! Small PDFs, written by hand.

/// Builds a PDF object by object.
pub struct Pdf {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl Pdf {
    /// Begins with a catalog (1), the page tree (2), and two fonts: 3 a Latin one, 4 a Chinese one that is not embedded.
    pub fn new(pages: usize) -> Self {
        let mut pdf = Self {
            bytes: b"%PDF-1.7\n".to_vec(),
            offsets: Vec::new(),
        };
        let kids: String = (0..pages).map(|page| format!("{} 0 R ", 6 + 3 * page)).collect();
        pdf.object("<</Type/Catalog/Pages 2 0 R>>");
        pdf.object(&format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"));
        pdf.object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
        pdf.object(
            "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>",
        );
        pdf.object(
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo\
            <</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light\
            /Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>",
        );
        pdf
    }

    fn object(&mut self, body: &str) {
        self.raw_object(body.as_bytes());
    }

    fn raw_object(&mut self, body: &[u8]) {
        self.offsets.push(self.bytes.len());
        self.bytes
            .extend(format!("{} 0 obj\n", self.offsets.len()).bytes());
        self.bytes.extend(body);
        self.bytes.extend(b"\nendobj\n");
    }

    fn stream(&mut self, dictionary: &str, data: &[u8]) {
        let mut body = format!("<<{dictionary}/Length {}>>\nstream\n", data.len()).into_bytes();
        body.extend(data);
        body.extend(b"\nendstream");
        self.raw_object(&body);
    }

    /// Adds a page of A4 with this content; its picture is named Im, with this header and data.
    pub fn page(mut self, extra: &str, content: &str, picture: Option<(&str, &[u8])>) -> Self {
        let page = self.offsets.len() + 1;
        self.object(&format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{extra}/Contents {} 0 R\
            /Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</Im {} 0 R>>>>>>",
            page + 1,
            page + 2
        ));
        self.stream("", content.as_bytes());
        let (header, data) =
            picture.unwrap_or(("/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", &[0]));
        self.stream(&format!("/Type/XObject/Subtype/Image{header}"), data);
        self
    }

    /// Ends the file; `trailer` adds entries such as `/Encrypt`.
    pub fn finish(mut self, trailer: &str) -> Vec<u8> {
        let start = self.bytes.len();
        let mut tail = format!("xref\n0 {}\n0000000000 65535 f \n", self.offsets.len() + 1);
        let size = self.offsets.len() + 1;
        tail.extend(
            self.offsets
                .iter()
                .map(|offset| format!("{offset:010} 00000 n \n")),
        );
        tail += "trailer\n";
        tail.extend([format!(
            "<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"
        )]);
        self.bytes.extend(tail.bytes());
        self.bytes
    }
}

/// Shows a text at a place: Latin in Helvetica, anything else in the Chinese font.
pub fn show(x: f32, y: f32, size: f32, text: &str) -> String {
    if text.is_ascii() {
        return format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n");
    }
    let codes: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("BT /F2 {size} Tf {x} {y} Td <{codes}> Tj ET\n")
}

/// Draws the page's picture into a rectangle.
pub fn draw(x: f32, y: f32, width: f32, height: f32) -> String {
    format!("q {width} 0 0 {height} {x} {y} cm /Im Do Q\n")
}
