//! `features`: the stations of the path as `.npy` files, to be compared with librosa.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use ndarray::{ArrayView, aview2};
use segue::engine::cnn;
use segue::engine::frontend::Frontend;
use segue::engine::pca::Pca;
use segue::engine::pcm::SAMPLE_RATE;
use segue::engine::segment::{CepstralStats, MelStats};

use crate::decode::{Sound, decode, opened};
use crate::networks::Listener;
use crate::{Outcome, advised};

/// The standardiser and PCA of the published study; see models/seed/README.md.
const SEED_PCA: &[u8] = include_bytes!("../../models/seed/pca.bin");

/// The published standardiser and axes.
pub fn published_axes() -> segue::engine::Result<Pca> {
    Pca::decode("models/seed/pca.bin", SEED_PCA)
}

/// Write the stations of the data path as .npy files.
///
/// All are 32-bit floats: `pcm` (samples), `mel_db` (frames × 128), `mel_stats` (segments × 256), `cepstral_stats`
/// (windows × 46), `seed_embedding` (segments × 100); with --network also `tags` (patches × 50) and `network_embedding`
/// (patches × 200).
#[derive(clap::Args)]
pub struct Args {
    /// An audio file: mp3, flac, wav, ogg, m4a, aac, aiff
    file: PathBuf,
    /// The folder for the .npy files; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Folder of a network that listens, too
    #[arg(long, value_name = "DIR")]
    network: Option<PathBuf>,
    /// The file is a 22 050 Hz one and is taken without resampling
    #[arg(long)]
    raw_rate: bool,
}

pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let named = || args.file.display().to_string();
    let sound = hear(&args.file, args.raw_rate).with_context(named)?;
    // At the engine's own rate nothing is resampled.
    let pcm = sound.pcm().map_err(advised).with_context(named)?;
    std::fs::create_dir_all(&args.out).with_context(|| format!("{} cannot be made", args.out.display()))?;
    let frames = Frontend::new().listen(&pcm, &mut |_| {});
    let mel_stats = MelStats::of(&frames).values;
    write(&args.out, "pcm", pcm.samples())?;
    write(&args.out, "mel_db", frames.mel_db().0.view())?;
    write(&args.out, "mel_stats", mel_stats.view())?;
    write(&args.out, "cepstral_stats", CepstralStats::of(&frames).values.view())?;
    let seed = published_axes()?;
    let embedding = seed.project(seed.standardise(mel_stats.view())?.view())?;
    write(&args.out, "seed_embedding", embedding.view())?;
    if let Some(folder) = &args.network {
        let sound = cnn::Sound::from_planar(&sound.planar(), sound.sample_rate);
        let heard = Listener::open(folder)?.listen(&sound.map_err(advised).with_context(named)?);
        let tags: Vec<_> = heard.iter().map(|(_, heard)| heard.tags).collect();
        let embeddings: Vec<_> = heard.iter().map(|(_, heard)| heard.embedding).collect();
        write(&args.out, "tags", aview2(&tags))?;
        write(&args.out, "network_embedding", aview2(&embeddings))?;
    }
    Ok(Outcome::Complete)
}

fn hear(file: &Path, raw_rate: bool) -> anyhow::Result<Sound> {
    opened(file).context("cannot be read")?;
    let sound = decode(file).map_err(advised)?;
    ensure!(
        !raw_rate || sound.sample_rate == SAMPLE_RATE,
        "--raw-rate takes {SAMPLE_RATE} Hz, and this file has {} Hz",
        sound.sample_rate
    );
    Ok(sound)
}

fn write<D: ndarray::Dimension>(
    folder: &Path,
    station: &str,
    values: ArrayView<'_, f32, D>,
) -> anyhow::Result<()> {
    let path = folder.join(station).with_extension("npy");
    ndarray_npy::write_npy(&path, &values)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    say!("{station} {:?}", values.shape());
    Ok(())
}
