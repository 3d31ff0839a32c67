//! Regular expressions over whole terms. They never go back, so each costs its length times the term's.

use std::fmt;
use std::sync::Arc;

use regex_automata::meta::{Cache, Regex};
use regex_automata::{Anchored, Input};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Hir, Look};

use crate::error::{Error, Result};

/// The most bytes of an expression.
const LONGEST: usize = 1000;
/// The most bytes that a compiled expression and its cache take.
const LARGEST: usize = 1 << 20;
/// Parentheses within others.
const DEEPEST: u32 = 50;

/// An expression that a whole term must match, in whatever case.
#[derive(Clone)]
pub struct Expression {
    source: String,
    regex: Arc<Regex>,
    prefix: Vec<u8>,
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.source)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.source == other.source
    }
}

impl Expression {
    /// Reads an expression. Errors: Invalid with what is wrong, in a line.
    pub fn new(source: &str) -> Result<Expression> {
        let too_large = || Error::invalid("it is too large");
        if source.len() > LONGEST {
            return Err(too_large());
        }
        let hir = ParserBuilder::new()
            .case_insensitive(true)
            .nest_limit(DEEPEST)
            .build()
            .parse(source)
            .map_err(|error| Error::invalid(reason(&error)))?;
        let prefixes = Extractor::new().limit_class(1).extract(&hir);
        let prefix = prefixes.longest_common_prefix().unwrap_or_default().to_vec();
        let whole = Hir::concat(vec![Hir::look(Look::Start), hir, Hir::look(Look::End)]);
        let config = Regex::config()
            .nfa_size_limit(Some(LARGEST))
            .hybrid_cache_capacity(LARGEST)
            .onepass(false)
            .backtrack(false);
        let regex = Regex::builder()
            .configure(config)
            .build_from_hir(&whole)
            .map_err(|_| too_large())?;
        Ok(Expression {
            source: source.to_string(),
            regex: Arc::new(regex),
            prefix,
        })
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What every match begins with.
    pub fn prefix(&self) -> &[u8] {
        &self.prefix
    }

    /// What matches one term after another.
    pub fn matcher(&self) -> Matcher {
        Matcher {
            regex: self.regex.clone(),
            cache: self.regex.create_cache(),
        }
    }
}

/// An expression and the memory that matching needs.
pub struct Matcher {
    regex: Arc<Regex>,
    cache: Cache,
}

impl Matcher {
    /// Whether a term matches.
    pub fn matches(&mut self, term: &[u8]) -> bool {
        let input = Input::new(term).anchored(Anchored::Yes).earliest(true);
        self.regex.search_half_with(&mut self.cache, &input).is_some()
    }
}

/// What is wrong with an expression, in a line.
fn reason(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "it is no regular expression".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_terms_match() {
        let matches = |source: &str, term: &str| Expression::new(source).unwrap().matcher().matches(term.as_bytes());
        assert!(matches("a|ab", "ab") && matches("reg.?ex", "regex") && matches("reg.?ex", "reg-ex"));
        assert!(!matches("reg", "regex") && !matches("gex", "regex") && matches("", ""));
        assert!(matches("STRI[KC]E", "strike") && matches("é.", "éa") && matches(".", "é"));
        assert!(matches("(?x) a # b", "a"));
    }

    #[test]
    fn what_every_match_begins_with_is_known() {
        let prefix = |source: &str| String::from_utf8(Expression::new(source).unwrap().prefix().to_vec()).unwrap();
        assert_eq!(
            (prefix("1987.*"), prefix("a?b"), prefix("(12|13)x")),
            ("1987".into(), "".into(), "1".into())
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        let error = |source: &str| Expression::new(source).unwrap_err().to_string();
        assert!(error("a(").contains("unclosed group"), "{}", error("a("));
        assert!(error("(a{500}){500}").contains("too large"));
        assert!(error(&"(".repeat(200)).len() < 200);
    }
}
