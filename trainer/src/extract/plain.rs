//! A folder of music and nothing else: what is known is what the files say themselves.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::collection::Collection;

const AUDIO: [&str; 10] = ["mp3", "flac", "wav", "ogg", "oga", "m4a", "mp4", "aac", "aiff", "aif"];

/// All audio files at any depth, numbered from 1 in the order of their paths. Hidden files and links to folders are
/// passed over; a folder inside that cannot be read is a failure of that folder only.
pub fn read(folder: &Path) -> Result<Collection> {
    let mut collection = Collection::new("a folder of music");
    let mut paths = Vec::new();
    walk(folder, "", &mut paths, &mut collection);
    paths.sort();
    for (number, path) in paths.iter().enumerate() {
        collection.put(u32::try_from(number + 1)?, path, folder, None, "the folder");
    }
    Ok(collection)
}

fn walk(folder: &Path, below: &str, paths: &mut Vec<String>, collection: &mut Collection) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return collection.fail(below, format!("the folder cannot be read: {error}")),
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let shown = format!("{below}{}", name.to_string_lossy());
            collection.fail(&shown, "its name is no Unicode text".to_owned());
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{below}{name}");
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&entry.path(), &format!("{path}/"), paths, collection);
        } else if is_audio(&path) && !entry.path().is_dir() {
            paths.push(path);
        }
    }
}

fn is_audio(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| AUDIO.contains(&extension.to_ascii_lowercase().as_str()))
}
