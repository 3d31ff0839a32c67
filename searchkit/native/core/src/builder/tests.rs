//! Built, merged and read again: what comes out is what went in.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use super::slots::{Document, Given, Slot};
use super::*;
use crate::analysis::{Form, Splitter};
use crate::merge::{GONE, merge};
use crate::segment::dictionary::Kept;
use crate::segment::{DocSet, Mode, Segment};
use crate::test_support::Random;

fn slots() -> Vec<Slot> {
    let kept = Kept {
        freqs: true,
        positions: true,
        payloads: false,
    };
    vec![
        Slot::Text {
            splitter: Splitter::Archive,
            fields: vec![("body".into(), Form::Surface)],
            gap: 10,
            kept,
            breaks: None,
            language: None,
        },
        Slot::Values {
            field: Some("tag".into()),
            column: Some("tag".into()),
        },
        Slot::Number { column: "day".into() },
        Slot::Stored,
    ]
}

#[derive(Clone, Debug, PartialEq)]
struct Doc {
    texts: Vec<String>,
    tags: Vec<String>,
    day: Option<i64>,
    stored: Vec<u8>,
}

fn random_docs(seed: u64, count: usize) -> Vec<Doc> {
    let mut random = Random(seed);
    (0..count)
        .map(|n| {
            let texts = (0..random.below(3))
                .map(|_| {
                    let words = random.below(60);
                    (0..words)
                        .map(|_| {
                            let a = random.below(300);
                            format!("w{}", a * random.below(300) / 300)
                        })
                        .collect::<Vec<_>>()
                        .join(" ")
                })
                .collect();
            let tags = (0..random.below(4))
                .map(|_| format!("tag {}", random.below(20)))
                .collect();
            let day = (random.below(4) > 0).then(|| random.below(100_000) as i64 - 50_000);
            Doc {
                texts,
                tags,
                day,
                stored: format!("document {n} {}", "x".repeat(random.below(2000) as usize)).into(),
            }
        })
        .collect()
}

fn given(doc: &Doc) -> Document {
    vec![
        Given::Texts(doc.texts.clone()),
        Given::Values(doc.tags.iter().map(|t| t.clone().into_bytes()).collect()),
        doc.day.map_or(Given::Nothing, Given::Number),
        Given::Bytes(doc.stored.clone()),
    ]
}

type Postings = BTreeMap<String, Vec<(u32, Vec<u32>)>>;

fn expected(docs: &[Doc]) -> Postings {
    let mut all = Postings::new();
    for (n, doc) in docs.iter().enumerate() {
        let mut position = 0;
        for (m, text) in doc.texts.iter().enumerate() {
            position += if m > 0 { 10 } else { 0 };
            for word in text.split_whitespace() {
                let list = all.entry(word.to_string()).or_default();
                match list.last_mut() {
                    Some((doc, positions)) if *doc == n as u32 => positions.push(position),
                    _ => list.push((n as u32, vec![position])),
                }
                position += 1;
            }
        }
    }
    all
}

