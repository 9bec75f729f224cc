//! What the network hears in the songs, and whether it may listen.

use std::rc::Rc;
use vecmap::VecMap;

use crate::engine::cnn::TagsOfSong;
use crate::engine::cnn::tags::TAGS;
use crate::protocol::Job;
use crate::protocol::network::NetworkCard;

/// The network, seen from the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    /// Whether it may listen.
    pub permission: Permission,
    /// Who it is, once it was fetched.
    pub network: Option<Rc<NetworkCard>>,
    /// Songs that it has begun to listen to.
    songs: VecMap<Job, Rc<Tagging>>,
}

/// Whether the network may be fetched and listen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    /// It may.
    #[default]
    Granted,
    /// The visitor saves traffic and was not asked yet.
    Open,
    /// The visitor has switched it off.
    Denied,
}

/// Whether a song can be compared with a catalogue by what the network hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ears {
    /// Never: the network has not heard the catalogue.
    None,
    /// Not while it may not listen.
    Shut,
    /// Once it has heard all of the song.
    Listening,
    /// Once no neighbour by timbre is open any more: nobody's page is turned over while it is read.
    Held,
    /// Now.
    Ready,
}

/// How far the network has come with a song.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tagging {
    /// How it stands.
    pub progress: Progress,
    /// Patches of the song; 0 while that is not known.
    pub of: usize,
    /// In the order in which they were heard.
    heard: Vec<(usize, [f32; TAGS])>,
    /// What was heard so far, once anything was.
    pub tags: Option<Rc<TagsOfSong>>,
}

/// How the network stands with a song.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Progress {
    /// The network is fetched, the song decoded for it; or both wait for something else.
    #[default]
    Preparing,
    /// Patch by patch.
    Listening,
    /// The visitor wants it to wait.
    Paused,
    /// All was heard.
    Done,
    /// It cannot go on; why and what to do.
    Failed(String),
}

/// What happens with the network.
#[derive(Clone, Debug, PartialEq)]
pub enum TagNews {
    /// The visitor has decided.
    Permitted(Permission),
    /// The network was fetched.
    Opened(NetworkCard),
    /// The song has so many patches.
    Measured(Job, usize),
    /// These patches were heard.
    Heard(Job, Vec<(usize, [f32; TAGS])>),
    /// The visitor wants it to wait.
    Paused(Job),
    /// The visitor wants it to go on, or to try again.
    Resumed(Job),
    /// It cannot go on.
    Failed(Job, String),
}

/// What the network is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Nothing; and what it has at hand is given back.
    Rest,
    /// Wait, with this song at hand.
    Hold(Job),
    /// Listen to this song.
    Listen(Job),
}

impl Tags {
    /// Nothing was heard yet.
    #[must_use]
    pub fn with(permission: Permission) -> Self {
        Self { permission, ..Self::default() }
    }

    /// How far it has come with this song, while it may listen.
    #[must_use]
    pub fn of(&self, job: Job) -> Option<Rc<Tagging>> {
        let known = || self.songs.get(&job).cloned().unwrap_or_default();
        (self.permission == Permission::Granted).then(known)
    }

    /// Whether it has heard all of this song.
    #[must_use]
    pub fn has_heard(&self, job: Job) -> bool {
        self.of(job).is_some_and(|tagging| tagging.progress == Progress::Done)
    }

    /// What it has to do about an answered song; others come first.
    pub(super) fn task(&self, job: Job, turn: Turn) -> Task {
        let Some(tagging) = self.of(job) else { return Task::Rest };
        match (&tagging.progress, turn) {
            (Progress::Done | Progress::Failed(_), _) => Task::Rest,
            (Progress::Paused, _) | (_, Turn::Others) => Task::Hold(job),
            (Progress::Preparing | Progress::Listening, Turn::Own) => Task::Listen(job),
        }
    }

    pub(super) fn hear(&mut self, news: TagNews) {
        match news {
            TagNews::Permitted(permission) => self.permission = permission,
            TagNews::Opened(card) => self.network = Some(Rc::new(card)),
            TagNews::Measured(job, of) => self.change(job, |tagging, _| {
                tagging.of = of;
                tagging.go_on();
            }),
            TagNews::Heard(job, patches) => self.change(job, |tagging, network| {
                for (patch, tags) in patches {
                    if tagging.heard.iter().all(|(known, _)| *known != patch) {
                        tagging.heard.push((patch, tags));
                    }
                }
                let tags = TagsOfSong::new(&network.name, &network.revision, &tagging.heard);
                tagging.tags = Some(Rc::new(tags));
                if tagging.heard.len() == tagging.of {
                    tagging.progress = Progress::Done;
                }
            }),
            TagNews::Paused(job) => self.change(job, |tagging, _| tagging.progress = Progress::Paused),
            TagNews::Resumed(job) => self.change(job, |tagging, _| {
                tagging.progress = Progress::Preparing;
                tagging.go_on();
            }),
            TagNews::Failed(job, why) => {
                self.change(job, |tagging, _| tagging.progress = Progress::Failed(why));
            }
        }
    }

