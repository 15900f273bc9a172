//! A rendered page in grey, the straight lines on it, and what makes a scan easier to recognise: set upright,
//! lines of tables taken out. A PDF says nothing of tables, but whatever program draws their lines, and
//! whatever scanner saw them, they are long dark runs of pixels.

use super::page::Word;

/// A page of grey pixels (binary PGM).
pub(super) struct Raster {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// A straight line in points: place across its direction, where it begins and ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub at: f32,
    pub from: f32,
    pub to: f32,
}

/// Lines nearer than this are one, and meet (points).
pub(super) const NEAR: f32 = 3.0;
/// Darker than this is ink: thin lines are grey after smoothing, and some are drawn in grey. The usual shades
/// of head rows are lighter.
const INK: u8 = 200;
/// Thicker than this (points) is a filled area: its edges are the lines.
const THICK: f32 = 4.0;
/// Shortest line in points: longer than any stroke of a letter in body text.
const SHORTEST_ACROSS: f32 = 18.0;
const SHORTEST_DOWN: f32 = 13.0;
/// What may be missing in a line (points).
const HOLE: f32 = 0.7;
/// Pieces of lines nearer than this are one (points): less than the space between words.
const MEND: f32 = 2.0;
/// A page with more lines is a drawing, not a table.
const MOST_LINES: usize = 4000;
/// Lines shorter than this (points) say nothing of a slant.
const SLANT_FROM: f32 = 100.0;
/// Slants that are set upright, as rise over run: less is harmless, more is no slip of a scanner.
const SLANTS: std::ops::Range<f32> = 0.001..0.06;
/// How far around a line it is wiped out (points).
const WIPE: f32 = 1.2;

