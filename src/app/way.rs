//! Who decodes a file: the browser, as long as it can and a tab can hold what comes of it, or else a program of ours, which
//! does not hold it.

use super::sentence::Trouble;
use crate::engine::header::Header;

/// Bytes of samples that a tab holds safely, the worker's beside the page's: fifteen minutes of 48 kHz stereo.
pub const SAFE: f64 = 346e6;
/// Bytes of samples that a tab holds at all: what only the browser decodes may need so much.
const MOST: f64 = 512e6;
/// Bytes of a file that does not tell its length, which the browser may decode all the same.
const UNTOLD: f64 = 16e6;
/// What our program decodes at once: Chromium and Firefox refuse it, and WebKit now and then never answers.
const OWN: &str = "AIFF";
/// What our program does not decode.
const FOREIGN: [&str; 2] = ["Opus", "WebM"];

/// Who decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The browser, all at once.
    Browser,
    /// The decoder, as it comes.
    Program,
}

/// Bytes of samples that this file becomes, if it tells.
#[must_use]
pub fn decoded(header: &Header) -> Option<f64> {
    // Where the header does not tell, it is stereo as nearly everything is.
    let channels = if header.channels == 0 { 2 } else { header.channels };
    Some(header.seconds? * bytes_per_second(header.sample_rate, channels))
}

fn bytes_per_second(sample_rate: u32, channels: u16) -> f64 {
    4.0 * f64::from(sample_rate.max(1)) * f64::from(channels)
}

/// Whether our program can decode what this header says.
#[must_use]
pub fn has_own(header: &Header) -> bool {
    !FOREIGN.contains(&header.format.as_str())
}

/// Who decodes this file of so many bytes.
///
/// # Errors
/// [`Trouble::TooLong`]: it is too long for the browser, and nobody else decodes it.
pub fn way(header: &Header, bytes: f64) -> Result<Way, Trouble> {
    let held = decoded(header);
    if has_own(header) {
        let fits = header.format != OWN && held.map_or(bytes <= UNTOLD, |held| held <= SAFE);
        return Ok(if fits { Way::Browser } else { Way::Program });
    }
    match held {
        Some(held) if held > MOST => {
            let limit = MOST / (held / header.seconds.unwrap_or(1.0));
            Err(Trouble::TooLong {
                format: header.format.clone(),
                limit: (limit / 60.0) as u32,
                got: (header.seconds.unwrap_or_default() / 60.0).ceil() as u32,
            })
        }
        None if bytes > UNTOLD => Err(Trouble::Untold { format: header.format.clone() }),
        _ => Ok(Way::Browser),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(format: &str, minutes: f64, sample_rate: u32, channels: u16) -> Header {
        let seconds = (minutes > 0.0).then_some(60.0 * minutes);
        Header { format: format.into(), sample_rate, channels, seconds, ..Header::default() }
    }

    #[test]
    fn a_song_is_the_browsers_and_a_long_recording_is_not() {
        for (minutes, sample_rate, channels, expected) in [
            (4.0, 44_100, 2, Way::Browser),
            (15.0, 44_100, 2, Way::Browser),
            (17.0, 44_100, 2, Way::Program),
            (30.0, 44_100, 1, Way::Browser),
            (5.0, 192_000, 2, Way::Program),
            (180.0, 44_100, 2, Way::Program),
            (600.0, 44_100, 2, Way::Program),
            (0.0, 44_100, 2, Way::Browser),
        ] {
            let found = way(&header("MP3", minutes, sample_rate, channels), 1e6);
            assert_eq!(found, Ok(expected), "{minutes} min, {sample_rate} Hz, {channels}");
        }
    }

    #[test]
    fn no_browser_is_asked_for_aiff() {
        assert_eq!(way(&header("AIFF", 4.0, 44_100, 2), 1e6), Ok(Way::Program));
        assert_eq!(way(&header("AIFF", 0.0, 44_100, 2), 1e6), Ok(Way::Program));
    }

    #[test]
    fn what_only_the_browser_decodes_has_a_limit_that_is_named() {
        assert_eq!(way(&header("Opus", 20.0, 48_000, 2), 1e7), Ok(Way::Browser));
        let refused = way(&header("Opus", 90.0, 48_000, 2), 1e7);
        assert_eq!(refused, Err(Trouble::TooLong { format: "Opus".into(), limit: 22, got: 90 }));
        assert_eq!(way(&header("WebM", 0.0, 48_000, 0), 1e6), Ok(Way::Browser));
        assert_eq!(way(&header("WebM", 0.0, 48_000, 0), 2e8), Err(Trouble::Untold { format: "WebM".into() }));
    }
}