    fn change(&mut self, job: Job, change: impl FnOnce(&mut Tagging, &NetworkCard)) {
        let network = self.network.clone().unwrap_or_default();
        change(Rc::make_mut(self.songs.entry(job).or_default()), &network);
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The network's.
    Own,
    /// Those who want an answer come first.
    Others,
}

impl Tagging {
    /// Patches that were heard.
    #[must_use]
    pub fn done(&self) -> usize {
        self.heard.len()
    }

    /// It listens from now on, unless it is still to be prepared, or has been told to wait.
    fn go_on(&mut self) {
        if self.progress == Progress::Preparing && self.of > 0 {
            self.progress = Progress::Listening;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SONG: Job = 7;

    fn after(news: impl IntoIterator<Item = TagNews>) -> Tags {
        let mut tags = Tags::default();
        news.into_iter().for_each(|news| tags.hear(news));
        tags
    }

    fn heard(patch: usize) -> TagNews {
        TagNews::Heard(SONG, vec![(patch, [0.25; TAGS])])
    }

    #[test]
    fn it_listens_until_all_is_heard() {
        assert_eq!(after([]).task(SONG, Turn::Own), Task::Listen(SONG));
        let half = after([TagNews::Measured(SONG, 2), heard(1)]);
        assert_eq!((half.task(SONG, Turn::Own), half.of(SONG).unwrap().done()), (Task::Listen(SONG), 1));
        assert_eq!(half.of(SONG).unwrap().tags.as_ref().unwrap().timeline.len(), 1);
        // A patch that is heard again is no other patch.
        assert_eq!(
            after([TagNews::Measured(SONG, 2), heard(1), heard(1)]).task(SONG, Turn::Own),
            Task::Listen(SONG)
        );
        let whole = after([TagNews::Measured(SONG, 2), heard(1), heard(0)]);
        assert_eq!(
            (whole.task(SONG, Turn::Own), &whole.of(SONG).unwrap().progress),
            (Task::Rest, &Progress::Done)
        );
    }

    #[test]
    fn it_waits_for_others_and_for_the_visitor() {
        let measured = TagNews::Measured(SONG, 2);
        assert_eq!(after([]).task(SONG, Turn::Others), Task::Hold(SONG));
        let paused = [measured.clone(), TagNews::Paused(SONG)];
        assert_eq!(after(paused.clone()).task(SONG, Turn::Own), Task::Hold(SONG));
        // What was on its way when it was told to wait does not make it go on.
        let late = paused.clone().into_iter().chain([heard(1), measured]);
        assert_eq!(after(late).task(SONG, Turn::Own), Task::Hold(SONG));
        let on = after(paused.into_iter().chain([TagNews::Resumed(SONG)]));
        assert_eq!(
            (on.task(SONG, Turn::Own), &on.of(SONG).unwrap().progress),
            (Task::Listen(SONG), &Progress::Listening)
        );
    }

    #[test]
    fn it_does_nothing_without_permission() {
        for permission in [Permission::Open, Permission::Denied] {
            let tags = after([TagNews::Measured(SONG, 1), heard(0), TagNews::Permitted(permission)]);
            assert_eq!((tags.task(SONG, Turn::Own), tags.of(SONG)), (Task::Rest, None));
            let again = after([TagNews::Permitted(permission), TagNews::Permitted(Permission::Granted)]);
            assert_eq!(again.task(SONG, Turn::Own), Task::Listen(SONG));
        }
    }

    #[test]
    fn a_failure_stays_until_it_is_tried_again_and_takes_nothing_away() {
        let failed = [TagNews::Measured(SONG, 2), heard(0), TagNews::Failed(SONG, "gone".into())];
        let tags = after(failed.clone());
        assert_eq!((tags.task(SONG, Turn::Own), tags.of(SONG).unwrap().done()), (Task::Rest, 1));
        let again = after(failed.into_iter().chain([TagNews::Resumed(SONG)]));
        assert_eq!(again.task(SONG, Turn::Own), Task::Listen(SONG));
    }
}
