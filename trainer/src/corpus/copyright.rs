//! A package's copyright file → licence and holder of a track.
//!
//! # Source
//!
//! Machine-readable debian/copyright file, version 1.0 (DEP-5): <https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/>.

use deb822_fast::{Deb822, Paragraph};

/// What a package says of its files.
pub struct Copyright {
    /// Name of the work as its authors write it; empty where the file does not say.
    pub work: String,
    files: Vec<Files>,
}

/// A paragraph on some of the files.
struct Files {
    patterns: Vec<String>,
    /// First line of the licence; empty where only a text is given.
    licence: String,
    holders: Vec<String>,
}

/// What holds of one track.
#[derive(Debug, PartialEq)]
pub struct Terms {
    /// Short name; empty where the file does not say.
    pub licence: String,
    /// Who made it, where the paragraph is on music and names one alone; else empty.
    pub holder: String,
}

impl Copyright {
    /// `None` for a file for people only.
    pub fn read(text: &str) -> Option<Self> {
        let paragraphs: Deb822 = text.parse().ok()?;
        let field =
            |paragraph: &Paragraph, name: &str| paragraph.get(name).unwrap_or_default().trim().to_owned();
        let work = paragraphs
            .iter()
            .map(|paragraph| field(paragraph, "Upstream-Name"))
            .find(|name| !name.is_empty());
        let files = paragraphs.iter().filter(|paragraph| paragraph.get("Files").is_some());
        let files = files.map(|paragraph| Files {
            // Names are parted by blanks; some write commas.
            patterns: field(paragraph, "Files").split([' ', '\t', '\n', ',']).map(pattern).collect(),
            licence: short_name(field(paragraph, "License").lines().next().unwrap_or_default()),
            holders: field(paragraph, "Copyright")
                .lines()
                .map(holder)
                .filter(|name| !name.is_empty())
                .collect(),
        });
        let files: Vec<Files> = files.collect();
        (!files.is_empty()).then(|| Self { work: work.unwrap_or_default(), files })
    }

    /// The last paragraph that is on this installed file, as DEP-5 has it.
    ///
    /// Patterns are written for the source, whose folders often have other names than what is installed; so a pattern
    /// may also fit with its leading folders dropped, as long as some name is left of it.
    pub fn terms(&self, path: &str) -> Option<Terms> {
        let fitting = |files: &&Files| files.patterns.iter().any(|pattern| fits(pattern, path));
        let files = self.files.iter().rfind(fitting)?;
        // Who holds the rights in a game as a whole has seldom played its music.
        let on_music = files.patterns.iter().any(|pattern| pattern != "*" && fits(pattern, path));
        let holder = match files.holders.as_slice() {
            [one] if on_music => one.clone(),
            _ => String::new(),
        };
        Some(Terms { licence: files.licence.clone(), holder })
    }
}

fn pattern(text: &str) -> String {
    text.trim_start_matches("./").to_owned()
}

/// `*` is any run of characters, `/` among them; `?` is one character.
fn fits(pattern: &str, path: &str) -> bool {
    let parts: Vec<&str> = pattern.split('/').collect();
    let ends = || path.match_indices('/').map(|(slash, _)| &path[slash + 1..]);
    (0..parts.len()).any(|dropped| {
        let rest = &parts[dropped..];
        let is_named = rest.iter().any(|part| !part.contains(['*', '?']) && !part.is_empty());
        let rest = rest.join("/");
        (dropped == 0 || is_named)
            && (is_match(&rest, path) || (is_named && ends().any(|end| is_match(&rest, end))))
    })
}

/// Wildcards over a whole text: the last `*` takes as much as the rest needs.
fn is_match(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read, mut star) = (0, 0, None);
    while read < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(&letter) if letter == '?' || letter == text[read] => {
                at += 1;
                read += 1;
            }
            _ => match star {
                Some((place, from)) => {
                    star = Some((place, from + 1));
                    at = place + 1;
                    read = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|&letter| letter == '*')
}

/// As SPDX and Debian write it where it is clear what is meant, else as it is written.
fn short_name(licence: &str) -> String {
    let words: Vec<String> = licence.split_whitespace().map(one_name).collect();
    words.join(" ").replace("CC-BY SA", "CC-BY-SA").replace("CC BY", "CC-BY")
}

