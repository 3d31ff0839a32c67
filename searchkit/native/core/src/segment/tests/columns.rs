use std::collections::BTreeMap;

use crate::segment::columns::{KeywordColumn, KeywordWriter, NumberColumn, write_numbers};
use crate::test_support::{Random, table_of};

const COUNTS: [u32; 9] = [0, 1, 63, 64, 65, 1023, 1024, 1025, 3000];

fn random_number(random: &mut Random, span: u64) -> i64 {
    let wide = u64::from(random.below(1 << 31)) << 33 | u64::from(random.below(1 << 31)) << 2;
    if span == u64::MAX {
        wide as i64
    } else {
        (wide % span) as i64 - 50
    }
}

fn random_numbers(random: &mut Random, docs: u32) -> BTreeMap<u32, i64> {
    let span = *random.pick(&[1, 200, 60_000, 1 << 30, 1 << 50, u64::MAX]);
    let missing = *random.pick(&[1, 2, 5, 1 << 30]);
    let mut numbers = BTreeMap::new();
    for doc in 0..docs {
        if !random.chance(missing) {
            numbers.insert(doc, random_number(random, span));
        }
    }
    numbers
}

fn some_docs(random: &mut Random, docs: u32) -> Vec<u32> {
    let one_in = *random.pick(&[1, 3, 400]);
    (0..docs).filter(|_| random.chance(one_in)).collect()
}

#[test]
fn numbers_come_back_one_by_one_and_by_range() {
    let mut random = Random(1);
    for round in 0..90 {
        let docs = COUNTS[round % COUNTS.len()];
        let values = random_numbers(&mut random, docs);
        let (table, meta) =
            table_of(|out| write_numbers(out, "n", docs, values.iter().map(|(&doc, &value)| (doc, value))).unwrap());
        let column = NumberColumn::open(&table, &meta, docs).unwrap();
        column.verify().unwrap();
        assert_eq!(column.count().unwrap() as usize, values.len());
        let bounds = values.values().min().copied().zip(values.values().max().copied());
        assert_eq!(column.bounds().unwrap(), bounds);
        for doc in 0..docs + 2 {
            assert_eq!(column.get(doc).unwrap(), values.get(&doc).copied());
        }
        let wanted = some_docs(&mut random, docs);
        let mut found = Vec::new();
        column.for_docs(&wanted, |doc, value| found.push((doc, value))).unwrap();
        let expected = wanted.iter().filter_map(|doc| Some((*doc, *values.get(doc)?)));
        assert_eq!(found, expected.collect::<Vec<_>>());
        let numbers: Vec<i64> = values.values().copied().chain([i64::MIN, 0, i64::MAX]).collect();
        for _ in 0..8 {
            let (low, high) = (*random.pick(&numbers), *random.pick(&numbers));
            let mut found = Vec::new();
            column.in_range(low, high, |doc| found.push(doc)).unwrap();
            let within = values.iter().filter(|&(_, &value)| low <= value && value <= high);
            assert_eq!(
                found,
                within.map(|(&doc, _)| doc).collect::<Vec<_>>(),
                "{low} to {high}"
            );
        }
    }
}

#[test]
fn keywords_come_back_with_their_ordinals() {
    let mut random = Random(2);
    for round in 0..90 {
        let docs = COUNTS[round % COUNTS.len()];
        let count = *random.pick(&[1, 3, 254, 255, 256, 70_000]);
        let most = 1 + random.below(3);
        let values: Vec<Vec<u8>> = (0..count).map(|n| format!("value {n:06}").into_bytes()).collect();
        let given: Vec<Vec<u32>> = (0..docs)
            .map(|_| (0..random.below(most + 1)).map(|_| random.below(count)).collect())
            .collect();
        let ordinals: Vec<u32> = given.concat();
        let mut end = 0;
        let ends: Vec<u32> = given
            .iter()
            .map(|given| {
                end += given.len() as u32;
                end
            })
            .collect();
        let writer = KeywordWriter {
            name: "k",
            doc_count: docs,
        };
        let (table, meta) = table_of(|out| {
            let values = values.iter().map(Vec::as_slice);
            writer.write(out, values, &ends, &ordinals).unwrap()
        });
        assert_eq!(meta["many"], given.iter().any(|given| given.len() > 1));
        let column = KeywordColumn::open(&table, &meta, docs).unwrap();
        column.verify().unwrap();
        assert_eq!(column.value_count(), count);
        for _ in 0..20 {
            let ordinal = random.below(count);
            let value = &values[ordinal as usize];
            assert_eq!(&column.value(ordinal).unwrap(), value);
            assert_eq!(column.ordinal(value).unwrap(), Some(ordinal));
        }
        assert_eq!(column.ordinal(b"value").unwrap(), None);
        assert!(column.value(count).is_err());
        let mut found = Vec::new();
        for (doc, given) in (0..).zip(&given) {
            column.ordinals(doc, &mut found).unwrap();
            assert_eq!(&found, given);
        }
        column.ordinals(docs, &mut found).unwrap();
        assert!(found.is_empty());
        let wanted = some_docs(&mut random, docs);
        let mut pairs = Vec::new();
        column
            .for_each(&wanted, |doc, ordinal| pairs.push((doc, ordinal)))
            .unwrap();
        let expected = wanted
            .iter()
            .flat_map(|&doc| given[doc as usize].iter().map(move |&ordinal| (doc, ordinal)));
        assert_eq!(pairs, expected.collect::<Vec<_>>());
        column.for_docs(&wanted, |ordinal| found.push(ordinal)).unwrap();
        assert_eq!(found, pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    }
}
