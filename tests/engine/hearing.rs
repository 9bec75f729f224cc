//! A pack's second index, of what a network heard: opened when somebody asks, compared alone and together with timbre.

use std::collections::BTreeMap;

use ndarray::Array2;
use segue::engine::analysis::{Neighbour, Order, Ranking};
use segue::engine::cnn::Impression;
use segue::engine::cnn::manifest::FEATURES;
use segue::engine::cnn::parts::EMBEDDING;
use segue::engine::compare::{Known, compare};
use segue::engine::index::Index;
use segue::engine::manifest::{Manifest, NetworkName, PackFile};
use segue::engine::pack::{Pack, Role};
use segue::engine::pca::{Pca, PcaParts};
use segue::engine::reason::explain;
use segue::engine::recommend::{NETWORK_SHARE, Terms, joined};
use segue::engine::segment::{CEPSTRAL_STATS, CepstralStats, Description, MEL_STATS, MelStats};
use segue::engine::{Error, Result};

use crate::support::small_pack::{Files, Numbers, SmallPack, TRACKS, index};
use crate::support::test;

/// Of a score near 1: sums of a few numbers in f32.
const ROUNDING: f32 = 1e-5;
const COMPONENTS: usize = 8;
const PATCHES: u32 = 3;
const REVISION: &str = "0123456789abcdef";

fn axes() -> PcaParts {
    let mut numbers = Numbers::new(3);
    PcaParts {
        log_columns: Vec::new(),
        mean: numbers.many(EMBEDDING),
        scale: vec![1.0; EMBEDDING],
        centre: vec![0.0; EMBEDDING],
        components: numbers.many(COMPONENTS * EMBEDDING),
        explained: vec![0.1; COMPONENTS],
    }
}

/// The small pack, with a second index of so many vectors; `change` may spoil its manifest.
fn files(vectors: usize, change: impl Fn(&mut Manifest)) -> (Vec<u8>, Files) {
    let mut small = SmallPack::new();
    for track in &mut small.catalogue.tracks {
        (track.patches, track.tags) = (PATCHES, "jazz, sad".to_owned());
    }
    let (said, mut files) = small.files();
    let mut manifest = Manifest::parse(&said).unwrap();
    let parts = index(&mut Numbers::new(7), vectors, COMPONENTS);
    for (role, stem, bytes) in [
        (Role::NetworkPca, "network-pca", Pca::new(axes()).unwrap().encode().unwrap()),
        (Role::NetworkIndex, "network-index", Index::new(parts).unwrap().encode().unwrap()),
    ] {
        let file = PackFile::of(role, stem, "bin", &bytes);
        files.insert(file.name.clone(), bytes);
        manifest.files.push(file);
    }
    let (name, revision) = ("made-up".to_owned(), REVISION.to_owned());
    manifest.network = Some(NetworkName { name, revision, features: FEATURES });
    change(&mut manifest);
    (serde_json::to_vec(&manifest).unwrap(), files)
}

fn opened() -> Pack {
    let (manifest, files) = files(PATCHES as usize * TRACKS, |_| {});
    Pack::open(&manifest, &files).unwrap()
}

fn description() -> Description {
    let spans: Vec<(f64, f64)> = (0..5).map(|at| (f64::from(at) * 3.0, f64::from(at) * 3.0 + 30.0)).collect();
    let values = |columns: usize| {
        let numbers = Numbers::new(9).many(5 * columns).iter().map(|x| x + 1.5).collect();
        Array2::from_shape_vec((5, columns), numbers).unwrap()
    };
    Description {
        cepstral: CepstralStats { values: values(CEPSTRAL_STATS), spans: spans.clone() },
        mel: MelStats { values: values(MEL_STATS), spans },
    }
}

fn impression() -> Impression {
    Impression::new(REVISION, &[2, 0, 1, 3], &Numbers::new(11).many(4 * EMBEDDING)).unwrap()
}

fn asked(pack: &Pack, heard: Option<&Impression>, terms: &Terms) -> Result<Vec<Neighbour>> {
    let description = description();
    compare(&Known { description: &description, heard, title: None, artist: None }, terms, pack)
}

fn all(ranking: Ranking) -> Terms {
    Terms { songs: TRACKS, artists: segue::engine::analysis::Artists::Any, ..Terms::of(ranking) }
}

#[test]
fn a_pack_answers_without_its_second_index_and_with_it() {
    let (manifest, files) = files(PATCHES as usize * TRACKS, |_| {});
    let needed: BTreeMap<_, _> = files
        .iter()
        .filter(|(name, _)| !name.starts_with("network"))
        .map(|(n, b)| (n.clone(), b.clone()))
        .collect();
    let pack = Pack::open(&manifest, &needed).unwrap();
    let timbre = asked(&pack, None, &all(Ranking::Balanced)).unwrap();
    assert!(matches!(asked(&pack, Some(&impression()), &all(Ranking::Network)), Err(Error::Missing { .. })));
    let pack = Pack::open(&manifest, &files).unwrap();
    assert_eq!(asked(&pack, Some(&impression()), &all(Ranking::Balanced)).unwrap(), timbre);
    let network = asked(&pack, Some(&impression()), &all(Ranking::Network)).unwrap();
    assert_eq!(network.len(), TRACKS);
    assert!(network.is_sorted_by(|a, b| a.windows > 0 && b.windows == 0 || a.score >= b.score));
    for ranking in [Ranking::Network, Ranking::Both] {
        assert!(matches!(asked(&pack, None, &all(ranking)), Err(Error::Missing { .. })), "{ranking:?}");
    }
}

