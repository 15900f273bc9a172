//! The typeset pages, read back with poppler's pdftotext.
use crate::samples;
use coloa_typeset::Typesetter;

#[test]
fn look() {
    for (name, doc) in [("report", samples::state_report()), ("letter", samples::state_letter()), ("party", samples::party_plan()), ("nasty", samples::nasty())] {
        let started = std::time::Instant::now();
        let out = Typesetter::system().render(&doc).unwrap();
        eprintln!("{name} {} pages {:?} {:?} {}", out.pages, started.elapsed(), out.replaced, out.family);
        std::fs::write(format!("/tmp/look-{name}.pdf"), out.pdf).unwrap();
        std::fs::write(format!("/tmp/look-{name}.docx"), coloa_document::docx::docx(&doc).unwrap()).unwrap();
    }
}
