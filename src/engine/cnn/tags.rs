//! The words the network knows.

use serde::{Deserialize, Serialize};

/// How many tags.
pub const TAGS: usize = 50;

/// What a tag speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// What kind of music.
    Genre,
    /// How it feels, or what it is for.
    Mood,
    /// Who sings, or that nobody does.
    Voice,
    /// What is played.
    Instrument,
    /// When.
    Decade,
}

/// One tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// As listeners of Last.fm wrote it.
    pub name: &'static str,
    /// What it speaks about.
    pub group: Group,
}

/// All tags, in the order of the network's outputs.
pub const ALL: [Tag; TAGS] = {
    use Group::{Decade, Genre, Instrument, Mood, Voice};
    [
        tag("rock", Genre),
        tag("pop", Genre),
        tag("alternative", Genre),
        tag("indie", Genre),
        tag("electronic", Genre),
        tag("female vocalists", Voice),
        tag("dance", Genre),
        tag("00s", Decade),
        tag("alternative rock", Genre),
        tag("jazz", Genre),
        tag("beautiful", Mood),
        tag("metal", Genre),
        tag("chillout", Mood),
        tag("male vocalists", Voice),
        tag("classic rock", Genre),
        tag("soul", Genre),
        tag("indie rock", Genre),
        tag("Mellow", Mood),
        tag("electronica", Genre),
        tag("80s", Decade),
        tag("folk", Genre),
        tag("90s", Decade),
        tag("chill", Mood),
        tag("instrumental", Voice),
        tag("punk", Genre),
        tag("oldies", Decade),
        tag("blues", Genre),
        tag("hard rock", Genre),
        tag("ambient", Genre),
        tag("acoustic", Instrument),
        tag("experimental", Genre),
        tag("female vocalist", Voice),
        tag("guitar", Instrument),
        tag("Hip-Hop", Genre),
        tag("70s", Decade),
        tag("party", Mood),
        tag("country", Genre),
        tag("easy listening", Mood),
        tag("sexy", Mood),
        tag("catchy", Mood),
        tag("funk", Genre),
        tag("electro", Genre),
        tag("heavy metal", Genre),
        tag("Progressive rock", Genre),
        tag("60s", Decade),
        tag("rnb", Genre),
        tag("indie pop", Genre),
        tag("sad", Mood),
        tag("House", Genre),
        tag("happy", Mood),
    ]
};

const fn tag(name: &'static str, group: Group) -> Tag {
    Tag { name, group }
}
