//! Recomputes the lunar table from the sky: mean new moons with the periodic terms of Meeus, "Astronomical
//! Algorithms", chapter 49, and the longitude of the Sun (chapter 25), days counted at UTC+7.
use chrono::{Datelike, Days, NaiveDate};
use coloa_law::workdays::lunar_days;

/// Julian ephemeris day of the k-th new moon since January 2000.
fn new_moon(k: f64) -> f64 {
    let t = k / 1236.85;
    let (t2, t3, t4) = (t * t, t * t * t, t * t * t * t);
    let mean = 2_451_550.097_66 + 29.530_588_861 * k + 0.000_154_37 * t2 - 0.000_000_150 * t3
        + 0.000_000_000_73 * t4;
    let e = 1.0 - 0.002_516 * t - 0.000_007_4 * t2;
    let sun = (2.5534 + 29.105_356_70 * k - 0.000_001_4 * t2).to_radians();
    let moon = (201.5643 + 385.816_935_28 * k + 0.010_758_2 * t2).to_radians();
    let lat = (160.7108 + 390.670_502_84 * k - 0.001_611_8 * t2).to_radians();
    let node = (124.7746 - 1.563_755_88 * k + 0.002_067_2 * t2).to_radians();
    let terms = -0.407_20 * moon.sin()
        + 0.172_41 * e * sun.sin()
        + 0.016_08 * (2.0 * moon).sin()
        + 0.010_39 * (2.0 * lat).sin()
        + 0.007_39 * e * (moon - sun).sin()
        - 0.005_14 * e * (moon + sun).sin()
        + 0.002_08 * e * e * (2.0 * sun).sin()
        - 0.001_11 * (moon - 2.0 * lat).sin()
        - 0.000_57 * (moon + 2.0 * lat).sin()
        + 0.000_56 * e * (2.0 * moon + sun).sin()
        - 0.000_42 * (3.0 * moon).sin()
        + 0.000_42 * e * (sun + 2.0 * lat).sin()
        + 0.000_38 * e * (sun - 2.0 * lat).sin()
        - 0.000_24 * e * (2.0 * moon - sun).sin()
        - 0.000_17 * node.sin();
    let planet = 0.000_325 * (299.77 + 0.107_408 * k - 0.009_173 * t2).to_radians().sin()
        + 0.000_165 * (251.88 + 0.016_321 * k).to_radians().sin();
    mean + terms + planet
}

/// Apparent longitude of the Sun in degrees, 0–360.
fn sun_longitude(jde: f64) -> f64 {
    let t = (jde - 2_451_545.0) / 36_525.0;
    let mean = 280.466_46 + 36_000.769_83 * t + 0.000_303_2 * t * t;
    let m = (357.529_11 + 35_999.050_29 * t - 0.000_153_7 * t * t).to_radians();
    let centre = (1.914_602 - 0.004_817 * t - 0.000_014 * t * t) * m.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * m).sin()
        + 0.000_289 * (3.0 * m).sin();
    let node = (125.04 - 1934.136 * t).to_radians();
    (mean + centre - 0.005_69 - 0.004_78 * node.sin()).rem_euclid(360.0)
}

/// The day in Viet Nam (UTC+7) of an ephemeris instant; the Earth's clock runs about 70 s behind in these years.
fn vn_day(jde: f64) -> NaiveDate {
    let local = jde - 70.0 / 86_400.0 + 7.0 / 24.0 + 0.5;
    NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Duration::days(local.floor() as i64 - 2_451_545)
}

/// Which twelfth of the ecliptic the Sun is in when that day begins in Viet Nam.
fn sector(day: NaiveDate) -> i32 {
    let midnight =
        2_451_544.5 + (day - NaiveDate::from_ymd_opt(2000, 1, 1).unwrap()).num_days() as f64 - 7.0 / 24.0;
    (sun_longitude(midnight + 70.0 / 86_400.0) / 30.0) as i32
}

/// First days of the lunar months around a year, oldest first.
fn months(year: i32) -> Vec<NaiveDate> {
    let k = ((f64::from(year) - 2000.0) * 12.3685).floor() - 4.0;
    (0..22).map(|n| vn_day(new_moon(k + f64::from(n)))).collect()
}

/// The month that holds the winter solstice (the Sun reaches 270°, sector 9 begins) of `year`: the eleventh.
fn eleventh(year: i32) -> NaiveDate {
    let all: Vec<NaiveDate> = months(year).into_iter().chain(months(year + 1)).collect();
    let solstice = NaiveDate::from_ymd_opt(year, 12, 18)
        .unwrap()
        .iter_days()
        .find(|d| sector(*d + Days::new(1)) == 9)
        .unwrap();
    all.into_iter().filter(|m| *m <= solstice).max().unwrap()
}

/// First day of lunar month `wanted` (1 or 3, not leap) of the lunar year that begins in `year`.
fn month_start(year: i32, wanted: usize) -> NaiveDate {
    let (from, to) = (eleventh(year - 1), eleventh(year));
    let mut starts: Vec<NaiveDate> = months(year - 1)
        .into_iter()
        .chain(months(year))
        .filter(|m| (from..=to).contains(m))
        .collect();
    starts.sort_unstable();
    starts.dedup();
    // Thirteen months between two eleventh months: the first one without a principal term is leap.
    let leap = (starts.len() == 14).then(|| {
        starts
            .windows(2)
            .position(|w| sector(w[0]) == sector(w[1]))
            .expect("a year of 13 months has a leap one")
    });
    let mut number = 11;
    for (i, start) in starts.iter().enumerate().skip(1) {
        if leap != Some(i) {
            number = number % 12 + 1;
            if number == wanted {
                return *start;
            }
        }
    }
    unreachable!("months 12, 1, 2, 3 follow month 11")
}

#[test]
fn the_table_agrees_with_the_sky() {
    let table = lunar_days();
    assert_eq!(
        table.iter().map(|r| r.0).collect::<Vec<_>>(),
        (2020..=2035).collect::<Vec<_>>()
    );
    for (year, tet, hung_kings) in table {
        assert_eq!(tet, month_start(year, 1), "Tết {year}");
        assert_eq!(hung_kings, month_start(year, 3) + Days::new(9), "10/3 {year}");
        assert_eq!(tet.year(), year);
    }
}

/// Years in which the Vietnamese day differs from the Chinese one, or with a leap month before the third.
#[test]
fn the_recomputation_is_right_on_hard_years() {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    assert_eq!(month_start(2007, 1), day(2007, 2, 17), "China: 18 February");
    assert_eq!(month_start(2030, 1), day(2030, 2, 2), "China: 3 February");
    assert_eq!(
        month_start(2023, 3),
        day(2023, 4, 20),
        "2023 has a leap second month"
    );
    assert_eq!(month_start(1985, 1), day(1985, 1, 21), "China: 20 February");
}
