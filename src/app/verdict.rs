//! The answer as a sentence.

use std::fmt;

use crate::engine::analysis::{Analysis, GenreProbability};
use crate::engine::recommend::STRANGE;

/// Below this probability the first genre is no more than a guess.
const LIKELY: f32 = 0.35;
/// Closer than this, the first two genres cannot be told apart.
const APART: f32 = 0.08;
/// From here on a second genre is heard.
const STREAK: f32 = 0.12;
/// From here on nothing else is worth a word.
const CLEAR: f32 = 0.8;

/// What is said of a song's genre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One genre and hardly anything else.
    Clearly(String),
    /// One genre before all others.
    Mostly(String),
    /// One genre, and a second that is heard too.
    Streaked(String, String),
    /// One of the two, perhaps.
    Unsure(String, String),
    /// Hardly music; of the genres, this one before all others.
    Strange(String),
    /// The pack knows no genres.
    Silent,
}

impl Verdict {
    /// The sentence about a song.
    #[must_use]
    pub fn about(analysis: &Analysis) -> Self {
        match analysis.genres.first() {
            // How likely a genre is among songs says nothing about what is none.
            Some(top) if analysis.strangeness >= STRANGE => Self::Strange(top.genre.clone()),
            _ => Self::of(&analysis.genres),
        }
    }

    /// The sentence for these probabilities of music, largest first.
    #[must_use]
    pub fn of(genres: &[GenreProbability]) -> Self {
        let (first, second) = match genres {
            [] => return Self::Silent,
            [only] => return Self::Clearly(only.genre.clone()),
            [first, second, ..] => (first, second),
        };
        let (top, next) = (first.genre.clone(), second.genre.clone());
        if first.probability < LIKELY || first.probability - second.probability < APART {
            Self::Unsure(top, next)
        } else if first.probability >= CLEAR {
            Self::Clearly(top)
        } else if second.probability >= STREAK {
            Self::Streaked(top, next)
        } else {
            Self::Mostly(top)
        }
    }

    /// Whether it speaks of one genre only.
    #[must_use]
    pub fn is_short(&self) -> bool {
        matches!(self, Self::Clearly(_) | Self::Mostly(_))
    }

    /// The sentence, piece by piece. It always fills two lines, so that none is left empty below it.
    #[must_use]
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        use Piece::{Fold, Rival, Shade, Top, Turn, Words};
        match self {
            Self::Clearly(top) => vec![Words("Clearly "), Turn, Top(top), Words(".")],
            Self::Mostly(top) => vec![Words("Mostly "), Turn, Top(top), Words(".")],
            Self::Streaked(top, next) => {
                let streak = [Turn, Words("with a streak "), Fold, Words("of "), Shade(next), Words(".")];
                [Words("Mostly "), Top(top), Words(", ")].into_iter().chain(streak).collect()
            }
            Self::Unsure(top, next) => {
                vec![Words("Unsure: "), Turn, Top(top), Words(" or "), Fold, Rival(next), Words(".")]
            }
            Self::Strange(top) => {
                vec![Words("Hardly music: "), Turn, Words("perhaps "), Fold, Top(top), Words(".")]
            }
            Self::Silent => vec![Words("This pack names no genres.")],
        }
    }
}

/// A piece of the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Between the genres.
    Words(&'static str),
    /// The likeliest genre.
    Top(&'a str),
    /// One that might as well be it.
    Rival(&'a str),
    /// One that is heard too.
    Shade(&'a str),
    /// The line ends here.
    Turn,
    /// The line ends here where lines are short.
    Fold,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().into_iter().try_for_each(|piece| match piece {
            Piece::Words(words) => f.write_str(words),
            Piece::Top(genre) | Piece::Rival(genre) | Piece::Shade(genre) => f.write_str(genre),
            Piece::Turn | Piece::Fold => Ok(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(probabilities: &[f32]) -> String {
        let names = ["Rock", "Folk", "Pop"];
        let genres: Vec<_> = names
            .iter()
            .zip(probabilities)
            .map(|(genre, &probability)| GenreProbability { genre: (*genre).into(), probability })
            .collect();
        assert_eq!(genres.len(), probabilities.len());
        Verdict::of(&genres).to_string()
    }

    #[test]
    fn sure() {
        assert_eq!(said(&[0.8, 0.15, 0.05]), "Clearly Rock.");
        assert_eq!(said(&[0.7, 0.11, 0.1]), "Mostly Rock.");
        assert_eq!(said(&[0.5, 0.2, 0.1]), "Mostly Rock, with a streak of Folk.");
    }

    #[test]
    fn unsure_when_low_or_close() {
        assert_eq!(said(&[0.34, 0.1, 0.1]), "Unsure: Rock or Folk.");
        assert_eq!(said(&[0.45, 0.38, 0.1]), "Unsure: Rock or Folk.");
    }

    #[test]
    fn every_sentence_turns_once() {
        let [rock, folk] = ["Rock", "Folk"].map(str::to_owned);
        let verdicts = [
            Verdict::Clearly(rock.clone()),
            Verdict::Mostly(rock.clone()),
            Verdict::Streaked(rock.clone(), folk.clone()),
            Verdict::Unsure(rock.clone(), folk),
            Verdict::Strange(rock),
        ];
        for verdict in verdicts {
            let turns = verdict.pieces().iter().filter(|piece| **piece == Piece::Turn).count();
            assert_eq!(turns, 1, "{verdict}");
        }
    }

    #[test]
    fn packs_of_one_genre_or_none() {
        assert_eq!(said(&[1.0]), "Clearly Rock.");
        assert_eq!(said(&[]), "This pack names no genres.");
    }
}
