//! One song, laid out: the answer's places are there from the start and fill as it comes.

use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlAudioElement;
use yew::prelude::*;

use super::bars::Bars;
use super::closing::Closing;
use super::headline::Headline;
use super::lanes::Lanes;
use super::neighbours::Neighbours;
use super::playhead::use_playhead;
use super::whereabouts::Whereabouts;
use crate::app::sight::Look;
use crate::app::state::{Shelf, Song};
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
    /// How they are chosen.
    pub terms: Rc<Terms>,
    /// Where the songs of the chosen catalogue lie, once they are counted.
    pub terrain: Option<Rc<Terrain>>,
    /// What the visitor looks at of it.
    pub look: UseStateHandle<Look>,
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
    let Props { song, pack, shelf, wish, terms, terrain, look, .. } = props;
    let Props { on_choose, on_wish, on_dismiss, on_wonder, on_cancel, on_again, .. } = props;
    let audio = use_node_ref();
    let playing = use_state_eq(|| false);
    let heard = |now: bool| {
        let playing = playing.setter();
        Callback::from(move |_: Event| playing.set(now))
    };
    {
        let audio = audio.clone();
        // An element that is taken away would play on.
        use_effect_with((), move |()| move || pause(&audio));
    }
    let on_play = {
        let audio = audio.clone();
        Callback::from(move |()| toggle(&audio))
    };
    let job = song.job;
    let answer = song.answer().cloned();
    let length = answer.as_ref().map_or(0.0, |answer| answer.analysis.song.seconds);
    let playhead = use_playhead(&audio, length, *playing);
    let on_cue = {
        let playhead = playhead.clone();
        Callback::from(move |at: f64| playhead.go(at))
    };
    html! {
        <article class="sheet" data-testid={answer.is_some().then_some("result")} aria-busy={answer.is_none().then_some("true")}>
            if answer.is_some() {
                <audio
                    ref={audio.clone()} src={song.sound.clone()} preload="none"
                    onplay={heard(true)} onpause={heard(false)} onended={heard(false)}
                />
            }
            <Headline song={song.clone()} playing={*playing} {on_play} on_cancel={on_cancel.reform(move |()| job)} />
            <Bars answer={answer.clone()} pack={pack.clone()} />
            <Lanes answer={answer.clone()} phase={song.phase.clone()} playhead={playhead.clone()} />
            <Whereabouts song={song.clone()} shelf={shelf.clone()} terrain={terrain.clone()} {look} {playhead} {on_choose} />
            <Neighbours
                song={song.clone()} shelf={shelf.clone()} wish={wish.clone()} terms={terms.clone()}
                {on_choose} {on_wish} {on_dismiss} on_wonder={on_wonder.reform(move |why| (job, why))} {on_cue}
            />
            <Closing song={song.clone()} wish={wish.clone()} catalogue={shelf.chosen().map(|chosen| chosen.offer.title.clone())} {on_again} />
        </article>
    }
}

fn toggle(audio: &NodeRef) {
    let Some(audio) = audio.cast::<HtmlAudioElement>() else { return };
    if !audio.paused() {
        return pause_now(&audio);
    }
    if let Ok(starting) = audio.play() {
        // A browser that declines to play simply stays silent.
        spawn_local(async move { drop(JsFuture::from(starting).await) });
    }
}

fn pause(audio: &NodeRef) {
    if let Some(audio) = audio.cast::<HtmlAudioElement>() {
        pause_now(&audio);
    }
}

fn pause_now(audio: &HtmlAudioElement) {
    let _ = audio.pause();
}
