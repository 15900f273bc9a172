//! Small files made in code: DOCX from parts, PDF from drawing operators.

use std::io::{Cursor, Write as _};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

pub const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;

/// A ZIP archive of these parts.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A DOCX with this content of `w:body` and further parts.
pub fn docx_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><w:body>{body}</w:body></w:document>"#
    );
    let mut all: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    all.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&all)
}

pub fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// A paragraph of one plain run.
pub fn p(text: &str) -> String {
    format!(r#"<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#)
}

/// A PDF drawn by operators, one string a page (A4, origin at the bottom left, font `/F` is Helvetica).
pub struct Pdf {
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
}

impl Pdf {
    pub fn new() -> Self {
        // 1 catalogue, 2 page tree, 3 font: the first two are filled in at the end.
        let font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec();
        Self {
            objects: vec![Vec::new(), Vec::new(), font],
            pages: Vec::new(),
        }
    }

    fn add(&mut self, object: Vec<u8>) -> usize {
        self.objects.push(object);
        self.objects.len()
    }

    fn stream(&mut self, head: &str, data: &[u8]) -> usize {
        let mut object = format!("<<{head}/Length {}>>\nstream\n", data.len()).into_bytes();
        object.extend_from_slice(data);
        object.extend_from_slice(b"\nendstream");
        self.add(object)
    }

    pub fn page(mut self, operators: &[u8]) -> Self {
        let content = self.stream("", operators);
        let page = self.add(
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<</Font<</F 3 0 R>>>>>>")
                .into_bytes(),
        );
        self.pages.push(page);
        self
    }

    /// A page that is one grey picture.
    pub fn picture(mut self, width: usize, height: usize, grey: &[u8]) -> Self {
        let head = format!(
            "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8"
        );
        let image = self.stream(&head, grey);
        let content = self.stream("", b"q 595 0 0 842 0 0 cm /I Do Q");
        let page = self.add(
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<</XObject<</I {image} 0 R>>>>>>")
                .into_bytes(),
        );
        self.pages.push(page);
        self
    }

    pub fn finish(self) -> Vec<u8> {
        self.finish_with("")
    }

    pub fn finish_with(mut self, trailer: &str) -> Vec<u8> {
        let kids: String = self.pages.iter().map(|p| format!("{p} 0 R ")).collect();
        self.objects[0] = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
        self.objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {}>>", self.pages.len()).into_bytes();
        let mut out = b"%PDF-1.4\n".to_vec();
        let mut places = Vec::new();
        for (i, object) in self.objects.iter().enumerate() {
            places.push(out.len());
            out.extend_from_slice(format!("{} 0 obj\n", i + 1).as_bytes());
            out.extend_from_slice(object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let start = out.len();
        out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).as_bytes());
        for place in &places {
            out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
        }
        let size = places.len() + 1;
        out.extend_from_slice(
            format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
        );
        out
    }
}

/// Shows a text at a place; 12 points.
pub fn show(x: u32, y: u32, text: &str) -> String {
    format!("BT /F 12 Tf {x} {y} Td ({text}) Tj ET\n")
}

/// A ruled table: borders of columns and rows (from the top), and for every cell its lines of text.
pub fn ruled(xs: &[u32], ys: &[u32], rows: &[&[&[&str]]]) -> String {
    let mut out = String::from("0.5 w\n");
    for x in xs {
        out += &format!("{x} {} m {x} {} l S\n", ys[0], ys[ys.len() - 1]);
    }
    for y in ys {
        out += &format!("{} {y} m {} {y} l S\n", xs[0], xs[xs.len() - 1]);
    }
    for (row, cells) in rows.iter().enumerate() {
        for (column, lines) in cells.iter().enumerate() {
            for (line, text) in lines.iter().enumerate() {
                out += &show(xs[column] + 4, ys[row] - 13 - 14 * line as u32, text);
            }
        }
    }
    out
}
