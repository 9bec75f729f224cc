//! The page. What it knows and says is pure and tested natively; what it does and shows needs the feature `web`.

pub mod state;
pub mod sentence;
pub mod way;
pub mod verdict;
pub mod telling;
pub mod taking;
pub mod heat;
pub mod links;
pub mod passing;
pub mod sight;
pub mod stretch;
pub mod graph;
pub mod atlas;
pub mod check;
pub mod keeping;

#[cfg(feature = "web")]
mod breath;
#[cfg(feature = "web")]
mod bridge;
#[cfg(feature = "web")]
mod decode;
#[cfg(feature = "web")]
mod memory;
#[cfg(feature = "web")]
mod thrift;
#[cfg(feature = "web")]
mod conductor;
#[cfg(feature = "web")]
mod address;
#[cfg(feature = "web")]
mod annexe;
#[cfg(feature = "web")]
mod keeper;
#[cfg(feature = "web")]
mod launch;
#[cfg(feature = "web")]
mod plot;
#[cfg(feature = "web")]
mod view;

#[cfg(feature = "web")]
pub use view::{start, start_library};
