//! What the rules ask the gazetteer, and names in which a place stands.

use std::sync::Arc;

use super::found_name::lower;

/// The place that a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its usual name.
    pub name: Arc<str>,
    /// Whether it may be meant although a person of the text has it as surname: Jordan, but not Houston.
    pub outweighs_persons: bool,
}

/// The gazetteer.
pub trait Gazetteer {
    /// Whether running text means a place whenever it writes this name with a capital.
    fn is_in_text(&self, name: &str) -> bool;
    /// The place that a name means.
    fn place_named(&mut self, written: &str) -> Option<Place>;
    /// The usual name of a place that is large enough to stand in the names of bodies.
    fn well_known(&mut self, written: &str) -> Option<Arc<str>>;
    /// Whether a place of several words ends with this word, in small letters.
    fn ends_place(&self, word: &str) -> bool;
}

/// Whether a name of several words is a place that running text is known to write. `name` is on one line.
pub fn is_place_of_several_words(name: &str, gazetteer: &mut dyn Gazetteer) -> bool {
    let Some((_, last)) = name.rsplit_once(' ') else {
        return false;
    };
    // This quick test answers for most names.
    let plain = !last.is_empty() && last.bytes().all(|b| b.is_ascii_alphabetic());
    (!plain || gazetteer.ends_place(&lower(last))) && gazetteer.is_in_text(name)
}

const BEFORE_STATE: &str = " of ";

/// The name of a ministry without its state, and the state at its end: Kazakhstan in `Ministry of Trade of Kazakhstan`.
pub fn ministry_and_state<'t>(written: &'t str, gazetteer: &mut dyn Gazetteer) -> Option<(&'t str, &'t str)> {
    let rest = written.strip_prefix("Ministry of")?;
    let (_, state) = rest.get(1..)?.rsplit_once(BEFORE_STATE)?;
    let ministry = &written[..written.len() - BEFORE_STATE.len() - state.len()];
    gazetteer.is_in_text(state).then_some((ministry, state))
}
