//! Counting matches over calendar time: by the days that the documents' dates cover, or by the dates that they mention.
//!
//! Days are counted first, whatever the steps: one more step costs no further look at the documents. Counts stand in
//! pages of days that are made where there is something to count, so a wrong year takes one page.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::calendar::{LAST_DAY, Step};
use super::facets::NumberHasher;
use super::interrupt::Interrupt;
use super::run::Run;
use crate::error::Result;
use crate::segment::KeywordColumn;

/// By which dates documents are counted.
#[derive(Clone, Debug, PartialEq)]
pub enum Dates {
    /// Columns of the first and the last day that the date of a document covers. A document counts in the step that has
    /// both.
    Covered(String, String),
    /// A column of keywords, which are dates in ISO form. A document counts once in each step that has one of them.
    Mentioned(String),
}

/// Which timeline is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineRequest {
    /// The dates that count.
    pub dates: Dates,
    /// The steps in which they count.
    pub step: Step,
}

/// How many documents each step has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimelineCounts {
    /// (number of the step, documents) in order, without the steps that have none.
    pub steps: Vec<(u32, u32)>,
    /// Documents without a date, or without one as exact as the step.
    pub unplaced: u32,
}

/// Documents between two looks at the clock.
const CHUNK: usize = 1 << 14;
/// Entries of a page.
const PAGE: usize = 1 << 10;

/// An entry for each number of a wide range, of which most are empty: pages of them, made when they are first used.
#[derive(Default)]
struct Pages<T> {
    /// Where the page of each thousand numbers begins in `entries`, plus one; 0 for none.
    begins: Vec<u32>,
    entries: Vec<T>,
}

impl<T: Copy + Default> Pages<T> {
    #[inline]
    fn at(&mut self, number: u32) -> &mut T {
        let (page, place) = (number as usize / PAGE, number as usize % PAGE);
        let begin = match self.begins.get(page) {
            Some(&begin) if begin > 0 => begin as usize - 1,
            _ => self.new_page(page),
        };
        &mut self.entries[begin + place]
    }

    #[cold]
    fn new_page(&mut self, page: usize) -> usize {
        if page >= self.begins.len() {
            self.begins.resize(page + 1, 0);
        }
        let begin = self.entries.len();
        self.begins[page] = begin as u32 + 1;
        self.entries.resize(begin + PAGE, T::default());
        begin
    }

    /// All numbers that have a page, in order, with their entries.
    fn iter(&self) -> impl Iterator<Item = (u32, T)> + '_ {
        let pages = (0..).zip(&self.begins).filter(|(_, begin)| **begin > 0);
        pages.flat_map(|(page, &begin): (u32, _)| {
            let entries = &self.entries[begin as usize - 1..][..PAGE];
            (page * PAGE as u32..).zip(entries.iter().copied())
        })
    }
}

/// Counts of timelines while leaf after leaf is added.
pub struct TimelineCounter<'r> {
    requests: &'r [TimelineRequest],
    /// One for all timelines of the same columns.
    covered: Vec<CoveredDays<'r>>,
    mentioned: Vec<Mentions<'r>>,
}

impl<'r> TimelineCounter<'r> {
    pub fn new(requests: &'r [TimelineRequest]) -> TimelineCounter<'r> {
        let (mut covered, mut mentioned): (Vec<CoveredDays>, Vec<Mentions>) = Default::default();
        for request in requests {
            match &request.dates {
                Dates::Covered(first, last) => {
                    if !covered.iter().any(|known| known.counts(first, last)) {
                        covered.push(CoveredDays::new(first, last));
                    }
                }
                Dates::Mentioned(column) => mentioned.push(Mentions::new(column, request.step)),
            }
        }
        TimelineCounter {
            requests,
            covered,
            mentioned,
        }
    }

    /// Adds the documents of a leaf. Errors: Cancelled, TimeLimit, Damaged.
    pub fn add(&mut self, run: &Run, docs: &[u32]) -> Result<()> {
        for each in &mut self.covered {
            each.add(run, docs)?;
        }
        for each in &mut self.mentioned {
            each.add(run, docs)?;
        }
        Ok(())
    }

    /// Adds what another counter of the requests counted in other leaves.
    pub fn merge(&mut self, other: TimelineCounter) {
        for (ours, theirs) in self.covered.iter_mut().zip(&other.covered) {
            ours.merge(theirs);
        }
        for (ours, theirs) in self.mentioned.iter_mut().zip(&other.mentioned) {
            ours.merge(theirs);
        }
    }

    /// The timelines in step with the requests. Errors: Cancelled, TimeLimit.
    pub fn finish(self, interrupt: &Interrupt) -> Result<Vec<TimelineCounts>> {
        let mut mentioned = self.mentioned.into_iter();
        let mut found = Vec::with_capacity(self.requests.len());
        for request in self.requests {
            interrupt.check()?;
            found.push(match &request.dates {
                Dates::Covered(first, last) => {
                    let counted = self.covered.iter().find(|known| known.counts(first, last));
                    counted.map(|counted| counted.by(request.step)).unwrap_or_default()
                }
                Dates::Mentioned(_) => mentioned.next().map(Mentions::finish).unwrap_or_default(),
            });
        }
        Ok(found)
    }
}

/// Counts of documents by the days that their dates cover.
struct CoveredDays<'r> {
    first: &'r str,
    last: &'r str,
    /// Those of one day.
    days: Pages<u32>,
    /// Those of several days, as months and years are, by the first and the last of them.
    longer: HashMap<(u32, u32), u32, BuildHasherDefault<NumberHasher>>,
    undated: u32,
}

