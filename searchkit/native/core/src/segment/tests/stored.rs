use super::damaged;
use crate::segment::stored::{BLOCK_BYTES, Stored, StoredBlocks, StoredWriter};
use crate::test_support::{Random, table_of};

fn random_document(random: &mut Random) -> Vec<u8> {
    let most = *random.pick(&[1, 40, 2000, 3 * BLOCK_BYTES as u32]);
    let letters = *random.pick(&[1, 4, 256]);
    (0..random.below(most)).map(|_| random.below(letters) as u8).collect()
}

/// Gathered in as many parts as several workers would.
fn gathered(random: &mut Random, documents: &[Vec<u8>]) -> Vec<StoredBlocks> {
    let parts = documents.chunks(1 + random.below(60) as usize);
    parts
        .map(|part| {
            let mut blocks = StoredBlocks::default();
            part.iter().for_each(|document| blocks.push(document).unwrap());
            blocks.close_block().unwrap();
            blocks
        })
        .collect()
}

#[test]
fn documents_come_back_in_any_order() {
    let mut random = Random(1);
    for count in [0, 1, 2, 40, 300] {
        let documents: Vec<Vec<u8>> = (0..count).map(|_| random_document(&mut random)).collect();
        let (table, written) = table_of(|out| {
            let mut writer = StoredWriter::begin(out).unwrap();
            for mut blocks in gathered(&mut random, &documents) {
                writer.drain(out, &mut blocks).unwrap();
            }
            writer.end(out).unwrap()
        });
        assert_eq!(written as usize, count);
        let stored = Stored::open(&table, written).unwrap();
        stored.verify().unwrap();
        for _ in 0..count {
            let doc = random.below(written);
            assert_eq!(stored.get(doc).unwrap(), documents[doc as usize]);
        }
        assert!(stored.get(written).is_err());
    }
}

#[test]
fn damage_is_told() {
    let mut random = Random(2);
    for _ in 0..100 {
        let documents: Vec<Vec<u8>> = (0..20).map(|_| random_document(&mut random)).collect();
        let (table, ()) = table_of(|out| {
            let mut index = StoredWriter::begin(out).unwrap();
            for blocks in gathered(&mut random, &documents) {
                let mut at = 0;
                for &(docs, raw, length, crc) in &blocks.blocks {
                    let end = at + length as usize;
                    let bad = damaged(&blocks.data[at..end], &mut random);
                    index.block(out, docs, raw, crc, &bad).unwrap();
                    at = end;
                }
            }
            index.end(out).unwrap();
        });
        let stored = Stored::open(&table, 20).unwrap();
        assert!(stored.verify().is_err());
        assert!((0..20).all(|doc| stored.get(doc).is_err()));
    }
}
