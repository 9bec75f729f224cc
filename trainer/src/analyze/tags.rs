//! What the network hears, as text.

use std::io::{self, Write};

use segue::engine::cnn::TagsOfSong;

use super::clock;

/// Tags of the song that are worth a line.
const OF_THE_SONG: usize = 10;
/// Tags of each patch that are worth a word.
const OF_A_PATCH: usize = 3;

/// The song's likeliest tags, then those of every patch.
pub fn print(out: &mut impl Write, tags: &TagsOfSong) -> io::Result<()> {
    writeln!(out, "  tags")?;
    for tag in tags.song.iter().take(OF_THE_SONG) {
        writeln!(out, "  {:>5.1} %  {}", tag.probability * 100.0, tag.tag)?;
    }
    writeln!(out, "  tags along the song")?;
    for step in &tags.timeline {
        let mut order: Vec<_> = step.probabilities.iter().zip(&tags.song).collect();
        order.sort_by(|a, b| b.0.total_cmp(a.0));
        let words = order.iter().take(OF_A_PATCH).map(|(p, tag)| format!("{} {:.0} %", tag.tag, *p * 100.0));
        let (start, end) = (clock(step.start), clock(step.end));
        writeln!(out, "  {start:>6} – {end:<6} {}", words.collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}
