//! How neighbours are chosen, as a sentence and as the line that a browser remembers.

use crate::app::state::Ears;
use crate::engine::analysis::{Artists, Order, Ranking};
use crate::engine::recommend::{SONGS, Terms};

/// Numbers of songs to choose from.
pub const NUMBERS: [usize; 4] = [SONGS, 10, 20, 50];
/// All rankings, in the order in which they are offered.
pub const RANKINGS: [Ranking; 4] = [Ranking::Balanced, Ranking::Published, Ranking::Network, Ranking::Both];
/// The rankings that can be chosen.
#[must_use]
pub fn offers(ears: Ears) -> &'static [Ranking] {
    if ears == Ears::None { &RANKINGS[..2] } else { &RANKINGS }
}

/// By what songs are ranked where more than timbre could be, and what that waits for; nothing where it could not.
#[must_use]
pub fn by(wanted: Ranking, shown: Ranking, ears: Ears) -> &'static str {
    match (wanted, ears) {
        (_, Ears::None) => "",
        (_, Ears::Held) => "By timbre, while one of them is open; then by what the network hears, too.",
        (Ranking::Network | Ranking::Both, Ears::Ready) if !shown.needs_network() => {
            "By timbre, until the catalogue is here as the network hears it."
        }
        (Ranking::Network, Ears::Ready) => "By what the network hears.",
        (Ranking::Both, Ears::Ready) => "By timbre and by what the network hears.",
        (_, Ears::Ready) => "By timbre. The network has heard the song:",
        (Ranking::Network | Ranking::Both, Ears::Listening) => {
            "By timbre, until the network has heard the song."
        }
        (_, Ears::Listening) => "By timbre; by the network, too, once it has heard the song.",
        (_, Ears::Shut) => "By timbre; by the network, too, if it may listen.",
    }
}

/// How neighbours are chosen unless the visitor says otherwise: by what finds most of what belongs together
/// (models/README.md), as soon as it can be had; by timbre until then.
#[must_use]
pub fn best() -> Terms {
    Terms::of(Ranking::Both)
}

/// More artists than this are not left out, nor remembered.
pub const MOST_LEFT_OUT: usize = 40;
/// Letters of an artist's name that are remembered; whoever has a longer one is not.
const LONGEST_NAME: usize = 120;

/// `The 5 nearest songs, balanced, each artist once, without AWOL.`
#[must_use]
pub fn sentence(terms: &Terms) -> String {
    let order = end(terms.order);
    let artists = match terms.artists {
        Artists::Once => "each artist once",
        Artists::Any => "artists any number of times",
    };
    let ranking = match terms.ranking {
        Ranking::Balanced => "balanced ranking",
        Ranking::Published => "published ranking",
        Ranking::Network => "as the network hears",
        Ranking::Both => "balanced ranking and network together",
    };
    let without = match terms.without.as_slice() {
        [] => String::new(),
        [only] => format!(", without {only}"),
        [first, second] => format!(", without {first} and {second}"),
        [first, others @ ..] => format!(", without {first} and {} more", others.len()),
    };
    format!("The {} {order} songs, {ranking}, {artists}{without}.", terms.songs)
}

/// A ranking in a word that stays the same: for storage and tables.
#[must_use]
pub fn word(ranking: Ranking) -> &'static str {
    match ranking {
        Ranking::Balanced => "balanced",
        Ranking::Published => "published",
        Ranking::Network => "network",
        Ranking::Both => "both",
    }
}

/// Which end of a catalogue, in a word.
#[must_use]
pub fn end(order: Order) -> &'static str {
    match order {
        Order::Nearest => "nearest",
        Order::Farthest => "farthest",
    }
}

/// What a ranking is called.
#[must_use]
pub fn ranking(ranking: Ranking) -> &'static str {
    match ranking {
        Ranking::Balanced => "Balanced",
        Ranking::Published => "Published",
        Ranking::Network => "Network",
        Ranking::Both => "Both",
    }
}

