//! Ranking formulas. All of them come down to `factor * tf / (tf + flat + slope * length)` or `factor * tf`.

use std::collections::HashMap;

use crate::bytes::fixed_at;
use crate::error::Result;
use crate::segment::Field;

/// A formula for the score of a term in a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Weighting {
    /// idf = ln(1 + (N - df + 0.5) / (df + 0.5)): searchkit's own. N and df count deleted documents; the average length
    /// is that of all N documents, those without the field included.
    Bm25 {
        /// How soon more occurrences count less.
        k1: f64,
        /// How much the length counts, from 0 to 1.
        b: f64,
    },
    /// BM25, times 1 + ln(cf / df): a word that stands often where it stands weighs more than one that is spread thin.
    /// cf is how often the word stands in all documents. The factor is of the word, not of the document, so a block of
    /// postings scores at most `factor * tf / (tf + flat + slope * length)` of its greatest tf and its least length,
    /// both of which its skip holds.
    Bursty {
        /// How soon more occurrences count less.
        k1: f64,
        /// How much the length counts, from 0 to 1.
        b: f64,
    },
    /// Whoosh's: the same as Bm25 with idf = ln(N / (df + 1)) + 1. (Lengths are exact here, not rounded to a byte.)
    Bm25f {
        /// How soon more occurrences count less.
        k1: f64,
        /// How much the length counts, from 0 to 1.
        b: f64,
    },
    /// The frequency (or the weight that a posting carries) itself; Whoosh's for fields that are not scorable.
    Frequency,
    /// The frequency times Whoosh's idf.
    TfIdf,
}

impl Default for Weighting {
    fn default() -> Weighting {
        Weighting::Bm25 { k1: 1.2, b: 0.75 }
    }
}

/// The formula of each field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weightings {
    /// Of fields that are not named.
    pub default: Weighting,
    /// Of fields by name.
    pub fields: HashMap<String, Weighting>,
}

impl Weightings {
    /// The formula of a field.
    pub fn of(&self, field: &str) -> &Weighting {
        self.fields.get(field).unwrap_or(&self.default)
    }
}

/// What a formula looks at beside the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    pub doc_count: u32,
    pub doc_frequency: u32,
    /// How often the term stands in all documents.
    pub frequency: u64,
    pub total_length: u64,
}

impl Statistics {
    pub fn average_length(&self) -> f64 {
        let average = self.total_length as f64 / f64::from(self.doc_count.max(1));
        if average == 0.0 { 1.0 } else { average }
    }
}

/// A formula with its statistics filled in: the scores of one term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scorer {
    factor: f32,
    /// (flat, slope) of the denominator; None where the score grows with tf without end.
    saturation: Option<(f32, f32)>,
}

impl Scorer {
    pub fn new(weighting: &Weighting, statistics: &Statistics, boost: f32) -> Scorer {
        let boost = f64::from(boost);
        match *weighting {
            Weighting::Bm25 { k1, b } | Weighting::Bursty { k1, b } | Weighting::Bm25f { k1, b } => Scorer {
                factor: (boost * weighting.idf(statistics) * weighting.burst(statistics) * (k1 + 1.0)) as f32,
                saturation: Some(((k1 * (1.0 - b)) as f32, (k1 * b / statistics.average_length()) as f32)),
            },
            Weighting::Frequency | Weighting::TfIdf => Scorer {
                factor: (boost * weighting.idf(statistics)) as f32,
                saturation: None,
            },
        }
    }

    /// One that gives 0, for searches that ask for no scores.
    pub fn silent() -> Scorer {
        Scorer {
            factor: 0.0,
            saturation: None,
        }
    }

    #[inline]
    pub fn score(&self, tf: f32, length: u32) -> f32 {
        match self.saturation {
            Some((flat, slope)) => self.factor * tf / (tf + flat + slope * length as f32),
            None => self.factor * tf,
        }
    }

    /// Appends the scores of documents of a field with these frequencies. `lengths` is room to work in.
    #[inline]
    pub fn score_all(
        &self,
        field: &Field,
        docs: &[u32],
        tfs: &[u32],
        lengths: &mut Vec<f32>,
        out: &mut Vec<f32>,
    ) -> Result<()> {
        let Some((flat, slope)) = self.saturation else {
            out.extend(tfs.iter().map(|&tf| self.factor * tf as f32));
            return Ok(());
        };
        lengths.clear();
        let (width, bytes) = field.length_bytes(docs)?;
        match width {
            1 => lengths.extend(docs.iter().map(|&doc| f32::from(bytes[doc as usize]))),
            2 => {
                let (pairs, _) = bytes.as_chunks::<2>();
                lengths.extend(
                    docs.iter()
                        .map(|&doc| f32::from(u16::from_le_bytes(pairs[doc as usize]))),
                );
            }
            width => lengths.extend(docs.iter().map(|&doc| match width {
                0 => field.length_bounds().0 as f32,
                width => fixed_at(bytes, width, doc as usize).unwrap_or_default() as f32,
            })),
        }
        let factor = self.factor;
        out.extend(tfs.iter().zip(lengths.iter()).map(|(&tf, &length)| {
            // Below 2^31 by far; the conversion of a signed number is one instruction.
            let tf = tf as i32 as f32;
            factor * tf / (tf + flat + slope * length)
        }));
        Ok(())
    }
}