fn one_name(word: &str) -> String {
    let (name, comma) = word.strip_suffix(',').map_or((word, ""), |name| (name, ","));
    let name = match name.to_ascii_lowercase().as_str() {
        "expat" => "MIT".to_owned(),
        "cc0" => "CC0-1.0".to_owned(),
        lower if lower.starts_with("cc-by") => name.to_ascii_uppercase(),
        _ => name.to_owned(),
    };
    name + comma
}

/// Without years, addresses and signs: `© 2008-2010, Ann Noe <ann@example.org>` is Ann Noe.
fn holder(line: &str) -> String {
    let outside = line.split(['<', '(']).next().unwrap_or_default();
    let is_word = |word: &&str| {
        let sign =
            ["©", "copyright", "by"].contains(&word.trim_end_matches([',', ':']).to_lowercase().as_str());
        let year = word.chars().all(|letter| letter.is_ascii_digit() || ",-–.".contains(letter));
        !sign && !year && !word.contains("://") && !word.contains('@')
    };
    let words: Vec<&str> = outside.split_whitespace().filter(is_word).collect();
    let name = words.join(" ");
    let name = name.trim_matches([',', ';', ' ']).to_owned();
    if ["not-applicable", "unknown", "none", "various", "and others"].contains(&name.to_lowercase().as_str())
    {
        String::new()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{Copyright, Terms, fits, holder, short_name};

    #[test]
    fn the_last_paragraph_that_fits_wins() {
        let text = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
                    Upstream-Name: Game\n\n\
                    Files: *\nCopyright: 2001 Ann\nLicense: GPL-2+\n\n\
                    Files: data/music/* extra/?.ogg\nCopyright: 2002-2004, Ben <ben@example.org>\nLicense: CC-BY-SA-3.0\n Text.\n\n\
                    Files: data/music/theme.ogg\nCopyright:\n 2005 Cid\n 2006 Dee\nLicense: Expat\n";
        let copyright = Copyright::read(text).unwrap();
        assert_eq!(copyright.work, "Game");
        let terms = |path: &str| copyright.terms(path).unwrap();
        let is = |licence: &str, holder: &str| Terms { licence: licence.into(), holder: holder.into() };
        assert_eq!(terms("usr/share/game/art/x.ogg"), is("GPL-2+", ""));
        assert_eq!(terms("usr/share/game/music/deep/x.ogg"), is("CC-BY-SA-3.0", "Ben"));
        assert_eq!(terms("usr/share/game/extra/x.ogg"), is("CC-BY-SA-3.0", "Ben"));
        assert_eq!(terms("usr/share/game/extra/xy.ogg"), is("GPL-2+", ""));
        assert_eq!(terms("usr/share/game/music/theme.ogg"), is("MIT", ""));
        assert!(Copyright::read("This package was debianized by Ann.\n\nIt was free.\n").is_none());
    }

    #[test]
    fn a_pattern_fits_what_is_installed_under_another_folder() {
        for (pattern, path, expected) in [
            ("*", "usr/a.ogg", true),
            ("data/music/*", "usr/share/game/music/a/b.ogg", true),
            ("data/*", "usr/share/game/music/a.ogg", false),
            ("data/*.ogg", "usr/share/game/music/a.ogg", false),
            ("*.ogg", "usr/share/game/music/a.ogg", true),
            ("*.wav", "usr/share/game/music/a.ogg", false),
            ("src/music/b.ogg", "usr/share/game/music/a.ogg", false),
            ("extra/a.og?", "usr/share/game/extra/a.ogg", true),
            ("debian/*", "usr/share/game/a.ogg", false),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn names_are_freed_of_what_is_not_part_of_them() {
        assert_eq!(holder("© 2008-2010, Ann Noe <ann@example.org>"), "Ann Noe");
        assert_eq!(holder("Copyright (C) 2009, Ben"), "");
        assert_eq!(holder("2011 Obsidian Shell"), "Obsidian Shell");
        assert_eq!(holder("not-applicable"), "");
        assert_eq!(short_name("CC BY-SA 3.0"), "CC-BY-SA 3.0");
        assert_eq!(short_name("GPL-3 or cc-by-3.0"), "GPL-3 or CC-BY-3.0");
        assert_eq!(short_name("My own licence"), "My own licence");
    }
}