/// What a ranking does, and what its farthest songs are.
#[must_use]
pub fn meaning(ranking: Ranking) -> &'static str {
    match ranking {
        Ranking::Balanced => {
            "Fit over the whole song counts; songs that are near to everything lose that advantage. The farthest fit worst."
        }
        Ranking::Published => {
            "The study’s: each passage’s ten nearest sounds, added up; songs near to everything come often. The farthest have the smallest mean cosine."
        }
        Ranking::Network => {
            "Balanced, by what the network hears: instruments, voices, style. It must have heard the whole song first."
        }
        Ranking::Both => "Balanced, by timbre and by what the network hears, averaged.",
    }
}

/// One line for a browser to remember, and one for each artist that is left out.
#[must_use]
pub fn written(terms: &Terms) -> String {
    let (ranking, order) = (word(terms.ranking), end(terms.order));
    let artists = match terms.artists {
        Artists::Once => "once",
        Artists::Any => "any",
    };
    let first = format!("{} {ranking} {order} {artists}", terms.songs);
    std::iter::once(first.as_str())
        .chain(terms.without.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What [`written`] wrote; `None` for anything else. Storage lies: it is shared with whatever else runs on this host.
#[must_use]
pub fn read(written: &str) -> Option<Terms> {
    let mut lines = written.split('\n');
    let words: Vec<&str> = lines.next()?.split(' ').collect();
    let [songs, ranking, order, artists] = words.try_into().ok()?;
    let songs = NUMBERS.into_iter().find(|number| number.to_string() == songs)?;
    let ranking = RANKINGS.into_iter().find(|&known| word(known) == ranking)?;
    let order = match order {
        "nearest" => Order::Nearest,
        "farthest" => Order::Farthest,
        _ => return None,
    };
    let artists = match artists {
        "once" => Artists::Once,
        "any" => Artists::Any,
        _ => return None,
    };
    let is_name = |name: &&str| {
        !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control)
    };
    let without = lines.filter(is_name).take(MOST_LEFT_OUT).map(str::to_owned).collect();
    Some(Terms { songs, ranking, order, artists, without })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(artists: &[&str]) -> Terms {
        Terms { without: artists.iter().map(|&artist| artist.to_owned()).collect(), ..Terms::default() }
    }

    #[test]
    fn the_choice_is_a_sentence() {
        assert_eq!(sentence(&Terms::default()), "The 5 nearest songs, balanced ranking, each artist once.");
        let other = Terms { songs: 20, order: Order::Farthest, ..Terms::of(Ranking::Published) };
        assert_eq!(
            sentence(&other),
            "The 20 farthest songs, published ranking, artists any number of times."
        );
        assert!(sentence(&without(&["AWOL"])).ends_with("once, without AWOL."));
        assert!(sentence(&without(&["AWOL", "Cave"])).ends_with("without AWOL and Cave."));
        assert!(sentence(&without(&["AWOL", "Cave", "Abba"])).ends_with("without AWOL and 2 more."));
    }

    #[test]
    fn what_is_remembered_is_what_was_chosen() {
        let mut some = vec![without(&["Żółw & <b>", "a, b"])];
        for songs in NUMBERS {
            for ranking in RANKINGS {
                some.push(Terms { songs, order: Order::Farthest, ..Terms::of(ranking) });
            }
        }
        for terms in some {
            assert_eq!(read(&written(&terms)), Some(terms));
        }
    }

    #[test]
    fn storage_that_lies_is_not_believed() {
        for lie in [
            "",
            "5",
            "5 balanced nearest",
            "6 balanced nearest once",
            "05 balanced nearest once",
            "5 balanced nearest once more",
            "5 Balanced nearest once",
            "18446744073709551616 balanced nearest once",
            "{\"songs\":5}",
        ] {
            assert_eq!(read(lie), None, "{lie}");
        }
        let endless = format!("5 balanced nearest once{}", "\nname".repeat(1_000));
        assert_eq!(read(&endless).map(|terms| terms.without.len()), Some(MOST_LEFT_OUT));
        let strange =
            format!("5 balanced nearest once\n \n{}\nesc\u{1b}ape\nCave", "x".repeat(LONGEST_NAME + 1));
        assert_eq!(read(&strange).map(|terms| terms.without), Some(vec!["Cave".to_owned()]));
    }
}
