//! Files that citizens send to break what reads them: bombs, things that are two at once, names with tricks, more than is
//! taken, bodies that are packed.

use crate::portal_front::{Citizen, PICTURE, Portal, Shown};
use axum::{
    body::Body,
    http::{Request, header},
};
use coloa_hotline::{
    attachment::{Kind, shown},
    envelope::{EnvelopeKind, MAX_ATTACHMENT},
};
use flate2::{
    Compression, Crc,
    write::{GzEncoder, ZlibEncoder},
};
use std::io::Write as _;

const FORM: &str = "/cong-dan/bao-tin/don";
/// What the bombs become when somebody unpacks them.
const UNPACKED: usize = 64 * 1024 * 1024;
const NOT_TAKEN: &str = "loại tệp này không nhận";
const TWO_THINGS: &str = "tệp này chứa thứ khác bên trong";

fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// A picture of so many points each way, with these chunks.
fn png(size: u32, chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let mut crc = Crc::new();
        crc.update(kind);
        crc.update(body);
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&length[..], kind, body, &crc.sum().to_be_bytes()].concat()
    };
    let head = [&size.to_be_bytes()[..], &size.to_be_bytes(), b"\x08\x06\0\0\0"].concat();
    let mut all = [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &head)[..]].concat();
    for (kind, body) in chunks {
        all.extend(chunk(kind, body));
    }
    all.extend(chunk(b"IEND", b""));
    all
}

async fn sent(citizen: &Citizen, files: &[(&str, &[u8])]) -> Shown {
    let fields = [("narrative", "Nó gửi cho tôi tệp này"), ("money", "none")];
    citizen.report(&fields, files).await
}

/// The file alone: without words a report cannot go, so that the form comes back and says why the file is not taken.
async fn alone(citizen: &Citizen, name: &str, content: &[u8]) -> Shown {
    let fields = [("narrative", ""), ("money", "none")];
    citizen.report(&fields, &[(name, content)]).await
}

#[tokio::test]
async fn no_bomb_is_unpacked() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let nothing = vec![0; UNPACKED];
    let bomb = archive("a.bin", &nothing);
    assert!(bomb.len() < UNPACKED / 500);
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"cười\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><a>&c;</a>";
    for (name, content) in [
        ("bom.zip", bomb.clone()),
        ("anh.jpg", bomb.clone()),
        ("bom-trong-bom.zip", archive("bom.zip", &bomb)),
        ("don.docx", archive("word/document.xml", &nothing)),
        ("bom.gz", gzip(&nothing)),
        ("cuoi.xml", laughs.as_bytes().to_vec()),
    ] {
        let back = alone(&citizen, name, &content).await.expect(422);
        assert!(
            back.says(&format!("{name}: {NOT_TAKEN}")),
            "{name}: {}",
            back.text()
        );
    }
    assert!(portal.desk.envelopes().is_empty());

    // What may be packed inside is kept as it came, and the copy that is shown is no larger.
    let packed = zlib(&nothing);
    let picture = png(
        60_000,
        &[
            (b"zTXt", &[&b"Comment\0\0"[..], &packed].concat()),
            (b"IDAT", &packed),
        ],
    );
    let pdf = [
        &b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n"[..],
        &packed,
        b"\nendstream\nendobj\n%%EOF\n",
    ]
    .concat();
    let huge = [
        &b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0"[..],
        b"\xff\xda\x00\x08\x01\x01\0\0\x3f\0\x12\x34\xff\xd9",
    ]
    .concat();
    let files = [
        ("anh.png", &picture[..]),
        ("giay.pdf", &pdf[..]),
        ("to.jpg", &huge[..]),
    ];
    sent(&citizen, &files).await.expect(200);
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Report));
    for ((name, content), (kept_name, kept)) in files.iter().zip(&inside.files) {
        assert_eq!(name, kept_name);
        assert!(content == kept, "{name} is kept as it came");
        match shown(kept) {
            Some(copy) => assert!(copy.content.len() <= kept.len(), "{name}"),
            None => assert_eq!(*name, "giay.pdf"),
        }
    }
    assert_eq!(inside.files.len(), 3);
    let copy = shown(&picture).unwrap().content;
    assert!(copy.len() < picture.len(), "what was written beside it is gone");
}

