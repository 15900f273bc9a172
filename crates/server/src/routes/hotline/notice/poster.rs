//! A poster of a notice: as PDF for a printer, as SVG for whoever lays it out anew.

use crate::App;
use coloa_document::DocumentError;
use coloa_hotline::{
    entity::notice as entity,
    notice::{self, PUBLIC_PATH},
};
use coloa_typeset::{Poster, Typesetter};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// Lines of each list on a poster.
const POINTS: usize = 5;
/// Words on it that are not the notice's.
const FOLLOW: &str = "Quét mã để đọc toàn bộ và tố giác lừa đảo";
/// A sheet of A4 with its margin, in millimetres.
const WIDTH: f64 = 210.0;
const HEIGHT: f64 = 297.0;
const MARGIN: f64 = 16.0;

/// What stands on the poster of a notice.
pub(super) fn of(app: &App, row: &entity::Model) -> Poster {
    let lists = notice::lists(row);
    let portal = &app.hotline.config.portal;
    let address = format!(
        "{}{PUBLIC_PATH}/{}",
        portal.public_url.trim_end_matches('/'),
        row.slug
    );
    Poster {
        language: "vi".to_owned(),
        centre: portal.centre.clone(),
        title: row.title.clone(),
        lead: row.summary.clone(),
        points: lists.signs.into_iter().take(POINTS).collect(),
        advice: lists.advice.into_iter().take(POINTS).collect(),
        follow: FOLLOW.to_owned(),
        dots: dots(&address),
        address,
    }
}

/// The square code of an address, row by row; empty where it is too long for one.
fn dots(address: &str) -> Vec<Vec<bool>> {
    let Ok(code) = QrCode::with_error_correction_level(address, EcLevel::M) else {
        return Vec::new();
    };
    let width = code.width().max(1);
    let dark: Vec<bool> = code.to_colors().into_iter().map(|c| c == Color::Dark).collect();
    dark.chunks(width).map(<[bool]>::to_vec).collect()
}

/// Typeset away from the threads that answer others.
pub(super) async fn pdf(poster: Poster) -> Result<Vec<u8>, DocumentError> {
    let made = tokio::task::spawn_blocking(move || Typesetter::system().poster(&poster));
    made.await.map_err(|e| DocumentError::Pdf {
        detail: e.to_string(),
    })?
}

/// Text within XML: what is markup is escaped, controls are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Lines of at most so many characters, broken between words where there is one.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(most.max(1)) {
            let line = lines.last_mut().expect("there is always a line");
            let used = line.chars().count();
            if used == 0 {
                line.extend(piece);
            } else if used + 1 + piece.len() <= most {
                line.push(' ');
                line.extend(piece);
            } else {
                lines.push(piece.iter().collect());
            }
        }
    }
    lines
}

/// A drawing that grows downwards.
struct Sheet {
    out: String,
    y: f64,
}

impl Sheet {
    /// Text from the left margin, or in the middle; sizes in millimetres. A letter is about half as wide as it is high.
    fn text(&mut self, text: &str, size: f64, indent: f64, style: &str, middle: bool) {
        let room = WIDTH - 2.0 * MARGIN - indent;
        let most = (room / (size * 0.52)).floor().max(1.0) as usize;
        let (x, anchor) = if middle {
            (WIDTH / 2.0, "middle")
        } else {
            (MARGIN + indent, "start")
        };
        for line in wrapped(text, most) {
            self.y += size * 1.25;
            let _ = write!(
                self.out,
                "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{size:.1}\" text-anchor=\"{anchor}\" {style}>{}</text>",
                self.y,
                escaped(&line)
            );
        }
    }
}

/// The poster as a drawing of a sheet of A4.
pub(super) fn svg(poster: &Poster) -> String {
    let mut sheet = Sheet {
        out: String::new(),
        y: 14.0,
    };
    let bold = "font-weight=\"bold\"";
    sheet.text(&poster.centre.to_uppercase(), 5.5, 0.0, bold, true);
    sheet.y += 4.0;
    let size = if poster.title.chars().count() <= 80 {
        12.0
    } else {
        8.0
    };
    sheet.text(
        &poster.title,
        size,
        0.0,
        "font-weight=\"bold\" fill=\"#b3261e\"",
        true,
    );
    sheet.y += 4.0;
    sheet.text(&poster.lead, 6.5, 0.0, "", false);
    for (mark, lines) in [("!", &poster.points), ("→", &poster.advice)] {
        sheet.y += 3.0;
        for line in lines {
            let top = sheet.y;
            sheet.text(line, 6.0, 9.0, "", false);
            let _ = write!(
                sheet.out,
                "<text x=\"{MARGIN:.1}\" y=\"{:.1}\" font-size=\"6.0\" {bold}>{mark}</text>",
                top + 6.0 * 1.25
            );
        }
    }
    let side = 50.0;
    // At the foot, or below what came before where that is longer than a sheet.
    let top = (sheet.y + 6.0).max(HEIGHT - MARGIN - side);
    let dot = side / poster.dots.len().max(1) as f64;
    let mut path = String::new();
    for (y, row) in poster.dots.iter().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            let (x, y) = (MARGIN + x as f64 * dot, top + y as f64 * dot);
            let _ = write!(path, "M{x:.3} {y:.3}h{dot:.3}v{dot:.3}h-{dot:.3}z");
        }
    }
    sheet.y = top + 10.0;
    let _ = write!(sheet.out, "<path fill=\"#000\" d=\"{path}\"/>");
    sheet.text(&poster.follow, 5.5, side + 6.0, "", false);
    sheet.text(&poster.address, 4.5, side + 6.0, bold, false);
    let height = HEIGHT.max(top + side + MARGIN);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}mm\" height=\"{height:.1}mm\" viewBox=\"0 0 {WIDTH} {height:.1}\" \
         font-family=\"Times New Roman, Liberation Serif, serif\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{}</svg>",
        sheet.out
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_no_markup() {
        let text = "<script>alert('x')</script> & \"=cmd()\"\u{0}";
        let poster = Poster {
            title: text.into(),
            lead: text.into(),
            points: vec![text.into()],
            advice: vec![text.into()],
            centre: text.into(),
            address: "https://cong.mau.invalid/cong-dan/tin/x".into(),
            dots: dots("https://cong.mau.invalid/cong-dan/tin/x"),
            ..Poster::default()
        };
        let drawing = svg(&poster);
        assert!(!drawing.contains("<script") && !drawing.contains('\u{0}'));
        assert!(drawing.contains("&lt;script&gt;"));
        let (opened, closed) = (
            drawing.matches("<text").count(),
            drawing.matches("</text>").count(),
        );
        assert_eq!(opened, closed);
    }

    #[test]
    fn long_words_are_broken_and_nothing_is_lost() {
        assert_eq!(wrapped("một hai ba", 7), ["một hai", "ba"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("", 5), [""]);
        let long = "ặ ".repeat(500);
        assert_eq!(wrapped(&long, 40).join(" "), long.trim());
    }

    #[test]
    fn a_square_code_is_square() {
        let code = dots("https://cong.mau.invalid/cong-dan/tin/canh-bao");
        assert!(code.len() >= 21 && code.iter().all(|row| row.len() == code.len()));
        assert!(
            code[0][0] && code[0][6] && !code[0][7],
            "the corner of a finder pattern"
        );
        assert!(dots(&"x".repeat(10_000)).is_empty());
    }
}
