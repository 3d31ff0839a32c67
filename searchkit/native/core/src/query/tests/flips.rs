//! Segments with one bit that differs from what was written: every search gives the right answer, or tells the damage.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::corpus::{Doc, random_docs, write};
use super::timelines::{covered, in_calendar, mentioned};
use super::{and, or, term};
use crate::error::{Error, Result};
use crate::merge::merge;
use crate::query::*;
use crate::segment::{Mode, Segment};
use crate::test_support::{Random, new_path};

/// Queries that between them read every kind of section.
fn queries() -> Vec<Query> {
    let phrase = Query::Phrase {
        field: "body".into(),
        terms: vec!["the".into(), "trade".into()],
        slop: 2,
        boost: 1.0,
    };
    let range = Query::Range {
        column: "day".into(),
        low: Some(700_100),
        high: Some(700_500),
        boost: 1.0,
    };
    let prefix = Query::Prefix {
        field: "title".into(),
        prefix: "t".into(),
        boost: 1.0,
    };
    vec![
        or(vec![term("body", "the"), term("title", "port"), term("weighed", "oil")]),
        and(vec![term("body", "trade"), term("body", "日本"), term("tag", "Ana")]),
        phrase,
        and(vec![prefix, range]),
        Query::Exists {
            field: "last".into(),
            boost: 1.0,
        },
        Query::Every { boost: 1.0 },
    ]
}

/// What a search found, with the values of its facets.
type Answer = (
    u32,
    Vec<(u32, f32)>,
    Vec<(Vec<(Value, u32)>, usize, u32)>,
    Vec<TimelineCounts>,
    Option<(u32, Vec<Vec<u32>>)>,
);

fn answer(found: Found, snapshot: &Snapshot) -> Result<Answer> {
    let facets = found.facets.iter();
    let facets = facets.map(|facet| Ok((facet.values(snapshot)?, facet.distinct, facet.missing)));
    Ok((
        found.total,
        found.hits,
        facets.collect::<Result<_>>()?,
        found.timelines,
        found.grouped,
    ))
}

/// All that the searches say of a segment.
fn answers(segment: Segment, queries: &[Query]) -> Result<Vec<Answer>> {
    let snapshot = Snapshot::new(vec![(Arc::new(segment), None)])?;
    let weightings = Weightings::default();
    let facet = |column: &str| FacetRequest {
        column: column.into(),
        ..FacetRequest::default()
    };
    let mut all = Vec::new();
    for (number, query) in queries.iter().enumerate() {
        let mut request = Request::new(query, &weightings);
        request.limit = Some(40);
        if number % 2 == 1 {
            request.facets = vec![facet("tag"), facet("day")];
            request.timelines = [Step::Week, Step::Decade]
                .map(|step| covered("day", "last", step))
                .into();
            request.timelines.push(mentioned("mentioned", Step::Quarter));
            request.sort = vec![
                SortKey {
                    by: SortBy::Keyword("tag".into()),
                    descending: false,
                    missing_last: true,
                },
                SortKey::score(),
            ];
        }
        if number % 3 == 2 {
            request.group = Some(Group {
                column: "day".into(),
                first: "last".into(),
            });
        }
        all.push(answer(search(&snapshot, &request, &Interrupt::default())?, &snapshot)?);
    }
    for doc in [0, snapshot.doc_count() / 2, snapshot.doc_count() - 1] {
        let (at, local) = snapshot.locate(doc).unwrap();
        snapshot.leaves()[at].segment.stored(local)?;
    }
    Ok(all)
}

fn written(docs: &[Doc]) -> Vec<u8> {
    let (path, _) = write(docs);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    bytes
}

/// What `work` says of the file with these bytes.
fn with_file<T>(path: &Path, bytes: &[u8], work: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    std::fs::write(path, bytes).unwrap();
    let told = work(path);
    std::fs::remove_file(path).unwrap();
    told
}

fn is_told<T>(told: &Result<T>) -> bool {
    matches!(told, Err(Error::Damaged { .. } | Error::Incompatible { .. }))
}

#[test]
fn a_flipped_bit_is_told_or_changes_no_answer() {
    let mut random = Random(17);
    let mut docs = random_docs(&mut random, 3000, 9);
    in_calendar(&mut random, &mut docs);
    let (bytes, queries) = (written(&docs), queries());
    let path = new_path();
    let opened = |path: &Path| answers(Segment::open(path, Mode::InMemory)?, &queries);
    let right = with_file(&path, &bytes, opened).unwrap();
    let mut found = 0;
    let mut bad = bytes.clone();
    const FLIPS: u32 = 1200;
    for _ in 0..FLIPS {
        let (at, bit) = (random.below(bytes.len() as u32) as usize, 1 << random.below(8));
        bad[at] ^= bit;
        let told = with_file(&path, &bad, opened);
        bad[at] ^= bit;
        match &told {
            Ok(answers) => assert_eq!(answers, &right, "bit {bit} of byte {at}"),
            _ => assert!(is_told(&told), "bit {bit} of byte {at}: {:?}", told.err()),
        }
        found += u32::from(told.is_err());
    }
    // These queries read most of the file.
    assert!(found > FLIPS / 2, "{found}");
}

#[test]
fn damage_is_told_each_time_and_by_name() {
    let docs = random_docs(&mut Random(18), 3000, 9);
    let mut bytes = written(&docs);
    let path = new_path();
    let range = with_file(&path, &bytes, |path| {
        let table = crate::segment::file::Table::open(path, Mode::InMemory)?;
        Ok(table.section("lengths", "body")?.range)
    })
    .unwrap();
    bytes[range.start + 777] ^= 16;
    std::fs::write(&path, &bytes).unwrap();
    let segment = Segment::open(&path, Mode::InMemory).unwrap();
    std::fs::remove_file(&path).unwrap();
    for _ in 0..3 {
        let told = segment.field("body").unwrap().length(100).unwrap_err().to_string();
        assert!(told.contains("lengths of body") && told.contains("checksum"), "{told}");
    }
}

/// What is merged is read in full: no damage gets checksums that are right.
#[test]
fn damage_is_never_merged() {
    let mut random = Random(19);
    let docs = random_docs(&mut random, 1500, 9);
    let bytes = written(&docs);
    let (path, target) = (new_path(), new_path());
    let merged = |path: &Path| {
        let segment = Segment::open(path, Mode::InMemory)?;
        merge(&[(&segment, None)], &target, &AtomicBool::new(false))?;
        let bytes = std::fs::read(&target).unwrap();
        std::fs::remove_file(&target).unwrap();
        Ok(bytes)
    };
    let right = with_file(&path, &bytes, merged).unwrap();
    for _ in 0..150 {
        let (at, bit) = (random.below(bytes.len() as u32) as usize, 1 << random.below(8));
        let mut bad = bytes.clone();
        bad[at] ^= bit;
        let told = with_file(&path, &bad, merged);
        match &told {
            Ok(bytes) => assert_eq!(bytes, &right, "bit {bit} of byte {at}"),
            _ => assert!(is_told(&told), "bit {bit} of byte {at}: {:?}", told.err()),
        }
        assert!(!target.exists());
    }
}
