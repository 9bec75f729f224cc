//! Where the song lives among the chosen catalogue's, and how it wanders.

use std::rc::Rc;

use yew::prelude::*;

use super::beside::Beside;
use super::looking::looking;
use super::playhead::Playhead;
use super::trail::Trail;
use crate::app::passing;
use crate::app::sight::{Look, Scene};
use crate::app::state::{Charted, Shelf, Song};
use crate::app::telling::wander::Wandering;
use crate::engine::terrain::Terrain;

/// See [`Whereabouts`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The song.
    pub song: Rc<Song>,
    /// The catalogues, and which one is chosen.
    pub shelf: Rc<Shelf>,
    /// Where its songs lie, once they are counted.
    pub terrain: Option<Rc<Terrain>>,
    /// What is looked at.
    pub look: UseStateHandle<Look>,
    /// Where in the song everybody is.
    pub playhead: Playhead,
    /// Hears which catalogue is wanted.
    pub on_choose: Callback<String>,
}

/// The picture, what to look at, what the colours mean, and what it comes to.
#[component]
pub fn Whereabouts(props: &Props) -> Html {
    let Props { song, shelf, terrain, look, playhead, on_choose } = props;
    let chosen = shelf.chosen().map(|chosen| chosen.offer.name.clone()).unwrap_or_default();
    let course = song.course(&chosen).cloned();
    let scene = use_memo((terrain.clone(), course.clone(), (**look).clone()), |(terrain, course, look)| {
        terrain.as_ref().and_then(|terrain| Scene::of(terrain, course.as_deref(), look)).map(Rc::new)
    });
    let told = use_memo(
        (terrain.clone(), course.clone(), (**look).clone(), shelf.card().cloned()),
        |(terrain, course, look, card)| {
            let (terrain, course, card) = (terrain.as_ref()?, course.as_ref()?, card.as_ref()?);
            Wandering::of(course, terrain, look).map(|wandering| wandering.told(course, card.holds))
        },
    );
    let label = (*told)
        .clone()
        .map_or_else(|| "The song’s way follows.".to_owned(), |told| format!("The song’s way. {told}"));
    let analysis = song.answer().map(|answer| Rc::new(answer.analysis.clone()));
    html! {
        <section class="whereabouts" aria-labelledby="whereabouts">
            <div class="head">
                <h2 id="whereabouts">{ "Where the song lives" }</h2>
                <p>{ "Each dot is a window of the song, the shade is the catalogue: what lies close sounds alike. Click or drag along it." }</p>
            </div>
            { failure(song, &chosen, on_choose) }
            <div class="sight">
                <div class="seen">
                    <Trail scene={(*scene).clone()} course={course.clone()} look={(**look).clone()} {analysis} {label} playhead={playhead.clone()} />
                </div>
                <div class="aside">
                    { looking(terrain.as_deref(), look) }
                    { legend() }
                    <p class="wandering" data-testid="wandering">{ (*told).clone() }</p>
                </div>
            </div>
            <Beside {course} playhead={playhead.clone()} />
        </section>
    }
}

fn legend() -> Html {
    html! {
        <p class="legend passing">
            <span>{ "Start" }</span><i style={format!("--heat:{}", passing::gradient())} /><span>{ "end" }</span>
            <span class="thin">{ "Few songs" }</span><i class="crowd" /><span>{ "many" }</span>
        </p>
    }
}

/// Why there is no way, and the way out.
fn failure(song: &Song, catalogue: &str, on_choose: &Callback<String>) -> Html {
    let Some(Charted::Failed(sentence)) = song.charted.get(catalogue) else { return html! {} };
    let again = catalogue.to_owned();
    let onclick = on_choose.reform(move |_: MouseEvent| again.clone());
    html! {
        <div class="refusal" role="alert"><p>{ sentence }</p><button class="button" {onclick}>{ "Try again" }</button></div>
    }
}
