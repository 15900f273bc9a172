//! Tables by their drawn lines: where lines of a rendered page meet, there are cells.

use super::raster::{NEAR, Raster, Stroke};

const MOST_COLUMNS: usize = 40;
const MOST_ROWS: usize = 400;
/// Rounds of dropping loose lines; real pages need three.
const ROUNDS: usize = 16;

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
        if x < self.xs[0] || y < self.ys[0] || y >= self.bottom() {
            return None;
        }
        let find = |borders: &[f32], at: f32| borders.windows(2).position(|w| (w[0]..w[1]).contains(&at));
        Some(find(&self.ys, y)? * self.columns() + find(&self.xs, x)?)
    }
}

/// The tables of a page, and all lines that belong to any.
pub(super) struct Found {
    pub grids: Vec<Grid>,
    pub across: Vec<Stroke>,
    pub down: Vec<Stroke>,
}

/// Looks for tables on a page that is `page_width` points wide.
pub(super) fn find(raster: &Raster, page_width: f32) -> Found {
    let (across, down) = raster.strokes(page_width);
    let (across, down) = prune(across, down);
    let grids = components(&across, &down)
        .into_iter()
        .filter_map(|(across, down)| grid(&across, &down))
        .collect();
    Found { grids, across, down }
}

fn meet(across: &Stroke, down: &Stroke) -> bool {
    (across.from - NEAR..=across.to + NEAR).contains(&down.at)
        && (down.from - NEAR..=down.to + NEAR).contains(&across.at)
}

/// Keeps the lines that end on others: the feet of letters make dark runs as long as a word, but these end in
/// the open. Dropping one may free another, so it takes some rounds.
fn prune(mut across: Vec<Stroke>, mut down: Vec<Stroke>) -> (Vec<Stroke>, Vec<Stroke>) {
    let ends = |line: &Stroke, others: &[Stroke]| {
        [line.from, line.to].into_iter().all(|end| {
            others.iter().any(|other| {
                (other.at - end).abs() < NEAR && (other.from - NEAR..=other.to + NEAR).contains(&line.at)
            })
        })
    };
    for _ in 0..ROUNDS {
        let before = across.len() + down.len();
        across.retain(|line| ends(line, &down));
        down.retain(|line| ends(line, &across));
        if across.len() + down.len() == before {
            break;
        }
    }
    (across, down)
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
        let grids = find(&raster, 300.0).grids;
        assert_eq!(grids.len(), 1);
        let grid = &grids[0];
        assert_eq!((grid.columns(), grid.rows()), (3, 3));
        // First row: the second and third column are one; last column: second and third row are one.
        assert_eq!(grid.owners, [0, 1, 1, 3, 4, 5, 6, 7, 5]);
        assert_eq!(grid.slot(100.0, 80.0), Some(4));
        assert_eq!(grid.slot(5.0, 80.0), None);
    }

    #[test]
    fn a_shaded_head_row_keeps_its_edges() {
        let mut image = draw(
            &[(100, 10, 280), (140, 10, 280)],
            &[(10, 60, 140), (150, 60, 140), (280, 60, 140)],
        );
        let pixels = image.len() - 300 * 200;
        for y in 60..80 {
            image[pixels + y * 300 + 10..=pixels + y * 300 + 280].fill(150);
        }
        let found = find(&Raster::parse(&image).unwrap(), 300.0).grids;
        assert_eq!((found[0].columns(), found[0].rows()), (2, 3));
        assert_eq!(found[0].owners, [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn underlines_and_frames_are_no_tables() {
        let image = draw(
            &[(30, 20, 120), (50, 10, 200), (90, 10, 200)],
            &[(10, 50, 90), (200, 50, 90)],
        );
        assert!(find(&Raster::parse(&image).unwrap(), 300.0).grids.is_empty());
    }
}
