//! One song, laid out: the answer's places are there from the start and fill as it comes.

use std::rc::Rc;

use yew::prelude::*;

use super::bars::bars;
use super::closing::Closing;
use super::headline::headline;
use super::lanes::Lanes;
use super::neighbours::Neighbours;
use super::playhead::use_playhead;
use super::sound::use_sound;
use super::tags::heard;
use super::whereabouts::Whereabouts;
use crate::app::sight::Look;
use crate::app::state::{Ears, Shelf, Song, TagNews, Tags};
use crate::app::telling::change::changes;
use crate::engine::recommend::Terms;
use crate::engine::terrain::Terrain;
use crate::protocol::{Job, PackCard, Why, Wish};

/// See [`Sheet`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The song.
    pub song: Rc<Song>,
    /// What names its genres, once known.
    pub pack: Option<Rc<PackCard>>,
    /// What it is compared with.
    pub shelf: Rc<Shelf>,
    /// Which neighbours are wanted, once there is any catalogue.
    pub wish: Option<Wish>,
    /// How they are to be chosen.
    pub terms: Rc<Terms>,
    /// Whether what the network hears can be among it.
    pub ears: Ears,
    /// Where the songs of the chosen catalogue lie, once they are counted.
    pub terrain: Option<Rc<Terrain>>,
    /// What the visitor looks at of it.
    pub look: UseStateHandle<Look>,
    /// What the network hears.
    pub tags: Rc<Tags>,
    /// Hears what the visitor wants of it.
    pub on_tags: Callback<TagNews>,
    /// Hears which catalogue is wanted.
    pub on_choose: Callback<String>,
    /// Hears how neighbours are to be chosen.
    pub on_wish: Callback<Terms>,
    /// Hears of a catalogue whose failure was read.
    pub on_dismiss: Callback<String>,
    /// Hears which of the song's neighbours is to be open, or that none is.
    pub on_wonder: Callback<(Job, Option<Why>)>,
    /// Hears that the song is not wanted any more.
    pub on_cancel: Callback<Job>,
    /// Hears that another song is wanted.
    pub on_again: Callback<()>,
}

/// The song's own page.
#[component]
pub fn Sheet(props: &Props) -> Html {
    let Props { song, pack, shelf, wish, terms, terrain, look, tags, .. } = props;
    let Props { on_choose, on_wish, on_dismiss, on_wonder, on_cancel, on_again, on_tags, .. } = props;
    let sound = use_sound();
    let job = song.job;
    let answer = song.answer().cloned();
    let length = answer.as_ref().map_or(0.0, |answer| answer.analysis.song.seconds);
    let playhead = use_playhead(&sound.audio, length, sound.playing);
    let alone = use_state_eq(|| None::<String>);
    let on_alone = use_callback(alone.setter(), |genre, alone| alone.set(genre));
    let course = shelf.chosen().and_then(|chosen| song.course(&chosen.offer.name)).cloned();
    let changes = use_memo(course, |course| course.as_deref().map(changes).unwrap_or_default());
    let on_cue = use_callback(playhead.clone(), |at: f64, playhead| playhead.go(at));
    html! {
        <article class="sheet" data-testid={answer.is_some().then_some("result")} aria-busy={answer.is_none().then_some("true")}>
            if answer.is_some() {
                { sound.element(&song.sound) }
            }
            { headline(song, sound.playing, &sound.toggle, &on_cancel.reform(move |()| job)) }
            { bars(answer.as_deref(), pack.as_deref(), alone.as_deref(), &on_alone) }
            <Lanes answer={answer.clone()} tagging={tags.of(job)} phase={song.phase.clone()} alone={(*alone).clone()} {changes} playhead={playhead.clone()} />
            { heard(job, answer.as_deref(), tags, on_tags) }
            <Whereabouts song={song.clone()} shelf={shelf.clone()} terrain={terrain.clone()} {look} {playhead} {on_choose} />
            <Neighbours
                song={song.clone()} shelf={shelf.clone()} wish={wish.clone()} terms={terms.clone()} ears={props.ears}
                {on_choose} {on_wish} {on_dismiss} on_wonder={on_wonder.reform(move |why| (job, why))} {on_cue}
            />
            <Closing song={song.clone()} tags={tags.of(job).and_then(|tagging| tagging.tags.clone())} wish={wish.clone()} catalogue={shelf.chosen().map(|chosen| chosen.offer.title.clone())} {on_again} />
        </article>
    }
}
