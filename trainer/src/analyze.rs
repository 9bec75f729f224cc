//! `analyze`: the same answer as the page's, on the command line.

mod tags;

use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use segue::engine::analysis::{Artists, Order, Ranking};
use segue::engine::cnn::sound::Gatherer;
use segue::engine::cnn::{Sound, Tagged};
use segue::engine::header::{self, Header};
use segue::engine::listener::{Heard, Listener};
use segue::engine::recommend::{SONGS, Terms};
use segue::engine::{Error, Packs, Question};

use crate::decode::{each_block, opened};
use crate::{Outcome, advised, networks, packs, progress};

/// Name the genre and the nearest songs of audio files.
///
/// The answer is the page's: same engine, same pack. One sentence, the probabilities, the neighbours and the
/// genre along the song; with --json one JSON document per line, the format that the page saves
/// (docs/analysis-schema.md). Files that cannot be read are named on standard error and the rest goes on.
#[derive(clap::Args)]
pub struct Args {
    /// Audio files: MP3, FLAC, WAV, Ogg Vorbis, AAC or ALAC in M4A, AIFF.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Folder of the pack that answers.
    #[arg(long, value_name = "DIR")]
    pack: PathBuf,
    /// Folder of another pack, whose songs the neighbours shall be.
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
    /// One JSON document per file and line instead of text.
    #[arg(long)]
    json: bool,
    /// What the network hears, too: 50 tags along the song. DIR is the network's folder; without it, `musicnn` beside the pack.
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true)]
    #[allow(clippy::option_option, reason = "absent, alone, or with a folder: so clap says it")]
    tags: Option<Option<PathBuf>>,
    /// How neighbours are ordered.
    #[arg(long, value_enum, default_value_t)]
    ranking: RankingName,
    /// How many neighbours.
    #[arg(long, value_name = "N", default_value_t = SONGS)]
    songs: usize,
    /// The least similar songs instead of the most similar.
    #[arg(long)]
    farthest: bool,
    /// How often an artist may be named; if it is not said, once in the balanced ranking, any number of times in the published.
    #[arg(long, value_enum)]
    artists: Option<ArtistsName>,
    /// Leave this artist out; may be given several times.
    #[arg(long, value_name = "ARTIST")]
    without: Vec<String>,
}

/// [`Ranking`], as typed.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
enum RankingName {
    /// Hubness-corrected, averaged over the song.
    #[default]
    Balanced,
    /// The published study's: summed cosines of each window's ten nearest.
    Published,
}

impl From<RankingName> for Ranking {
    fn from(name: RankingName) -> Self {
        match name {
            RankingName::Balanced => Self::Balanced,
            RankingName::Published => Self::Published,
        }
    }
}

/// [`Artists`], as typed.
#[derive(Clone, Copy, clap::ValueEnum)]
enum ArtistsName {
    /// With one song.
    Once,
    /// Any number of times.
    Any,
}

impl From<ArtistsName> for Artists {
    fn from(name: ArtistsName) -> Self {
        match name {
            ArtistsName::Once => Self::Once,
            ArtistsName::Any => Self::Any,
        }
    }
}

impl Args {
    fn terms(&self) -> Terms {
        let terms = Terms::of(self.ranking.into());
        Terms {
            songs: self.songs,
            order: if self.farthest { Order::Farthest } else { Order::Nearest },
            artists: self.artists.map_or(terms.artists, Artists::from),
            without: self.without.clone(),
            ..terms
        }
    }
}

