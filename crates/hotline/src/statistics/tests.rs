//! Every figure that can be asked for is held against every other one, on many invented years.

use super::*;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};

const LEAST: i64 = 5;

fn first(month: u32) -> NaiveDate {
    let (year, month) = (2025 + i32::try_from(month / 12).unwrap(), month % 12 + 1);
    NaiveDate::from_ymd_opt(year, month, 1).unwrap()
}

/// Reports by month and group, small ones, as they come in a province.
struct Year {
    months: Vec<Month>,
}

impl Year {
    /// Each report that lost something lost another power of two of millions: an amount tells who is in it.
    fn invented(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let groups = rng.random_range(1..=6);
        let most = rng.random_range(1..=9);
        let mut victim = 0;
        let mut months = Vec::new();
        for month in 0..14 {
            let mut cells = Vec::new();
            for group in 0..groups {
                let reports = if rng.random_bool(0.3) {
                    0
                } else {
                    rng.random_range(0..=most)
                };
                let mut cell = Cell {
                    key: (group > 0).then(|| format!("{group:02}")),
                    reports,
                    ..Cell::default()
                };
                for _ in 0..reports {
                    if victim < 40 && rng.random_bool(0.3) {
                        cell.with_loss += 1;
                        cell.thousands += 1_000 << victim;
                        victim += 1;
                    }
                }
                cells.push(cell);
            }
            months.push(Month {
                first: first(month),
                is_over: month < 13,
                losses: cells.clone(),
                cells,
            });
        }
        Self { months }
    }

    /// The same reports in another division: each group is a mix of those.
    fn otherwise(&self) -> Self {
        let months = self.months.iter().map(|month| {
            let mut cells = vec![
                Cell::default(),
                Cell {
                    key: Some("x".into()),
                    ..Cell::default()
                },
            ];
            for (at, cell) in month.cells.iter().enumerate() {
                let of = &mut cells[at % 2];
                of.reports += cell.reports;
                of.with_loss += cell.with_loss;
                of.thousands += cell.thousands;
            }
            Month {
                cells,
                ..month.clone()
            }
        });
        Self {
            months: months.collect(),
        }
    }

    /// What is told for each span of months, asked one after the other.
    fn answers(&self, by: By) -> Vec<Release> {
        let mut all = Vec::new();
        for from in 0..self.months.len() {
            for to in from..self.months.len() {
                let start = self.months[..=from]
                    .iter()
                    .rposition(|m| m.first.month() == 1)
                    .unwrap();
                all.push(release(
                    &self.months[start..=to],
                    self.months[from].first,
                    by,
                    LEAST,
                ));
            }
        }
        all
    }
}

fn told(answers: &[Release]) -> impl Iterator<Item = Told> {
    answers
        .iter()
        .flat_map(|a| a.groups.values().copied().chain([a.total]))
}

/// The first difference of two numbers that is a group below the least one.
fn leak(numbers: impl Iterator<Item = i64>) -> Option<(i64, i64)> {
    let mut all: Vec<i64> = numbers.collect();
    all.push(0);
    all.sort_unstable();
    all.dedup();
    let pairs = all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b)));
    pairs.into_iter().find(|(a, b)| (1..LEAST).contains(&(a - b)))
}

#[test]
fn no_difference_of_any_two_figures_is_a_group_below_the_least() {
    for seed in 0..150 {
        let year = Year::invented(seed);
        let mut answers = Vec::new();
        for by in [By::ScamType, By::Month] {
            answers.extend(year.answers(by));
        }
        for by in [By::Commune, By::Month] {
            answers.extend(year.otherwise().answers(by));
        }
        assert_eq!(leak(told(&answers).map(|t| t.reports)), None, "seed {seed}");
        assert_eq!(leak(told(&answers).map(|t| t.with_loss)), None, "seed {seed}");
        // What is left of a total when all its rows are taken off.
        let rests = answers.iter().map(|a| {
            let rows: i64 = a.groups.values().map(|t| t.reports).sum();
            (a.total.reports - rows).abs()
        });
        assert_eq!(leak(rests), None, "seed {seed}");
    }
}

/// The same question put to exact numbers finds what they would tell: the check can fail.
#[test]
fn exact_numbers_would_tell_small_groups_by_difference() {
    let exact = (0..150).filter(|seed| {
        let year = Year::invented(*seed);
        let sums = year
            .months
            .iter()
            .map(|m| m.cells.iter().map(|c| c.reports).sum::<i64>());
        leak(sums).is_some()
    });
    assert!(exact.count() > 100);
}

