//! Searches over random documents against a plain loop over all words of all documents.

mod brute;
mod corpus;
mod flips;
mod timelines;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use brute::{Brute, EXPRESSIONS};
use corpus::{Doc, WORDS, random_docs, snapshot};

use super::*;
use crate::spans::tests::random_spans;
use crate::test_support::Random;

fn random_leaf(random: &mut Random, size: u32) -> Query {
    let field = (*random.pick(&["body", "body", "body", "title", "tag", "weighed", "none"])).to_string();
    let word = |random: &mut Random| random.pick(&WORDS).as_bytes().to_vec();
    let boost = *random.pick(&[1.0, 1.0, 2.0, 0.5, 0.0]);
    match random.below(18) {
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
        14 => Query::Length {
            field,
            low: (!random.chance(3)).then(|| random.below(12)),
            high: (!random.chance(3)).then(|| random.below(30)),
            boost,
        },
        15 => Query::Regex {
            field,
            expression: Expression::new(random.pick(&EXPRESSIONS).0).unwrap(),
            boost,
        },
        16 | 17 => random_placed(random, field),
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

/// Three leaves of a field, which stand as random spans ask, once or several times.
fn random_placed(random: &mut Random, field: String) -> Query {
    let leaf = |random: &mut Random| match random.below(5) {
        0 => Query::Prefix {
            field: field.clone(),
            prefix: b"t".to_vec(),
            boost: 1.0,
        },
        1 => Query::Wildcard {
            field: field.clone(),
            pattern: "*o*".into(),
            boost: 1.0,
        },
        2 => Query::Regex {
            field: field.clone(),
            expression: Expression::new(random.pick(&EXPRESSIONS).0).unwrap(),
            boost: 1.0,
        },
        _ => Query::Term {
            field: field.clone(),
            term: random.pick(&WORDS).as_bytes().to_vec(),
            boost: 1.0,
        },
    };
    let leaves: Vec<Arc<Query>> = (0..3).map(|_| Arc::new(leaf(random))).collect();
    let groups = (0..1 + random.below(2)).map(|_| random_spans(random, 2)).collect();
    Query::Placed(Box::new(Placed {
        query: Arc::new(Query::Or(leaves.clone())),
        leaves: leaves.into_iter().map(|leaf| (field.clone(), leaf)).collect(),
        groups,
        least: random.below(4),
        breaks: None,
    }))
}

fn random_query(random: &mut Random, size: u32, depth: u32) -> Query {
    if depth == 0 || random.chance(4) {
        return random_leaf(random, size);
    }
    let mut one = || Arc::new(random_query(random, size, depth - 1));
    let (a, b, c) = (one(), one(), one());
    let parts = match random.below(4) {
        0 => vec![a.clone()],
        1 => vec![a.clone(), a.clone(), b.clone()],
        _ => vec![a.clone(), b.clone(), c],
    };
    match random.below(12) {
        0..2 => Query::And(parts),
        2..4 => Query::Or(parts),
        4 => Query::Not(a),
        5 => Query::AndNot(a, b),
        6 => Query::AndMaybe(a, b),
        7 => Query::Require(a, b),
        8 => Query::ScoredBy(a, b),
        9 => Query::DisMax {
            parts,
            tiebreak: *random.pick(&[0.0, 0.5]),
        },
        10 => Query::Enough {
            parts: parts.into_iter().map(|part| (part, random.below(4))).collect(),
            least: random.below(6),
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

fn and(parts: Vec<Query>) -> Query {
    Query::And(parts.into_iter().map(Arc::new).collect())
}

fn or(parts: Vec<Query>) -> Query {
    Query::Or(parts.into_iter().map(Arc::new).collect())
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
    run_random(103, 1500, 12, 40, &[700], Weighting::Bursty { k1: 1.2, b: 0.75 });
}

#[test]
fn one_document_and_none() {
    run_random(7, 1, 5, 50, &[0], Weighting::default());
    let (every, bm25) = (Query::Every { boost: 1.0 }, Weightings::default());
    let empty = snapshot(&[], &[]);
    let found = search(&empty, &Request::new(&every, &bm25), &Interrupt::default()).unwrap();
    assert_eq!((found.total, found.hits.len(), found.facets.len()), (0, 0, 0));
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
        let union = all(&or(parts.clone()));
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
        let both = all(&and(vec![or(parts), range]));
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
        let both = all(&and(words.iter().map(|word| term("body", word)).collect()));
        assert_eq!(both.into_keys().collect::<Vec<_>>(), wanted(words));
    }
}
