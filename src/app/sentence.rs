//! Everything that can go wrong, as one human sentence that names the file and what to do.

use crate::engine::Error;
use crate::protocol::LoadFailure;

/// Where another app's share ends that the browser did not keep until the page asked for it.
pub const LOST_SHARE: &str =
    "What another app shared was lost on the way. Share it again, or choose the file here.";

/// What went wrong on the way to an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The engine refused the file.
    Engine(Error),
    /// The pack is not there.
    Pack(LoadFailure),
    /// A file that came along with the page could not be fetched.
    Fetch(LoadFailure),
    /// The browser could not read the file from disk.
    Unreadable,
    /// Too long for the browser, which alone decodes it.
    TooLong {
        /// As people call it.
        format: String,
        /// Minutes.
        limit: u32,
        /// Minutes.
        got: u32,
    },
    /// Large, of unknown length, and only the browser decodes it.
    Untold {
        /// As people call it.
        format: String,
    },
    /// Neither the browser nor our own decoder decodes it, if ours knows the format at all.
    Undecodable {
        /// As people call it.
        format: String,
        /// As people call it.
        browser: &'static str,
    },
    /// The browser does not decode it, and our own decoder cannot be had.
    DecoderMissing {
        /// As people call it.
        format: String,
    },
    /// The browser offers no decoding at all.
    NoAudio,
    /// The browser offers no decoding at this rate.
    NoDecoder {
        /// Hz.
        sample_rate: u32,
    },
    /// The worker stopped in the midst of the job.
    WorkerDied,
    /// The worker never started.
    WorkerMissing,
    /// Page and worker are of different builds.
    WorkerStale {
        /// Of the page.
        expected: String,
        /// Of the worker.
        found: String,
    },
}

/// The sentence about `file`.
#[must_use]
pub fn about(file: &str, trouble: &Trouble) -> String {
    let what = match trouble {
        Trouble::Engine(error) => format!("{error}. {}", error.advice()),
        Trouble::Pack(_) | Trouble::WorkerMissing | Trouble::WorkerStale { .. } => {
            return format!("“{file}” could not be analysed: {}", alone(trouble));
        }
        Trouble::Fetch(why) => format!("{}. Reload the page and try again.", fetching(why)),
        Trouble::Unreadable => {
            "the browser could not read it. If it is a folder, choose the songs in it; if it was moved or changed, choose it again."
                .to_owned()
        }
        Trouble::TooLong { format, limit, got } => format!(
            "{got} minutes of {format}, which is held whole; {limit} minutes are the limit. Convert it to MP3 or FLAC, which may be of any length."
        ),
        Trouble::Untold { format } => {
            format!("it does not tell its length ({format}), and is large. Convert it to MP3 or FLAC, then retry.")
        }
        Trouble::Undecodable { format, browser } => format!(
            "neither {browser} nor Segue itself can decode it ({format}). Convert it to MP3, FLAC, WAV or Ogg, then retry."
        ),
        Trouble::DecoderMissing { format } => format!(
            "this browser cannot decode it ({format}), and Segue’s own decoder could not be fetched. Check the connection, then try again."
        ),
        Trouble::NoAudio => {
            "this browser does not decode sound for pages. Try a current Firefox, Chrome, Edge or Safari, or allow Web Audio in this one."
                .to_owned()
        }
        Trouble::NoDecoder { sample_rate } => {
            format!("this browser does not decode {sample_rate} Hz. Convert it to 44.1 kHz and try again.")
        }
        Trouble::WorkerDied => {
            "the analysis stopped unexpectedly, perhaps for want of memory. Try again, or try a shorter file."
                .to_owned()
        }
    };
    format!("“{file}” could not be analysed: {what}")
}

/// The sentence where no file is concerned: the page itself cannot work.
#[must_use]
pub fn alone(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Pack(LoadFailure::Refused(error)) => {
            format!("the catalogue was refused: {error}. {}", error.advice())
        }
        Trouble::Pack(why) => {
            format!(
                "the catalogue could not be fetched: {}. Check the connection, then reload the page.",
                fetching(why)
            )
        }
        Trouble::WorkerStale { expected, found } => {
            format!("this page is build {expected}, its worker build {found}. Reload the page.")
        }
        Trouble::WorkerMissing => "the analysis could not be started. Reload the page.".to_owned(),
        other => about("This page", other),
    }
}

