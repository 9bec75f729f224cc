//! A spectrogram in words.

use super::clock;
use crate::engine::mel::{BANDS, frequency, place};
use crate::engine::spectrogram::{Spectrogram, decibels};

/// Frequencies (Hz) that stand beside the picture.
const TICKS: [u32; 6] = [100, 500, 1_000, 2_000, 5_000, 10_000];
/// Of 255, in a band's mean: 6 dB below the strongest band still belongs to the strongest.
const STRONG: f64 = 255.0 * 6.0 / 80.0;
/// Of 255, in a band's mean: what is 40 dB below the strongest band is little.
const LITTLE: f64 = 255.0 * 40.0 / 80.0;

/// Frequencies to write beside the picture, and how far up it they lie: 0 to 1.
#[must_use]
pub fn ticks() -> Vec<(String, f64)> {
    TICKS.into_iter().map(|tick| (hertz(f64::from(tick)), place(f64::from(tick)) / BANDS as f64)).collect()
}

/// Three digits are finer than any band is wide: `440 Hz`, `1.03 kHz`, `10 kHz`.
#[must_use]
pub fn hertz(frequency: f64) -> String {
    rounded(frequency, 3)
}

/// `−12 dB`, counted from the song's loudest.
#[must_use]
pub fn level(level: u8) -> String {
    match decibels(level).round() as i32 {
        0 if level > 0 => "0 dB".to_owned(),
        down if level > 0 => format!("\u{2212}{} dB", -down),
        down => format!("\u{2212}{} dB or less", -down),
    }
}

/// What sounds at this time (seconds), this far up the picture (0 to 1): `0:23, 440 Hz: −12 dB`.
#[must_use]
pub fn pointed(picture: &Spectrogram, length: f64, time: f64, up: f64) -> Option<String> {
    let band = ((up * BANDS as f64) as usize).min(BANDS - 1); // saturates
    let loud = *picture.at(time / length)?.get(band)?;
    Some(format!("{}, {}: {}", clock(time), centre(band), level(loud)))
}

/// What sounds most at this time (seconds): `0:23, strongest at 440 Hz: −12 dB`.
#[must_use]
pub fn strongest(picture: &Spectrogram, length: f64, time: f64) -> Option<String> {
    let column = picture.at(time / length)?;
    let (band, &loud) = column.iter().enumerate().max_by(|(i, a), (j, b)| a.cmp(b).then(j.cmp(i)))?;
    let time = clock(time);
    Some(match loud {
        0 => format!("{time}, next to nothing: {}", level(0)),
        _ => format!("{time}, strongest at {}: {}", centre(band), level(loud)),
    })
}

/// The whole picture: `Strongest between 60 and 250 Hz; little above 5 kHz.`
#[must_use]
pub fn summary(picture: &Spectrogram) -> String {
    let Some(means) = picture.levels().mapv(f64::from).mean_axis(ndarray::Axis(0)) else {
        return "No spectrogram.".to_owned();
    };
    let loudest = means.iter().copied().fold(0.0, f64::max);
    let strong = |mean: &f64| *mean >= loudest - STRONG;
    let peak = means.iter().position(|mean| *mean >= loudest).unwrap_or_default();
    let from = peak - means.iter().take(peak).rev().take_while(|mean| strong(mean)).count();
    let to = peak + means.iter().skip(peak).take_while(|mean| strong(mean)).count();
    let where_to = match (from, to) {
        (0, BANDS) => "Strong at all pitches".to_owned(),
        (0, to) => format!("Strongest below {}", edge(to)),
        (from, BANDS) => format!("Strongest above {}", edge(from)),
        (from, to) => format!("Strongest between {} and {}", edge(from), edge(to)),
    };
    let little = means.len() - means.iter().rev().take_while(|mean| **mean < loudest - LITTLE).count();
    if little < BANDS {
        format!("{where_to}; little above {}.", edge(little))
    } else {
        format!("{where_to}.")
    }
}

/// The frequency that this band hears best.
fn centre(band: usize) -> String {
    hertz(frequency(band as f64 + 0.5))
}

