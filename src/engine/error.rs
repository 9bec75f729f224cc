//! Everything that can go wrong in the engine, sorted by who can act on it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Why the engine refuses. It crosses the protocol as it is, and every surface (page, command line)
/// turns it into one sentence with [`Error::advice`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum Error {
    // The listener can act: another file, a longer one, a sound one.
    /// The file holds nothing.
    #[error("the file is empty")]
    Empty,
    /// Not a kind of file, or not a variant of it, that can be read here.
    #[error("{0}")]
    Unsupported(Cow<'static, str>),
    /// The bytes contradict the format they claim to be.
    #[error("{0}")]
    Malformed(Cow<'static, str>),
    /// Seconds of sound. Rounded down, so that 2.99 do not read as the 3.0 that are needed.
    #[error("{:.1} seconds of sound; at least {needed:.1} are needed", (.got * 10.0).floor() / 10.0)]
    TooShort {
        /// Seconds.
        needed: f64,
        /// Seconds.
        got: f64,
    },
    /// Seconds of sound. Rounded up, so that a second too much does not read as the limit.
    #[error("{:.0} seconds of sound; {limit:.0} are the limit", .got.ceil())]
    TooLong {
        /// Seconds.
        limit: f64,
        /// Seconds.
        got: f64,
    },
    /// Sample rate in Hz.
    #[error("a sample rate of {got} Hz; {lowest} to {highest} Hz can be read")]
    SampleRate {
        /// Hz.
        lowest: u32,
        /// Hz.
        highest: u32,
        /// Hz.
        got: u32,
    },
    /// Every sample is zero, or too faint to be told from it.
    #[error("nothing but silence")]
    Silent,
    /// A sample that is infinite or no number at all.
    #[error("sample {position} is not a finite number")]
    NotFinite {
        /// Samples (per channel) from the start.
        position: usize,
    },

    // The owner of the pack can act: rebuild it, upload it again.
    /// A file of a pack that is not there.
    #[error("{file} is missing")]
    Missing {
        /// Name inside the pack.
        file: String,
    },
    /// A format or feature version that this build does not speak.
    #[error("{file} has version {found}; this build reads version {expected}")]
    VersionMismatch {
        /// Name inside the pack.
        file: String,
        /// What this build reads.
        expected: u32,
        /// What the file says.
        found: u32,
    },
    /// Bytes.
    #[error("{file} has {found} bytes; {expected} were announced")]
    SizeMismatch {
        /// Name inside the pack.
        file: String,
        /// Bytes.
        expected: u64,
        /// Bytes.
        found: u64,
    },
    /// The first eight hexadecimal digits of each checksum.
    #[error("{file} has checksum {found}…; {expected}… was announced")]
    ChecksumMismatch {
        /// Name inside the pack.
        file: String,
        /// First digits of the announced checksum.
        expected: String,
        /// First digits of the computed checksum.
        found: String,
    },
    /// A file of a pack whose content makes no sense.
    #[error("{file}: {what}")]
    BadPack {
        /// Name inside the pack.
        file: String,
        /// What is wrong with it.
        what: Cow<'static, str>,
    },

    // Only a programmer can act.
    /// A number between two stations that is infinite or no number at all.
    #[error("{what}: row {row}, column {column} is not a finite number")]
    NotANumber {
        /// What was read.
        what: Cow<'static, str>,
        /// Counted from 0.
        row: usize,
        /// Counted from 0.
        column: usize,
    },
    /// Two stations disagree about a length.
    #[error("{what}: {found} where {expected} belong")]
    Shape {
        /// What was counted.
        what: Cow<'static, str>,
        /// How many the receiver wants.
        expected: usize,
        /// How many came.
        found: usize,
    },
}

/// What the engine's functions return.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What the person in front of the screen can do about it: one sentence.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Empty | Self::Malformed(_) | Self::NotFinite { .. } => {
                "Export or download the file again, then retry."
            }
            Self::Unsupported(_) => "Try MP3, FLAC, WAV, Ogg or M4A.",
            Self::TooShort { .. } => "Choose a longer piece of the song.",
            Self::TooLong { .. } => "Cut the recording into parts and try one of them.",
            Self::SampleRate { .. } => "Convert the file to 44.1 kHz and try again.",
            Self::Silent => "Choose a file one can hear.",
            Self::Missing { .. }
            | Self::VersionMismatch { .. }
            | Self::SizeMismatch { .. }
            | Self::ChecksumMismatch { .. }
            | Self::BadPack { .. } => "Reload the page; if it stays, rebuild the pack and upload it again.",
            Self::NotANumber { .. } | Self::Shape { .. } => {
                "This is a fault of Segue itself: please report it."
            }
        }
    }
}