impl Weighting {
    /// How much a term's rarity weighs.
    pub fn idf(&self, statistics: &Statistics) -> f64 {
        let (n, df) = (f64::from(statistics.doc_count), f64::from(statistics.doc_frequency));
        match self {
            Weighting::Bm25 { .. } | Weighting::Bursty { .. } => (1.0 + (n - df + 0.5) / (df + 0.5)).ln(),
            Weighting::Bm25f { .. } | Weighting::TfIdf => (n / (df + 1.0)).ln() + 1.0,
            Weighting::Frequency => 1.0,
        }
    }

    /// How much it weighs that a term stands often where it stands.
    pub fn burst(&self, statistics: &Statistics) -> f64 {
        match self {
            Weighting::Bursty { .. } => {
                1.0 + (statistics.frequency as f64 / f64::from(statistics.doc_frequency.max(1)))
                    .max(1.0)
                    .ln()
            }
            _ => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATISTICS: Statistics = Statistics {
        doc_count: 10,
        doc_frequency: 3,
        frequency: 12,
        total_length: 200,
    };

    #[test]
    fn bm25_is_the_formula() {
        let scorer = Scorer::new(&Weighting::default(), &STATISTICS, 2.0);
        let idf = (1.0f64 + 7.5 / 3.5).ln();
        let expected = 2.0 * idf * 4.0 * 2.2 / (4.0 + 1.2 * (0.25 + 0.75 * 30.0 / 20.0));
        assert!((f64::from(scorer.score(4.0, 30)) - expected).abs() < 1e-5 * expected);
    }

    #[test]
    fn a_bursty_word_weighs_more() {
        let bursty = Weighting::Bursty { k1: 1.2, b: 0.75 };
        let plain = Scorer::new(&Weighting::default(), &STATISTICS, 1.0).score(4.0, 30);
        let expected = f64::from(plain) * (1.0 + 4.0f64.ln());
        let scorer = Scorer::new(&bursty, &STATISTICS, 1.0);
        assert!((f64::from(scorer.score(4.0, 30)) - expected).abs() < 1e-5 * expected);
        assert_eq!(Weighting::default().burst(&STATISTICS), 1.0);
    }

    #[test]
    fn no_posting_of_a_block_scores_more_than_its_greatest_frequency_at_its_least_length() {
        let scorer = Scorer::new(&Weighting::Bursty { k1: 1.2, b: 0.75 }, &STATISTICS, 1.5);
        let block: Vec<(f32, u32)> = (1..60).map(|n| ((n * 7 % 11 + 1) as f32, n * 13 % 97 + 3)).collect();
        let (most, least) = block.iter().fold((0.0f32, u32::MAX), |(most, least), &(tf, length)| {
            (most.max(tf), least.min(length))
        });
        let bound = scorer.score(most, least);
        assert!(block.iter().all(|&(tf, length)| scorer.score(tf, length) <= bound));
    }

    #[test]
    fn whooshs_formulas() {
        let idf = (10.0f64 / 4.0).ln() + 1.0;
        let scorer = Scorer::new(&Weighting::Bm25f { k1: 1.5, b: 0.5 }, &STATISTICS, 1.0);
        let expected = idf * 2.0 * 2.5 / (2.0 + 1.5 * (0.5 + 0.5 * 10.0 / 20.0));
        assert!((f64::from(scorer.score(2.0, 10)) - expected).abs() < 1e-5);
        assert_eq!(Scorer::new(&Weighting::Frequency, &STATISTICS, 3.0).score(2.0, 10), 6.0);
        assert!((f64::from(Scorer::new(&Weighting::TfIdf, &STATISTICS, 1.0).score(2.0, 10)) - 2.0 * idf).abs() < 1e-5);
    }

    #[test]
    fn a_field_without_lengths_is_of_average_one() {
        let none = Statistics {
            doc_count: 0,
            doc_frequency: 0,
            frequency: 0,
            total_length: 0,
        };
        assert_eq!(none.average_length(), 1.0);
        let own = Weightings {
            fields: [("id".to_string(), Weighting::Frequency)].into(),
            ..Weightings::default()
        };
        assert_eq!(own.of("id"), &Weighting::Frequency);
        assert_eq!(own.of("body"), &Weighting::default());
    }
}
