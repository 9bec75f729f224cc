//! Pictures of sound, drawn with plotters on canvases.
//!
//! plotters draws whole device pixels, so a [`Paper`] has as many of them as the screen, and its
//! colours are those of style.css in the present colour scheme.

pub mod card;
mod likeness;
mod links;
mod paper;
mod path;
mod profile;
mod spectrogram;
mod tags;
mod timeline;
mod waveform;

pub use likeness::Likeness;
pub use links::Links;
pub use path::Path;
pub use profile::Profile;
pub use spectrogram::Spectrogram;
pub use tags::tags;
pub use timeline::Timeline;
pub use waveform::Waveform;
