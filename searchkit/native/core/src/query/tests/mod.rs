//! Searches over random documents against a plain loop over all words of all documents.

mod brute;
mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use brute::Brute;
use corpus::{Doc, Random, TAGS, WORDS, random_docs, snapshot};

use super::*;
use crate::error::Error;

fn random_leaf(random: &mut Random, size: u32) -> Query {
    let field = (*random.pick(&["body", "body", "body", "title", "tag", "weighed", "none"])).to_string();
    let word = |random: &mut Random| random.pick(&WORDS).as_bytes().to_vec();
    let boost = *random.pick(&[1.0, 1.0, 2.0, 0.5, 0.0]);
    match random.below(15) {
        0..3 => Query::Term {
            field,
            term: word(random),
            boost,
        },
        3..5 => {
            let terms = (0..1 + random.below(3)).map(|_| word(random)).collect();
            let field = if field == "weighed" { "body".to_string() } else { field };
            Query::Phrase {
                field,
                terms,
                slop: 1 + random.below(3),
                boost,
            }
        }
        5 => {
            let mut prefix = word(random);
            prefix.truncate(random.below(5) as usize);
            Query::Prefix { field, prefix, boost }
        }
        6 => {
            let pattern =
                (*random.pick(&["t*", "*k", "t?lk*", "*o*", "日?*", "port", "*", "??????", "b*r"])).to_string();
            Query::Wildcard { field, pattern, boost }
        }
        7 | 8 => Query::Fuzzy {
            field,
            text: (*random.pick(&["talk", "tolk", "日本", "zb", "", "trade", "trdaer"])).to_string(),
            distance: random.below(4),
            prefix: random.below(3),
            boost,
        },
        9 => {
            let mut end = || (!random.chance(3)).then(|| word(random));
            let (low, high) = (end(), end());
            Query::TermRange {
                field,
                low,
                high,
                low_open: random.chance(2),
                high_open: random.chance(2),
                boost,
            }
        }
        10 => Query::AnyOf {
            field,
            terms: (0..random.below(4)).map(|_| word(random)).collect(),
            boost,
        },
        11 => {
            let mut end = || (!random.chance(3)).then(|| i64::from(random.below(50)) - 20);
            Query::Range {
                column: "day".into(),
                low: end(),
                high: end(),
                boost,
            }
        }
        12 => {
            let field = (*random.pick(&["body", "title", "tag", "day", "last", "none"])).to_string();
            Query::Exists { field, boost }
        }
        13 => {
            let docs: BTreeSet<u32> = (0..random.below(20)).map(|_| random.below(size)).collect();
            Query::Docs {
                docs: docs.into_iter().collect(),
                boost,
            }
        }
        _ => match random.below(3) {
            0 => Query::Nothing,
            _ => Query::Every { boost },
        },
    }
}

