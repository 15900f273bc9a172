//! Time is an argument. Instants are stored in UTC; people see Asia/Ho_Chi_Minh, which has been UTC+7
//! without daylight saving since 1975, so a fixed offset is exact for every record of this product.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use std::sync::{Arc, Mutex};

/// UTC+7, the legal time of Viet Nam.
pub const VN_OFFSET: FixedOffset = FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset");

/// Where "now" comes from: the system in production, a fixed instant in tests.
pub trait Clock: Send + Sync + std::fmt::Debug {
    fn now(&self) -> DateTime<Utc>;
    /// The calendar day in Viet Nam.
    fn today(&self) -> NaiveDate {
        vn_date(self.now())
    }
}

/// The calendar day in Viet Nam of an instant.
#[must_use]
pub fn vn_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&VN_OFFSET).date_naive()
}

/// `dd/MM/yyyy HH:mm` in Viet Nam's time.
#[must_use]
pub fn vn_date_time_text(at: DateTime<Utc>) -> String {
    at.with_timezone(&VN_OFFSET).format("%d/%m/%Y %H:%M").to_string()
}

/// `dd/MM/yyyy`.
#[must_use]
pub fn vn_date_text(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;
impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still until it is told to move.
#[derive(Debug, Clone)]
pub struct FixedClock(Arc<Mutex<DateTime<Utc>>>);
impl FixedClock {
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }
    /// Noon in Viet Nam on that day.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        Self::at(day.and_hms_opt(5, 0, 0).expect("05:00 exists").and_utc())
    }
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().expect("clock lock") = now;
    }
    pub fn advance(&self, by: chrono::Duration) {
        *self.0.lock().expect("clock lock") += by;
    }
}
impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("clock lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_seventeen_utc() {
        let late = "2026-03-31T17:00:00Z".parse::<DateTime<Utc>>().expect("instant");
        assert_eq!(vn_date(late), NaiveDate::from_ymd_opt(2026, 4, 1).expect("day"));
        assert_eq!(vn_date_time_text(late), "01/04/2026 00:00");
    }
}
