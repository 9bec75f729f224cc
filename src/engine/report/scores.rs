//! What songs were held to be, against what their publishers call them.

use serde_json::Value;

/// More genres than anybody reads.
const MOST_GENRES: usize = 32;
const MOST_BINS: usize = 32;

/// How good the answers are, on songs that no fit has seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Songs that were asked about.
    pub tracks: u32,
    /// Share that is right, 0 to 1.
    pub accuracy: f64,
    /// Wilson's 95 % interval of it.
    pub interval: [f64; 2],
    /// Mean of the genres' F1.
    pub macro_f1: f64,
    /// Natural logarithm.
    pub log_loss: f64,
    /// Expected calibration error, 0 to 1.
    pub calibration_error: f64,
    /// Row: the publisher's genre; column: the most probable one. As many of both as there are genres.
    pub confusion: Vec<Vec<u32>>,
    /// In the order of the confusion.
    pub genres: Vec<GenreScores>,
    /// By how sure the answer is, least sure first.
    pub calibration: Vec<Bin>,
}

/// One genre.
#[derive(Clone, Debug, PartialEq)]
pub struct GenreScores {
    /// Its name.
    pub genre: String,
    /// Songs of it.
    pub tracks: u32,
    /// Of the songs held to be it, the share that is.
    pub precision: f64,
    /// Of its songs, the share held to be it.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

/// Answers that are about equally sure.
#[derive(Clone, Debug, PartialEq)]
pub struct Bin {
    /// How many.
    pub tracks: u32,
    /// Mean probability of the first genre.
    pub confidence: f64,
    /// Share that is right.
    pub accuracy: f64,
}

impl Scores {
    /// From a report; `None` if a number is missing or no share, or if the confusion does not have a row for each genre.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let genres = value.get("genres")?.as_array()?;
        let bins = value.get("calibration")?.as_array()?;
        if genres.is_empty() || genres.len() > MOST_GENRES || bins.len() > MOST_BINS {
            return None;
        }
        let confusion = value.get("confusion")?.as_array()?;
        let row = |row: &Value| row.as_array()?.iter().map(count_of).collect::<Option<Vec<u32>>>();
        let confusion: Vec<Vec<u32>> = confusion.iter().map(row).collect::<Option<_>>()?;
        let square = confusion.len() == genres.len() && confusion.iter().all(|row| row.len() == genres.len());
        let interval = value.get("accuracy_interval")?.as_array()?;
        let [low, high] = interval.as_slice() else { return None };
        square.then_some(Self {
            tracks: count(value, "tracks")?,
            accuracy: share(value, "accuracy")?,
            interval: [share_of(low)?, share_of(high)?],
            macro_f1: share(value, "macro_f1")?,
            log_loss: value.get("log_loss")?.as_f64().filter(|loss| loss.is_finite())?,
            calibration_error: share(value, "expected_calibration_error")?,
            confusion,
            genres: genres.iter().map(GenreScores::read).collect::<Option<_>>()?,
            calibration: bins.iter().map(Bin::read).collect::<Option<_>>()?,
        })
    }
}

impl GenreScores {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            genre: value.get("genre")?.as_str()?.to_owned(),
            tracks: count(value, "tracks")?,
            precision: share(value, "precision")?,
            recall: share(value, "recall")?,
            f1: share(value, "f1")?,
        })
    }
}

impl Bin {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            tracks: count(value, "tracks")?,
            confidence: share(value, "confidence")?,
            accuracy: share(value, "accuracy")?,
        })
    }
}

fn share(value: &Value, what: &str) -> Option<f64> {
    share_of(value.get(what)?)
}

fn share_of(value: &Value) -> Option<f64> {
    value.as_f64().filter(|share| (0.0..=1.0).contains(share))
}

fn count(value: &Value, what: &str) -> Option<u32> {
    count_of(value.get(what)?)
}

fn count_of(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok()
}
