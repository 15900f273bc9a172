//! What a signed file may be, told by its content: the name and the sender's word for it prove nothing.

use coloa_document::read::{Format, Limits, detect};

/// A kind of signed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub extension: &'static str,
    pub media_type: &'static str,
}

const PDF: Kind = Kind {
    extension: "pdf",
    media_type: "application/pdf",
};
const DOCX: Kind = Kind {
    extension: "docx",
    media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};
/// XML with an XML signature (W3C XMLDSig, XAdES).
const XML: Kind = Kind {
    extension: "xml",
    media_type: "application/xml",
};
/// A container of documents and their signatures (ETSI EN 319 162).
const ASIC: Kind = Kind {
    extension: "asice",
    media_type: "application/vnd.etsi.asic-e+zip",
};
/// A message in CMS (RFC 5652).
const CMS: Kind = Kind {
    extension: "p7m",
    media_type: "application/pkcs7-mime",
};

/// DER of the object identifier of signed data, 1.2.840.113549.1.7.2 (RFC 5652 §5.1).
const SIGNED_DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
const XMLDSIG: &[u8] = b"http://www.w3.org/2000/09/xmldsig#";
/// How far the first part of a container is looked into for its type.
const HEAD: usize = 128;

fn holds(content: &[u8], words: &[u8]) -> bool {
    content.windows(words.len()).any(|w| w == words)
}

/// The kind of a signed file; `None`: a file of another kind, which is not taken.
#[must_use]
pub fn kind(content: &[u8]) -> Option<Kind> {
    let head = &content[..content.len().min(HEAD)];
    if content.starts_with(b"PK\x03\x04") && holds(head, b"application/vnd.etsi.asic-") {
        return Some(ASIC);
    }
    if content.starts_with(b"\x30") && holds(head, SIGNED_DATA) {
        return Some(CMS);
    }
    let text = content
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(content)
        .trim_ascii_start();
    if text.starts_with(b"<") && holds(content, XMLDSIG) && holds(content, b"SignatureValue") {
        return Some(XML);
    }
    match detect("", content, &Limits::default()) {
        Ok(Format::Pdf) => Some(PDF),
        Ok(Format::Docx) => Some(DOCX),
        _ => None,
    }
}

/// The name with the extension of what the file is.
#[must_use]
pub fn name(given: &str, kind: Kind) -> String {
    let fits = given.rsplit_once('.').is_some_and(|(_, e)| {
        e.eq_ignore_ascii_case(kind.extension) || (kind == CMS && e.eq_ignore_ascii_case("p7s"))
    });
    if fits {
        given.to_owned()
    } else {
        format!("{given}.{}", kind.extension)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_says_what_a_signed_file_is() {
        let xml = b"<?xml version=\"1.0\"?><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignatureValue>x</SignatureValue></Signature>";
        assert_eq!(kind(b"%PDF-1.7 signed"), Some(PDF));
        assert_eq!(kind(xml), Some(XML));
        assert_eq!(
            kind(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0mimetypeapplication/vnd.etsi.asic-e+zip"),
            Some(ASIC)
        );
        assert_eq!(
            kind(b"\x30\x82\x01\x00\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0"),
            Some(CMS)
        );
        for other in [
            &b"MZ\x90\0\x03\0 program"[..],
            b"<html><script>alert(1)</script></html>",
            b"<?xml version=\"1.0\"?><a/>",
            b"just words",
            b"PK\x03\x04 broken",
            b"",
        ] {
            assert_eq!(kind(other), None, "{other:?}");
        }
    }

    #[test]
    fn the_name_bears_the_extension_of_the_content() {
        assert_eq!(name("bao cao.PDF", PDF), "bao cao.PDF");
        assert_eq!(name("bao cao.exe", PDF), "bao cao.exe.pdf");
        assert_eq!(name("chu ky.p7s", CMS), "chu ky.p7s");
    }
}
