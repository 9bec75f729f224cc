//! Names as machines and taggers write them → names as people read them.

use std::path::Path;

/// What taggers write where they know nothing.
const NOTHING: [&str; 16] = [
    "unknown",
    "<unknown>",
    "unknown artist",
    "unknown album",
    "unknown title",
    "untitled",
    "none",
    "(none)",
    "non",
    "n/a",
    "various",
    "artist",
    "title",
    "album",
    "no artist",
    "no title",
];

/// A text of a tag; empty where it says nothing: placeholders, addresses, letters that were lost.
pub fn tag(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_lowercase();
    let is_address = lower.contains("://") || (lower.starts_with("www.") && !lower.contains(' '));
    let says = text.chars().any(char::is_alphanumeric) && !text.contains('\u{FFFD}');
    if !says || is_address || NOTHING.contains(&lower.as_str()) { String::new() } else { text }
}

/// A title as tagged: of several values, which some players add to with every track, the last; and no placeholder.
pub fn title(text: &str) -> String {
    let text = tag(text.rsplit(';').next().unwrap_or_default());
    let text = text.strip_suffix(".mp3").or(text.strip_suffix(".ogg")).unwrap_or(&text).replace('_', " ");
    let letters: Vec<String> = words(&text).map(str::to_lowercase).filter(|word| !is_number(word)).collect();
    // `03 - Track 03` is what a ripper calls a track that it does not know.
    if letters == ["track"] || letters.is_empty() { String::new() } else { text }
}

/// An artist as tagged: of several values the first, with the same name written in two ways often enough.
pub fn artist(text: &str) -> String {
    tag(text.split(';').next().unwrap_or_default())
}

/// A title out of a file's name.
pub fn title_of(path: &str) -> String {
    let stem = Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let stem = stem.replace(".-.", " - ").replace("_-_", " - ").replace('_', " ");
    let spaced = stem.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = without_number(&spaced);
    let apart = if named.contains(' ') { numbered(named) } else { parted(named) };
    let clear = if apart.contains(" - ") { apart } else { apart.replace('-', " ") };
    capital(clear.trim_matches([' ', '-', '.', '@']))
}

/// `01 - Song` is Song; a name that is nothing but a number stays, and so does `8-Bit`.
fn without_number(name: &str) -> &str {
    let rest = name.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let song = rest.trim_start_matches([' ', '-', '.']);
    let is_number = match name.len() - rest.len() {
        1 => rest.starts_with('.') || rest.starts_with(" - "),
        2 | 3 => rest.len() > song.len(),
        _ => false,
    };
    if is_number && song.len() > 2 { song } else { name }
}

/// `World Map2` is World Map 2.
fn numbered(name: &str) -> String {
    let words = name.split(' ').map(|word| {
        let stem = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let is_word = stem.len() > 2 && stem.chars().all(char::is_alphabetic);
        if is_word && stem.len() < word.len() {
            format!("{stem} {}", &word[stem.len()..])
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `LandOfMirrors2` is Land Of Mirrors 2.
fn parted(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (place, &letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| letters.get(before));
        let follows_lower = letter.is_uppercase() && before.is_some_and(|before| before.is_lowercase());
        let begins_number = letter.is_ascii_digit() && before.is_some_and(|before| before.is_lowercase());
        if follows_lower || begins_number {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

/// Each word begins with a capital, where none does yet.
pub fn capital(text: &str) -> String {
    if text.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut begins = true;
    let raised = text.chars().flat_map(|letter| {
        let raise = std::mem::replace(&mut begins, letter == ' ') && letter.is_alphabetic();
        let upper: Vec<char> = if raise { letter.to_uppercase().collect() } else { vec![letter] };
        upper
    });
    raised.collect()
}

/// Runs of letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_number(word: &str) -> bool {
    word.chars().all(|letter| letter.is_ascii_digit())
}

/// The name of a game out of that of its package, where nothing better is known: `dave-gnukem-data` is Dave Gnukem.
pub fn work_of(package: &str) -> String {
    let parts: Vec<&str> = package.split('-').collect();
    let is_kind =
        |part: &&&str| ["data", "music", "sound", "sounds", "common", "ogg", "game", "songs"].contains(*part);
    let named: Vec<&str> = parts.iter().filter(|part| !is_kind(part)).copied().collect();
    capital(&if named.is_empty() { parts } else { named }.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{tag, title, title_of, work_of};

    #[test]
    fn tags_that_say_nothing_are_empty() {
        for nothing in [
            "",
            " ",
            "<Unknown>",
            "Unknown Artist",
            "???",
            "http://example.org",
            "www.example.org",
            "Apn\u{FFFD}e",
        ] {
            assert_eq!(tag(nothing), "", "{nothing}");
        }
        assert_eq!(tag(" Ann \n Noe "), "Ann Noe");
        for nothing in ["03 - Track 03", "Track 1", "14", "Untitled"] {
            assert_eq!(title(nothing), "", "{nothing}");
        }
        assert_eq!(title("Living Caves;Crossroads;Desert"), "Desert");
        assert_eq!(title("Techno Gameplay_Looping"), "Techno Gameplay Looping");
    }

    #[test]
    fn files_have_titles_that_can_be_read() {
        for (path, expected) in [
            ("music/An_old_Warhorse_goes_to_Pasture.ogg", "An old Warhorse goes to Pasture"),
            ("music/battle_theme.ogg", "Battle Theme"),
            ("Music.ocg/@CrushedIceCocktail.ogg", "Crushed Ice Cocktail"),
            ("01_-_Ezer_Ev.ogg", "Ezer Ev"),
            ("Olivier_Militon.-.Like_a_rock.ogg", "Olivier Militon - Like a rock"),
            ("track12.ogg", "Track 12"),
            ("106.ogg", "106"),
            ("World_Map2.ogg", "World Map 2"),
            ("8-Bit-Mayhem.ogg", "8 Bit Mayhem"),
            ("through-space.ogg", "Through Space"),
        ] {
            assert_eq!(title_of(path), expected, "{path}");
        }
        assert_eq!(work_of("dave-gnukem-data"), "Dave Gnukem");
        assert_eq!(work_of("data"), "Data");
    }
}
