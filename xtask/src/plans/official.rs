//! The text of one of our plans as an [`OfficialDocument`].
//!
//! Knows the form of the sources under `testdata/plans` and no other: letterhead, number, place and date, type,
//! subject, paragraphs, recipients, signature, and a Markdown table behind "PHỤ LỤC". It reads nothing from the
//! labels, so a plan that is set, read and understood is compared with what a person wrote down.

use anyhow::{Context, bail};
use chrono::NaiveDate;
use coloa_document::model::{
    Align, Annex, Block, Cell, Heading, HeadingLevel, List, Marker, OfficialDocument, OrganKind, Paragraph,
    Run, Signature, Symbol, Table,
};

/// A line from this length on was broken by hand; the next one goes on.
const WRAPPED: usize = 85;

/// Sets a source.
///
/// # Errors
/// Names the part that was not found.
pub fn document(source: &str) -> anyhow::Result<OfficialDocument> {
    let plain: Vec<String> = source.lines().map(unmarked).collect();
    let lines: Vec<&str> = plain.iter().map(String::as_str).collect();
    let at = |what: &str, test: &dyn Fn(&str) -> bool| {
        lines
            .iter()
            .position(|l| test(l))
            .with_context(|| format!("no {what}"))
    };
    let party = lines.contains(&"ĐẢNG CỘNG SẢN VIỆT NAM");
    let number_at = at("number", &|l| l.starts_with("Số"))?;
    let date_at = at("place and date", &|l| l.contains(", ngày "))?;
    let type_at = at("type", &|l| matches!(l, "KẾ HOẠCH" | "CHỈ THỊ"))?;
    let recipients_at = at("recipients", &|l| l.starts_with("Nơi nhận"))?;
    let annex_at = lines.iter().position(|l| *l == "PHỤ LỤC").unwrap_or(lines.len());

    let mut organ: Vec<&str> = lines
        .iter()
        .take_while(|l| !l.is_empty() && **l != "*" && !l.starts_with("Số"))
        .copied()
        .collect();
    let issuer = if party {
        organ.pop().context("no issuer")?.to_owned()
    } else {
        std::mem::take(&mut organ).join(" ")
    };
    let (number, symbol) = number(lines[number_at], party)?;
    let (place, date) = place_date(lines[date_at])?;
    let issuer = in_running_text(&issuer, &place);
    let subject_end = (type_at + 1..lines.len())
        .find(|i| *i > type_at + 1 && lines[*i].is_empty())
        .context("no subject")?;
    let subject = lines[type_at + 1..subject_end]
        .iter()
        .filter(|l| !l.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ");
    let (recipients, archive) = recipients(&lines[recipients_at + 1..annex_at]);
    Ok(OfficialDocument {
        variant: if party { OrganKind::Party } else { OrganKind::State },
        type_code: if lines[type_at] == "CHỈ THỊ" {
            "chi_thi"
        } else {
            "ke_hoach"
        }
        .to_owned(),
        superior: organ.first().map(|l| in_running_text(l, &place)),
        issuer,
        number: Some(number),
        symbol: Symbol {
            organ: symbol,
            unit: None,
        },
        place,
        date: Some(date),
        year: 2026,
        subject,
        addressees: Vec::new(),
        legal_bases: Vec::new(),
        body: body(&lines[subject_end..recipients_at]),
        signature: signature(&lines[recipients_at + 1..annex_at])?,
        recipients,
        archive,
        drafter: None,
        contact: None,
        marks: coloa_document::model::Marks::default(),
        annexes: if annex_at < lines.len() {
            vec![annex(&lines[annex_at + 1..])?]
        } else {
            Vec::new()
        },
    })
}

/// A name out of a letterhead as a sentence writes it: the writers set it in capitals again.
fn in_running_text(name: &str, place: &str) -> String {
    let small = name.to_lowercase().replace(&place.to_lowercase(), place);
    let mut letters = small.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => small,
    }
}

/// Without the signs of Markdown.
fn unmarked(line: &str) -> String {
    let line = line.trim_start_matches('#').trim().replace("**", "");
    match line.strip_prefix('*').and_then(|l| l.strip_suffix('*')) {
        Some(inner) if !inner.is_empty() => inner.to_owned(),
        _ => line,
    }
}

/// "Số: 86/KH-UBND" or "Số 42-KH/TU".
fn number(line: &str, party: bool) -> anyhow::Result<(u32, String)> {
    let text = line.trim_start_matches("Số").trim_start_matches(':').trim();
    let (number, rest) = text.split_once(['/', '-']).context("no number")?;
    let organ = if party {
        rest.rsplit_once('/')
    } else {
        rest.split_once('-')
    };
    let (_, organ) = organ.context("no organ in the symbol")?;
    Ok((number.parse()?, organ.to_owned()))
}

