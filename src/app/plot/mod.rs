//! Pictures of sound and of catalogues, drawn on canvases with plotters, or, where every pixel counts or much moves, by hand.
//!
//! plotters draws whole device pixels, so a [`Paper`] has as many of them as the screen, and its
//! colours are those of style.css in the present colour scheme.

pub mod card;
mod likeness;
mod calibration;
mod chart;
mod counts;
mod curve;
mod lines;
mod links;
mod map;
mod matrix;
mod multiples;
mod paper;
mod path;
mod profile;
mod profiles;
mod spectrogram;
mod tags;
mod timeline;
mod waveform;

pub use calibration::calibration;
pub use counts::counts;
pub use curve::curve;
pub use likeness::Likeness;
pub use links::Links;
pub use map::Map;
pub use matrix::Matrix;
pub use multiples::multiples;
pub use path::Path;
pub use profile::Profile;
pub use profiles::Profiles;
pub use spectrogram::Spectrogram;
pub use tags::tags;
pub use timeline::Timeline;
pub use waveform::Waveform;