/// About where this band begins.
pub(super) fn edge(band: usize) -> String {
    rounded(frequency(band as f64), 2)
}

/// A frequency in so many digits.
fn rounded(frequency: f64, digits: i32) -> String {
    let step = 10_f64.powi(frequency.max(1.0).log10().floor() as i32 + 1 - digits).max(1.0);
    let round = (frequency / step).round() * step;
    if round < 1_000.0 { format!("{round} Hz") } else { format!("{} kHz", round / 1_000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one column for each of these (band, level) pairs, silent elsewhere.
    fn picture(columns: &[(usize, u8)]) -> Spectrogram {
        let column = |&(band, level): &(usize, u8)| {
            let mut column = [0; BANDS];
            column[band] = level;
            column
        };
        Spectrogram::from_bytes(columns.iter().flat_map(column).collect())
    }

    #[test]
    fn frequencies_in_three_digits() {
        let told = [26.2, 99.6, 440.4, 999.6, 1_034.0, 2_000.0, 10_312.0].map(hertz);
        assert_eq!(told, ["26 Hz", "100 Hz", "440 Hz", "1 kHz", "1.03 kHz", "2 kHz", "10.3 kHz"]);
    }

    #[test]
    fn levels_count_from_the_loudest() {
        assert_eq!([255, 254, 128, 1, 0].map(level), ["0 dB", "0 dB", "−40 dB", "−80 dB", "−80 dB or less"]);
    }

    #[test]
    fn ticks_stand_where_their_band_is() {
        let ticks = ticks();
        assert!(ticks.is_sorted_by(|(_, low), (_, high)| low < high), "{ticks:?}");
        assert!(ticks.iter().all(|(_, up)| (0.0..1.0).contains(up)), "{ticks:?}");
        assert_eq!(ticks[3].0, "2 kHz");
        // librosa.mel_frequencies(130, fmin=0, fmax=11025)[65] is 1984 Hz, [66] is 2038 Hz: band 64 and 65.
        assert_eq!((ticks[3].1 * BANDS as f64) as usize, 64);
    }

    #[test]
    fn a_place_in_the_picture_tells_time_pitch_and_level() {
        let picture = picture(&[(38, 255), (10, 128)]);
        let up = |band: f64| (band + 0.5) / BANDS as f64;
        assert_eq!(pointed(&picture, 20.0, 4.0, up(38.0)).as_deref(), Some("0:04, 1.01 kHz: 0 dB"));
        assert_eq!(pointed(&picture, 20.0, 4.0, up(39.0)).as_deref(), Some("0:04, 1.03 kHz: −80 dB or less"));
        assert_eq!(strongest(&picture, 20.0, 20.0).as_deref(), Some("0:20, strongest at 284 Hz: −40 dB"));
        assert_eq!(
            strongest(&picture, 20.0, 9.99),
            strongest(&picture, 20.0, 0.0).map(|at| at.replace("0:00", "0:09"))
        );
        assert_eq!(pointed(&Spectrogram::default(), 20.0, 4.0, 0.5), None);
    }

    #[test]
    fn silence_is_no_pitch() {
        let told = strongest(&picture(&[(0, 0)]), 3.0, 1.0);
        assert_eq!(told.as_deref(), Some("0:01, next to nothing: −80 dB or less"));
    }

    #[test]
    fn the_summary_names_the_strongest_and_where_little_begins() {
        let told =
            |level: fn(usize) -> u8| summary(&Spectrogram::from_bytes((0..BANDS).map(level).collect()));
        assert_eq!(told(|_| 200), "Strong at all pitches.");
        assert_eq!(
            told(|band| if band < 10 { 250 } else { 20 }),
            "Strongest below 270 Hz; little above 270 Hz."
        );
        assert_eq!(
            told(|band| if (4..10).contains(&band) { 250 } else { 150 }),
            "Strongest between 120 Hz and 270 Hz."
        );
        assert_eq!(summary(&Spectrogram::default()), "No spectrogram.");
    }
}
