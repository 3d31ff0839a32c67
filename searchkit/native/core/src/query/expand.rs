//! Leaves that stand for several terms: which terms of a dictionary they are.

use super::fuzzy::Fuzzy;
use super::tree::Query;
use super::wildcard::Glob;
use crate::error::Result;
use crate::segment::{Field, TermInfo};

/// Calls `each` with every term of the field that a leaf of the tree stands for (Term and Phrase: their own), in the
/// order of the dictionary where that has one. `tick` is called now and then and may end it.
pub fn expand(
    leaf: &Query,
    field: &Field,
    mut tick: impl FnMut() -> Result<()>,
    mut each: impl FnMut(&[u8], &TermInfo) -> Result<()>,
) -> Result<()> {
    let one = |term: &[u8], each: &mut dyn FnMut(&[u8], &TermInfo) -> Result<()>| match field.term(term)? {
        Some(info) => each(term, &info),
        None => Ok(()),
    };
    match leaf {
        Query::Term { term, .. } => one(term, &mut each),
        Query::Phrase { terms, .. } | Query::AnyOf { terms, .. } => {
            let mut distinct: Vec<&[u8]> = terms.iter().map(Vec::as_slice).collect();
            distinct.sort_unstable();
            distinct.dedup();
            let mut cursor = field.terms();
            for term in distinct {
                tick()?;
                if !cursor.seek(term)? {
                    break;
                }
                if cursor.term() == term {
                    each(term, cursor.info())?;
                }
            }
            Ok(())
        }
        Query::Prefix { prefix, .. } => range(field, prefix, tick, |term, info| {
            Ok(term.starts_with(prefix) && each(term, info).map(|()| true)?)
        }),
        Query::Wildcard { pattern, .. } => {
            let glob = Glob::new(pattern);
            if glob.is_plain() {
                return one(glob.prefix(), &mut each);
            }
            range(field, glob.prefix(), tick, |term, info| {
                if glob.matches(term) {
                    each(term, info)?;
                }
                Ok(term.starts_with(glob.prefix()))
            })
        }
        Query::Regex { expression, .. } => {
            let mut matcher = expression.matcher();
            range(field, expression.prefix(), tick, |term, info| {
                if matcher.matches(term) {
                    each(term, info)?;
                }
                Ok(term.starts_with(expression.prefix()))
            })
        }
        Query::TermRange {
            low,
            high,
            low_open,
            high_open,
            ..
        } => {
            let start = low.as_deref().unwrap_or_default();
            range(field, start, tick, |term, info| {
                let beyond = match high.as_deref() {
                    None => false,
                    Some(high) if *high_open => term >= high,
                    Some(high) => term > high,
                };
                if beyond {
                    return Ok(false);
                }
                if !(*low_open && low.as_deref() == Some(term)) {
                    each(term, info)?;
                }
                Ok(true)
            })
        }
        Query::Fuzzy {
            text, distance, prefix, ..
        } => Fuzzy::new(text, *distance, *prefix).walk(&mut field.terms(), tick, each),
        _ => Ok(()),
    }
}

/// Calls `each` with the terms from `start` on, until it gives false.
#[inline(always)] // a call for each term costs more than half of the walk again
fn range(
    field: &Field,
    start: &[u8],
    mut tick: impl FnMut() -> Result<()>,
    mut each: impl FnMut(&[u8], &TermInfo) -> Result<bool>,
) -> Result<()> {
    let mut terms = field.terms();
    let mut on = terms.seek(start)?;
    while on {
        tick()?;
        if !each(terms.term(), terms.info())? {
            break;
        }
        on = terms.next()?;
    }
    Ok(())
}
