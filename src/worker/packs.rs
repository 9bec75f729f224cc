//! The packs that this worker has at hand, and how it comes by them.

use std::collections::BTreeMap;

use vecmap::VecMap;
use web_sys::RequestCache;

use super::fetch::{Asked, Errand};
use crate::engine::listing::{Listed, Listing};
use crate::engine::manifest::{FILE, MOST_BYTES};
use crate::engine::pack::{Manifest, Pack, PackFile, Role};
use crate::engine::{Error, Packs};
use crate::protocol::{Holds, LoadFailure, Offer, PackCard};

/// Bytes. A list or a manifest that is longer was not written by us.
pub const MOST_SAID: u64 = 256 << 10;
/// Seconds. What is no longer than this is a clip.
const CLIP: f32 = 31.0;

/// The packs at hand, by name.
#[derive(Default)]
pub struct Shelf {
    packs: VecMap<String, Pack>,
    /// The one that names genres.
    genres: Option<String>,
    /// Where the others can be had.
    listing: Option<(String, Listing)>,
}

impl Shelf {
    /// What can be had from now on.
    pub fn list(&mut self, address: String, listing: Listing) {
        self.listing = Some((address, listing));
    }

    /// Keeps the pack that names genres.
    pub fn keep_first(&mut self, pack: Pack) {
        self.genres = Some(pack.manifest.name.clone());
        self.keep(pack);
    }

    /// Keeps a pack.
    pub fn keep(&mut self, pack: Pack) {
        self.packs.insert(pack.manifest.name.clone(), pack);
    }

    /// Where the list lies, and its line about this pack.
    pub fn listed(&self, name: &str) -> Option<(String, Listed)> {
        let (address, listing) = self.listing.as_ref()?;
        let listed = listing.packs().iter().find(|listed| listed.name == name)?;
        Some((address.clone(), listed.clone()))
    }

    /// The pack of this name.
    ///
    /// # Errors
    /// [`Error::Missing`] if it is not at hand.
    pub fn pack(&self, name: &str) -> Result<&Pack, Error> {
        self.packs.get(name).ok_or_else(|| Error::Missing { file: name.to_owned() })
    }

    /// Who answers: the neighbours come from this catalogue if it is at hand.
    ///
    /// # Errors
    /// [`Error::Missing`] if no pack at hand names genres.
    pub fn answering(&self, catalogue: Option<&str>) -> Result<Packs<'_>, Error> {
        let genres = self.pack(self.genres.as_deref().unwrap_or("pack"))?;
        Ok(Packs { genres, catalogue: catalogue.and_then(|name| self.packs.get(name)).unwrap_or(genres) })
    }
}

/// The list at this address.
///
/// # Errors
/// It does not come, or the engine refuses it.
pub async fn list(address: &str) -> Result<Listing, LoadFailure> {
    let errand = Errand::new();
    Listing::parse(&latest(&errand, address).bytes(MOST_SAID, &mut |_| {}).await?)
        .map_err(LoadFailure::Refused)
}

/// The first pack beside the page that names genres. Other hosts are not asked before somebody wants their music.
///
/// # Errors
/// A file that does not come, or one that the engine refuses.
pub async fn first(address: &str, listing: &Listing, on_bytes: OnBytes<'_>) -> Result<Pack, LoadFailure> {
    for listed in listing.packs().iter().filter(|listed| listed.host().is_none()) {
        let announced = Announced::ask(address, listed).await?;
        if announced.manifest.file(Role::Forest).is_some() {
            return announced.open(Wanted::Timbre, on_bytes).await;
        }
    }
    let what = "it lists no pack beside the page that names genres";
    Err(LoadFailure::Refused(Error::BadPack { file: address.to_owned(), what: what.into() }))
}

/// The pack of this line of the list at this address.
///
/// # Errors
/// A file that does not come, or one that the engine refuses.
pub async fn open(
    address: &str,
    listed: &Listed,
    wanted: Wanted,
    on_bytes: OnBytes<'_>,
) -> Result<Pack, LoadFailure> {
    Announced::ask(address, listed).await?.open(wanted, on_bytes).await
}

/// Another file of the same pack, as announced; `listed` is the pack's line in the list at `address`.
///
/// # Errors
/// It does not come, or it is not what was announced.
pub async fn file(
    address: &str,
    listed: &Listed,
    file: &PackFile,
    limit: u64,
) -> Result<Vec<u8>, LoadFailure> {
    let address = beside(&manifest_address(address, listed), &file.name);
    let errand = Errand::new();
    let asked = errand.ask(&address, RequestCache::Default);
    let bytes = asked.bytes(file.bytes.min(limit), &mut |_| {}).await?;
    file.verify(&bytes).map_err(LoadFailure::Refused)?;
    Ok(bytes)
}

