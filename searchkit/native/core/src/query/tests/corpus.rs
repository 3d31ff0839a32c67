//! Random documents, written as segments by the parts of the format themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::bytes::put_fixed;
use crate::query::Snapshot;
use crate::segment::columns::{KeywordWriter, write_numbers};
use crate::segment::dictionary::{DictionaryWriter, Kept, TermInfo};
use crate::segment::file::FileWriter;
use crate::segment::postings::PostingsWriter;
use crate::segment::sections::Sections;
use crate::segment::stored::{StoredBlocks, StoredWriter};
use crate::segment::{DocSet, Mode, Segment};
use crate::test_support::{Random, new_path};

/// Words of which the first are much more frequent than the last.
pub const WORDS: [&str; 16] = [
    "the",
    "trade",
    "border",
    "port",
    "oil",
    "soil",
    "talk",
    "talks",
    "tälk",
    "talker",
    "trader",
    "bord",
    "日本",
    "日本人",
    "zebra",
    "zeb",
];
pub const TAGS: [&str; 6] = ["Ana", "Ånn", "berlin", "New York", "york", "Zed"];

#[derive(Clone, Debug, Default)]
pub struct Doc {
    pub body: Vec<&'static str>,
    pub title: Vec<&'static str>,
    /// Terms without frequencies and keywords of a column, repeats included.
    pub tag: Vec<&'static str>,
    /// Keywords of a column.
    pub mentioned: Vec<String>,
    /// Terms with weights.
    pub weighed: BTreeMap<&'static str, f32>,
    pub day: Option<i64>,
    pub last: Option<i64>,
    pub gone: bool,
}

impl Doc {
    /// The words of a field in order (without positions that count where it keeps none).
    pub fn words(&self, field: &str) -> Vec<&'static str> {
        match field {
            "body" => self.body.clone(),
            "title" => self.title.clone(),
            "tag" => self.tag.iter().copied().collect::<BTreeSet<_>>().into_iter().collect(),
            "weighed" => self.weighed.keys().copied().collect(),
            _ => Vec::new(),
        }
    }

    pub fn number(&self, column: &str) -> Option<i64> {
        match column {
            "day" => self.day,
            "last" => self.last,
            _ => None,
        }
    }
}

pub fn random_docs(random: &mut Random, count: u32, longest: u32) -> Vec<Doc> {
    let word = |random: &mut Random| {
        let most = 1 + random.below(WORDS.len() as u32);
        WORDS[random.below(most) as usize]
    };
    (0..count)
        .map(|_| {
            let words = |random: &mut Random, most: u32| (0..random.below(most)).map(|_| word(random)).collect();
            let day = (!random.chance(4)).then(|| i64::from(random.below(50)) - 20);
            Doc {
                body: words(random, longest),
                title: words(random, 4),
                tag: (0..random.below(4)).map(|_| *random.pick(&TAGS)).collect(),
                weighed: (0..random.below(3))
                    .map(|_| (word(random), random.below(100) as f32 / 8.0))
                    .collect(),
                day,
                last: day
                    .filter(|_| !random.chance(5))
                    .map(|day| day + i64::from(random.below(3))),
                mentioned: Vec::new(),
                gone: random.chance(10),
            }
        })
        .collect()
}

fn write_field(out: &mut FileWriter, name: &str, kept: Kept, docs: &[Doc]) -> Value {
    let mut postings: BTreeMap<&str, Vec<(u32, Vec<u32>)>> = BTreeMap::new();
    let mut lengths = Vec::new();
    for (number, doc) in (0..).zip(docs) {
        let words = doc.words(name);
        lengths.push(words.len() as u32);
        for (position, word) in (0..).zip(words) {
            let list = postings.entry(word).or_default();
            match list.last_mut() {
                Some((doc, positions)) if *doc == number => positions.push(position),
                _ => list.push((number, vec![position])),
            }
        }
    }
    let mut dictionary = DictionaryWriter::new(kept);
    let mut writer = PostingsWriter::new(kept);
    let mut region = Vec::new();
    for (term, list) in &postings {
        for (doc, positions) in list {
            writer.push(*doc, positions.len() as u32, lengths[*doc as usize], positions);
            if kept.payloads {
                writer.payload(docs[*doc as usize].weighed[term], b"bytes");
            }
        }
        let info: TermInfo = writer.end_term(region.len() as u64, &mut region).unwrap();
        dictionary.push(term.as_bytes(), &info);
    }
    let terms = dictionary.terms();
    let (blocks, index) = dictionary.finish().unwrap();
    out.section("postings", name, &region).unwrap();
    out.section("dictionary", name, &blocks).unwrap();
    out.section("dictionary index", name, &index).unwrap();
    let mut bytes = Vec::new();
    lengths
        .iter()
        .for_each(|&length| put_fixed(&mut bytes, 2, u64::from(length)));
    out.section("lengths", name, &bytes).unwrap();
    json!({
        "name": name, "freqs": kept.freqs, "positions": kept.positions, "payloads": kept.payloads, "width": 2,
        "docs": lengths.iter().filter(|&&length| length > 0).count(), "terms": terms,
        "total_length": lengths.iter().map(|&length| u64::from(length)).sum::<u64>(),
        "min_length": lengths.iter().filter(|&&length| length > 0).min().unwrap_or(&0),
        "max_length": lengths.iter().max().unwrap_or(&0),
    })
}

