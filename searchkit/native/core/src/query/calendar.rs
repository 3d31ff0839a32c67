//! The steps of a timeline, from days to decades, and where they lie in the calendar.
//!
//! A day is its number in the Gregorian calendar, as Python counts: 1 is the first of January of the year 1.

/// The last day of the year 9999. No date lies after it.
pub const LAST_DAY: u32 = 3_652_059;

/// How long the steps of a timeline are.
///
/// Steps have numbers that go up with time. A day has its own, a week is counted from the first week of the year 1, a
/// month or a quarter from the first of the year 0. A year is its number. A decade is its first year, divided by ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One day.
    Day,
    /// A week of ISO 8601, which begins on Monday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
    /// Ten years, from one that ends in 0.
    Decade,
}

impl Step {
    /// The step with this name.
    pub fn named(name: &str) -> Option<Step> {
        match name {
            "day" => Some(Step::Day),
            "week" => Some(Step::Week),
            "month" => Some(Step::Month),
            "quarter" => Some(Step::Quarter),
            "year" => Some(Step::Year),
            "decade" => Some(Step::Decade),
            _ => None,
        }
    }

    /// The number of the step that has a day of the calendar (1..=LAST_DAY).
    pub fn of_day(self, day: u32) -> u32 {
        match self {
            Step::Day => day,
            // The first day of the year 1 is a Monday.
            Step::Week => (day - 1) / 7,
            Step::Month | Step::Quarter | Step::Year | Step::Decade => self.of_month(month_of(day)),
        }
    }

    /// The last day of the step with this number, or the last of the calendar.
    pub fn last_day(self, number: u32) -> u32 {
        let end = match self {
            Step::Day => number + 1,
            Step::Week => (number + 1) * 7 + 1,
            Step::Month => first_of_month(number + 1),
            Step::Quarter => first_of_month((number + 1) * 3),
            Step::Year => first_of_month((number + 1) * 12),
            Step::Decade => first_of_month((number + 1) * 120),
        };
        (end - 1).min(LAST_DAY)
    }

    /// The number of the step that holds all of a date in ISO form: a year, a month or a day. None if it is no date, or
    /// is less exact than the step.
    pub fn of_date(self, date: &[u8]) -> Option<u32> {
        let digits = |from: usize, to: usize| {
            let text = date.get(from..to)?;
            let digit = |number: u32, &byte: &u8| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'));
            text.iter().try_fold(0, digit)
        };
        let year = digits(0, 4).filter(|&year| year > 0)?;
        let month = match date.len() {
            4 => None,
            7 | 10 if date[4] == b'-' => Some(year * 12 + digits(5, 7).filter(|month| (1..=12).contains(month))? - 1),
            _ => return None,
        };
        let day = match month {
            Some(month) if date.len() == 10 && date[7] == b'-' => {
                let first = first_of_month(month);
                let day = digits(8, 10).filter(|day| (1..=first_of_month(month + 1) - first).contains(day))?;
                Some(first + day - 1)
            }
            _ if date.len() == 10 => return None,
            _ => None,
        };
        match self {
            Step::Day | Step::Week => day.map(|day| self.of_day(day)),
            Step::Month | Step::Quarter => month.map(|month| self.of_month(month)),
            Step::Year | Step::Decade => Some(self.of_month(year * 12)),
        }
    }

    /// The number of the step that has a month.
    fn of_month(self, month: u32) -> u32 {
        match self {
            Step::Quarter => month / 3,
            Step::Year => month / 12,
            Step::Decade => month / 120,
            Step::Day | Step::Week | Step::Month => month,
        }
    }
}

/// Days of four hundred years, and of one hundred and of four without a leap day at their end.
const DAYS_400: u32 = 146_097;
const DAYS_100: u32 = 36_524;
const DAYS_4: u32 = 1460;
/// Days from the first of March of the year 0 to the first of January of the year 1.
const FROM_MARCH: u32 = 306;

/// The number of the month that has a day. Years are counted from March, so a leap day is the last of its year.
fn month_of(day: u32) -> u32 {
    let day = day - 1 + FROM_MARCH;
    let (cycle, day) = (day / DAYS_400, day % DAYS_400);
    let year = (day - day / DAYS_4 + day / DAYS_100 - day / (DAYS_400 - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153; // from March
    (cycle * 400 + year) * 12 + month + 2
}

/// The first day of the month with this number. Days before the year 1 count as its first.
fn first_of_month(month: u32) -> u32 {
    if month < 12 {
        return 1;
    }
    let (year, month) = ((month - 2) / 12, (month - 2) % 12);
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + 1 - FROM_MARCH
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Step; 6] = [
        Step::Day,
        Step::Week,
        Step::Month,
        Step::Quarter,
        Step::Year,
        Step::Decade,
    ];

    /// Each day of the calendar, by a calendar on the wall: one day after the other.
    #[test]
    fn every_day_lies_in_its_steps() {
        let (mut year, mut month, mut of_month, mut weekday, mut week) = (1, 1, 1, 0, 0);
        let mut last = [0; 6];
        for day in 1..=LAST_DAY {
            let expected = [
                day,
                week,
                year * 12 + month - 1,
                year * 4 + (month - 1) / 3,
                year,
                year / 10,
            ];
            for ((step, number), last) in ALL.into_iter().zip(expected).zip(&mut last) {
                assert_eq!(step.of_day(day), number, "{step:?} of {day}");
                if day > *last {
                    assert_eq!(*last + 1, day, "{step:?} before {day}");
                    *last = step.last_day(number);
                }
            }
            let iso = format!("{year:04}-{month:02}-{of_month:02}");
            if of_month == 1 || of_month > 27 {
                for (step, number) in ALL.into_iter().zip(expected) {
                    assert_eq!(step.of_date(iso.as_bytes()), Some(number), "{step:?} of {iso}");
                    let wide = !matches!(step, Step::Day | Step::Week);
                    assert_eq!(step.of_date(&iso.as_bytes()[..7]), wide.then_some(number));
                    let wide = matches!(step, Step::Year | Step::Decade);
                    assert_eq!(step.of_date(&iso.as_bytes()[..4]), wide.then_some(number));
                }
            }
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let days = [31, 28 + u32::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            weekday = (weekday + 1) % 7;
            week += u32::from(weekday == 0);
            of_month += 1;
            if of_month > days[month as usize - 1] {
                assert_eq!(
                    Step::Day.of_date(format!("{year:04}-{month:02}-{of_month:02}").as_bytes()),
                    None
                );
                (month, of_month) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!((year, month, of_month), (10_000, 1, 1));
        assert_eq!(last, [LAST_DAY; 6]);
    }

    #[test]
    fn what_is_no_date_is_in_no_step() {
        for text in [
            "",
            "198",
            "19870",
            "1987-",
            "1987-1",
            "1987-13",
            "1987-00",
            "1987/10",
            "0000",
            "0000-01",
            "1987-10-0",
            "1987-10-00",
            "1987-10-32",
            "1987-02-29",
            "1987-10/12",
            "1987-10-123",
            "+987",
            "1987-+1",
            "1987-10-+1",
            "19\u{fc}7",
            "1987-1010x",
        ] {
            for step in ALL {
                assert_eq!(step.of_date(text.as_bytes()), None, "{text:?}");
            }
        }
    }

    #[test]
    fn steps_have_names() {
        let names = ["day", "week", "month", "quarter", "year", "decade"];
        assert_eq!(names.map(Step::named), ALL.map(Some));
        assert_eq!(Step::named("century"), None);
    }
}
