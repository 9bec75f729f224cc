//! Segue: drop a song, see its genre, find its neighbours, and nothing leaves your browser.
//!
//! The house, in the order sound travels:
//!
//! - [`engine`] is pure: bytes in, numbers out. It runs natively and as WebAssembly, and knows neither.
//! - [`decoder`] turns files into samples, where the browser does not.
//! - [`protocol`] is every word that page and worker may say to each other.
//! - `letter` is how those words travel (feature `web`).
//! - `worker` hears a request, walks the engine's path and says events (feature `web`).
//! - [`app`] is the page: its state and its sentences are pure, the rest needs the feature `web`.

pub mod engine;
pub mod decoder;
pub mod protocol;
#[cfg(feature = "web")]
pub mod letter;
#[cfg(feature = "web")]
pub mod worker;
pub mod app;
