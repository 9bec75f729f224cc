//! The network's tags as words, and what they say about the forest's genre.

pub mod lane;

use crate::app::state::{Progress, Tagging};
use crate::engine::analysis::GenreProbability;
use crate::engine::cnn::TagsOfSong;

/// Below this probability a tag is not worth a word.
const WORTH: f32 = 0.1;
/// Nor is one that is less than this share of the likeliest.
const BESIDE: f32 = 0.3;
/// People remember three things.
const MOST: usize = 3;

/// Which tags speak of which of FMA's genres. `International` is what is sung or played elsewhere; listeners had no tag for
/// it. What fits several genres (`chillout`, `acoustic`, `guitar`) or none of them (`jazz`, `blues`) stands for none.
const BELONGING: [(&str, &[&str]); 8] = [
    ("Electronic", &["electronic", "electronica", "dance", "electro", "House"]),
    ("Experimental", &["experimental"]),
    ("Folk", &["folk"]),
    ("Hip-Hop", &["Hip-Hop"]),
    ("Instrumental", &["instrumental"]),
    ("International", &[]),
    ("Pop", &["pop", "indie pop"]),
    (
        "Rock",
        &[
            "rock",
            "alternative",
            "alternative rock",
            "classic rock",
            "indie",
            "indie rock",
            "hard rock",
            "metal",
            "heavy metal",
            "punk",
            "Progressive rock",
        ],
    ),
];

/// The FMA genre of which this tag speaks.
#[must_use]
pub fn genre(tag: &str) -> Option<&'static str> {
    BELONGING.iter().find(|(_, tags)| tags.contains(&tag)).map(|(genre, _)| *genre)
}

/// The tags that the song is told by: likeliest first, three at most, one at least.
#[must_use]
pub fn top(tags: &TagsOfSong) -> Vec<&str> {
    let first = tags.song.first().map_or(0.0, |tag| tag.probability);
    let worth = |probability: f32| probability >= WORTH.max(BESIDE * first);
    let mut told: Vec<&str> = Vec::new();
    for (place, tag) in tags.song.iter().enumerate() {
        let again = told.iter().any(|other| same(other, &tag.tag));
        if (place == 0 || worth(tag.probability)) && !again && told.len() < MOST {
            told.push(&tag.tag);
        }
    }
    told
}

/// Listeners wrote some things in two ways.
fn same(one: &str, other: &str) -> bool {
    one.trim_end_matches('s') == other.trim_end_matches('s')
}