fn random_query(random: &mut Random, size: u32, depth: u32) -> Query {
    if depth == 0 || random.chance(4) {
        return random_leaf(random, size);
    }
    let mut one = || Box::new(random_query(random, size, depth - 1));
    let (a, b, c) = (one(), one(), one());
    let parts = match random.below(4) {
        0 => vec![*a.clone()],
        1 => vec![*a.clone(), *a.clone(), *b.clone()],
        _ => vec![*a.clone(), *b.clone(), *c],
    };
    match random.below(10) {
        0..2 => Query::And(parts),
        2..4 => Query::Or(parts),
        4 => Query::Not(a),
        5 => Query::AndNot(a, b),
        6 => Query::AndMaybe(a, b),
        7 => Query::Require(a, b),
        8 => Query::DisMax {
            parts,
            tiebreak: *random.pick(&[0.0, 0.5]),
        },
        _ => match random.below(2) {
            0 => Query::Const { query: a, score: 1.5 },
            _ => Query::Boost {
                query: a,
                boost: *random.pick(&[2.0, 0.5, -1.0]),
            },
        },
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-5 * a.abs().max(b.abs()).max(1.0)
}

/// All live matches by the plain loop, in document order.
fn expected(brute: &Brute, query: &Query) -> Vec<(u32, f64)> {
    let live = (0..).zip(brute.docs).filter(|(_, doc)| !doc.gone);
    live.filter_map(|(number, _)| Some((number, brute.score(query, number)?)))
        .collect()
}

fn check(query: &Query, snapshot: &Snapshot, brute: &Brute) {
    let expected = expected(brute, query);
    let (docs, scores) = matched_docs(snapshot, query, &brute.weightings, &Interrupt::default()).unwrap();
    assert_eq!(docs, expected.iter().map(|e| e.0).collect::<Vec<_>>(), "{query:?}");
    for (score, (doc, wanted)) in scores.iter().zip(&expected) {
        assert!(
            near(f64::from(*score), *wanted),
            "{score} for {wanted}, document {doc}, {query:?}"
        );
    }
    let known: BTreeMap<u32, f32> = docs.iter().copied().zip(scores).collect();
    let mut request = Request::new(query, &brute.weightings);
    let found = search(snapshot, &request, &Interrupt::default()).unwrap();
    assert_eq!(found.total as usize, expected.len());
    let mut order: Vec<(u32, f32)> = known.iter().map(|(&doc, &score)| (doc, score)).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let ranks: Vec<u32> = order.iter().take(10).map(|hit| hit.0).collect();
    let hits: Vec<u32> = found.hits.iter().map(|hit| hit.0).collect();
    if !order.iter().any(|hit| hit.1 == 0.0) {
        assert_eq!(hits, ranks, "{query:?}");
    }
    for (doc, score) in &found.hits {
        assert_eq!(known[doc], *score);
        let why = explain(snapshot, query, &brute.weightings, *doc, &Interrupt::default())
            .unwrap()
            .unwrap();
        assert!(near(why.value, f64::from(*score)), "{why:?} {query:?}");
    }
    request.limit = Some(0);
    let counted = search(snapshot, &request, &Interrupt::default()).unwrap();
    assert_eq!((counted.total, counted.hits.len()), (found.total, 0));
}

fn run_random(seed: u64, docs: u32, longest: u32, queries: u32, cuts: &[usize], weighting: Weighting) {
    let mut random = Random(seed);
    let docs = random_docs(&mut random, docs, longest);
    let snapshot = snapshot(&docs, cuts);
    let flat = [("tag".to_string(), Weighting::Frequency)].into();
    let brute = Brute {
        docs: &docs,
        weightings: Weightings {
            default: weighting,
            fields: flat,
        },
    };
    for _ in 0..queries {
        check(&random_query(&mut random, docs.len() as u32, 3), &snapshot, &brute);
    }
}

#[test]
fn few_documents() {
    for seed in 0..30 {
        run_random(seed, 12, 6, 60, &[3, 3, 7], Weighting::default());
    }
}

#[test]
fn more_documents_than_blocks() {
    run_random(100, 1500, 12, 40, &[], Weighting::Bm25f { k1: 1.2, b: 0.75 });
    run_random(101, 1500, 12, 40, &[700], Weighting::default());
    run_random(102, 400, 300, 30, &[], Weighting::TfIdf);
}

#[test]
fn one_document_and_none() {
    run_random(7, 1, 5, 50, &[0], Weighting::default());
    let (every, bm25) = (Query::Every { boost: 1.0 }, Weightings::default());
    let empty = snapshot(&[], &[]);
    let found = search(&empty, &Request::new(&every, &bm25), &Interrupt::default()).unwrap();
    assert_eq!(found, Found::default());
    let none = Snapshot::new(Vec::new()).unwrap();
    assert_eq!(
        search(&none, &Request::new(&every, &bm25), &Interrupt::default())
            .unwrap()
            .total,
        0
    );
}

fn term(field: &str, word: &str) -> Query {
    Query::Term {
        field: field.into(),
        term: word.into(),
        boost: 1.0,
    }
}

/// Unions over several windows, and dense sets, against sums of their parts (the loop would take too long).
#[test]
fn more_documents_than_a_window() {
    let mut random = Random(5);
    let docs = random_docs(&mut random, 80_000, 5);
    let snapshot = snapshot(&docs, &[70_000]);
    let all = |query: &Query| -> BTreeMap<u32, f32> {
        let (docs, scores) = matched_docs(&snapshot, query, &Weightings::default(), &Interrupt::default()).unwrap();
        docs.into_iter().zip(scores).collect()
    };
    let has = |doc: &Doc, word: &str| !doc.gone && doc.body.contains(&word);
    for words in [["the", "trade", "zeb"], ["zeb", "zebra", "nowhere"]] {
        let parts: Vec<Query> = words.iter().map(|word| term("body", word)).collect();
        let singles: Vec<BTreeMap<u32, f32>> = parts.iter().map(&all).collect();
        let union = all(&Query::Or(parts.clone()));
        let expected: Vec<u32> = (0..)
            .zip(&docs)
            .filter(|(_, d)| words.iter().any(|w| has(d, w)))
            .map(|(n, _)| n)
            .collect();
        assert_eq!(union.keys().copied().collect::<Vec<_>>(), expected);
        for (doc, score) in &union {
            let sum: f32 = singles.iter().filter_map(|single| single.get(doc)).sum();
            assert!(near(f64::from(*score), f64::from(sum)));
        }
        let range = Query::Range {
            column: "day".into(),
            low: Some(0),
            high: None,
            boost: 0.0,
        };
        let both = all(&Query::And(vec![Query::Or(parts), range]));
        let expected: BTreeMap<u32, f32> = union
            .into_iter()
            .filter(|(doc, _)| docs[*doc as usize].day.is_some_and(|day| day >= 0))
            .collect();
        assert_eq!(both, expected);
    }
    let wanted = |words: [&str; 2]| -> Vec<u32> {
        (0..)
            .zip(&docs)
            .filter(|(_, d)| words.iter().all(|w| has(d, w)))
            .map(|(n, _)| n)
            .collect()
    };
    for words in [["the", "trade"], ["the", "zeb"], ["zeb", "the"], ["bord", "talks"]] {
        let both = all(&Query::And(words.iter().map(|word| term("body", word)).collect()));
        assert_eq!(both.into_keys().collect::<Vec<_>>(), wanted(words));
    }
}

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
        Query::Or(vec![term("body", "the"), term("body", "oil")]),
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
fn filters_masks_facets_and_pairs() {
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
        request.pairs = Some(("day".into(), "last".into()));
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
        assert_eq!((&found.facets[0].values, found.facets[0].missing), (&values, missing));
        let mut days: BTreeMap<Value, u32> = BTreeMap::new();
        matched
            .iter()
            .filter_map(|&doc| docs[doc as usize].day)
            .for_each(|day| *days.entry(Value::Number(day)).or_default() += 1);
        assert_eq!(found.facets[1].values, days.into_iter().collect::<Vec<_>>());
        assert_eq!(
            (found.facets[2].values.len(), found.facets[2].missing),
            (0, found.total)
        );
        let others: Vec<u32> = expected(&brute, &other).into_iter().map(|(doc, _)| doc).collect();
        assert_eq!(found.facets[3].values, tags(&others).0);
        let yorks =
            |v: &&(Value, u32)| v.0 == Value::Keyword("york".into()) || v.0 == Value::Keyword("New York".into());
        assert_eq!(
            found.facets[4].values,
            values.iter().filter(yorks).cloned().collect::<Vec<_>>()
        );
        let mut greatest = values.clone();
        greatest.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        greatest.truncate(2);
        assert_eq!(
            (&found.facets[5].values, found.facets[5].distinct),
            (&greatest, values.len())
        );
        let mut pairs: BTreeMap<(i64, i64), u32> = BTreeMap::new();
        let dated = matched
            .iter()
            .filter_map(|&doc| docs[doc as usize].day.zip(docs[doc as usize].last));
        dated.for_each(|pair| *pairs.entry(pair).or_default() += 1);
        let paired: u32 = pairs.values().sum();
        assert_eq!(found.pairs.counts, pairs.into_iter().collect::<Vec<_>>());
        assert_eq!(found.pairs.unpaired, found.total - paired);
    }
}