#[test]
fn no_amount_and_no_difference_of_two_is_what_few_people_lost() {
    let mut amounts = 0;
    for seed in 0..150 {
        let year = Year::invented(seed);
        let mut answers = year.answers(By::ScamType);
        answers.extend(year.answers(By::Month));
        // Another division says the same of all together, and nothing of its groups.
        let other = year.otherwise().answers(By::Commune);
        assert!(other.iter().all(|a| a.groups.values().all(|t| t.amount == 0)));
        let mut people: Vec<i64> = told(&answers)
            .chain(other.iter().map(|a| a.total))
            .map(|t| t.amount / 1_000_000)
            .collect();
        people.sort_unstable();
        people.dedup();
        for one in &people {
            for other in people.iter().chain([&0]) {
                let apart = (one & !other).count_ones();
                assert!(
                    apart == 0 || i64::from(apart) >= LEAST,
                    "seed {seed}: {one:b} without {other:b}"
                );
                amounts += usize::from(apart > 0);
            }
        }
    }
    assert!(amounts > 1_000, "there are amounts to look at: {amounts}");
}

#[test]
fn figures_lag_by_less_than_a_least_group_and_never_run_ahead() {
    for seed in 0..150 {
        let year = Year::invented(seed);
        for to in 0..12 {
            let told = release(&year.months[..=to], first(0), By::ScamType, LEAST);
            let mut exact: BTreeMap<String, i64> = BTreeMap::new();
            for cell in year.months[..=to].iter().flat_map(|m| &m.cells) {
                *exact
                    .entry(cell.key.clone().unwrap_or_else(|| NONE.into()))
                    .or_default() += cell.reports;
            }
            for (key, number) in &exact {
                let lag = number - told.groups[key].reports;
                assert!((0..LEAST).contains(&lag), "seed {seed}, {key}: {lag}");
            }
            let lag = exact.values().sum::<i64>() - told.total.reports;
            assert!((0..LEAST).contains(&lag), "seed {seed}: {lag}");
        }
    }
}

#[test]
fn what_is_left_over_is_counted_in_the_month_that_completes_the_group() {
    let month = |month: u32, reports: i64| Month {
        first: first(month),
        is_over: true,
        cells: vec![Cell {
            key: Some("01".into()),
            reports,
            ..Cell::default()
        }],
        losses: Vec::new(),
    };
    let months = [month(0, 4), month(1, 3), month(2, 9), month(11, 4), month(12, 4)];
    let told = |to: usize, from: u32| {
        release(&months[..=to], first(from), By::ScamType, LEAST)
            .total
            .reports
    };
    assert_eq!([told(0, 0), told(1, 1), told(2, 2)], [0, 5, 10]);
    assert_eq!(told(2, 0), 15, "the sum of the months");
    assert_eq!(told(3, 11), 5, "one was left over in March");
    assert_eq!(told(4, 12), 0, "a year begins anew");
}

#[test]
fn the_month_that_runs_has_no_amounts_yet() {
    let cell = Cell {
        key: Some("01".into()),
        reports: 7,
        with_loss: 7,
        thousands: 12_345_678,
    };
    let month = |is_over| Month {
        first: first(0),
        is_over,
        cells: vec![cell.clone()],
        losses: vec![cell.clone()],
    };
    let told = |is_over| release(&[month(is_over)], first(0), By::ScamType, LEAST).groups["01"];
    assert_eq!((told(false).reports, told(false).amount), (5, 0));
    assert_eq!(told(true).amount, 12_345_000_000, "whole millions");
}

#[test]
fn open_data_holds_no_formula_and_no_figure_that_is_not_told() {
    let line = |key: &str, name: &str, reports| Line {
        key: key.into(),
        name: name.into(),
        reports,
        ..Line::default()
    };
    let figures = Figures {
        from: first(0),
        to: NaiveDate::from_ymd_opt(2025, 3, 31).unwrap(),
        by: By::Desk,
        rows: vec![
            line("a", "=cmd()|' /C calc'!A0", Some(10)),
            line("b", "@SUM(1)\",\"x", None),
            line("c", "<script>alert(1)</script>", Some(5)),
        ],
        total: line("total", "Tổng", Some(15)),
        least_group: LEAST,
        suppressed: 1,
    };
    let text = csv(&figures);
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0].split(',').count(), 7);
    assert_eq!(lines[1], "a,'=cmd()|' /C calc'!A0,10,,,2025-01,2025-03");
    assert_eq!(lines[2], "b,\"'@SUM(1)\"\",\"\"x\",,,,2025-01,2025-03");
    assert_eq!(lines[3], "c,<script>alert(1)</script>,5,,,2025-01,2025-03");
    assert_eq!(lines[4], "total,Tổng,15,,,2025-01,2025-03");
}

#[test]
fn every_group_that_no_list_names_has_words() {
    for channel in Channel::ALL {
        assert!(WORDS.channel.contains_key(channel.as_str()), "{channel}");
    }
    for by in By::ALL.iter().filter(|by| !matches!(by, By::Channel | By::Month)) {
        assert!(WORDS.none.contains_key(by.as_str()), "{by}");
    }
    assert_eq!(WORDS.csv.head.len(), 7);
}
