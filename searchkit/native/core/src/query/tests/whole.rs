//! Whole searches: orders, filters, counts, collapsing, terms spelled out, interrupts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::brute::{Brute, levenshtein};
use super::corpus::{Doc, TAGS, random_docs, snapshot};
use super::{and, expected, or, random_query, term};
use crate::error::Error;
use crate::query::*;
use crate::test_support::Random;

#[test]
fn orders_of_every_kind() {
    let mut random = Random(11);
    let docs = random_docs(&mut random, 600, 6);
    let snapshot = snapshot(&docs, &[200, 450]);
    let least = |doc: &Doc| doc.tag.iter().min().copied();
    let greatest = |doc: &Doc| doc.tag.iter().max().copied();
    for query in [
        term("body", "trade"),
        Query::Every { boost: 1.0 },
        or(vec![term("body", "the"), term("body", "oil")]),
    ] {
        let (found, scores) = matched_docs(&snapshot, &query, &Weightings::default(), &Interrupt::default()).unwrap();
        let scores: BTreeMap<u32, f32> = found.iter().copied().zip(scores).collect();
        for _ in 0..40 {
            let keys: Vec<SortKey> = (0..1 + random.below(3))
                .map(|_| SortKey {
                    by: match random.below(4) {
                        0 => SortBy::Score,
                        1 => SortBy::Number((*random.pick(&["day", "last", "none"])).into()),
                        2 => SortBy::Keyword("tag".into()),
                        _ => SortBy::DocNumber,
                    },
                    descending: random.chance(2),
                    missing_last: random.chance(2),
                })
                .collect();
            let mut order = found.clone();
            order.sort_by(|&a, &b| {
                use std::cmp::Ordering::{Equal, Greater, Less};
                let (x, y) = (&docs[a as usize], &docs[b as usize]);
                fn compare<T: PartialOrd>(key: &SortKey, x: Option<T>, y: Option<T>) -> std::cmp::Ordering {
                    match (x, y) {
                        (Some(x), Some(y)) => {
                            let order = x.partial_cmp(&y).unwrap();
                            if key.descending { order.reverse() } else { order }
                        }
                        (None, None) => Equal,
                        (None, _) => {
                            if key.missing_last {
                                Greater
                            } else {
                                Less
                            }
                        }
                        (_, None) => {
                            if key.missing_last {
                                Less
                            } else {
                                Greater
                            }
                        }
                    }
                }
                let by_key = keys.iter().map(|key| match &key.by {
                    SortBy::Score => compare(key, Some(scores[&a]), Some(scores[&b])),
                    SortBy::Number(name) => compare(key, x.number(name), y.number(name)),
                    SortBy::Keyword(_) if key.descending => compare(key, greatest(x), greatest(y)),
                    SortBy::Keyword(_) => compare(key, least(x), least(y)),
                    SortBy::DocNumber => compare(key, Some(a), Some(b)),
                });
                by_key.fold(Equal, |order, next| order.then(next)).then(a.cmp(&b))
            });
            let weightings = Weightings::default();
            let mut request = Request::new(&query, &weightings);
            request.sort = keys;
            for (offset, limit) in [(0, None), (0, Some(1)), (0, Some(10)), (25, Some(40)), (9999, Some(3))] {
                (request.offset, request.limit) = (offset, limit);
                let hits = search(&snapshot, &request, &Interrupt::default()).unwrap().hits;
                let expected: Vec<u32> = order
                    .iter()
                    .copied()
                    .skip(offset)
                    .take(limit.unwrap_or(usize::MAX))
                    .collect();
                assert_eq!(
                    hits.iter().map(|hit| hit.0).collect::<Vec<_>>(),
                    expected,
                    "{:?}",
                    request.sort
                );
                assert!(hits.iter().all(|hit| scores[&hit.0] == hit.1));
            }
        }
    }
}

