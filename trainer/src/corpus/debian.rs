//! `corpus debian`: packages of Debian → a folder of labelled music.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::label::{self, Labelled, Papers, Source};
use super::left_out::LeftOut;
use super::list::{self, Package};
use super::{apt, judge, table, twins, unpack};
use crate::extract::Listeners;
use crate::extract::collection::Collection;
use crate::feature_set::{FeatureSet, Rows};
use crate::features::published_axes;
use crate::{Outcome, extract, progress};

/// Fetch the music that Debian's packages carry.
///
/// LIST is a table with the columns package and file (version, artist, title, album and genre where they are known;
/// `leave_out`, a reason why the track is no song). Each package is fetched with `apt-get download`, and the listed
/// files of it are unpacked, also those inside a zip or pk3. What is there from an earlier run is not fetched or unpacked
/// again. A version that is gone is replaced by the one there is.
///
/// Titles and artists are the list's, else the tags', else those of tables that some games keep beside their music, of
/// the copyright file, of the file's name. Licences are what the copyright file says of the file.
///
/// Tracks under 45 s, noises and repetitions of another track are left out; to find those, all tracks are heard once.
///
/// Written are the tracks, in DIR/PACKAGE; `labels.csv`, which `segue-trainer extract DIR` reads; `heard`, what has been
/// heard, so that `extract` need not hear it again; and `left-out.csv`, which names what was listed and is not in the
/// labels, and why.
#[derive(clap::Args)]
pub struct Args {
    /// The list.
    #[arg(long, value_name = "CSV")]
    list: PathBuf,
    /// Folder of the collection.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Folder of the packages' files: what is there is not fetched [default: DIR/packages]
    #[arg(long, value_name = "DIR")]
    packages: Option<PathBuf>,
}

/// Fetches, unpacks, labels, judges.
pub fn run(args: &Args) -> Result<Outcome> {
    let packages = list::read(&args.list)?;
    let store = args.packages.clone().unwrap_or_else(|| args.out.join("packages"));
    for folder in [&args.out, &store] {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    tempfile::tempfile_in(&args.out)
        .with_context(|| format!("nothing can be written in {}", args.out.display()))?;
    let mut left_out = LeftOut::default();
    let tracks = collect(&packages, &store, &args.out, &mut left_out)?;
    if tracks.is_empty() {
        bail!("none of the listed tracks can be had; no labels are written");
    }
    let missing = left_out.len();
    let tracks = chosen(tracks, &args.out, &mut left_out)?;
    table::labels(&tracks, &args.out)?;
    left_out.write(&args.out)?;
    summary(&tracks, &left_out, &args.out);
    Ok(if missing == 0 && !left_out.has_unheard() { Outcome::Complete } else { Outcome::Partial })
}

/// All that can be had, labelled; what cannot is named on standard error.
fn collect(packages: &[Package], store: &Path, out: &Path, left_out: &mut LeftOut) -> Result<Vec<Labelled>> {
    let bar = progress::count("Fetching", packages.len());
    let mut tracks = Vec::new();
    for package in packages {
        let folder = out.join(&package.name);
        if let Err(error) = provide(package, store, &folder) {
            // A full disk is no fault of the package: the next would fail as well.
            if let Some(full) = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>())
                && full.kind() == std::io::ErrorKind::StorageFull
            {
                return Err(error);
            }
            bar.suspend(|| eprintln!("{}: {error:#}", package.name));
            for track in &package.tracks {
                left_out.put(
                    track.id,
                    &format!("{}/{}", package.name, track.file),
                    "the package cannot be had",
                );
            }
        } else {
            let papers = Papers::read(package, &folder);
            for track in &package.tracks {
                if folder.join(&track.file).is_file() {
                    tracks.push(label::label(package, track, &papers, &folder));
                } else {
                    let path = format!("{}/{}", package.name, track.file);
                    bar.suspend(|| eprintln!("{path}: it is not in the package"));
                    left_out.put(track.id, &path, "it is not in the package");
                }
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    tracks.sort_by_key(|track| track.id);
    Ok(tracks)
}

/// Sees to it that the tracks of a package lie in `folder`.
fn provide(package: &Package, store: &Path, folder: &Path) -> Result<()> {
    let version = if let Some(version) = unpack::is_done(package, folder) {
        version
    } else {
        let file = apt::fetch(package, store)?;
        let version = apt::version_of(&file);
        unpack::unpack(package, &file, &version, folder)?;
        version
    };
    if !package.version.is_empty() && version != package.version {
        eprintln!("{}: version {} is gone; {version} is taken", package.name, package.version);
    }
    Ok(())
}

/// Leaves out what is no song, and what is there twice: first by what is written of it, then by what is heard.
fn chosen(mut tracks: Vec<Labelled>, out: &Path, left_out: &mut LeftOut) -> Result<Vec<Labelled>> {
    let paths: BTreeSet<&str> = tracks.iter().map(|track| track.path.as_str()).collect();
    let mut reasons = judge::same_bytes(&tracks, out)?;
    for track in &tracks {
        let listed = Some(track.leave_out.clone()).filter(|reason| !reason.is_empty());
        reasons
            .extend(listed.or_else(|| judge::by_name(&track.path, &paths)).map(|reason| (track.id, reason)));
    }
    without(&mut tracks, &reasons, left_out);

    let heard = out.join(extract::HEARD);
    let mut collection = Collection::new("a collection of Debian's packages");
    for track in &tracks {
        collection.put(track.id, &track.path, out, Some(track.labels.clone()), "the list");
    }
    let written = extract::write(&collection, Listeners::Engine, &heard, None, extract::BATCH as usize)?;
    let failed = written.failures.into_iter().map(|failure| (failure.path, failure.reason)).collect();
    let heard = FeatureSet::open(&heard, Rows::Segments)?;
    let reasons = judge::by_ear(&tracks, &heard, &failed);
    without(&mut tracks, &reasons, left_out);
    let repeats = twins::find(&tracks, &heard, &published_axes()?)?;
    without(&mut tracks, &repeats, left_out);
    Ok(tracks)
}

fn without(tracks: &mut Vec<Labelled>, reasons: &BTreeMap<u32, String>, left_out: &mut LeftOut) {
    tracks.retain(|track| {
        let reason = reasons.get(&track.id);
        if let Some(reason) = reason {
            left_out.put(track.id, &track.path, reason);
        }
        reason.is_none()
    });
}

/// For people.
fn summary(tracks: &[Labelled], left_out: &LeftOut, out: &Path) {
    say!("{} is written: {} tracks; left out {}", out.display(), tracks.len(), left_out.len());
    for (reason, count) in left_out.by_reason() {
        say!("{count:>6}  {reason}");
    }
    for (what, from) in [
        ("titles", from_whom(tracks, |track| track.title_from)),
        ("artists", from_whom(tracks, |track| track.artist_from)),
    ] {
        say!("{what} from: {from}");
    }
}

fn from_whom(tracks: &[Labelled], of: fn(&Labelled) -> Source) -> String {
    let mut counts = BTreeMap::<Source, usize>::new();
    for track in tracks {
        *counts.entry(of(track)).or_default() += 1;
    }
    let named = counts.iter().map(|(source, count)| format!("{} {count}", source.name()));
    named.collect::<Vec<_>>().join(", ")
}