/// "Lam Sơn, ngày 09 tháng 3 năm 2026".
fn place_date(line: &str) -> anyhow::Result<(String, NaiveDate)> {
    let (place, rest) = line.split_once(", ngày ").context("no day")?;
    let words: Vec<&str> = rest.split(' ').collect();
    let [day, "tháng", month, "năm", year] = words[..] else {
        bail!("no date in {line}");
    };
    let date = NaiveDate::from_ymd_opt(year.parse()?, month.parse()?, day.parse()?).context("no such day")?;
    Ok((place.to_owned(), date))
}

fn recipients(lines: &[&str]) -> (Vec<String>, Option<String>) {
    let mut names: Vec<String> = lines
        .iter()
        .filter_map(|l| l.strip_prefix("- "))
        .map(|l| l.trim_end_matches([';', ',', '.']).to_owned())
        .collect();
    let archive = names.pop_if(|last| last.starts_with("Lưu")).map(|last| {
        last.trim_start_matches("Lưu")
            .trim_start_matches(':')
            .trim()
            .to_owned()
    });
    (names, archive)
}

fn signature(lines: &[&str]) -> anyhow::Result<Signature> {
    let mut block: Vec<String> = lines
        .iter()
        .filter(|l| !l.is_empty() && !l.starts_with("- "))
        .map(|l| (*l).to_owned())
        .collect();
    let name = block.pop();
    let role = block.pop().context("no signature")?;
    Ok(Signature {
        authority: block,
        role,
        name,
    })
}

/// Paragraphs: lines broken by hand are joined again.
fn paragraphs(lines: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.is_empty() {
            open = false;
            continue;
        }
        match out.last_mut() {
            Some(last) if open && marker(line).is_none() => {
                last.push(' ');
                last.push_str(line);
            }
            _ => out.push((*line).to_owned()),
        }
        open = line.chars().count() >= WRAPPED && !line.ends_with(['.', ':', ';']);
    }
    out
}

/// What a line begins with, and the rest.
#[must_use]
pub fn marker(line: &str) -> Option<(&str, &str)> {
    let (first, rest) = line.split_once(' ')?;
    let stem = first.trim_end_matches(['.', ')', '-']);
    let sign = matches!(first, "-" | "+");
    let counted = stem.len() < first.len()
        && !stem.is_empty()
        && (stem.chars().all(|c| "IVX".contains(c))
            || stem.chars().all(|c| c.is_ascii_digit() || c == '.')
            || stem.chars().count() == 1);
    (sign || counted).then_some((first, rest))
}

fn body(lines: &[&str]) -> Vec<Block> {
    let mut out = Vec::new();
    for text in paragraphs(lines) {
        let block = match marker(&text) {
            Some(("-", rest)) => item(Marker::Dash, rest),
            Some(("+", rest)) => item(Marker::Plus, rest),
            Some((number, rest)) if number.starts_with(['I', 'V', 'X']) => {
                heading(HeadingLevel::Section, number, rest)
            }
            // A title has no full stop; a sentence behind a number is text.
            Some((number, rest)) if number.starts_with(|c: char| c.is_ascii_digit()) && is_title(rest) => {
                heading(HeadingLevel::Clause, number, rest)
            }
            _ => Block::Paragraph(Paragraph {
                runs: vec![Run::plain(text)],
                ..Paragraph::default()
            }),
        };
        out.push(block);
    }
    out
}

fn is_title(text: &str) -> bool {
    !text.ends_with(['.', ':', ';', '/']) && !text.contains(": ")
}

fn heading(level: HeadingLevel, number: &str, text: &str) -> Block {
    Block::Heading(Heading {
        level,
        number: Some(number.to_owned()),
        text: text.to_owned(),
    })
}

fn item(marker: Marker, text: &str) -> Block {
    Block::List(List {
        items: vec![vec![Run::plain(text)]],
        marker,
    })
}

/// Title and Markdown table. A row with nothing behind its second cell heads a group.
fn annex(lines: &[&str]) -> anyhow::Result<Annex> {
    let title = lines
        .iter()
        .find(|l| !l.is_empty())
        .context("no title of the annex")?;
    let mut rows = lines.iter().filter(|l| l.starts_with('|')).map(|l| {
        l.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect::<Vec<_>>()
    });
    let head = rows.next().context("no table in the annex")?;
    let columns = head.len();
    let rows = rows
        .skip(1)
        .map(|row| {
            if let [number, title, rest @ ..] = &row[..]
                && rest.iter().all(String::is_empty)
            {
                vec![Cell::from(number.as_str()), Cell::group(title, columns - 1)]
            } else {
                row.into_iter().map(Cell::from).collect()
            }
        })
        .collect();
    Ok(Annex {
        title: (*title).to_owned(),
        attached_line: true,
        note: None,
        landscape: true,
        body: vec![Block::Table(Table {
            caption: None,
            head,
            rows,
            widths: vec![1.0, 5.0, 3.0, 3.0, 2.2, 2.6],
            aligns: vec![
                Align::Center,
                Align::Left,
                Align::Left,
                Align::Left,
                Align::Center,
                Align::Left,
            ],
            small: false,
        })],
    })
}