#[test]
fn filters_masks_and_facets() {
    let mut random = Random(3);
    let docs = random_docs(&mut random, 900, 6);
    let snapshot = snapshot(&docs, &[100, 101, 500]);
    let brute = Brute {
        docs: &docs,
        weightings: Weightings::default(),
    };
    for round in 0..60 {
        let query = random_query(&mut random, 900, 2);
        let mut request = Request::new(&query, &brute.weightings);
        let filter = random_query(&mut random, 900, 1);
        let mask = random_query(&mut random, 900, 1);
        let other = random_query(&mut random, 900, 1);
        let matched: Vec<u32> = expected(&brute, &query)
            .into_iter()
            .map(|(doc, _)| doc)
            .filter(|&doc| round % 2 == 0 || brute.score(&filter, doc).is_some())
            .filter(|&doc| round % 3 > 0 || brute.score(&mask, doc).is_none())
            .collect();
        if round % 2 > 0 {
            request.filter = Some(&filter);
        }
        if round % 3 == 0 {
            request.mask = Some(&mask);
        }
        let facet = |column: &str| FacetRequest {
            column: column.into(),
            ..FacetRequest::default()
        };
        request.facets = vec![
            facet("tag"),
            facet("day"),
            facet("none"),
            FacetRequest {
                query: Some(&other),
                ..facet("tag")
            },
            FacetRequest {
                contains: Some("YORK".into()),
                ..facet("tag")
            },
            FacetRequest {
                limit: Some(2),
                ..facet("tag")
            },
        ];
        let found = search(&snapshot, &request, &Interrupt::default()).unwrap();
        let facets: Vec<_> = found
            .facets
            .iter()
            .map(|facet| facet.values(&snapshot).unwrap())
            .collect();
        assert_eq!(found.total as usize, matched.len());
        let tags = |matched: &[u32]| {
            let mut counts: BTreeMap<Value, u32> = BTreeMap::new();
            for &doc in matched {
                for tag in docs[doc as usize].words("tag") {
                    *counts.entry(Value::Keyword(tag.into())).or_default() += 1;
                }
            }
            let missing = matched.iter().filter(|&&doc| docs[doc as usize].tag.is_empty()).count() as u32;
            (counts.into_iter().collect::<Vec<_>>(), missing)
        };
        let (values, missing) = tags(&matched);
        assert_eq!((&facets[0], found.facets[0].missing), (&values, missing));
        let mut days: BTreeMap<Value, u32> = BTreeMap::new();
        matched
            .iter()
            .filter_map(|&doc| docs[doc as usize].day)
            .for_each(|day| *days.entry(Value::Number(day)).or_default() += 1);
        assert_eq!(facets[1], days.into_iter().collect::<Vec<_>>());
        assert_eq!((facets[2].len(), found.facets[2].missing), (0, found.total));
        let others: Vec<u32> = expected(&brute, &other).into_iter().map(|(doc, _)| doc).collect();
        assert_eq!(facets[3], tags(&others).0);
        let yorks =
            |v: &&(Value, u32)| v.0 == Value::Keyword("york".into()) || v.0 == Value::Keyword("New York".into());
        assert_eq!(facets[4], values.iter().filter(yorks).cloned().collect::<Vec<_>>());
        let mut greatest = values.clone();
        greatest.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        greatest.truncate(2);
        assert_eq!((&facets[5], found.facets[5].distinct), (&greatest, values.len()));
    }
}