/// The sentence about a catalogue that was asked for beside the first: everything else goes on without it.
#[must_use]
pub fn about_catalogue(title: &str, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Fetch(why @ (LoadFailure::Refused(_) | LoadFailure::TooMuch { .. })) => {
            format!(
                "“{title}” was refused: {}. Try again; if it stays, its owner has to upload it anew.",
                fetching(why)
            )
        }
        Trouble::Fetch(why) => {
            format!(
                "“{title}” could not be fetched: {}. Check the connection, then try again.",
                fetching(why)
            )
        }
        Trouble::Engine(error) => {
            format!("“{title}” could not be asked: {error}. Try again, or try another song.")
        }
        _ => format!("“{title}” could not be asked: it took more than this browser has. Try again."),
    }
}

/// The sentence about the network that hears tags: everything else stays without it.
#[must_use]
pub fn about_network(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Fetch(why @ (LoadFailure::Refused(_) | LoadFailure::TooMuch { .. })) => {
            format!(
                "The network that hears tags was refused: {}. Reload the page, then try again.",
                fetching(why)
            )
        }
        Trouble::Fetch(why) => format!(
            "The network that hears tags could not be fetched: {}. Check the connection, then try again.",
            fetching(why)
        ),
        Trouble::Engine(error) => {
            format!("The network could not hear this song: {error}. {}", error.advice())
        }
        Trouble::WorkerStale { .. } => {
            "The network that hears tags is of another build than this page. Reload the page.".to_owned()
        }
        Trouble::WorkerMissing => {
            "The network that hears tags could not be started. Check the connection, then try again."
                .to_owned()
        }
        Trouble::WorkerDied => {
            "The network stopped unexpectedly, perhaps for want of memory. Close other tabs, then try again."
                .to_owned()
        }
        _ => "The network could not hear this song: it was moved or changed meanwhile. Drop it again."
            .to_owned(),
    }
}

fn fetching(why: &LoadFailure) -> String {
    match why {
        LoadFailure::Unreachable { address } if address.starts_with("https:") => {
            format!("{address} could not be reached, or its host does not let other sites read it")
        }
        LoadFailure::Unreachable { address } => format!("{address} could not be reached"),
        LoadFailure::TooMuch { address, limit } => {
            format!("{address} sends more than the {limit} bytes it may have")
        }
        LoadFailure::Status { address, status } => format!("{address} answered with status {status}"),
        LoadFailure::Refused(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_and_the_way_out_are_named() {
        let sentence = about("<b>.mp3", &Trouble::Engine(Error::TooShort { needed: 3.0, got: 0.2 }));
        assert_eq!(
            sentence,
            "“<b>.mp3” could not be analysed: 0.2 seconds of sound; at least 3.0 are needed. Choose a longer piece of the song."
        );
    }

    #[test]
    fn a_missing_pack_names_the_address_and_the_status() {
        let why = LoadFailure::Status { address: "models/x".into(), status: 404 };
        let sentence = about("a.mp3", &Trouble::Pack(why));
        assert_eq!(
            sentence,
            "“a.mp3” could not be analysed: the catalogue could not be fetched: models/x answered with status 404. \
             Check the connection, then reload the page."
        );
    }

    #[test]
    fn a_network_that_cannot_be_had_takes_nothing_else_along() {
        let why = LoadFailure::Status { address: "models/musicnn/network.bin".into(), status: 404 };
        assert_eq!(
            about_network(&Trouble::Fetch(why)),
            "The network that hears tags could not be fetched: models/musicnn/network.bin answered with status 404. \
             Check the connection, then try again."
        );
        let short = about_network(&Trouble::Engine(Error::Silent));
        assert!(short.starts_with("The network could not hear this song: "), "{short}");
    }

    #[test]
    fn a_stale_worker_carries_both_builds() {
        let sentence = alone(&Trouble::WorkerStale { expected: "2".into(), found: "1".into() });
        assert_eq!(sentence, "this page is build 2, its worker build 1. Reload the page.");
    }

    #[test]
    fn a_catalogue_that_cannot_be_had_is_named_and_so_is_the_way_out() {
        let why = LoadFailure::TooMuch { address: "https://example.org/a/index.bin".into(), limit: 12 };
        assert_eq!(
            about_catalogue("Far <b>songs", &Trouble::Fetch(why)),
            "“Far <b>songs” was refused: https://example.org/a/index.bin sends more than the 12 bytes it may have. \
             Try again; if it stays, its owner has to upload it anew."
        );
    }
}
