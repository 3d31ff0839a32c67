use super::{damaged, sections};
use crate::error::Result;
use crate::segment::dictionary::{Kept, TermInfo};
use crate::segment::postings::{Postings, PostingsWriter};
use crate::segment::section::Section;
use crate::test_support::Random;

struct Posting {
    doc: u32,
    length: u32,
    positions: Vec<u32>,
    weight: f32,
    payload: Vec<u8>,
}

/// The postings of a term, and the number of documents of its segment.
fn random_term(random: &mut Random, kept: Kept) -> (Vec<Posting>, u32) {
    let df = *random.pick(&[1, 2, 50, 127, 128, 129, 255, 256, 400, 1500]);
    let gap = *random.pick(&[1, 2, 3, 60, 700, 1 << 16, 1 << 20]);
    let most = *random.pick(&[1, 2, 20, 400]);
    let (mut next, mut postings) = (random.below(gap), Vec::new());
    for _ in 0..df {
        let tf = if kept.freqs && random.chance(3) {
            1 + random.below(most)
        } else {
            1
        };
        let mut position = 0;
        let positions = (0..tf)
            .map(|_| {
                position += random.below_any(&[1, 9, 300, 1 << 20]);
                position
            })
            .collect();
        postings.push(Posting {
            doc: next,
            length: tf + random.below_any(&[1, 300, 1 << 18]),
            positions,
            weight: random.below(1000) as f32 / 8.0,
            payload: (0..random.below(5)).map(|_| random.below(256) as u8).collect(),
        });
        next += 1 + random.below(gap);
    }
    (postings, next + random.below(9))
}

fn random_kept(random: &mut Random) -> Kept {
    Kept {
        freqs: random.chance(2),
        positions: random.chance(2),
        payloads: random.chance(2),
    }
}

fn written(writer: &mut PostingsWriter, kept: Kept, postings: &[Posting]) -> (TermInfo, Vec<u8>) {
    for posting in postings {
        let tf = posting.positions.len() as u32;
        writer.push(posting.doc, tf, posting.length, &posting.positions);
        if kept.payloads {
            writer.payload(posting.weight, &posting.payload);
        }
    }
    let mut region = Vec::new();
    let info = writer.end_term(0, &mut region).unwrap();
    (info, region)
}

/// A cursor over all bytes of a section.
fn cursor<'a>(section: &'a Section, kept: Kept, info: &TermInfo, docs: u32) -> Result<Postings<'a>> {
    Postings::new(section, kept, info, docs, 1)
}

/// Compares what a cursor says of its block with the postings that should be in it.
fn check_block(cursor: &mut Postings<'_>, kept: Kept, expected: &[Posting], random: &mut Random) {
    assert_eq!(
        cursor.docs(),
        expected.iter().map(|posting| posting.doc).collect::<Vec<_>>()
    );
    let tf = |posting: &Posting| posting.positions.len() as u32;
    let (most, least) = cursor.impact();
    assert!(
        expected
            .iter()
            .all(|posting| tf(posting) <= most && posting.length >= least)
    );
    let mut found = Vec::new();
    for (at, posting) in expected.iter().enumerate() {
        // In order, backwards, and with some left out.
        let at = if random.chance(5) { expected.len() - 1 - at } else { at };
        let posting = if at < expected.len() { &expected[at] } else { posting };
        cursor.positions(at, &mut found).unwrap();
        assert_eq!(&found[..], if kept.positions { &posting.positions[..] } else { &[] });
        let payload = cursor.payload(at).unwrap();
        let plain = (tf(posting) as f32, &[][..]);
        assert_eq!(
            payload,
            if kept.payloads {
                (posting.weight, &posting.payload[..])
            } else {
                plain
            }
        );
    }
    assert_eq!(cursor.freqs(), expected.iter().map(tf).collect::<Vec<_>>());
}

#[test]
fn postings_come_back_block_by_block() {
    let mut random = Random(1);
    for _ in 0..80 {
        let kept = random_kept(&mut random);
        let mut writer = PostingsWriter::new(kept);
        // One writer for several terms: nothing of one gets into the next.
        for _ in 0..3 {
            let (postings, docs) = random_term(&mut random, kept);
            let (info, region) = written(&mut writer, kept, &postings);
            assert_eq!(info.df as usize, postings.len());
            let [section] = sections([&region]);
            let mut cursor = cursor(&section, kept, &info, docs).unwrap();
            assert_eq!(cursor.block_count(), postings.len().div_ceil(128));
            for block in postings.chunks(128) {
                assert!(cursor.next_block().unwrap());
                check_block(&mut cursor, kept, block, &mut random);
            }
            assert!(!cursor.next_block().unwrap() && !cursor.next_block().unwrap());
            assert!(cursor.docs().is_empty());
        }
    }
}

#[test]
fn seeking_finds_the_block_of_a_document() {
    let mut random = Random(2);
    for _ in 0..150 {
        let kept = random_kept(&mut random);
        let (postings, docs) = random_term(&mut random, kept);
        let (info, region) = written(&mut PostingsWriter::new(kept), kept, &postings);
        let [section] = sections([&region]);
        let mut cursor = cursor(&section, kept, &info, docs).unwrap();
        let blocks: Vec<&[Posting]> = postings.chunks(128).collect();
        let (mut target, mut reached) = (0, 0);
        loop {
            target += random.below(1 + docs / 8);
            let wanted = blocks.iter().position(|block| block[block.len() - 1].doc >= target);
            assert_eq!(cursor.seek_block(target).unwrap(), wanted.is_some());
            let Some(wanted) = wanted else { break };
            // The cursor never goes back.
            reached = wanted.max(reached);
            assert_eq!(cursor.docs()[0], blocks[reached][0].doc);
            if random.chance(4) {
                check_block(&mut cursor, kept, blocks[reached], &mut random);
            }
            if random.chance(4) {
                let more = cursor.next_block().unwrap();
                reached += 1;
                assert_eq!(more, reached < blocks.len());
                if !more {
                    break;
                }
            }
            target += 1;
        }
    }
}

#[test]
fn damage_is_told_or_gives_documents_in_order() {
    let mut random = Random(3);
    for _ in 0..400 {
        let kept = random_kept(&mut random);
        let (postings, docs) = random_term(&mut random, kept);
        let (mut info, region) = written(&mut PostingsWriter::new(kept), kept, &postings);
        let bad = damaged(&region, &mut random);
        // The segment has fewer documents than the postings say.
        let docs = if random.chance(4) { docs / 2 } else { docs };
        if random.chance(4) {
            info.df = random.below(2 * docs + 1);
        }
        let [section] = sections([&bad]);
        let Ok(mut cursor) = cursor(&section, kept, &info, docs) else {
            continue;
        };
        let (mut last, mut positions) = (None, Vec::new());
        while let Ok(true) = cursor.next_block() {
            for &doc in cursor.docs() {
                assert!(doc < docs && last.is_none_or(|last| last < doc));
                last = Some(doc);
            }
            for at in 0..cursor.docs().len() {
                let told = cursor.positions(at, &mut positions);
                assert!(told.is_err() || positions.is_sorted());
                let _ = cursor.payload(at);
            }
        }
        assert!(cursor.seek_block(u32::MAX).is_err() || cursor.docs().len() <= 128);
    }
}