#[test]
fn groups_keep_their_first() {
    let mut random = Random(21);
    let docs = random_docs(&mut random, 500, 6);
    let snapshot = snapshot(&docs, &[150, 151, 400]);
    let weightings = Weightings::default();
    let newest = SortKey {
        by: SortBy::Number("last".into()),
        descending: true,
        missing_last: true,
    };
    for (query, column, first) in [
        (term("body", "trade"), "day", "last"),
        (or(vec![term("body", "the"), term("body", "oil")]), "last", "day"),
        (Query::Every { boost: 1.0 }, "day", "none"),
        (term("body", "trade"), "none", "day"),
        (term("body", "zebras"), "day", "last"),
    ] {
        for sort in [vec![], vec![newest.clone(), SortKey::score()]] {
            let mut request = Request::new(&query, &weightings);
            (request.limit, request.sort) = (None, sort);
            let all = search(&snapshot, &request, &Interrupt::default()).unwrap();
            let mut groups: BTreeMap<i64, Vec<(bool, Option<i64>, u32)>> = BTreeMap::new();
            for (number, _) in &all.hits {
                let doc = &docs[*number as usize];
                if let Some(value) = doc.number(column) {
                    let place = doc.number(first);
                    groups.entry(value).or_default().push((place.is_none(), place, *number));
                }
            }
            groups.values_mut().for_each(|places| places.sort_unstable());
            let group_of = |number: u32| docs[number as usize].number(column).map(|value| &groups[&value]);
            let mut expected = all.hits.clone();
            expected.retain(|(number, _)| group_of(*number).is_none_or(|places| places[0].2 == *number));
            let others: Vec<Vec<u32>> = expected
                .iter()
                .map(|(number, _)| {
                    let places = group_of(*number).map_or(&[][..], |places| &places[1..]);
                    places.iter().map(|place| place.2).collect()
                })
                .collect();
            request.group = Some(Group {
                column: column.into(),
                first: first.into(),
            });
            for (offset, limit) in [(0, None), (0, Some(5)), (3, Some(4)), (1000, Some(2)), (0, Some(0))] {
                (request.offset, request.limit) = (offset, limit);
                let found = search(&snapshot, &request, &Interrupt::default()).unwrap();
                let end = limit.map_or(expected.len(), |limit| (offset + limit).min(expected.len()));
                let page = offset.min(expected.len())..end.max(offset.min(expected.len()));
                assert_eq!(found.total, all.total);
                assert_eq!(found.hits, expected[page.clone()]);
                assert_eq!(found.grouped, Some((expected.len() as u32, others[page].to_vec())));
            }
        }
    }
}

