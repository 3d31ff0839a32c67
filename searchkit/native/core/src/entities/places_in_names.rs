//! The places in the names of bodies: Edmonton in *Edmonton Police*, Texas in *University of Texas*.

use std::sync::Arc;

use super::found_name::words;
use super::places::Gazetteer;

/// Words of a place.
const LONGEST: usize = 4;
/// Words of a name that are looked at.
const MOST_WORDS: usize = 16;
/// After these, a place may stand that is no sure one at the begin of a name (Austin, which is a first name, too).
const LINKS: [&str; 3] = ["of", "at", "in"];

/// The usual names of the places in the name of a body, in order.
///
/// A place stands at the begin of the name, or after *of*, *at*, *in* or a comma. The longest one counts, and never all
/// of the name.
pub fn places_in_name(name: &str, gazetteer: &mut dyn Gazetteer) -> Vec<Arc<str>> {
    let words: Vec<&str> = words(name).take(MOST_WORDS).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let linked = at > 0 && (LINKS.contains(&words[at - 1]) || words[at - 1].ends_with(','));
        let place = if at == 0 || linked {
            longest_at(&words, at, linked, gazetteer)
        } else {
            None
        };
        at += place.as_ref().map_or(1, |(length, _)| *length);
        found.extend(place.map(|(_, place)| place));
    }
    found
}

/// How many words the longest place has that begins at a word, and its usual name.
fn longest_at(words: &[&str], at: usize, linked: bool, gazetteer: &mut dyn Gazetteer) -> Option<(usize, Arc<str>)> {
    if !words[at].starts_with(char::is_uppercase) {
        return None;
    }
    let most = LONGEST.min(words.len() - at);
    (1..=most)
        .rev()
        .filter(|&length| length < words.len())
        .find_map(|length| {
            let written = words[at..at + length].join(" ");
            let written = written.trim_end_matches(',');
            let sure = gazetteer.is_in_text(written).then(|| gazetteer.place_named(written));
            let place = sure.flatten().map(|place| place.name);
            let place = place.or_else(|| linked.then(|| gazetteer.well_known(written)).flatten());
            place.map(|place| (length, place))
        })
}

#[cfg(test)]
mod tests {
    use super::super::places::Place;
    use super::*;

    struct Few;

    impl Gazetteer for Few {
        fn is_in_text(&self, name: &str) -> bool {
            ["Edmonton", "Texas", "New South Wales"].contains(&name)
        }
        fn place_named(&mut self, written: &str) -> Option<Place> {
            Some(Place {
                name: written.into(),
                outweighs_persons: false,
            })
        }
        fn well_known(&mut self, written: &str) -> Option<Arc<str>> {
            ["Austin", "Wales"].contains(&written).then(|| written.into())
        }
        fn ends_place(&self, _word: &str) -> bool {
            false
        }
    }

    #[test]
    fn places_stand_at_the_begin_and_after_links() {
        for (name, places) in [
            ("Edmonton Police", &["Edmonton"][..]),
            ("University of Texas at Austin", &["Texas", "Austin"]),
            ("Austin Police", &[]),
            ("University of New South Wales", &["New South Wales"]),
            ("Bar of Austin, Texas", &["Austin", "Texas"]),
            ("Edmonton", &[]),
            ("Police Edmonton", &[]),
            ("of texas", &[]),
            ("", &[]),
        ] {
            let found = places_in_name(name, &mut Few);
            assert_eq!(found.iter().map(|place| &**place).collect::<Vec<_>>(), places, "{name}");
        }
    }
}
