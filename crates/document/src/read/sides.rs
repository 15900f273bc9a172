//! Two blocks of lines beside each other, as letterhead and signature stand: left one first, then the right one,
//! instead of line by line across both.

use super::page::{Line, Word};

/// Lines that a page may have to be looked at: nobody reads more, and looking takes long.
const MOST_LINES: usize = 1000;
/// Lines that stand beside another one before it is no accident.
const PAIRS: usize = 2;
/// Lines of a block of either side: a signature has fewer, a page of two columns more.
const MOST_SIDE: usize = 30;
/// Measures in heights of a line: the gap between the sides, and the largest distance to the next line.
const GAP: f32 = 0.9;
const FARTHEST: f32 = 8.0;
/// How far from the middle of the page, in parts of its width, a line is centred on it.
const CENTRE: f32 = 0.04;

/// A line or the part of one before or after a wide gap.
#[derive(Clone, Debug)]
struct Part {
    /// Block and line it comes from.
    from: (usize, usize),
    words: Vec<Word>,
    x: (f32, f32),
    y: (f32, f32),
}

impl Part {
    fn new(from: (usize, usize), words: &[Word]) -> Option<Self> {
        let first = words.first()?;
        let mut part = Self {
            from,
            words: words.to_vec(),
            x: (first.x0, first.x1),
            y: (first.y0, first.y1),
        };
        for word in words {
            part.x = (part.x.0.min(word.x0), part.x.1.max(word.x1));
            part.y = (part.y.0.min(word.y0), part.y.1.max(word.y1));
        }
        Some(part)
    }

    fn height(&self) -> f32 {
        (self.y.1 - self.y.0).max(1.0)
    }

    fn beside(&self, other: &Self) -> bool {
        let shared = self.y.1.min(other.y.1) - self.y.0.max(other.y.0);
        shared > 0.3 * self.height().min(other.height()) && other.x.0 - self.x.1 > GAP * self.height()
    }
}

#[derive(Default)]
struct Side {
    parts: Vec<Part>,
    x: Option<(f32, f32)>,
}

impl Side {
    fn push(&mut self, part: Part) {
        let x = self.x.unwrap_or(part.x);
        self.x = Some((x.0.min(part.x.0), x.1.max(part.x.1)));
        self.parts.push(part);
    }

    /// Below or above what is there.
    fn holds(&self, part: &Part) -> bool {
        self.x.is_some_and(|(from, to)| part.x.0 < to && part.x.1 > from)
    }
}

/// Sets each pair of sides of `flow` as two blocks of lines, where its first line stood.
/// `width` is that of the page. Gives the places of the new blocks.
pub(super) fn part(flow: &mut Vec<Vec<Line>>, width: f32) -> Vec<usize> {
    let zones = find(flow, width);
    if zones.is_empty() {
        return Vec::new();
    }
    let zone_of = |at: (usize, usize)| {
        zones
            .iter()
            .position(|(l, r)| l.parts.iter().chain(&r.parts).any(|p| p.from == at))
    };
    let mut out: Vec<Vec<Line>> = Vec::new();
    let mut placed = Vec::new();
    let mut set = vec![false; zones.len()];
    for (b, block) in flow.iter().enumerate() {
        let mut rest = Vec::new();
        for (l, line) in block.iter().enumerate() {
            let Some(zone) = zone_of((b, l)) else {
                rest.push(line.clone());
                continue;
            };
            if !std::mem::replace(&mut set[zone], true) {
                if !rest.is_empty() {
                    out.push(std::mem::take(&mut rest));
                }
                for side in [&zones[zone].0, &zones[zone].1] {
                    placed.push(out.len());
                    out.push(side.parts.iter().map(|p| p.words.clone()).collect());
                }
            }
        }
        if !rest.is_empty() {
            out.push(rest);
        }
    }
    *flow = out;
    placed
}

fn find(flow: &[Vec<Line>], width: f32) -> Vec<(Side, Side)> {
    let mut parts: Vec<Part> = Vec::new();
    for (b, block) in flow.iter().enumerate() {
        for (l, line) in block.iter().enumerate() {
            if parts.len() > MOST_LINES {
                return Vec::new();
            }
            let wide = |pair: &[Word]| pair[1].x0 - pair[0].x1 > 2.0 * pair[0].height();
            let mut from = 0;
            for at in 1..=line.len() {
                if at == line.len() || wide(&line[at - 1..=at]) {
                    parts.extend(Part::new((b, l), &line[from..at]));
                    from = at;
                }
            }
        }
    }
    parts.sort_by(|a, b| a.y.0.total_cmp(&b.y.0).then(a.x.0.total_cmp(&b.x.0)));
    let mut zones = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        match zone(&parts[at..], width) {
            Some((zone, taken)) => {
                zones.push(zone);
                at += taken;
            }
            None => at += 1,
        }
    }
    zones
}