impl<'r> CoveredDays<'r> {
    fn new(first: &'r str, last: &'r str) -> CoveredDays<'r> {
        CoveredDays {
            first,
            last,
            days: Pages::default(),
            longer: HashMap::default(),
            undated: 0,
        }
    }

    fn counts(&self, first: &str, last: &str) -> bool {
        (self.first, self.last) == (first, last)
    }

    fn add(&mut self, run: &Run, docs: &[u32]) -> Result<()> {
        self.undated += docs.len() as u32;
        let segment = &run.leaf.segment;
        let (Some(first), Some(last)) = (segment.number_column(self.first)?, segment.number_column(self.last)?) else {
            return Ok(());
        };
        let (mut beyond, mut dated) = (false, 0);
        for chunk in docs.chunks(CHUNK) {
            run.tick()?;
            first.for_both(last, chunk, |begin, end| {
                let (Some(begin), Some(end)) = (in_calendar(begin), in_calendar(end)) else {
                    beyond = true;
                    return;
                };
                dated += 1;
                if begin == end {
                    *self.days.at(begin) += 1;
                } else {
                    *self.longer.entry((begin, end)).or_default() += 1;
                }
            })?;
            if beyond {
                return Err(first.damaged("a date is no day of the calendar"));
            }
        }
        self.undated -= dated;
        Ok(())
    }

    fn merge(&mut self, other: &CoveredDays) {
        for (day, count) in other.days.iter().filter(|(_, count)| *count > 0) {
            *self.days.at(day) += count;
        }
        for (&span, count) in &other.longer {
            *self.longer.entry(span).or_default() += count;
        }
        self.undated += other.undated;
    }

    fn by(&self, step: Step) -> TimelineCounts {
        let mut steps: Vec<(u32, u32)> = Vec::new();
        let mut end = 0;
        for (day, count) in self.days.iter().filter(|(_, count)| *count > 0) {
            match steps.last_mut() {
                Some((_, total)) if day <= end => *total += count,
                _ => {
                    let number = step.of_day(day);
                    end = step.last_day(number);
                    steps.push((number, count));
                }
            }
        }
        let mut unplaced = self.undated;
        let mut longer = Vec::new();
        for (&(first, last), &count) in &self.longer {
            let number = step.of_day(first);
            if number == step.of_day(last) {
                longer.push((number, count));
            } else {
                unplaced += count;
            }
        }
        if !longer.is_empty() {
            steps.append(&mut longer);
            steps.sort_unstable();
            steps.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0 };
                same
            });
        }
        TimelineCounts { steps, unplaced }
    }
}

/// A day of the calendar.
#[inline]
fn in_calendar(day: i64) -> Option<u32> {
    u32::try_from(day).ok().filter(|day| (1..=LAST_DAY).contains(day))
}

/// Counts of documents by the dates that they mention.
struct Mentions<'r> {
    column: &'r str,
    step: Step,
    /// Documents of each step, and the one that was counted last, plus one: no document counts twice.
    counts: Pages<(u32, u32)>,
    without: u32,
}

/// Stands for the step of a date that is not as exact as one.
const INEXACT: u32 = u32::MAX;

impl<'r> Mentions<'r> {
    fn new(column: &'r str, step: Step) -> Mentions<'r> {
        Mentions {
            column,
            step,
            counts: Pages::default(),
            without: 0,
        }
    }

    fn add(&mut self, run: &Run, docs: &[u32]) -> Result<()> {
        self.without += docs.len() as u32;
        let Some(column) = run.leaf.segment.keyword_column(self.column) else {
            return Ok(());
        };
        // Where most values are needed, all are read in their order, else only those that turn up.
        let values = column.value_count() as usize;
        let mut numbers: Vec<u32> = Vec::new();
        let mut turned_up: HashMap<u32, u32, BuildHasherDefault<NumberHasher>> = HashMap::default();
        if docs.len() >= values / 8 {
            let mut terms = column.values();
            for _ in 0..values {
                run.tick()?;
                terms.next()?;
                numbers.push(self.number(column, terms.term())?);
            }
        }
        let mut found: Vec<(u32, u32)> = Vec::new();
        let mut last = u32::MAX;
        for chunk in docs.chunks(CHUNK) {
            run.tick()?;
            found.clear();
            column.for_each(chunk, |doc, ordinal| found.push((doc, ordinal)))?;
            for &(doc, ordinal) in &found {
                let number = match numbers.get(ordinal as usize).or_else(|| turned_up.get(&ordinal)) {
                    Some(&number) => number,
                    None => {
                        run.tick()?;
                        let number = self.number(column, &column.value(ordinal)?)?;
                        turned_up.insert(ordinal, number);
                        number
                    }
                };
                if number == INEXACT {
                    continue;
                }
                self.without -= u32::from(doc != last);
                last = doc;
                let (count, seen) = self.counts.at(number);
                let whole = run.leaf.base + doc + 1;
                *count += u32::from(*seen != whole);
                *seen = whole;
            }
        }
        Ok(())
    }

    fn merge(&mut self, other: &Mentions) {
        for (number, (count, _)) in other.counts.iter().filter(|(_, (count, _))| *count > 0) {
            self.counts.at(number).0 += count;
        }
        self.without += other.without;
    }

    /// The step of a mentioned date. Errors: Damaged.
    fn number(&self, column: &KeywordColumn, date: &[u8]) -> Result<u32> {
        if Step::Year.of_date(date).is_none() {
            return Err(column.damaged("a mentioned date is no date"));
        }
        Ok(self.step.of_date(date).unwrap_or(INEXACT))
    }

    fn finish(self) -> TimelineCounts {
        let counts = self.counts.iter().map(|(number, (count, _))| (number, count));
        TimelineCounts {
            steps: counts.filter(|(_, count)| *count > 0).collect(),
            unplaced: self.without,
        }
    }
}