#[test]
fn collapsing_keeps_the_best_of_each_value() {
    let mut random = Random(4);
    let docs = random_docs(&mut random, 300, 6);
    let snapshot = snapshot(&docs, &[100]);
    for (column, limit) in [("tag", 1), ("tag", 3), ("day", 2), ("none", 1)] {
        let (query, weightings) = (term("body", "the"), Weightings::default());
        let mut request = Request::new(&query, &weightings);
        request.limit = None;
        let all = search(&snapshot, &request, &Interrupt::default()).unwrap();
        request.collapse = Some(Collapse {
            column: column.into(),
            limit,
        });
        let found = search(&snapshot, &request, &Interrupt::default()).unwrap();
        assert_eq!(found.total, all.total);
        let mut seen: BTreeMap<Value, u32> = BTreeMap::new();
        let mut expected = all.hits.clone();
        expected.retain(|(doc, _)| {
            let doc = &docs[*doc as usize];
            let value = match column {
                "tag" => doc.tag.first().map(|tag| Value::Keyword((*tag).into())),
                column => doc.number(column).map(Value::Number),
            };
            value.is_none_or(|value| {
                let count = seen.entry(value).or_default();
                *count += 1;
                *count <= limit as u32
            })
        });
        assert_eq!(found.hits, expected);
        let beyond = seen
            .into_iter()
            .filter(|v| v.1 > limit as u32)
            .map(|(v, count)| (v, count - limit as u32));
        assert_eq!(found.collapsed, beyond.collect::<Vec<_>>());
        (request.offset, request.limit) = (2, Some(3));
        let page = search(&snapshot, &request, &Interrupt::default()).unwrap();
        assert_eq!(page.hits, expected.into_iter().skip(2).take(3).collect::<Vec<_>>());
    }
}

#[test]
fn terms_that_a_query_stands_for() {
    let mut random = Random(9);
    let docs = random_docs(&mut random, 200, 6);
    let snapshot = snapshot(&docs, &[90]);
    let query = Query::AndNot(
        Box::new(Query::Or(vec![
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
        Box::new(term("body", "zebra")),
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
    let query = Query::Or(vec![term("body", "the"), term("body", "trade")]);
    let weightings = Weightings::default();
    let request = Request::new(&query, &weightings);
    let stop = Interrupt {
        stop: Some(Arc::new(AtomicBool::new(true))),
        deadline: None,
    };
    assert!(matches!(search(&snapshot, &request, &stop), Err(Error::Cancelled)));
    let late = Interrupt {
        stop: None,
        deadline: Some(Instant::now()),
    };
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
                w.starts_with(fixed) && brute::levenshtein(&w, &chars) <= distance as usize
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