#[test]
fn terms_that_a_query_stands_for() {
    let mut random = Random(9);
    let docs = random_docs(&mut random, 200, 6);
    let snapshot = snapshot(&docs, &[90]);
    let query = Query::AndNot(
        Arc::new(or(vec![
            Query::Prefix {
                field: "body".into(),
                prefix: "ta".into(),
                boost: 1.0,
            },
            Query::Phrase {
                field: "body".into(),
                terms: vec!["the".into(), "trade".into()],
                slop: 1,
                boost: 1.0,
            },
            term("tag", "Ana"),
            term("tag", "nobody"),
        ])),
        Arc::new(term("body", "zebra")),
    );
    let spelled = spelled_out(&snapshot, &query, &Interrupt::default()).unwrap();
    let body: Vec<&[u8]> = spelled["body"].iter().map(Vec::as_slice).collect();
    assert_eq!(body, ["talk", "talker", "talks", "the", "trade"].map(str::as_bytes));
    assert_eq!(spelled["tag"].len(), 1);
    let asked: Vec<u32> = (0..200).rev().collect();
    let terms = matching_terms(&snapshot, &query, &asked, &Interrupt::default()).unwrap();
    for (&number, found) in asked.iter().zip(&terms) {
        let doc = &docs[number as usize];
        let phrase = doc.body.windows(2).any(|pair| pair == ["the", "trade"]);
        let mut expected = BTreeSet::new();
        for word in &doc.body {
            if word.starts_with("ta") || phrase && ["the", "trade"].contains(word) {
                expected.insert(("body".to_string(), word.as_bytes().to_vec()));
            }
        }
        if doc.tag.contains(&TAGS[0]) {
            expected.insert(("tag".to_string(), TAGS[0].as_bytes().to_vec()));
        }
        assert_eq!(found, &expected.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn searches_end_when_they_are_told_to() {
    let docs = random_docs(&mut Random(1), 300, 6);
    let snapshot = snapshot(&docs, &[]);
    let query = or(vec![term("body", "the"), term("body", "trade")]);
    let weightings = Weightings::default();
    let request = Request::new(&query, &weightings);
    let stop = Interrupt {
        stop: Some(Arc::new(AtomicBool::new(true))),
        ..Interrupt::default()
    };
    assert!(matches!(search(&snapshot, &request, &stop), Err(Error::Cancelled)));
    let late = Interrupt {
        deadline: Some(Instant::now()),
        ..Interrupt::default()
    };
    let asked = Interrupt {
        caller: Some(Arc::new(Caller::new(|| true))),
        ..Interrupt::default()
    };
    // A caller is first asked after a while.
    let told = std::iter::repeat_with(|| search(&snapshot, &request, &asked)).find_map(Result::err);
    assert!(matches!(told, Some(Error::Cancelled)));
    assert!(matches!(search(&snapshot, &request, &late), Err(Error::TimeLimit)));
    assert!(search(&snapshot, &request, &Interrupt::default()).is_ok());
}

#[test]
fn fuzzy_walks_find_what_the_definition_finds() {
    let mut random = Random(21);
    let letters = ['a', 'b', 'é', 'z', '日'];
    let word = |random: &mut Random, most: u32| -> String {
        (0..random.below(most)).map(|_| *random.pick(&letters)).collect()
    };
    let words: BTreeSet<String> = (0..3000)
        .map(|_| word(&mut random, 8))
        .filter(|w| !w.is_empty())
        .collect();
    // Leaked: documents hold words of the program's lifetime.
    let docs: Vec<Doc> = words
        .iter()
        .map(|w| Doc {
            body: vec![&*Box::leak(w.clone().into_boxed_str())],
            ..Doc::default()
        })
        .collect();
    let snapshot = snapshot(&docs, &[]);
    for _ in 0..300 {
        let text = word(&mut random, 8);
        let (distance, prefix) = (random.below(4), random.below(3));
        let query = Query::Fuzzy {
            field: "body".into(),
            text: text.clone(),
            distance,
            prefix,
            boost: 1.0,
        };
        let found = spelled_out(&snapshot, &query, &Interrupt::default()).unwrap();
        let chars: Vec<char> = text.chars().collect();
        let fixed = &chars[..chars.len().min(prefix as usize)];
        let expected: BTreeSet<Vec<u8>> = words
            .iter()
            .filter(|w| {
                let w: Vec<char> = w.chars().collect();
                w.starts_with(fixed) && levenshtein(&w, &chars) <= distance as usize
            })
            .map(|w| w.clone().into_bytes())
            .collect();
        assert_eq!(
            found.get("body").cloned().unwrap_or_default(),
            expected,
            "{text} {distance} {prefix}"
        );
    }
}

/// Blocks of numbers of every width, sparse ones, equal ones and the ends of what 64 bits hold.
#[test]
fn ranges_of_any_width() {
    let mut random = Random(8);
    let mut docs = Vec::new();
    for spread in [1i64, 100, 10_000, 1 << 20, 1 << 40, i64::MAX] {
        for _ in 0..1024 {
            let value = match random.below(40) {
                0 if spread == i64::MAX => i64::MIN,
                1 if spread == i64::MAX => i64::MAX,
                _ => (i64::from(random.below(1 << 31)) << 31 | i64::from(random.below(1 << 31))) % spread - spread / 3,
            };
            let day = (spread == 10_000 || !random.chance(3)).then_some(value);
            docs.push(Doc {
                day,
                body: vec!["port"],
                ..Doc::default()
            });
        }
    }
    docs.truncate(docs.len() - 37);
    let snapshot = snapshot(&docs, &[]);
    let brute = Brute {
        docs: &docs,
        weightings: Weightings::default(),
    };
    let ends = [
        i64::MIN,
        -1 << 38,
        -300,
        -33,
        0,
        1,
        66,
        3000,
        1 << 19,
        1 << 39,
        i64::MAX - 1,
        i64::MAX,
    ];
    for low in ends {
        for high in ends {
            let range = Query::Range {
                column: "day".into(),
                low: Some(low),
                high: Some(high),
                boost: 1.0,
            };
            let some = Query::Docs {
                docs: (0..docs.len() as u32).step_by(7).collect(),
                boost: 1.0,
            };
            for query in [range.clone(), and(vec![some, range])] {
                let wanted: Vec<u32> = expected(&brute, &query).into_iter().map(|(doc, _)| doc).collect();
                let found = matched_docs(&snapshot, &query, &brute.weightings, &Interrupt::default()).unwrap();
                assert_eq!(found.0, wanted, "{low} {high}");
            }
        }
    }
}