/// Hears how many bytes of how many have come.
pub type OnBytes<'a> = &'a mut dyn FnMut(u64, u64);

/// How much of a pack is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// What it takes to compare by timbre.
    Timbre,
    /// And what a network heard.
    Hearing,
}

impl Wanted {
    fn takes(self, role: Role) -> bool {
        match role {
            Role::Report => false,
            Role::NetworkPca | Role::NetworkIndex => self == Self::Hearing,
            Role::Pca | Role::Forest | Role::Index | Role::Catalogue => true,
        }
    }
}

/// A pack of which the manifest has come.
struct Announced {
    errand: Errand,
    address: String,
    said: Vec<u8>,
    manifest: Manifest,
}

impl Announced {
    async fn ask(listing: &str, listed: &Listed) -> Result<Self, LoadFailure> {
        let address = manifest_address(listing, listed);
        let errand = Errand::new();
        let said = latest(&errand, &address).bytes(MOST_SAID, &mut |_| {}).await?;
        let manifest = Manifest::parse(&said).map_err(LoadFailure::Refused)?;
        let refused = |what: String| {
            Err(LoadFailure::Refused(Error::BadPack { file: FILE.to_owned(), what: what.into() }))
        };
        if manifest.name != listed.name {
            return refused(format!("it is of a pack {:?}, the list says {:?}", manifest.name, listed.name));
        }
        let bytes = manifest.bytes();
        if bytes > MOST_BYTES {
            return refused(format!("{bytes} bytes altogether; {MOST_BYTES} are the limit"));
        }
        Ok(Self { errand, address, said, manifest })
    }

    async fn open(self, wanted: Wanted, on_bytes: OnBytes<'_>) -> Result<Pack, LoadFailure> {
        let (mut done, of) = (0, self.manifest.bytes());
        on_bytes(done, of);
        // All requests are on their way before the first is waited for.
        let ask = |name: &str| self.errand.ask(&beside(&self.address, name), RequestCache::Default);
        let files = self.manifest.files.iter().filter(|file| wanted.takes(file.role));
        let coming: Vec<_> = files.map(|file| (file, ask(&file.name))).collect();
        let mut files = BTreeMap::new();
        for (file, asked) in coming {
            let mut on_piece = |more| {
                done += more;
                on_bytes(done, of);
            };
            files.insert(file.name.clone(), asked.bytes(file.bytes, &mut on_piece).await?);
        }
        Pack::open(&self.said, &files).map_err(LoadFailure::Refused)
    }
}

/// A file whose name does not change with its content: the host is asked whether it is still the same.
pub fn latest<'e>(errand: &'e Errand, address: &str) -> Asked<'e> {
    errand.ask(address, RequestCache::NoCache)
}

/// Where the manifest of a line of the list at this address lies.
fn manifest_address(listing: &str, listed: &Listed) -> String {
    if listed.host().is_some() { listed.manifest.clone() } else { beside(listing, &listed.manifest) }
}

/// The address of a file in the same folder, or below it.
pub fn beside(address: &str, name: &str) -> String {
    let folder = address.rfind('/').map_or(0, |slash| slash + 1);
    format!("{}{name}", &address[..folder])
}

/// What a list offers.
pub fn offers(listing: &Listing) -> Vec<Offer> {
    let offer = |listed: &Listed| Offer {
        name: listed.name.clone(),
        title: listed.title.clone(),
        host: listed.host().map(str::to_owned),
        bytes: listed.bytes,
    };
    listing.packs().iter().map(offer).collect()
}

/// What the page tells of a pack.
pub fn card(pack: &Pack) -> PackCard {
    let manifest = &pack.manifest;
    PackCard {
        name: manifest.name.clone(),
        title: manifest.title.clone(),
        tracks: manifest.tracks,
        holds: holds(pack),
        genres: pack.catalogue.genres.clone(),
        licence: manifest.licence.clone(),
        credit: manifest.credit.clone(),
        network: manifest.network.as_ref().map(|network| network.revision.clone()),
    }
}

fn holds(pack: &Pack) -> Holds {
    let clip = |seconds: Option<f32>| seconds.is_some_and(|seconds| seconds <= CLIP);
    let tracks = &pack.catalogue.tracks;
    let whole = tracks.len() == pack.catalogue.vectors();
    if whole || tracks.iter().all(|track| clip(track.seconds)) { Holds::Clips } else { Holds::Songs }
}