fn write_keywords<'d>(
    out: &mut FileWriter,
    name: &str,
    docs: &'d [Doc],
    of: impl Fn(&'d Doc) -> Vec<&'d str>,
) -> Value {
    let values: BTreeSet<&str> = docs.iter().flat_map(&of).collect();
    let values: Vec<&str> = values.into_iter().collect();
    let (mut ends, mut ordinals) = (Vec::new(), Vec::new());
    for doc in docs {
        ordinals.extend(of(doc).iter().map(|value| values.binary_search(value).unwrap() as u32));
        ends.push(ordinals.len() as u32);
    }
    let doc_count = docs.len() as u32;
    KeywordWriter { name, doc_count }
        .write(out, values.iter().map(|v| v.as_bytes()), &ends, &ordinals)
        .unwrap()
}

/// The file of a segment of the documents, and the segment.
pub fn write(docs: &[Doc]) -> (PathBuf, Segment) {
    let path = new_path();
    let mut out = FileWriter::create(&path).unwrap();
    let count = docs.len() as u32;
    let mut blocks = StoredBlocks::default();
    docs.iter().for_each(|_| blocks.push(b"").unwrap());
    blocks.close_block().unwrap();
    let mut stored = StoredWriter::begin(&mut out).unwrap();
    stored.drain(&mut out, &mut blocks).unwrap();
    stored.end(&mut out).unwrap();
    let text = Kept {
        freqs: true,
        positions: true,
        payloads: false,
    };
    let fields = [
        write_field(&mut out, "body", text, docs),
        write_field(&mut out, "title", text, docs),
        write_field(&mut out, "tag", Kept::default(), docs),
        write_field(
            &mut out,
            "weighed",
            Kept {
                freqs: true,
                positions: false,
                payloads: true,
            },
            docs,
        ),
    ];
    let numbers = ["day", "last"].map(|name| {
        let values = (0..)
            .zip(docs)
            .filter_map(|(number, doc)| Some((number, doc.number(name)?)));
        write_numbers(&mut out, name, count, values).unwrap()
    });
    let keywords = [
        write_keywords(&mut out, "tag", docs, |doc| doc.tag.clone()),
        write_keywords(&mut out, "mentioned", docs, |doc| {
            doc.mentioned.iter().map(String::as_str).collect()
        }),
    ];
    out.finish(json!({
        "documents": count, "levels": 1, "fields": fields, "numbers": numbers, "keywords": keywords,
    }))
    .unwrap();
    let segment = Segment::open(&path, Mode::InMemory).unwrap();
    (path, segment)
}

/// A snapshot of the documents, cut into segments at these places.
pub fn snapshot(docs: &[Doc], cuts: &[usize]) -> Snapshot {
    let mut segments = Vec::new();
    let mut start = 0;
    for &end in cuts.iter().chain([&docs.len()]) {
        let part = &docs[start..end];
        start = end;
        let (path, segment) = write(part);
        assert!(segment.verify().is_empty(), "{:?}", segment.verify());
        std::fs::remove_file(path).unwrap();
        let mut deletes = DocSet::empty(part.len() as u32);
        (0..)
            .zip(part)
            .filter(|(_, doc)| doc.gone)
            .for_each(|(number, _)| deletes.insert(number));
        let deletes = (!deletes.is_empty()).then(|| Arc::new(deletes));
        segments.push((Arc::new(segment), deletes));
    }
    Snapshot::new(segments).unwrap()
}
