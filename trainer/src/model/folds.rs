//! Who is fitted on and who is asked: no artist on both sides.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};

/// A track with what keeps it apart from others.
pub trait Labelled {
    fn artist(&self) -> &str;
    fn genre(&self) -> &str;
}

/// Rows to fit on and rows to ask about.
pub struct Division {
    pub fit: Vec<usize>,
    pub ask: Vec<usize>,
}

/// The collection's own division into tracks to fit on and tracks to ask about.
pub fn official<T: Labelled>(labels: &[T], fit: Vec<usize>, ask: Vec<usize>) -> Result<Division> {
    let division = Division { fit, ask };
    ensure!(!division.fit.is_empty(), "there are no training tracks");
    ensure!(!division.ask.is_empty(), "there are no validation tracks");
    let genres = |rows: &[usize]| rows.iter().map(|&row| labels[row].genre()).collect::<BTreeSet<_>>();
    let fitted = genres(&division.fit);
    ensure!(fitted.len() > 1, "the training tracks have one genre only: there is nothing to tell apart");
    if let Some(genre) = genres(&division.ask).difference(&fitted).next() {
        anyhow::bail!("the genre {genre:?} has validation tracks but no training tracks");
    }
    assert_apart(labels, &division)?;
    Ok(division)
}

/// Divides these rows into `count` folds of about the same size and mix of genres, each artist in one of them.
pub fn grouped<T: Labelled>(labels: &[T], rows: &[usize], count: usize) -> Result<Vec<Division>> {
    ensure!(rows.len() >= count, "{} training tracks are too few for {count} folds", rows.len());
    let mut artists: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &row in rows {
        artists.entry(labels[row].artist()).or_default().push(row);
    }
    one_artist_genres(labels, &artists)?;
    ensure!(artists.len() >= count, "{} artists are too few for {count} folds", artists.len());
    let mut largest_first: Vec<&Vec<usize>> = artists.values().collect();
    largest_first.sort_by_key(|rows| std::cmp::Reverse(rows.len())); // stable: by name among equals
    let mut folds: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut of_genre: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for tracks in largest_first {
        let genre = labels[tracks[0]].genre();
        let taken = of_genre.entry(genre).or_insert_with(|| vec![0; count]);
        let emptiest = (0..count).min_by_key(|&fold| (taken[fold], folds[fold].len(), fold)).unwrap_or(0);
        taken[emptiest] += tracks.len();
        folds[emptiest].extend(tracks);
    }
    let divide = |ask: &Vec<usize>| {
        let asked: BTreeSet<usize> = ask.iter().copied().collect();
        let fit = rows.iter().copied().filter(|row| !asked.contains(row)).collect();
        let division = Division { fit, ask: asked.into_iter().collect() };
        assert_apart(labels, &division)?;
        Ok(division)
    };
    folds.iter().map(divide).collect()
}

/// Artists with tracks on both sides. Zero, or nothing is fitted.
pub fn shared_artists<T: Labelled>(labels: &[T], division: &Division) -> usize {
    let names = |rows: &[usize]| rows.iter().map(|&row| labels[row].artist()).collect::<BTreeSet<_>>();
    names(&division.fit).intersection(&names(&division.ask)).count()
}

fn assert_apart<T: Labelled>(labels: &[T], division: &Division) -> Result<()> {
    let shared = shared_artists(labels, division);
    ensure!(
        shared == 0,
        "{shared} artists have tracks both in the rows to fit on and in the rows to ask about; give each artist one split"
    );
    Ok(())
}

/// A genre of one artist would be that artist's sound, and could not be cross-validated.
fn one_artist_genres<T: Labelled>(labels: &[T], artists: &BTreeMap<&str, Vec<usize>>) -> Result<()> {
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (artist, rows) in artists {
        for &row in rows {
            known.entry(labels[row].genre()).or_default().insert(artist);
        }
    }
    if let Some((genre, _)) = known.iter().find(|(_, artists)| artists.len() < 2) {
        anyhow::bail!("the genre {genre:?} has one training artist only; add another or leave the genre out");
    }
    Ok(())
}
