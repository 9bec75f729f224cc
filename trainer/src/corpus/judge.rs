//! What is no song, or one that is there already.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::label::Labelled;
use super::words;
use crate::feature_set::FeatureSet;

/// Seconds below which a track is a jingle.
const SHORTEST: f64 = 45.0;
/// How the reason of a file that cannot be decoded begins.
pub const UNHEARD: &str = "it cannot be heard";
/// What a file of noises is called, where it does not lie among the music.
const NOISES: [&str; 11] = [
    "ambience",
    "birds",
    "day",
    "desertday",
    "locomotive",
    "lumberjack",
    "night",
    "rain",
    "sfx",
    "steam",
    "wind",
];
/// What the folder of the music is called.
const MUSIC: [&str; 6] = ["music", "musics", "bgm", "soundtrack", "songs", "tunes"];

/// Why the path alone tells that this is no song of its own; `others` are all paths of the collection.
pub fn by_name(path: &str, others: &BTreeSet<&str>) -> Option<String> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let beside = |name: String| {
        let path = format!("{folder}/{name}.{extension}");
        others.contains(path.as_str()).then_some(path)
    };
    if let Some(whole) = stem.strip_suffix("_fast").and_then(|stem| beside(stem.to_owned())) {
        return Some(format!("the same, played faster: {whole}"));
    }
    // Frets on Fire keeps the guitar apart from the rest of the band.
    if stem == "guitar" && beside("song".to_owned()).is_some() {
        return Some("one instrument of a song".to_owned());
    }
    let among_music = folder.split('/').any(|part| MUSIC.contains(&part.to_lowercase().as_str()));
    let name = words::title_of(path).to_lowercase();
    let noise = words::words(&name).find(|word| NOISES.contains(word)).filter(|_| !among_music)?;
    Some(format!("noises: {noise}, going by its name"))
}

/// Of tracks with the same bytes, all but the first: each with the one it repeats.
pub fn same_bytes(tracks: &[Labelled], folder: &Path) -> Result<BTreeMap<u32, String>> {
    let mut lengths: BTreeMap<u64, Vec<&Labelled>> = BTreeMap::new();
    for track in tracks {
        let length = folder.join(&track.path).metadata().with_context(|| track.path.clone())?.len();
        lengths.entry(length).or_default().push(track);
    }
    let (mut first, mut repeats) = (BTreeMap::new(), BTreeMap::new());
    for track in lengths.into_values().filter(|tracks| tracks.len() > 1).flatten() {
        let bytes = fs::read(folder.join(&track.path)).with_context(|| track.path.clone())?;
        match first.entry(Sha256::digest(bytes).to_vec()) {
            Entry::Occupied(there) => {
                let there: &String = there.get();
                repeats.insert(track.id, format!("the same bytes: {there}"));
            }
            Entry::Vacant(place) => {
                place.insert(track.path.clone());
            }
        }
    }
    Ok(repeats)
}

/// Tracks that are too short for a song, and those that could not be heard, of which `failed` tells why by path.
pub fn by_ear(
    tracks: &[Labelled],
    heard: &FeatureSet,
    failed: &BTreeMap<String, String>,
) -> BTreeMap<u32, String> {
    let seconds: BTreeMap<&str, f64> =
        heard.tracks.iter().map(|track| (track.path.as_str(), track.seconds)).collect();
    let reason = |track: &Labelled| match (failed.get(&track.path), seconds.get(track.path.as_str())) {
        (Some(reason), _) => Some(format!("{UNHEARD}: {reason}")),
        (None, Some(&seconds)) if seconds < SHORTEST => {
            Some(format!("shorter than {SHORTEST} s: {seconds:.1}"))
        }
        _ => None,
    };
    tracks.iter().filter_map(|track| Some((track.id, reason(track)?))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::by_name;

    #[test]
    fn a_path_tells_noises_parts_and_faster_versions() {
        let paths =
            ["p/music/a.ogg", "p/music/a_fast.ogg", "p/s/guitar.ogg", "p/s/song.ogg", "p/t/guitar.ogg"];
        let others = BTreeSet::from(paths);
        let said = |path: &str| by_name(path, &others).unwrap_or_default();
        assert_eq!(said("p/music/a_fast.ogg"), "the same, played faster: p/music/a.ogg");
        assert_eq!(said("p/music/b_fast.ogg"), "");
        assert_eq!(said("p/s/guitar.ogg"), "one instrument of a song");
        assert_eq!(said("p/t/guitar.ogg"), "");
        assert!(said("p/sounds/night.ogg").contains("night"));
        assert!(said("p/wav/birds1.wav").contains("birds"));
        assert!(said("p/library/steamLocomotive.ogg").contains("steam"));
        assert_eq!(said("p/Music/night.ogg"), "");
        assert_eq!(said("p/sounds/knight.ogg"), "");
    }
}
