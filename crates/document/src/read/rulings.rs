//! Tables by their drawn lines. A PDF says nothing of tables, so the page is rendered small and in grey, and
//! long dark runs of pixels are its lines: this works for every program that draws them, and for scans.

/// A rendered page (binary PGM).
pub(super) struct Raster<'a> {
    width: usize,
    height: usize,
    pixels: &'a [u8],
}

/// Darker than this is ink; thin lines are grey after smoothing.
const INK: u8 = 190;
/// Shortest line in points: longer than any stroke of a letter in body text.
const SHORTEST_ACROSS: f32 = 18.0;
const SHORTEST_DOWN: f32 = 13.0;
/// Lines nearer than this are one, and meet (points).
const NEAR: f32 = 3.5;
/// Pixels that may be missing in a line.
const HOLE: usize = 2;
/// A page with more lines is a drawing, not a table.
const MOST_LINES: usize = 4000;
const MOST_COLUMNS: usize = 40;
const MOST_ROWS: usize = 400;

impl<'a> Raster<'a> {
    /// Reads `P5` with one byte a pixel.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut at = 0;
        let mut fields = [0_usize; 3];
        let rest = bytes.strip_prefix(b"P5")?;
        for field in &mut fields {
            while rest.get(at)?.is_ascii_whitespace() {
                at += 1;
            }
            let digits = rest[at..].iter().take(8).take_while(|b| b.is_ascii_digit()).count();
            *field = std::str::from_utf8(&rest[at..at + digits]).ok()?.parse().ok()?;
            at += digits;
        }
        let [width, height, max] = fields;
        let pixels = rest.get(at + 1..)?;
        let size = width.checked_mul(height)?;
        (max == 255 && size > 0 && pixels.len() >= size).then(|| Self { width, height, pixels: &pixels[..size] })
    }

    fn dark(&self, x: usize, y: usize) -> bool {
        self.pixels[y * self.width + x] < INK
    }
}

/// A straight line: place across its direction, and where it begins and ends.
#[derive(Clone, Copy, Debug)]
struct Stroke {
    at: f32,
    from: f32,
    to: f32,
}

/// The cells that lines make.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    /// Slot → the slot that owns its cell (the first of a merged one).
    owners: Vec<usize>,
}

impl Grid {
    pub fn columns(&self) -> usize {
        self.xs.len() - 1
    }
    pub fn rows(&self) -> usize {
        self.ys.len() - 1
    }
    pub fn slots(&self) -> usize {
        self.owners.len()
    }
    pub fn owner(&self, slot: usize) -> usize {
        self.owners[slot]
    }
    pub fn borders(&self) -> &[f32] {
        &self.xs
    }
    pub fn bottom(&self) -> f32 {
        self.ys[self.ys.len() - 1]
    }
    /// The slot at a place, `None` outside.
    pub fn slot(&self, x: f32, y: f32) -> Option<usize> {
        let find = |borders: &[f32], at: f32| borders.windows(2).position(|w| (w[0]..w[1]).contains(&at));
        Some(find(&self.ys, y)? * self.columns() + find(&self.xs, x)?)
    }
}

/// The tables of a page that is `page_width` points wide.
pub(super) fn grids(raster: &Raster<'_>, page_width: f32) -> Vec<Grid> {
    let scale = page_width / raster.width as f32;
    let across = strokes(raster.height, raster.width, scale, SHORTEST_ACROSS, |y, x| raster.dark(x, y));
    let down = strokes(raster.width, raster.height, scale, SHORTEST_DOWN, |x, y| raster.dark(x, y));
    if across.len() + down.len() > MOST_LINES {
        return Vec::new();
    }
    components(&across, &down).into_iter().filter_map(|(across, down)| grid(&across, &down)).collect()
}

/// Dark runs along one direction, runs on neighbouring lines of pixels joined.
fn strokes(
    lanes: usize,
    length: usize,
    scale: f32,
    shortest: f32,
    dark: impl Fn(usize, usize) -> bool,
) -> Vec<Stroke> {
    let mut done: Vec<Stroke> = Vec::new();
    // Runs of the lane before, as indices into `done` with their pixels.
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    for lane in 0..lanes {
        let mut runs = Vec::new();
        let (mut start, mut last) = (None, 0);
        for i in 0..=length {
            if i < length && dark(lane, i) {
                start.get_or_insert(i);
                last = i;
            } else if let Some(from) = start
                && (i == length || i - last > HOLE)
            {
                if (last + 1 - from) as f32 * scale >= shortest {
                    runs.push((from, last + 1));
                }
                start = None;
            }
        }
        let mut next = Vec::new();
        for (from, to) in runs {
            let joined = open.iter().find(|(_, f, t)| from < *t && *f < to).map(|(index, ..)| *index);
            let index = match joined {
                Some(index) => {
                    done[index].from = done[index].from.min(from as f32 * scale);
                    done[index].to = done[index].to.max(to as f32 * scale);
                    index
                }
                None => {
                    done.push(Stroke {
                        at: (lane as f32 + 0.5) * scale,
                        from: from as f32 * scale,
                        to: to as f32 * scale,
                    });
                    done.len() - 1
                }
            };
            next.push((index, from, to));
        }
        open = next;
        if done.len() > MOST_LINES {
            break;
        }
    }
    done
}