/// Two sides that begin with the first of these lines, and how many lines they take.
fn zone(parts: &[Part], width: f32) -> Option<((Side, Side), usize)> {
    let first = parts.first()?;
    let second = parts.get(1)?;
    let (mut left, mut right) = (Side::default(), Side::default());
    if first.beside(second) {
        left.push(first.clone());
        right.push(second.clone());
    } else if second.beside(first) {
        left.push(second.clone());
        right.push(first.clone());
    } else {
        return None;
    }
    let mut taken = 2;
    let mut bottom = first.y.1.max(second.y.1);
    for part in &parts[2..] {
        if part.y.0 - bottom > FARTHEST * part.height() {
            break;
        }
        // A title under the letterhead may be narrow enough to stand below one of them.
        if (f32::midpoint(part.x.0, part.x.1) - width / 2.0).abs() < CENTRE * width {
            break;
        }
        let free = |end: f32, start: f32| start - end > GAP * part.height();
        let to_left = left.holds(part) && right.x.is_some_and(|r| free(part.x.1, r.0));
        let to_right = right.holds(part) && left.x.is_some_and(|l| free(l.1, part.x.0));
        if to_left {
            left.push(part.clone());
        } else if to_right {
            right.push(part.clone());
        } else {
            break;
        }
        bottom = bottom.max(part.y.1);
        taken += 1;
    }
    let pairs = left
        .parts
        .iter()
        .filter(|l| right.parts.iter().any(|r| l.beside(r)))
        .count();
    let lines = left.parts.len().max(right.parts.len());
    // A line that was cut stays whole where only one part of it fitted.
    let whole = parts[taken..]
        .first()
        .is_none_or(|next| next.from != parts[taken - 1].from);
    (pairs >= PAIRS && lines <= MOST_SIDE && whole).then_some(((left, right), taken))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(x: f32, y: f32, text: &str) -> Line {
        let mut x = x;
        text.split(' ')
            .map(|part| {
                let x0 = x;
                x = x0 + 6.0 * part.chars().count() as f32;
                let x1 = x;
                x += 3.0;
                Word {
                    x0,
                    y0: y,
                    x1,
                    y1: y + 10.0,
                    text: part.to_owned(),
                }
            })
            .collect()
    }

    fn shown(flow: &[Vec<Line>]) -> Vec<Vec<String>> {
        let text = |l: &Line| l.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        flow.iter().map(|b| b.iter().map(text).collect()).collect()
    }

    #[test]
    fn a_signature_beside_its_recipients() {
        let mut flow = vec![
            vec![
                line(
                    60.0,
                    0.0,
                    "Yêu cầu các cơ quan nghiêm túc thực hiện kế hoạch này và báo cáo kết",
                ),
                line(60.0, 12.0, "quả."),
                line(60.0, 30.0, "Nơi nhận:"),
                line(300.0, 29.0, "TM. ỦY BAN NHÂN DÂN"),
                line(60.0, 42.0, "- Bộ Công an;"),
                line(330.0, 43.0, "CHỦ TỊCH"),
            ],
            vec![line(60.0, 54.0, "- Các sở;"), line(60.0, 66.0, "- Lưu: VT.")],
            vec![line(320.0, 110.0, "Đỗ Thị Ví Dụ")],
            vec![line(220.0, 150.0, "Phụ lục")],
        ];
        assert_eq!(part(&mut flow, 480.0), [1, 2]);
        assert_eq!(
            shown(&flow)[1..],
            [
                vec!["Nơi nhận:", "- Bộ Công an;", "- Các sở;", "- Lưu: VT."],
                vec!["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Đỗ Thị Ví Dụ"],
                vec!["Phụ lục"],
            ]
        );
    }

    #[test]
    fn ordinary_lines_stay() {
        let mut flow = vec![vec![
            line(60.0, 0.0, "Một câu dài chạy hết chiều ngang của trang giấy này"),
            line(60.0, 12.0, "và câu tiếp theo cũng vậy"),
            line(60.0, 24.0, "Tên:"),
            line(200.0, 24.0, "giá trị"),
            line(60.0, 36.0, "Một câu nữa chạy hết chiều ngang của trang giấy này"),
        ]];
        let before = flow.clone();
        assert_eq!(part(&mut flow, 480.0), [0_usize; 0]);
        assert_eq!(flow, before);
    }
}
