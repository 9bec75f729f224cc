//! The one test binary of the command line; its modules are called after the commands and what they are given.
#![allow(missing_docs, reason = "tests document themselves by their names")]

mod analyze;
mod corpus;
mod extract;
mod features;
mod fit;
mod fit_table;
mod formats;
mod index;
mod made;
mod network;
mod predict_table;
mod readme;
mod strange;
mod tags;

#[path = "../../../tests/support/song.rs"]
mod song;