#[tokio::test]
async fn what_is_two_things_at_once_is_not_taken() {
    let portal = Portal::with(|config| {
        config.portal.least_seconds = 0;
        config.portal.reports_per_network = 100;
    });
    let citizen = portal.citizen();
    let program = archive("Main.class", b"\xca\xfe\xba\xbe");
    let page = b"<script>fetch('//xau.example')</script>";
    let wav = |notes: &[u8]| {
        let length = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
        [
            &b"RIFF"[..],
            &length(36 + notes.len()),
            b"WAVEfmt ",
            &length(16),
            &[0; 16],
            b"data",
            &length(notes.len()),
            notes,
        ]
        .concat()
    };
    let two = [
        ("anh-va-chuong-trinh.png", [PICTURE, &program].concat()),
        (
            "anh-va-trang.png",
            png(1, &[(b"tEXt", page), (b"IDAT", &zlib(&[0; 5]))]),
        ),
        (
            "anh-va-trang.jpg",
            [
                &b"\xff\xd8\xff\xfe\x00\x1d"[..],
                b"<!DOCTYPE html><body onload>",
                b"\xff\xd9",
            ]
            .concat(),
        ),
        (
            "giay-va-chuong-trinh.pdf",
            [&b"%PDF-1.7\n%%EOF\n"[..], &program].concat(),
        ),
        ("tieng-va-ma.wav", wav(b"<?php system($_GET['c']); ?>")),
    ];
    for (name, content) in &two {
        let back = alone(&citizen, name, content).await.expect(422);
        assert!(
            back.says(&format!("{name}: {TWO_THINGS}")),
            "{name}: {}",
            back.text()
        );
    }
    // Whatever it is called, and whatever the browser says that it is.
    let program = [&b"MZ\x90\0\x03\0\0\0"[..], &[0; 200]].concat();
    for (name, content) in [
        ("anh.png", &program[..]),
        ("tin-nhan.txt", &b"#!/bin/sh\nrm -rf ~\n"[..]),
        (
            "anh.jpg",
            &b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"[..],
        ),
        ("nhac.mp3", &b"GIF89a\x01\0\x01\0\0\0\0"[..]),
        ("chu.txt", &b"\x7fELF\x02\x01\x01\0"[..]),
    ] {
        let back = alone(&citizen, name, content).await.expect(422);
        assert!(
            back.says(&format!("{name}: {NOT_TAKEN}")),
            "{name}: {}",
            back.text()
        );
    }
    assert!(portal.desk.envelopes().is_empty());
    // Names lead nowhere and say what they say.
    let names = [
        "../../etc/passwd.png",
        "a\u{202e}gnp.exe",
        "e\u{302}\u{301}m 😀.png",
    ];
    let files: Vec<_> = names.iter().map(|name| (*name, PICTURE)).collect();
    sent(&citizen, &files).await.expect(200);
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Report));
    let kept: Vec<_> = inside.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(kept, ["passwd.png", "agnp.exe", "ếm 😀.png"]);
}

#[tokio::test]
async fn the_chooser_offers_what_is_taken_and_nothing_else() {
    let portal = Portal::new();
    let back = alone(&portal.citizen(), "anh.png", PICTURE).await.expect(422);
    let accept = format!("accept=\"{}\"", Kind::ACCEPT);
    let page = String::from_utf8_lossy(&back.body);
    assert!(page.contains(&accept), "{page}");
}

#[tokio::test]
async fn more_than_is_taken_is_said_and_others_are_taken() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let most = vec![b'x'; MAX_ATTACHMENT];
    sent(&citizen, &[("vua-du.txt", &most)]).await.expect(200);
    let beyond = vec![b'x'; 65 * 1024 * 1024];
    let back = sent(&citizen, &[("phim.txt", &beyond)]).await.expect(413);
    assert!(back.says("lớn quá"), "{}", back.text());
    // The room that it had is there again.
    sent(&citizen, &[("anh.png", PICTURE)]).await.expect(200);
    assert_eq!(portal.desk.of_kind(EnvelopeKind::Report).len(), 2);
}

/// What a browser never does: a body that would have to be unpacked before it can be read.
#[tokio::test]
async fn a_packed_body_is_not_unpacked() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let form = format!("code={}", "A".repeat(UNPACKED / 4));
    for (path, kind) in [
        (FORM, "multipart/form-data; boundary=b7"),
        ("/cong-dan/theo-doi", "application/x-www-form-urlencoded"),
        ("/cong-dan/kiem-tra", "application/x-www-form-urlencoded"),
        ("/cong-dan/nhan-tin", "application/x-www-form-urlencoded"),
    ] {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, kind)
            .header(header::CONTENT_ENCODING, "gzip")
            .body(Body::from(gzip(form.as_bytes())))
            .unwrap();
        let shown = citizen.send(request).await;
        assert!(
            [400, 422].contains(&shown.status.as_u16()),
            "{path}: {}",
            shown.text()
        );
        assert!(!shown.says(&"A".repeat(100)), "{path}");
    }
    assert!(portal.desk.envelopes().is_empty());
}
