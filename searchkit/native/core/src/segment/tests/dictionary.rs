use std::collections::BTreeMap;

use super::{damaged, sections};
use crate::segment::dictionary::{Dictionary, DictionaryWriter, Kept, TermInfo};
use crate::test_support::Random;

fn random_term(random: &mut Random) -> Vec<u8> {
    let mut term = random
        .pick(&["", "a", "inter", "internation", "\u{65e5}\u{672c}"])
        .as_bytes()
        .to_vec();
    let letters = *random.pick(&[2, 26, 256]);
    term.extend((0..random.below(6)).map(|_| (97 + random.below(letters)) as u8));
    term
}

fn random_terms(random: &mut Random, kept: Kept) -> BTreeMap<Vec<u8>, TermInfo> {
    let count = *random.pick(&[0, 1, 31, 32, 33, 64, 400, 1500]);
    let mut terms: BTreeMap<Vec<u8>, TermInfo> =
        (0..count).map(|_| (random_term(random), TermInfo::default())).collect();
    let mut offset = u64::from(random.below(2)) << 33;
    for info in terms.values_mut() {
        let df = 1 + random.below_any(&[2, 1000, 1 << 30]);
        *info = TermInfo {
            df,
            cf: u64::from(df)
                + if kept.freqs {
                    u64::from(random.below(1 << 20)) << random.below(20)
                } else {
                    0
                },
            offset,
            postings: u64::from(random.below(1 << 20)),
            positions: if kept.positions {
                u64::from(random.below(1 << 20))
            } else {
                0
            },
            payloads: if kept.payloads {
                u64::from(random.below(1 << 20))
            } else {
                0
            },
        };
        offset += info.postings + info.positions + info.payloads;
    }
    terms
}

fn random_kept(random: &mut Random) -> Kept {
    Kept {
        freqs: random.chance(2),
        positions: random.chance(2),
        payloads: random.chance(2),
    }
}

fn written(kept: Kept, terms: &BTreeMap<Vec<u8>, TermInfo>) -> (Vec<u8>, Vec<u8>) {
    let mut writer = DictionaryWriter::new(kept);
    terms.iter().for_each(|(term, info)| writer.push(term, info));
    assert_eq!(writer.terms(), terms.len() as u64);
    writer.finish().unwrap()
}

#[test]
fn terms_come_back_in_order_by_name_and_by_ordinal() {
    let mut random = Random(1);
    for _ in 0..60 {
        let kept = random_kept(&mut random);
        let terms = random_terms(&mut random, kept);
        let (blocks, index) = written(kept, &terms);
        let [blocks, index] = sections([&blocks, &index]);
        let dictionary = Dictionary::new(kept, u32::MAX, terms.len() as u64, blocks, index).unwrap();
        dictionary.verify().unwrap();
        let mut cursor = dictionary.terms();
        let mut last: &[u8] = &[];
        for (ordinal, (term, info)) in (0..).zip(&terms) {
            assert!(cursor.next().unwrap());
            assert_eq!((cursor.term(), cursor.info()), (&term[..], info));
            assert!(cursor.shared() <= last.len() && last[..cursor.shared()] == term[..cursor.shared()]);
            last = term;
            assert_eq!(dictionary.find(term).unwrap(), Some(*info));
            assert_eq!(dictionary.ordinal(term).unwrap(), Some(ordinal));
            assert_eq!(dictionary.at(ordinal).unwrap().as_ref(), Some(term));
        }
        assert!(!cursor.next().unwrap() && !cursor.next().unwrap());
        assert_eq!(dictionary.at(terms.len() as u64).unwrap(), None);
    }
}

#[test]
fn seeking_goes_to_the_first_term_at_or_after() {
    let mut random = Random(2);
    for _ in 0..60 {
        let kept = random_kept(&mut random);
        let terms = random_terms(&mut random, kept);
        let (blocks, index) = written(kept, &terms);
        let [blocks, index] = sections([&blocks, &index]);
        let dictionary = Dictionary::new(kept, u32::MAX, terms.len() as u64, blocks, index).unwrap();
        let mut cursor = dictionary.terms();
        for _ in 0..60 {
            let target = random_term(&mut random);
            assert_eq!(dictionary.find(&target).unwrap(), terms.get(&target).copied());
            assert_eq!(
                dictionary.ordinal(&target).unwrap().is_some(),
                terms.contains_key(&target)
            );
            let mut after = terms.range(target.clone()..);
            let mut on = cursor.seek(&target).unwrap();
            for _ in 0..1 + random.below(3) {
                let expected = after.next();
                assert_eq!(
                    on.then(|| (cursor.term(), cursor.info())),
                    expected.map(|(t, i)| (&t[..], i))
                );
                if !on {
                    break;
                }
                on = cursor.next().unwrap();
            }
        }
    }
}

#[test]
fn damage_is_told() {
    let mut random = Random(3);
    for _ in 0..200 {
        let kept = random_kept(&mut random);
        let terms = random_terms(&mut random, kept);
        let (blocks, index) = written(kept, &terms);
        if blocks.is_empty() {
            continue;
        }
        let in_blocks = random.chance(2);
        let bad_blocks = if in_blocks {
            damaged(&blocks, &mut random)
        } else {
            blocks
        };
        let bad_index = if in_blocks {
            index.clone()
        } else {
            damaged(&index, &mut random)
        };
        let [bad_blocks, mut bad_index] = sections([&bad_blocks, &bad_index]);
        bad_index.crc = crc32fast::hash(&index);
        let dictionary = Dictionary::new(kept, u32::MAX, terms.len() as u64, bad_blocks, bad_index).unwrap();
        assert!(dictionary.verify().is_err());
        for (term, info) in &terms {
            // What is read at all is right.
            assert!(dictionary.find(term).is_ok_and(|found| found == Some(*info)) || dictionary.find(term).is_err());
        }
    }
}
