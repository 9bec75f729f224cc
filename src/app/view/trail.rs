//! The song's way through a catalogue as something to touch: the pointer and the keys move everybody along it.

use std::rc::Rc;

use web_sys::{HtmlElement, PointerEvent};
use yew::prelude::*;

use super::playhead::{Playhead, use_place};
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
    let (pointed, pointing) = use_pointing(&surface, scene.clone(), playhead);
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
    let Pointing { onpointerdown, onpointermove, onpointerleave } = pointing;
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

/// What the pointer does to the picture.
struct Pointing {
    onpointerdown: Callback<PointerEvent>,
    onpointermove: Callback<PointerEvent>,
    onpointerleave: Callback<PointerEvent>,
}

/// The window that is nearest to the pointer, and what moves the playhead there.
#[hook]
fn use_pointing(
    surface: &NodeRef,
    scene: Option<Rc<Scene>>,
    playhead: &Playhead,
) -> (Option<usize>, Pointing) {
    let pointed = use_state_eq(|| None::<usize>);
    let point = {
        let (surface, playhead, pointed) = (surface.clone(), playhead.clone(), pointed.setter());
        move |event: &PointerEvent, pressed: bool| {
            let (Some(scene), Some(surface)) = (&scene, surface.cast::<HtmlElement>()) else { return };
            let window = under(event, &surface, scene);
            pointed.set(window);
            if let (true, Some(time)) = (pressed, window.and_then(|window| scene.times.get(window))) {
                playhead.go(*time);
            }
        }
    };
    let onpointerdown = {
        let (surface, point) = (surface.clone(), point.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return; // the second button asks for a menu
            }
            if let Some(surface) = surface.cast::<HtmlElement>() {
                let _ = surface.set_pointer_capture(event.pointer_id()); // without it the drag ends at the edge
            }
            point(&event, true);
        })
    };
    let onpointermove = Callback::from(move |event: PointerEvent| point(&event, event.buttons() & 1 == 1));
    let onpointerleave = {
        let pointed = pointed.setter();
        Callback::from(move |_: PointerEvent| pointed.set(None))
    };
    (*pointed, Pointing { onpointerdown, onpointermove, onpointerleave })
}

fn under(event: &PointerEvent, surface: &HtmlElement, scene: &Scene) -> Option<usize> {
    let frame = surface.get_bounding_client_rect();
    let places: Vec<[f64; 2]> =
        scene.places.iter().map(|[x, y]| [x * frame.width(), y * frame.height()]).collect();
    let point = [f64::from(event.client_x()) - frame.left(), f64::from(event.client_y()) - frame.top()];
    sight::nearest(&places, point)
}
