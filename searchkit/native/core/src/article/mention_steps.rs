//! Which days, months and years find a mentioned date.

/// The days, months or years of a mention, in ISO form.
#[derive(Debug, PartialEq, Eq)]
pub enum Steps {
    /// Days, as numbers of the calendar (1 is the first of January of the year 1).
    Days(i64, i64),
    /// Months, counted from January of the year 0.
    Months(i64, i64),
    /// Years.
    Years(i64, i64),
}

/// An interval of so many days is one of days, or of months.
const DAYS: i64 = 31;
const MONTHS: i64 = 731;

/// What finds a mention: the date itself, or what its interval touches. None if it is no date in ISO form.
///
/// An interval of up to a month gives days, one of up to two years gives months, a longer one gives years.
pub fn steps(mention: &str) -> Option<Steps> {
    let (begins, ends) = mention.split_once('/').unwrap_or((mention, ""));
    let begins = parts(begins)?;
    if ends.is_empty() {
        return Some(match begins {
            (year, None, _) => Steps::Years(year, year),
            (year, Some(month), None) => Steps::Months(year * 12 + month - 1, year * 12 + month - 1),
            (year, Some(month), Some(day)) => {
                let day = ordinal(year, month, day);
                Steps::Days(day, day)
            }
        });
    }
    let ends = parts(ends)?;
    let (first, last) = (first_day(begins), last_day(ends));
    Some(match last - first + 1 {
        days if days <= DAYS => Steps::Days(first, last),
        days if days <= MONTHS => {
            let month = |(year, month, _): Parts, absent: i64| year * 12 + month.unwrap_or(absent) - 1;
            Steps::Months(month(begins, 1), month(ends, 12))
        }
        _ => Steps::Years(begins.0, ends.0),
    })
}

/// The first and the last day of a year, a month or a day in ISO form, as numbers of the calendar.
pub fn days_of(date: &str) -> Option<(i64, i64)> {
    let date = parts(date)?;
    Some((first_day(date), last_day(date)))
}

/// The day with a number, in ISO form.
pub fn iso_day(number: i64) -> String {
    // Years are counted from March, so a leap day is the last of its year.
    let day = number - 1 + 306;
    let (cycle, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let of_month = day - (153 * month + 2) / 5 + 1;
    let months = (cycle * 400 + year) * 12 + month + 2;
    format!("{:04}-{:02}-{of_month:02}", months / 12, months % 12 + 1)
}

/// The month with a number, in ISO form.
pub fn iso_month(number: i64) -> String {
    format!("{:04}-{:02}", number / 12, number % 12 + 1)
}

/// How many days a month (1 to 12) has.
pub fn days_in_month(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

type Parts = (i64, Option<i64>, Option<i64>);

fn parts(date: &str) -> Option<Parts> {
    let number = |text: Option<&str>| match text {
        Some(text) => text.parse::<i64>().ok().map(Some),
        None => Some(None),
    };
    let mut each = date.splitn(3, '-');
    let year = number(each.next())?.filter(|year| (1..=9999).contains(year))?;
    let month = number(each.next())?;
    let day = number(each.next())?;
    let fits = month.is_none_or(|month| (1..=12).contains(&month));
    if !fits {
        return None;
    }
    if let (Some(month), Some(day)) = (month, day)
        && !(1..=i64::from(days_in_month(year as u32, month as u32))).contains(&day)
    {
        return None;
    }
    Some((year, month, day))
}

fn first_day((year, month, day): Parts) -> i64 {
    ordinal(year, month.unwrap_or(1), day.unwrap_or(1))
}

fn last_day((year, month, day): Parts) -> i64 {
    let month = month.unwrap_or(12);
    let day = day.unwrap_or_else(|| i64::from(days_in_month(year as u32, month as u32)));
    ordinal(year, month, day)
}

/// The number of a day of the calendar.
fn ordinal(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let days = before * 365 + before / 4 - before / 100 + before / 400;
    let months = (1..month).map(|month| i64::from(days_in_month(year as u32, month as u32)));
    days + months.sum::<i64>() + day
}