#[test]
fn the_joined_score_is_of_both() {
    let pack = opened();
    let scores = |ranking| -> BTreeMap<u32, f32> {
        let songs = asked(&pack, Some(&impression()), &all(ranking)).unwrap();
        songs.iter().map(|song| (song.track_id, song.score)).collect()
    };
    let [timbre, network, both] = [Ranking::Balanced, Ranking::Network, Ranking::Both].map(scores);
    assert_eq!(both.len(), TRACKS);
    for (track, score) in both {
        let expected = joined(timbre[&track], network[&track], NETWORK_SHARE);
        assert!((score - expected).abs() <= ROUNDING, "{track}: {score}, {expected}");
    }
}

#[test]
fn what_the_pairs_add_is_the_score() {
    let (pack, description, heard) = (opened(), description(), impression());
    let known = Known { description: &description, heard: Some(&heard), title: None, artist: None };
    for (ranking, pairs) in [(Ranking::Network, 4), (Ranking::Both, 4 + 5)] {
        for order in [Order::Nearest, Order::Farthest] {
            for near in compare(&known, &Terms { order, ..all(ranking) }, &pack).unwrap() {
                let reason = explain(&known, near.track_id, &pack, (ranking, order)).unwrap();
                assert!((reason.score - near.score).abs() <= ROUNDING, "{ranking:?}: {}", reason.score);
                assert_eq!((reason.pairs.len(), reason.parts), (pairs, PATCHES), "{ranking:?}");
                assert!(reason.pairs.is_sorted_by(|a, b| a.start <= b.start));
                assert!(near.matches.iter().all(|met| reason.pairs.contains(met)), "{near:?}");
            }
        }
    }
}

#[test]
fn what_the_catalogue_says_of_a_track_comes_back() {
    let pack = opened();
    assert!(pack.catalogue.tracks.iter().all(|track| track.tags == "jazz, sad"));
    let again =
        segue::engine::pack::Catalogue::parse("catalogue", &pack.catalogue.encode().unwrap()).unwrap();
    assert_eq!(again, pack.catalogue);
}

#[test]
fn files_that_do_not_fit_are_refused() {
    let count = PATCHES as usize * TRACKS;
    let (manifest, files) = files(count + 1, |_| {});
    let refused = Pack::open(&manifest, &files).unwrap_err();
    assert!(matches!(&refused, Error::BadPack { what, .. } if what.contains("vectors")), "{refused}");
    let spoilt: [fn(&mut Manifest); 5] = [
        |manifest| manifest.network = None,
        |manifest| drop(manifest.files.pop()),
        |manifest| manifest.files.extend(manifest.files.last().cloned()),
        |manifest| manifest.network.as_mut().unwrap().features += 1,
        |manifest| manifest.files.retain(|file| file.role != Role::NetworkPca),
    ];
    for (number, change) in spoilt.into_iter().enumerate() {
        let (manifest, _) = self::files(count, change);
        assert!(Manifest::parse(&manifest).is_err(), "change {number}");
    }
}

#[test]
fn what_another_network_heard_is_not_compared() {
    let other = Impression { revision: "another".to_owned(), ..impression() };
    let refused = asked(&opened(), Some(&other), &all(Ranking::Network)).unwrap_err();
    assert!(refused.to_string().contains("another"), "{refused}");
}

#[test]
fn an_impression_is_in_the_order_of_the_song_whatever_was_heard_first() {
    let numbers: Vec<f32> = (0..2 * EMBEDDING).map(|number| number as f32).collect();
    let heard = Impression::new(REVISION, &[4, 1], &numbers).unwrap();
    assert_eq!(heard.embeddings.row(0)[0], EMBEDDING as f32);
    assert!(heard.spans[0].0 < heard.spans[1].0);
    for (patches, numbers) in
        [(vec![], 0), (vec![0], EMBEDDING - 1), (vec![0], 2 * EMBEDDING), (vec![0, 1], EMBEDDING)]
    {
        let refused = Impression::new(REVISION, &patches, &vec![0.0; numbers]);
        assert!(matches!(refused, Err(Error::Shape { .. })), "{patches:?}, {numbers}");
    }
    let nan = Impression::new(REVISION, &[0], &[f32::NAN; EMBEDDING]).unwrap();
    assert!(matches!(asked(&opened(), Some(&nan), &all(Ranking::Both)), Err(Error::NotANumber { .. })));
}
