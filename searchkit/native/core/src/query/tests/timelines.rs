//! Timelines of random columns against a plain loop over all documents.

use std::collections::{BTreeMap, BTreeSet};

use super::brute::Brute;
use super::corpus::{Doc, random_docs, snapshot};
use super::{expected, random_query};
use crate::error::Error;
use crate::query::calendar::LAST_DAY;
use crate::query::*;
use crate::test_support::Random;

pub const STEPS: [Step; 6] = [
    Step::Day,
    Step::Week,
    Step::Month,
    Step::Quarter,
    Step::Year,
    Step::Decade,
];

pub fn covered(first: &str, last: &str, step: Step) -> TimelineRequest {
    let dates = Dates::Covered(first.into(), last.into());
    TimelineRequest { dates, step }
}

pub fn mentioned(column: &str, step: Step) -> TimelineRequest {
    let dates = Dates::Mentioned(column.into());
    TimelineRequest { dates, step }
}

/// A random date in ISO form, and the first and the last day that it covers.
fn random_date(random: &mut Random) -> (String, i64, i64) {
    // Most days of an archive are near each other, and some are wrong.
    let from = *random.pick(&[700_000, 700_000, 700_000, 725_000, 1, i64::from(LAST_DAY) - 800]);
    let day = from as u32 + random.below(800);
    let month = Step::Month.of_day(day);
    let year = month / 12;
    let bounds = |step: Step, number: u32| {
        let last = step.last_day(number);
        let first = (1..=last).rev().find(|&day| day == 1 || step.of_day(day - 1) != number);
        (i64::from(first.unwrap()), i64::from(last))
    };
    let (first_of_month, last_of_month) = bounds(Step::Month, month);
    let of_month = i64::from(day) - first_of_month + 1;
    match random.below(8) {
        0 => {
            let (first, last) = bounds(Step::Year, year);
            (format!("{year:04}"), first, last)
        }
        1 => (
            format!("{year:04}-{:02}", month % 12 + 1),
            first_of_month,
            last_of_month,
        ),
        _ => {
            let text = format!("{year:04}-{:02}-{of_month:02}", month % 12 + 1);
            (text, i64::from(day), i64::from(day))
        }
    }
}

/// Gives the documents dates and mentions of the calendar.
pub fn in_calendar(random: &mut Random, docs: &mut [Doc]) {
    for doc in docs {
        let (_, first, last) = random_date(random);
        (doc.day, doc.last) = match random.below(12) {
            0 => (None, None),
            1 => (Some(first), None),
            2 => (None, Some(last)),
            _ => (Some(first), Some(last)),
        };
        doc.mentioned = (0..random.below(5)).map(|_| random_date(random).0).collect();
    }
}

/// The same by a loop over the documents that match.
fn counted(docs: &[Doc], matched: &[u32], request: &TimelineRequest) -> TimelineCounts {
    let step = request.step;
    let mut steps: BTreeMap<u32, u32> = BTreeMap::new();
    let mut unplaced = 0;
    for doc in matched.iter().map(|&doc| &docs[doc as usize]) {
        let its: BTreeSet<u32> = match (&request.dates, doc.day, doc.last) {
            (Dates::Covered(..), Some(first), Some(last)) => {
                let ends = [first, last].map(|day| step.of_day(day as u32));
                ends.iter().filter(|_| ends[0] == ends[1]).copied().collect()
            }
            (Dates::Covered(..), ..) => BTreeSet::new(),
            (Dates::Mentioned(_), ..) => doc
                .mentioned
                .iter()
                .filter_map(|date| step.of_date(date.as_bytes()))
                .collect(),
        };
        unplaced += u32::from(its.is_empty());
        its.into_iter()
            .for_each(|number| *steps.entry(number).or_default() += 1);
    }
    let steps = steps.into_iter().collect();
    TimelineCounts { steps, unplaced }
}

#[test]
fn all_steps_as_a_plain_loop_counts_them() {
    let mut random = Random(31);
    let mut docs = random_docs(&mut random, 4000, 4);
    in_calendar(&mut random, &mut docs);
    // A block of the columns in which each document has one day.
    for doc in &mut docs[1500..3700] {
        doc.day = doc.day.or(Some(700_000));
        doc.last = doc.day;
    }
    let snapshot = snapshot(&docs, &[1200, 1201, 1500]);
    let brute = Brute {
        docs: &docs,
        weightings: Weightings::default(),
    };
    for round in 0..40 {
        let query = match round {
            0 => Query::Every { boost: 1.0 },
            _ => random_query(&mut random, docs.len() as u32, 2),
        };
        let matched: Vec<u32> = expected(&brute, &query).into_iter().map(|(doc, _)| doc).collect();
        let mut request = Request::new(&query, &brute.weightings);
        request.limit = Some(random.below(2) as usize);
        for _ in 0..1 + random.below(8) {
            let step = *random.pick(&STEPS);
            request.timelines.push(match random.below(3) {
                0 => covered("day", "last", step),
                1 => covered("day", "day", step),
                _ => mentioned("mentioned", step),
            });
        }
        let found = search(&snapshot, &request, &Interrupt::default()).unwrap();
        for (wanted, found) in request.timelines.iter().zip(&found.timelines) {
            let mut docs = docs.clone();
            if wanted.dates == Dates::Covered("day".into(), "day".into()) {
                docs.iter_mut().for_each(|doc| doc.last = doc.day);
            }
            assert_eq!(*found, counted(&docs, &matched, wanted), "{wanted:?} of {query:?}");
        }
        assert_eq!(found.timelines.len(), request.timelines.len());
    }
}

#[test]
fn columns_that_are_not_there_place_nothing() {
    let docs = random_docs(&mut Random(32), 50, 3);
    let snapshot = snapshot(&docs, &[]);
    let (query, weightings) = (Query::Every { boost: 1.0 }, Weightings::default());
    let mut request = Request::new(&query, &weightings);
    request.timelines = vec![
        covered("day", "none", Step::Day),
        covered("none", "last", Step::Day),
        mentioned("none", Step::Day),
    ];
    let found = search(&snapshot, &request, &Interrupt::default()).unwrap();
    for timeline in found.timelines {
        assert_eq!((timeline.steps.len(), timeline.unplaced), (0, found.total));
    }
}

#[test]
fn what_no_calendar_has_is_damage() {
    let told = |first: i64, last: i64, mention: &str, request: TimelineRequest| {
        let mut doc = Doc {
            day: Some(first),
            last: Some(last),
            ..Doc::default()
        };
        doc.mentioned = vec![mention.into()];
        let snapshot = snapshot(&[doc], &[]);
        let (query, weightings) = (Query::Every { boost: 1.0 }, Weightings::default());
        let mut wanted = Request::new(&query, &weightings);
        wanted.timelines = vec![request];
        search(&snapshot, &wanted, &Interrupt::default())
    };
    let end = i64::from(LAST_DAY);
    for step in STEPS {
        for (first, last) in [
            (0, 1),
            (-5, 1),
            (1, 0),
            (end, end + 1),
            (1 << 40, 1 << 40),
            (i64::MIN, i64::MAX),
        ] {
            let told = told(first, last, "1987", covered("day", "last", step));
            assert!(matches!(told, Err(Error::Damaged { .. })), "{first} {last}");
        }
        assert!(told(1, end, "1987", covered("day", "last", step)).is_ok());
        for date in ["0000", "1987-13", "1987-02-30", "york", ""] {
            let told = told(1, 1, date, mentioned("mentioned", step));
            assert!(matches!(told, Err(Error::Damaged { .. })), "{date}");
        }
    }
}
