//! A pack that any target can make in a moment: 40 tracks, 3 genres, 46 columns, 8 components, 6 dimensions.

use std::collections::BTreeMap;

use segue::engine::forest::{ForestColumns, TreeColumns};
use segue::engine::index::{Index, IndexParts};
use segue::engine::manifest::{FEATURES, FORMAT};
use segue::engine::pack::{Catalogue, Descriptor, Manifest, PackFile, Role, Split, Track};
use segue::engine::pca::{Pca, PcaParts};

pub const TRACKS: usize = 40;
pub const COLUMNS: usize = 46;
pub const COMPONENTS: usize = 8;
pub const DIMENSIONS: usize = 6;
pub const GENRES: [&str; 3] = ["Hum", "Ring", "Thud"];
pub const ROUNDS: usize = 4;
const NODES: usize = 6;

/// Numbers without end, the same everywhere.
pub struct Numbers(u32);

impl Numbers {
    pub fn new(seed: u32) -> Self {
        Self(seed)
    }

    /// Below `most`.
    pub fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % most
    }

    /// −1 to 1, a multiple of 2⁻¹⁰.
    pub fn signed(&mut self) -> f32 {
        (self.below(2049) as f32 - 1024.0) / 1024.0
    }

    pub fn many(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.signed()).collect()
    }
}

/// Files by name, as a host would have them.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Parts that can be changed before the pack is put together.
pub struct SmallPack {
    pub pca: PcaParts,
    pub forest: ForestColumns,
    pub index: IndexParts,
    pub catalogue: Catalogue,
}

impl SmallPack {
    pub fn new() -> Self {
        let mut numbers = Numbers::new(7);
        let genres: Vec<String> = GENRES.map(str::to_owned).to_vec();
        Self {
            pca: pca(&mut numbers),
            forest: ForestColumns::new(
                genres.clone(),
                (COLUMNS + COMPONENTS) as u32,
                (0..ROUNDS * GENRES.len()).map(|_| tree(&mut numbers, NODES, COLUMNS + COMPONENTS)).collect(),
            ),
            index: index(&mut numbers, TRACKS, DIMENSIONS),
            catalogue: Catalogue { tracks: (0..TRACKS as u32).map(track).collect(), genres },
        }
    }

    /// Manifest and files, with sizes and checksums that are right whatever the parts are.
    pub fn files(self) -> (Vec<u8>, Files) {
        let bytes = [
            (Role::Pca, "pca", "bin", Pca::new(self.pca).unwrap().encode().unwrap()),
            (Role::Forest, "forest", "json", self.forest.encode().unwrap()),
            (Role::Index, "index", "bin", Index::new(self.index).unwrap().encode().unwrap()),
            (Role::Catalogue, "catalogue", "json", self.catalogue.encode().unwrap()),
        ];
        packed(&bytes)
    }
}

/// A manifest for any bytes.
pub fn packed(bytes: &[(Role, &str, &str, Vec<u8>)]) -> (Vec<u8>, Files) {
    let entries: Vec<PackFile> =
        bytes.iter().map(|(role, stem, ext, bytes)| PackFile::of(*role, stem, ext, bytes)).collect();
    let files =
        entries.iter().zip(bytes).map(|(entry, (.., bytes))| (entry.name.clone(), bytes.clone())).collect();
    (manifest(entries).encode().unwrap(), files)
}

pub fn manifest(files: Vec<PackFile>) -> Manifest {
    Manifest {
        format: FORMAT,
        features: FEATURES,
        name: "small".to_owned(),
        title: "Forty sounds".to_owned(),
        descriptor: Descriptor::CepstralStats,
        tracks: TRACKS as u32,
        genres: GENRES.len() as u32,
        licence: "CC0-1.0".to_owned(),
        credit: "nobody".to_owned(),
        provenance: "made up".to_owned(),
        metrics: BTreeMap::new(),
        network: None,
        files,
    }
}

fn pca(numbers: &mut Numbers) -> PcaParts {
    PcaParts {
        log_columns: vec![1, 3, 45],
        mean: numbers.many(COLUMNS),
        scale: numbers.many(COLUMNS).iter().map(|x| x.abs() + 0.5).collect(),
        centre: vec![0.0; COLUMNS],
        components: numbers.many(COMPONENTS * COLUMNS),
        explained: vec![0.125; COMPONENTS],
    }
}

/// A tree in which every node's left child is the next node or a leaf.
pub fn tree(numbers: &mut Numbers, nodes: usize, inputs: usize) -> TreeColumns {
    let count = i32::try_from(nodes).expect("a small tree");
    TreeColumns {
        split_feature: (0..nodes).map(|_| numbers.below(inputs as u32)).collect(),
        threshold: numbers.many(nodes),
        left: (1..=count).map(|next| if next == count { -1 - count } else { next }).collect(),
        right: (0..count).map(|leaf| -1 - leaf).collect(),
        leaf_value: numbers.many(nodes + 1),
    }
}

pub fn index(numbers: &mut Numbers, rows: usize, dimensions: usize) -> IndexParts {
    IndexParts {
        scale: numbers.many(dimensions).iter().map(|x| x.abs() + 0.25).collect(),
        codes: (0..rows * dimensions)
            .map(|_| (numbers.below(255) as u8).wrapping_sub(127).cast_signed())
            .collect(),
        stretch: (0..rows).map(|_| 1.0 / 256.0).collect(),
        mean: numbers.many(rows).iter().map(|x| 0.1 * x).collect(),
        deviation: numbers.many(rows).iter().map(|x| 0.2 + 0.1 * x).collect(),
    }
}

fn track(row: u32) -> Track {
    Track {
        id: 1000 + row,
        title: format!("Sound <b>{row}</b>"),
        artist: format!("Maker {:02}", row / 4),
        artist_index: row / 4,
        album: String::new(),
        genre: Some((row % 3) as u16),
        split: if row % 10 == 9 { Split::Validation } else { Split::Training },
        licence: String::new(),
        link: String::new(),
        seconds: None,
        rows: row..row + 1,
        patches: 0,
        tags: String::new(),
    }
}