/// Answers for every file that can be read.
pub fn run(args: &Args) -> Result<Outcome> {
    let pack = packs::open(&args.pack)?;
    let other = args.catalogue.as_deref().map(packs::open).transpose()?;
    let packs = Packs { genres: &pack, catalogue: other.as_ref().unwrap_or(&pack) };
    let beside = || args.pack.join("..").join("musicnn");
    let network = args.tags.as_ref().map(|folder| folder.clone().unwrap_or_else(beside));
    let mut network = network.map(|folder| networks::Listener::open(&folder)).transpose()?;
    let bar = progress::count("Listening", args.files.len());
    let mut outcome = Outcome::Complete;
    for file in &args.files {
        match answer(file, packs, network.as_mut(), args) {
            Ok(answered) => bar.suspend(|| print(&answered, args.json))?,
            Err(error) => {
                outcome = Outcome::Partial;
                bar.suspend(|| eprintln!("{}: {error:#}", file.display()));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(outcome)
}

fn answer(
    file: &Path,
    packs: Packs,
    network: Option<&mut networks::Listener>,
    args: &Args,
) -> Result<Tagged> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let source = BufReader::new(opened(file).context("cannot be read")?);
    let (header, _) = header::read(&name, source).map_err(advised)?;
    let (heard, sound, form) = hear(file, network.is_some()).map_err(advised)?;
    let header = Header { sample_rate: form.0, channels: form.1, ..header };
    let terms = args.terms();
    let question = Question { file: &name, header: &header, terms: &terms };
    let analysis = segue::engine::answer(&heard.description, heard.seconds, &question, packs, &mut |_, _| {});
    let tags = network.zip(sound).map(|(network, sound)| network.tags(&sound));
    Ok(Tagged { analysis: analysis.map_err(advised)?, tags })
}

/// Sample rate and channels of what was decoded.
type Form = (u32, u16);

/// Listens to a file of any length as it is decoded, for the network too if it is to hear it.
fn hear(file: &Path, for_network: bool) -> segue::engine::Result<(Heard, Option<Sound>, Form)> {
    let (mut ears, mut form) = (None, (0, 0));
    each_block(file, |block| {
        let (listener, gatherer) = if let Some(ears) = &mut ears {
            ears
        } else {
            form = (block.sample_rate, block.channels.len() as u16);
            let gatherer = for_network.then(|| Gatherer::new(block.sample_rate)).transpose()?;
            ears.insert((Listener::new(block.sample_rate)?, gatherer))
        };
        if let Some(gatherer) = gatherer {
            gatherer.push(&block.channels)?;
        }
        listener.push(&block.channels)
    })?;
    let (listener, gatherer) = ears.ok_or(Error::Empty)?;
    Ok((listener.finish()?, gatherer.map(Gatherer::finish).transpose()?, form))
}

fn print(answered: &Tagged, json: bool) -> Result<()> {
    let mut out = io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(answered)?)?;
        return Ok(());
    }
    let Tagged { analysis, tags } = answered;
    let song = &analysis.song;
    writeln!(out, "{} ({:.0} s)", song.title.as_ref().unwrap_or(&song.file), song.seconds)?;
    for genre in &analysis.genres {
        writeln!(out, "  {:>5.1} %  {}", genre.probability * 100.0, genre.genre)?;
    }
    writeln!(out, "  along the song")?;
    for step in &analysis.timeline {
        let best = step.probabilities.iter().zip(&analysis.genres).max_by(|a, b| a.0.total_cmp(b.0));
        if let Some((probability, genre)) = best {
            let (start, end) = (clock(step.start), clock(step.end));
            writeln!(out, "  {start:>6} – {end:<6} {:>3.0} %  {}", probability * 100.0, genre.genre)?;
        }
    }
    if !analysis.has_neighbours() {
        writeln!(out, "  nothing in the catalogue is similar enough; all the same:")?;
    }
    let order = match analysis.order {
        Order::Nearest => "nearest",
        Order::Farthest => "farthest",
    };
    writeln!(out, "  {order} songs")?;
    for near in &analysis.neighbours {
        let words = [&near.title, &near.artist, &near.album, &near.genre, &near.licence, &near.link];
        let known: Vec<&str> =
            words.into_iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        writeln!(out, "  {:>5}. {} · match {}", near.rank, known.join(" · "), near.match_percent)?;
    }
    if let Some(tags) = tags {
        tags::print(&mut out, tags)?;
    }
    Ok(())
}

/// Seconds as people read them: `1:05`.
fn clock(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
