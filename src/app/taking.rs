//! What a visitor takes along: the answer as text and as tables.

mod csv;
mod text;

pub use csv::{neighbours, tags, timeline};
pub use text::text;

use crate::engine::analysis::{Order, Song};

/// What the song is called: by its tags, or else its file.
#[must_use]
pub fn title(song: &Song) -> &str {
    song.title.as_deref().unwrap_or(&song.file)
}

/// Which songs are named.
#[must_use]
pub fn heading(order: Order) -> &'static str {
    match order {
        Order::Nearest => "Nearest songs",
        Order::Farthest => "Farthest songs",
    }
}
