//! The answer as people write to each other.

use std::fmt::Write as _;

use super::{heading, title};
use crate::app::telling::{self, terms};
use crate::app::verdict::Verdict;
use crate::engine::analysis::Neighbour;
use crate::engine::cnn::Tagged;

/// A few lines: whose song, what it is, where it changes and what is near.
#[must_use]
pub fn text(shown: &Tagged, catalogue: &str) -> String {
    let Tagged { analysis, tags } = shown;
    let song = &analysis.song;
    let by = song.artist.as_ref().map(|artist| format!(" by {artist}")).unwrap_or_default();
    let mut out = format!("{}{by} ({})\n", title(song), telling::clock(song.seconds));
    let genres = analysis.genres.iter().filter(|genre| genre.probability >= 0.01);
    let genres: Vec<String> =
        genres.map(|genre| format!("{} {}", genre.genre, telling::percent(genre.probability))).collect();
    // A String takes whatever is written to it.
    let _ = writeln!(out, "{}\n{}", Verdict::about(analysis), genres.join(", "));
    let _ = writeln!(out, "Along the song: {}", telling::timeline(analysis));
    if let Some(tags) = tags {
        let _ = writeln!(out, "In listeners’ words: {}", telling::tags::words(tags));
    }
    out.push('\n');
    if analysis.has_neighbours() {
        let _ = writeln!(out, "{} in {catalogue}:", heading(analysis.order));
        for neighbour in &analysis.neighbours {
            let _ = writeln!(out, "{}", line(neighbour));
        }
        let _ = writeln!(out, "({})", terms::sentence(&analysis.terms()).trim_end_matches('.'));
    } else {
        let _ = writeln!(out, "{}", telling::nothing(catalogue));
    }
    let _ = write!(out, "\nHeard by Segue, in the browser: nothing left the device.");
    out
}

/// `1. Owl Time, Kellee Maize (match 90) https://…`
fn line(neighbour: &Neighbour) -> String {
    let Neighbour { rank, title, artist, match_percent, link, .. } = neighbour;
    let by = if artist.is_empty() { String::new() } else { format!(", {artist}") };
    let link = if link.starts_with("https://") { format!(" {link}") } else { String::new() };
    format!("{rank}. {title}{by} (match {match_percent}){link}")
}