impl Raster {
    /// Reads `P5` with one byte a pixel.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut at = 0;
        let mut fields = [0_usize; 3];
        let rest = bytes.strip_prefix(b"P5")?;
        for field in &mut fields {
            while rest.get(at)?.is_ascii_whitespace() {
                at += 1;
            }
            let digits = rest[at..]
                .iter()
                .take(8)
                .take_while(|b| b.is_ascii_digit())
                .count();
            *field = std::str::from_utf8(&rest[at..at + digits]).ok()?.parse().ok()?;
            at += digits;
        }
        let [width, height, max] = fields;
        let pixels = rest.get(at + 1..)?;
        let size = width.checked_mul(height)?;
        (max == 255 && size > 0 && pixels.len() >= size).then(|| Self {
            width,
            height,
            pixels: pixels[..size].to_vec(),
        })
    }

    /// As it was read.
    pub fn pgm(&self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend_from_slice(&self.pixels);
        out
    }

    /// Lines across and down, on a page that is `page_width` points wide; none where there are far too many.
    pub fn strokes(&self, page_width: f32) -> (Vec<Stroke>, Vec<Stroke>) {
        let scale = self.scale(page_width);
        let cut = |bands: Vec<Band>| mend(bands.into_iter().flat_map(|band| band.strokes(scale)).collect());
        let (across, down) = (cut(self.across(scale)), cut(self.down(scale)));
        if across.len() + down.len() > MOST_LINES {
            (Vec::new(), Vec::new())
        } else {
            (across, down)
        }
    }

    /// Share of the page that is ink and lies beside these words.
    pub fn ink_beside(&self, words: &[Word], page_width: f32) -> f32 {
        let scale = self.scale(page_width);
        let mut paper = Self {
            width: self.width,
            height: self.height,
            pixels: self.pixels.clone(),
        };
        for word in words {
            let middle = f32::midpoint(word.y0, word.y1);
            let half = word.height() / 2.0 + 2.0;
            let columns = paper.range(word.x0 - 2.0, word.x1 + 2.0, scale, self.width);
            for y in paper.range(middle - half, middle + half, scale, self.height) {
                paper.pixels[y * self.width..][columns.clone()].fill(255);
            }
        }
        paper.pixels.iter().filter(|pixel| **pixel < INK).count() as f32 / self.pixels.len() as f32
    }

    /// Pixels between two places.
    fn range(&self, from: f32, to: f32, scale: f32, size: usize) -> std::ops::Range<usize> {
        let from = ((from / scale).max(0.0) as usize).min(size);
        from..((to / scale).max(0.0).ceil() as usize).clamp(from, size)
    }

    fn scale(&self, page_width: f32) -> f32 {
        (page_width / self.width as f32).max(0.01)
    }

    fn across(&self, scale: f32) -> Vec<Band> {
        bands(self.height, self.width, scale, SHORTEST_ACROSS, |y, x| {
            self.pixels[y * self.width + x] < INK
        })
    }

    fn down(&self, scale: f32) -> Vec<Band> {
        bands(self.width, self.height, scale, SHORTEST_DOWN, |x, y| {
            self.pixels[y * self.width + x] < INK
        })
    }

    /// Turns a page that was scanned aslant, by its long lines. `false` where it is straight or has no lines.
    pub fn set_upright(&mut self, page_width: f32) -> bool {
        let scale = self.scale(page_width);
        let mut slants: Vec<(f32, f32)> = self
            .across(scale)
            .iter()
            .filter(|band| (band.to - band.from) as f32 * scale > SLANT_FROM)
            .map(|band| (band.slant(), (band.to - band.from) as f32))
            .collect();
        slants.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half: f32 = slants.iter().map(|(_, weight)| weight).sum::<f32>() / 2.0;
        let mut seen = 0.0;
        let median = slants.iter().find(|(_, weight)| {
            seen += weight;
            seen >= half
        });
        let Some(slant) = median
            .map(|(slant, _)| *slant)
            .filter(|slant| SLANTS.contains(&slant.abs()))
        else {
            return false;
        };
        let (centre_x, centre_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let mut turned = vec![255; self.pixels.len()];
        for y in 0..self.height {
            for x in 0..self.width {
                let from_x = x as f32 - slant * (y as f32 - centre_y);
                let from_y = y as f32 + slant * (x as f32 - centre_x);
                if from_x >= 0.0 && from_y >= 0.0 {
                    let (from_x, from_y) = (from_x.round() as usize, from_y.round() as usize);
                    if from_x < self.width && from_y < self.height {
                        turned[y * self.width + x] = self.pixels[from_y * self.width + from_x];
                    }
                }
            }
        }
        self.pixels = turned;
        true
    }

    /// Takes lines out, since recognition reads them as letters.
    pub fn wipe(&mut self, across: &[Stroke], down: &[Stroke], page_width: f32) {
        let scale = self.scale(page_width);
        for line in across {
            let columns = self.range(line.from - WIPE, line.to + WIPE, scale, self.width);
            for y in self.range(line.at - WIPE, line.at + WIPE, scale, self.height) {
                self.pixels[y * self.width..][columns.clone()].fill(255);
            }
        }
        for line in down {
            let columns = self.range(line.at - WIPE, line.at + WIPE, scale, self.width);
            for y in self.range(line.from - WIPE, line.to + WIPE, scale, self.height) {
                self.pixels[y * self.width..][columns.clone()].fill(255);
            }
        }
    }
}

/// Puts pieces of one line together: a slanted or worn line comes in many.
fn mend(mut pieces: Vec<Stroke>) -> Vec<Stroke> {
    pieces.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut out: Vec<Stroke> = Vec::new();
    for piece in pieces {
        let line = out
            .iter_mut()
            .find(|line| (line.at - piece.at).abs() < MEND && piece.from - line.to < MEND);
        match line {
            Some(line) => {
                let (old, new) = (line.to - line.from, piece.to - piece.from);
                line.at = (line.at * old + piece.at * new) / (old + new).max(0.01);
                line.to = line.to.max(piece.to);
            }
            None => out.push(piece),
        }
    }
    out
}

/// A line while it is put together out of runs on neighbouring lanes of pixels.
struct Band {
    first: usize,
    last: usize,
    from: usize,
    to: usize,
    /// Pixels in all, and their lanes summed up: thickness and middle.
    area: usize,
    moment: usize,
    /// Middle of the run on the first and on the last lane.
    starts: f32,
    ends: f32,
}