/// The song in the words of listeners: `Instrumental, ambient, chillout.`
#[must_use]
pub fn words(tags: &TagsOfSong) -> String {
    let told = top(tags).join(", ");
    let mut letters = told.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// How the tags and the genres of the forest agree or differ.
#[must_use]
pub fn agreement(genres: &[GenreProbability], tags: &TagsOfSong) -> String {
    let told = top(tags);
    let of = |wanted: &str| -> Vec<&str> {
        told.iter().copied().filter(|tag| genre(tag) == Some(wanted)).collect()
    };
    let mut named = genres.iter().map(|genre| genre.genre.as_str());
    let (Some(first), second) = (named.next(), named.next()) else {
        return "The trees name no genre that these words could be compared with.".to_owned();
    };
    let backing = of(first);
    if !backing.is_empty() {
        return format!("They agree with the genre: {} for {first}.", listed(&backing));
    }
    let mute = BELONGING.iter().all(|(genre, tags)| *genre != first || tags.is_empty());
    if let Some((second, backing)) =
        second.map(|genre| (genre, of(genre))).filter(|(_, tags)| !tags.is_empty())
    {
        return format!(
            "They side with the second genre: {} for {second}, nothing for {first}.",
            listed(&backing)
        );
    }
    if mute {
        return format!("Listeners had no word for {first}: these neither confirm the genre nor deny it.");
    }
    match told.iter().find_map(|tag| genre(tag)) {
        Some(other) => {
            format!("They differ from the genre: {} for {other}, nothing for {first}.", listed(&of(other)))
        }
        None => format!(
            "They leave the genre open: none of them speaks of {first}, or of another genre of the trees."
        ),
    }
}

/// `rock, indie and punk`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// How far the network has come.
#[must_use]
pub fn progress(tagging: &Tagging) -> String {
    let (done, of) = (tagging.done(), tagging.of);
    match &tagging.progress {
        Progress::Preparing => "Getting ready to listen".to_owned(),
        Progress::Listening => format!("{done} of {of} pieces heard"),
        Progress::Paused if of == 0 => "Paused before the first piece".to_owned(),
        Progress::Paused => format!("Paused at {done} of {of} pieces"),
        Progress::Done if of == 1 => "The one piece is heard".to_owned(),
        Progress::Done => format!("All {of} pieces heard"),
        Progress::Failed(sentence) => sentence.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::cnn::tags::{ALL, TAGS};

    fn tags(strong: &[(&str, f32)]) -> TagsOfSong {
        let mut heard = [0.01; TAGS];
        for (tag, probability) in strong {
            heard[ALL.iter().position(|known| known.name == *tag).unwrap()] = *probability;
        }
        TagsOfSong::new("net", "0", &[(0, heard)])
    }

    fn genres(names: &[&str]) -> Vec<GenreProbability> {
        names.iter().map(|name| GenreProbability { genre: (*name).into(), probability: 0.5 }).collect()
    }

    #[test]
    fn every_tag_of_the_mapping_is_one_that_the_network_knows_and_stands_for_one_genre() {
        let mut seen = std::collections::BTreeSet::new();
        for tag in BELONGING.iter().flat_map(|(_, tags)| *tags) {
            assert!(ALL.iter().any(|known| known.name == *tag), "{tag}");
            assert!(seen.insert(tag), "{tag} twice");
        }
        assert_eq!(genre("House"), Some("Electronic"));
        assert_eq!(genre("jazz"), None);
    }

    #[test]
    fn a_song_is_told_in_three_words_at_most() {
        let many = tags(&[("instrumental", 0.6), ("ambient", 0.5), ("chillout", 0.3), ("rock", 0.2)]);
        assert_eq!(words(&many), "Instrumental, ambient, chillout.");
        assert_eq!(words(&tags(&[("Hip-Hop", 0.9), ("rock", 0.2)])), "Hip-Hop.");
        assert_eq!(words(&tags(&[("jazz", 0.04)])), "Jazz.");
        let twice = tags(&[("female vocalists", 0.6), ("female vocalist", 0.5), ("pop", 0.4)]);
        assert_eq!(words(&twice), "Female vocalists, pop.");
    }

    #[test]
    fn tags_agree_side_differ_or_are_silent() {
        let told = |names: &[&str], strong: &[(&str, f32)]| agreement(&genres(names), &tags(strong));
        let rock = [("rock", 0.5), ("indie", 0.4), ("chill", 0.3)];
        assert_eq!(told(&["Rock", "Pop"], &rock), "They agree with the genre: rock and indie for Rock.");
        assert_eq!(
            told(&["Folk", "Rock"], &rock),
            "They side with the second genre: rock and indie for Rock, nothing for Folk."
        );
        assert_eq!(
            told(&["Folk", "Pop"], &rock),
            "They differ from the genre: rock and indie for Rock, nothing for Folk."
        );
        assert_eq!(
            told(&["International", "Pop"], &rock),
            "Listeners had no word for International: these neither confirm the genre nor deny it."
        );
        assert_eq!(
            told(&["Folk", "Pop"], &[("jazz", 0.5)]),
            "They leave the genre open: none of them speaks of Folk, or of another genre of the trees."
        );
        assert_eq!(told(&[], &rock), "The trees name no genre that these words could be compared with.");
    }
}