fn meet(across: &Stroke, down: &Stroke) -> bool {
    (across.from - NEAR..=across.to + NEAR).contains(&down.at)
        && (down.from - NEAR..=down.to + NEAR).contains(&across.at)
}

/// Groups of lines that hang together.
fn components(across: &[Stroke], down: &[Stroke]) -> Vec<(Vec<Stroke>, Vec<Stroke>)> {
    let mut group = vec![usize::MAX; across.len() + down.len()];
    let mut out = Vec::new();
    for seed in 0..across.len() {
        if group[seed] != usize::MAX {
            continue;
        }
        let id = out.len();
        let mut todo = vec![seed];
        group[seed] = id;
        let (mut rows, mut columns) = (Vec::new(), Vec::new());
        while let Some(i) = todo.pop() {
            let mut visit = |j: usize, touches: bool| {
                if touches && group[j] == usize::MAX {
                    group[j] = id;
                    todo.push(j);
                }
            };
            if let Some(line) = across.get(i) {
                rows.push(*line);
                for (j, other) in down.iter().enumerate() {
                    visit(across.len() + j, meet(line, other));
                }
            } else {
                let line = down[i - across.len()];
                columns.push(line);
                for (j, other) in across.iter().enumerate() {
                    visit(j, meet(other, &line));
                }
            }
        }
        out.push((rows, columns));
    }
    out
}

fn cluster(strokes: &[Stroke]) -> Vec<f32> {
    let mut places: Vec<f32> = strokes.iter().map(|s| s.at).collect();
    places.sort_by(f32::total_cmp);
    let mut out: Vec<(f32, f32)> = Vec::new();
    for at in places {
        match out.last_mut() {
            Some((sum, n)) if at - *sum / *n < NEAR => {
                *sum += at;
                *n += 1.0;
            }
            _ => out.push((at, 1.0)),
        }
    }
    out.into_iter().map(|(sum, n)| sum / n).collect()
}

/// Whether lines at a place cover most of a stretch.
fn covered(strokes: &[Stroke], at: f32, from: f32, to: f32) -> bool {
    let mut length = 0.0;
    for s in strokes.iter().filter(|s| (s.at - at).abs() < NEAR) {
        length += (s.to.min(to) - s.from.max(from)).max(0.0);
    }
    length > 0.6 * (to - from)
}

fn grid(across: &[Stroke], down: &[Stroke]) -> Option<Grid> {
    let (xs, ys) = (cluster(down), cluster(across));
    // Two columns at least, and two lines across.
    if !(3..=MOST_COLUMNS + 1).contains(&xs.len()) || !(2..=MOST_ROWS + 1).contains(&ys.len()) {
        return None;
    }
    let columns = xs.len() - 1;
    let mut owners: Vec<usize> = (0..columns * (ys.len() - 1)).collect();
    for row in 0..ys.len() - 1 {
        for column in 0..columns {
            let slot = row * columns + column;
            let left_open = column > 0 && !covered(down, xs[column], ys[row], ys[row + 1]);
            let top_open = row > 0 && !covered(across, ys[row], xs[column], xs[column + 1]);
            owners[slot] = match (left_open, top_open) {
                (true, _) => owners[slot - 1],
                (false, true) => owners[slot - columns],
                (false, false) => slot,
            };
        }
    }
    Some(Grid { xs, ys, owners })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws lines on a white page of 300 × 200 pixels.
    fn draw(across: &[(usize, usize, usize)], down: &[(usize, usize, usize)]) -> Vec<u8> {
        let mut pixels = vec![255_u8; 300 * 200];
        for (y, from, to) in across {
            (*from..=*to).for_each(|x| pixels[y * 300 + x] = 0);
        }
        for (x, from, to) in down {
            (*from..=*to).for_each(|y| pixels[y * 300 + x] = 0);
        }
        [b"P5\n300 200\n255\n".as_slice(), &pixels].concat()
    }

    #[test]
    fn lines_make_a_grid_and_missing_ones_merge_cells() {
        let image = draw(
            &[(20, 10, 280), (60, 10, 280), (100, 10, 180), (140, 10, 280)],
            &[(10, 20, 140), (60, 20, 140), (180, 60, 140), (280, 20, 140)],
        );
        let raster = Raster::parse(&image).unwrap();
        let grids = grids(&raster, 300.0);
        assert_eq!(grids.len(), 1);
        let grid = &grids[0];
        assert_eq!((grid.columns(), grid.rows()), (3, 3));
        // First row: the second and third column are one; last column: second and third row are one.
        assert_eq!(grid.owners, [0, 1, 1, 3, 4, 5, 6, 7, 5]);
        assert_eq!(grid.slot(100.0, 80.0), Some(4));
        assert_eq!(grid.slot(5.0, 80.0), None);
    }

    #[test]
    fn underlines_and_frames_are_no_tables() {
        let image = draw(&[(30, 20, 120), (50, 10, 200), (90, 10, 200)], &[(10, 50, 90), (200, 50, 90)]);
        assert!(grids(&Raster::parse(&image).unwrap(), 300.0).is_empty());
    }

    #[test]
    fn broken_images_are_refused() {
        for bytes in [&b""[..], b"P5", b"P5\n3 3\n255\n12", b"P6\n1 1\n255\n123", b"P5 99999999 99999999 255 "] {
            assert!(Raster::parse(bytes).is_none());
        }
    }
}