impl Band {
    fn strokes(&self, scale: f32) -> Vec<Stroke> {
        let stroke = |at: f32| Stroke {
            at: at * scale,
            from: self.from as f32 * scale,
            to: self.to as f32 * scale,
        };
        let thickness = self.area as f32 / (self.to - self.from).max(1) as f32;
        if thickness * scale > THICK {
            vec![stroke(self.first as f32), stroke(self.last as f32 + 1.0)]
        } else {
            vec![stroke(self.moment as f32 / self.area.max(1) as f32 + 0.5)]
        }
    }

    /// Rise over run: the runs of a slanted line wander from one end to the other.
    fn slant(&self) -> f32 {
        let run = self.ends - self.starts;
        if run.abs() < 0.3 * (self.to - self.from) as f32 {
            0.0
        } else {
            (self.last - self.first) as f32 / run
        }
    }
}

/// Dark runs along one direction, runs on neighbouring lanes joined.
fn bands(
    lanes: usize,
    length: usize,
    scale: f32,
    shortest: f32,
    dark: impl Fn(usize, usize) -> bool,
) -> Vec<Band> {
    let shortest = (shortest / scale).ceil() as usize;
    let hole = (HOLE / scale).floor() as usize;
    let mut done: Vec<Band> = Vec::new();
    // Runs of the lane before: index into `done`, and pixels.
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    for lane in 0..lanes {
        let mut next = Vec::new();
        for (from, to) in runs(length, shortest, hole, |i| dark(lane, i)) {
            // A line that leaves a shaded area is not part of it: one run is far longer than the other and
            // holds it whole. Runs of a slanted line overlap at their ends instead.
            let same = |f: usize, t: usize| {
                let inside = (f <= from && to <= t) || (from <= f && t <= to);
                let (short, long) = ((t - f).min(to - from), (t - f).max(to - from));
                from < t && f < to && !(inside && long * 2 > short * 3)
            };
            let joined = open
                .iter()
                .find(|(_, f, t)| same(*f, *t))
                .map(|(index, ..)| *index);
            let index = joined.unwrap_or(done.len());
            let middle = (from + to) as f32 / 2.0;
            if joined.is_none() {
                done.push(Band {
                    first: lane,
                    last: lane,
                    from,
                    to,
                    area: 0,
                    moment: 0,
                    starts: middle,
                    ends: middle,
                });
            }
            let band = &mut done[index];
            band.last = lane;
            band.from = band.from.min(from);
            band.to = band.to.max(to);
            band.area += to - from;
            band.moment += lane * (to - from);
            band.ends = middle;
            next.push((index, from, to));
        }
        open = next;
        if done.len() > MOST_LINES {
            break;
        }
    }
    done
}

/// Stretches of ink in one lane that are long enough, small holes bridged.
fn runs(length: usize, shortest: usize, hole: usize, dark: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let (mut start, mut last) = (None, 0);
    for i in 0..=length {
        if i < length && dark(i) {
            start.get_or_insert(i);
            last = i;
        } else if let Some(from) = start
            && (i == length || i - last > hole)
        {
            if last + 1 - from >= shortest {
                out.push((from, last + 1));
            }
            start = None;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_images_are_refused() {
        for bytes in [
            &b""[..],
            b"P5",
            b"P5\n3 3\n255\n12",
            b"P6\n1 1\n255\n123",
            b"P5 99999999 99999999 255 ",
        ] {
            assert!(Raster::parse(bytes).is_none());
        }
    }

    #[test]
    fn a_slanted_line_is_set_upright_and_can_be_wiped_out() {
        let (width, height) = (600, 200);
        let mut raster = Raster {
            width,
            height,
            pixels: vec![255; width * height],
        };
        for x in 20..580 {
            let y = 90 + x / 50;
            raster.pixels[y * width + x] = 0;
            raster.pixels[(y + 1) * width + x] = 0;
        }
        assert!(raster.set_upright(600.0));
        let (across, down) = raster.strokes(600.0);
        assert_eq!((across.len(), down.len()), (1, 0));
        assert!((across[0].to - across[0].from) > 550.0);
        assert!(!raster.set_upright(600.0));
        raster.wipe(&across, &down, 600.0);
        assert!(raster.strokes(600.0).0.is_empty());
        assert_eq!(Raster::parse(&raster.pgm()).unwrap().pixels, raster.pixels);
    }
}