fn check(segment: &Segment, docs: &[Doc]) {
    assert_eq!(segment.doc_count() as usize, docs.len());
    assert!(segment.verify().is_empty(), "{:?}", segment.verify());
    let body = segment.field("body").unwrap();
    let mut found = Postings::new();
    let mut terms = body.terms();
    let mut positions = Vec::new();
    while terms.next().unwrap() {
        let mut postings = body.postings(terms.info()).unwrap();
        let mut list = Vec::new();
        while postings.next_block().unwrap() {
            let (max_tf, min_length) = postings.impact();
            for at in 0..postings.docs().len() {
                postings.positions(at, &mut positions).unwrap();
                assert_eq!(postings.freqs()[at] as usize, positions.len());
                assert!(postings.freqs()[at] <= max_tf && body.length(postings.docs()[at]).unwrap() >= min_length);
                list.push((postings.docs()[at], positions.clone()));
            }
        }
        found.insert(String::from_utf8(terms.term().to_vec()).unwrap(), list);
    }
    let wanted = expected(docs);
    assert_eq!(found, wanted);
    let lengths: Vec<u32> = docs
        .iter()
        .map(|d| d.texts.iter().map(|t| t.split_whitespace().count() as u32).sum())
        .collect();
    assert_eq!(
        (0..docs.len() as u32)
            .map(|d| body.length(d).unwrap())
            .collect::<Vec<_>>(),
        lengths
    );
    // Seeking, in postings and in the dictionary.
    let mut random = Random(7);
    let words: Vec<&String> = wanted.keys().collect();
    for word in words.iter().step_by(5) {
        let info = body.term(word.as_bytes()).unwrap().unwrap();
        let mut postings = body.postings(&info).unwrap();
        let mut target = 0;
        loop {
            target += 1 + random.below(1 + docs.len() as u32 / 3);
            let next = wanted[*word].iter().map(|p| p.0).find(|&doc| doc >= target);
            let on = postings.seek_block(target).unwrap();
            assert_eq!(on, next.is_some());
            let Some(next) = next else { break };
            assert_eq!(postings.docs().iter().copied().find(|&doc| doc >= target), Some(next));
        }
        let mut terms = body.terms();
        let near = format!("{word}!");
        let after = words.iter().find(|w| w.as_str() >= near.as_str());
        assert_eq!(terms.seek(near.as_bytes()).unwrap(), after.is_some());
        if let Some(after) = after {
            assert_eq!(terms.term(), after.as_bytes());
        }
    }
    let day = segment.number_column("day").unwrap().unwrap();
    let tag = segment.keyword_column("tag").unwrap();
    let mut ordinals = Vec::new();
    for (n, doc) in docs.iter().enumerate() {
        assert_eq!(day.get(n as u32).unwrap(), doc.day);
        assert_eq!(segment.stored(n as u32).unwrap(), doc.stored);
        tag.ordinals(n as u32, &mut ordinals).unwrap();
        let mut tags = Vec::new();
        doc.tags.iter().for_each(|t| {
            if !tags.contains(t) {
                tags.push(t.clone())
            }
        });
        let found: Vec<String> = ordinals
            .iter()
            .map(|&o| String::from_utf8(tag.value(o).unwrap()).unwrap())
            .collect();
        assert_eq!(found, tags);
    }
    let mut within = Vec::new();
    day.in_range(-1000, 20_000, |doc| within.push(doc)).unwrap();
    let wanted: Vec<u32> = (0..docs.len() as u32)
        .filter(|&d| docs[d as usize].day.is_some_and(|day| (-1000..=20_000).contains(&day)))
        .collect();
    assert_eq!(within, wanted);
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("searchkit-core-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn what_was_built_and_merged_is_read_again() {
    let folder = folder("build");
    for (round, count) in [0usize, 1, 127, 128, 129, 700, 3000].into_iter().enumerate() {
        let docs = random_docs(round as u64, count);
        let mut builder = Builder::new(slots(), 64 << 20, 1 + round % 3);
        for batch in docs.chunks(37) {
            builder.add(batch.iter().map(given).collect()).unwrap();
        }
        let path = folder.join(format!("s{round}"));
        let (first, built, written) = builder.flush(&path).unwrap();
        assert_eq!((first, built as usize), (0, count));
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(
            (bytes.len() as u64, crc32fast::hash(&bytes)),
            (written.size, written.crc)
        );
        let mode = if round % 2 == 0 { Mode::Mapped } else { Mode::InMemory };
        let segment = Segment::open(&path, mode).unwrap();
        check(&segment, &docs);
        // A second segment after the first, some documents of both deleted, both merged.
        let more = random_docs(99 + round as u64, 300);
        builder.add(more.iter().map(given).collect()).unwrap();
        let (first, ..) = builder.flush(&folder.join(format!("t{round}"))).unwrap();
        assert_eq!(first as usize, count);
        let second = Segment::open(&folder.join(format!("t{round}")), Mode::Mapped).unwrap();
        let mut deleted = DocSet::empty(300);
        (0..300)
            .filter(|d| d % 7 == 3 || (100..180).contains(d))
            .for_each(|d| deleted.insert(d));
        let merged_path = folder.join(format!("m{round}"));
        let (total, _, maps) = merge(
            &[(&segment, None), (&second, Some(&deleted))],
            &merged_path,
            &AtomicBool::new(false),
        )
        .unwrap();
        let stopped = merge(&[(&segment, None)], &folder.join("stopped"), &AtomicBool::new(true));
        assert!(matches!(stopped, Err(Error::Cancelled)));
        assert!(
            !folder.join("stopped").exists(),
            "a merge that was stopped leaves no file"
        );
        let mut left = docs.clone();
        left.extend(
            (0..300u32)
                .filter(|&d| !deleted.contains(d))
                .map(|d| more[d as usize].clone()),
        );
        assert_eq!(total as usize, left.len());
        assert_eq!(maps[1].iter().filter(|&&new| new == GONE).count() as u32, deleted.len());
        let merged = Segment::open(&merged_path, Mode::Mapped).unwrap();
        check(&merged, &left);
        assert_eq!(DocSet::from_bytes(&deleted.to_bytes(), "d").unwrap(), deleted);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_panic_of_a_worker_is_told_by_the_call_that_finds_it() {
    let folder = std::env::temp_dir().join(format!("searchkit-panic-{}", std::process::id()));
    let mut builder = Builder::new(vec![Slot::Panic], 1 << 24, 2);
    builder.add(vec![vec![Given::Text("made for it".into())]]).unwrap();
    for expected in ["made for it", "a worker thread of the builder has ended"] {
        let Err(Error::Internal(told)) = builder.flush(&folder) else {
            panic!("no error of our own");
        };
        assert!(told.starts_with(expected), "{told}");
    }
    assert!(matches!(builder.clear(), Err(Error::Internal(_))));
    assert!(!folder.exists());
}

#[test]
fn a_document_that_is_too_long_is_refused_with_its_batch() {
    let mut builder = Builder::new(vec![Slot::Stored], 1 << 24, 1);
    let batch = vec![
        vec![Given::Bytes(b"a".to_vec())],
        vec![Given::Bytes(vec![0; crate::segment::stored::LONGEST_DOCUMENT + 1])],
    ];
    let refused = builder.add(batch);
    assert!(matches!(
        refused,
        Err(Error::Limit {
            of: crate::error::Limited::Document,
            ..
        })
    ));
    assert_eq!(builder.pending(), 0);
}

#[test]
fn a_combined_field_counts_the_words_of_its_texts() {
    let folder = folder("combined");
    let text = |field: &str, form| Slot::Text {
        splitter: Splitter::Archive,
        fields: vec![(field.into(), form), (format!("{field}_exact"), Form::Surface)],
        gap: 10,
        kept: Kept {
            freqs: true,
            positions: true,
            payloads: false,
        },
        breaks: None,
        language: None,
    };
    let combined = Slot::Combined {
        field: "text".into(),
        of: vec![(1, 2), (2, 1)],
    };
    let slots = vec![
        combined,
        text("title", Form::Fold),
        text("body", Form::Fold),
        Slot::Stored,
    ];
    let titles = random_docs(3, 900);
    let bodies = random_docs(4, 900);
    let counted: Vec<BTreeMap<&str, u32>> = titles
        .iter()
        .zip(&bodies)
        .map(|(title, body)| {
            let mut counts = BTreeMap::new();
            for (doc, weight) in [(title, 2), (body, 1)] {
                for word in doc.texts.iter().flat_map(|text| text.split_whitespace()) {
                    *counts.entry(word).or_default() += weight;
                }
            }
            counts
        })
        .collect();
    let made = |given: &dyn Fn(&Doc) -> Given| -> Vec<Document> {
        let pairs = titles.iter().zip(&bodies);
        pairs
            .map(|(title, body)| vec![Given::Nothing, given(title), given(body), Given::Nothing])
            .collect()
    };
    let documents = made(&|doc| match doc.texts.is_empty() {
        true => Given::Nothing,
        false => Given::Texts(doc.texts.clone()),
    });
    for (round, budget) in [64 << 20, 1 << 20].into_iter().enumerate() {
        let mut builder = Builder::new(slots.clone(), budget, 2);
        for batch in documents.chunks(41) {
            builder.add(batch.to_vec()).unwrap();
        }
        let path = folder.join(format!("s{round}"));
        builder.flush(&path).unwrap();
        let segment = Segment::open(&path, Mode::InMemory).unwrap();
        assert!(segment.verify().is_empty(), "{:?}", segment.verify());
        let field = segment.field("text").unwrap();
        let mut found: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); counted.len()];
        let mut terms = field.terms();
        while terms.next().unwrap() {
            let word = String::from_utf8(terms.term().to_vec()).unwrap();
            let (mut postings, mut times) = (field.postings(terms.info()).unwrap(), 0);
            while postings.next_block().unwrap() {
                for (&doc, &tf) in postings.docs().to_vec().iter().zip(postings.freqs()) {
                    found[doc as usize].insert(word.clone(), tf);
                    times += u64::from(tf);
                }
            }
            assert_eq!(terms.info().cf, times);
        }
        for (doc, (found, counts)) in found.iter().zip(&counted).enumerate() {
            assert!(
                found
                    .iter()
                    .map(|(word, &tf)| (word.as_str(), tf))
                    .eq(counts.iter().map(|(&word, &tf)| (word, tf)))
            );
            assert_eq!(field.length(doc as u32).unwrap(), counts.values().sum::<u32>());
        }
    }
    let what = r#"[{"kind": "combined", "field": "text", "of": [[0, 1]]}]"#;
    assert!(Slot::list_from_json(what).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}
