//! The song's way through a catalogue as something to touch: the pointer and the keys move everybody along it.

use std::rc::Rc;

use yew::prelude::*;

use super::playhead::{Playhead, use_place};
use super::pointing::{Pointing, use_pointing};
use super::walk::use_walk;
use crate::app::plot::Path;
use crate::app::sight::{self, Look, Scene};
use crate::app::telling::{along::genre_at, wander};
use crate::engine::analysis::Analysis;
use crate::engine::course::Course;

/// See [`Trail`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What there is to see, once it is known.
    pub scene: Option<Rc<Scene>>,
    /// The song's way, once it is known.
    pub course: Option<Rc<Course>>,
    /// What is looked at.
    pub look: Look,
    /// What is said of the song.
    pub analysis: Option<Rc<Analysis>>,
    /// The picture in words.
    pub label: AttrValue,
    /// Where in the song everybody is.
    pub playhead: Playhead,
}

/// The picture, a mark where everybody is, and that window (or the one that is pointed at) in words.
#[component]
pub fn Trail(props: &Props) -> Html {
    let Props { scene, course, look, analysis, label, playhead } = props;
    let at = use_place(playhead);
    let surface = use_node_ref();
    let Pointing { at: pointed, onpointerdown, onpointermove, onpointerleave } = {
        let (seen, times, playhead) = (scene.clone(), scene.clone(), playhead.clone());
        let found = move |place, size| under(seen.as_ref()?, place, size);
        use_pointing(&surface, found, move |window| {
            if let Some(time) = times.as_ref().and_then(|scene| scene.times.get(*window)) {
                playhead.go(*time);
            }
        })
    };
    let onkeydown = use_walk(course.clone(), playhead);
    let here = course.as_ref().map(|course| course.window_at(at));
    let words = |window: usize| {
        let (course, scene) = (course.as_ref()?, scene.as_ref()?);
        let time = scene.times.get(window)?;
        let genre = analysis.as_ref().and_then(|analysis| genre_at(analysis, *time));
        wander::window(course, look, window, genre)
    };
    let told = pointed.or(here).and_then(words);
    let place = scene.as_ref().and_then(|scene| sight::between(&scene.places, &scene.times, at));
    let last = course.as_ref().map_or(0, |course| course.windows().saturating_sub(1));
    html! {
        <>
            <div class="trail">
                <Path scene={scene.clone()} genre={genre(look, scene.as_ref())} label={label.clone()} />
                if let (Some(place), Some(here)) = (place, here) {
                    <div
                        ref={surface} class="surface" role="slider" tabindex="0" data-testid="trail"
                        aria-label="Place on the song’s way" aria-valuemin="1" aria-valuemax={(last + 1).to_string()}
                        aria-valuenow={(here + 1).to_string()} aria-valuetext={words(here)}
                        {onpointerdown} {onpointermove} {onpointerleave} {onkeydown}
                    >
                        { mark(place, "here") }
                        if let Some(place) = pointed.and_then(|window| scene.as_ref()?.places.get(window).copied()) {
                            { mark(place, "there") }
                        }
                    </div>
                }
            </div>
            <p class="told" data-testid="told">{ told }</p>
        </>
    }
}

fn mark(place: [f64; 2], class: &'static str) -> Html {
    html! { <i {class} style={format!("--x:{:.5};--y:{:.5}", place[0], place[1])} /> }
}

fn genre(look: &Look, scene: Option<&Rc<Scene>>) -> Option<String> {
    look.genre.clone().filter(|_| scene.is_some_and(|scene| scene.of_genre))
}

/// The window that is nearest to this place in a picture of this size.
fn under(scene: &Scene, place: [f64; 2], [width, height]: [f64; 2]) -> Option<usize> {
    let places: Vec<[f64; 2]> = scene.places.iter().map(|[x, y]| [x * width, y * height]).collect();
    sight::nearest(&places, place)
}
