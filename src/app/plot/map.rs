//! All songs of a catalogue on one plane, to be looked at closely: wheel, pinch, drag, buttons and keys.

mod hands;
mod scene;

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

use self::hands::Hands;
use self::scene::{Scene, draw, groups};
use super::paper::use_paper;
use crate::app::atlas::{self, View};
use crate::engine::survey::Survey;

/// CSS pixels within which the pointer finds a song.
const REACH: f32 = 16.0;
/// CSS pixels that a click may move.
const STILL: f32 = 4.0;
/// How much nearer a button or key comes, and how far an arrow of the map moves.
const STEP: f32 = 1.5;

/// See [`Map`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The catalogue.
    pub survey: Rc<Survey>,
    /// Which songs are asked for; `None` is all.
    pub asked: Option<Rc<Vec<bool>>>,
    /// The picked song, by position.
    pub picked: Option<u32>,
    /// Its neighbours.
    pub near: Vec<u32>,
    /// Hears which song is picked.
    pub on_pick: Callback<u32>,
}

/// The map.
#[component]
pub fn Map(props: &Props) -> Html {
    let Props { survey, asked, picked, near, on_pick } = props;
    let (canvas, frame) = (use_node_ref(), use_node_ref());
    let view = use_state_eq(View::default);
    let pointed = use_state_eq(|| None::<u32>);
    let hands = use_mut_ref(Hands::default);
    let places = use_memo(survey.clone(), |survey| {
        atlas::places(&survey.songs.iter().map(|song| song.at).collect::<Vec<_>>())
    });
    let groups = use_memo(survey.clone(), |survey| groups(survey));
    let scene = Scene { places: places.clone(), groups, asked: asked.clone(), view: *view };
    use_paper(canvas.clone(), scene, draw);
    use_wheel(frame.clone(), &view);

    let find = {
        let (places, asked) = (places.clone(), asked.clone());
        move |frame: &HtmlElement, view: &View, seen: [f32; 2]| {
            let (width, height) = (frame.client_width() as f32, frame.client_height() as f32);
            let reach = REACH / width.max(1.0) / view.zoom();
            let to = view.place(seen);
            atlas::nearest(&places, asked.as_deref().map(Vec::as_slice), to, reach, height / width.max(1.0))
        }
    };
    let onpointerdown = {
        let (hands, frame) = (hands.clone(), frame.clone());
        Callback::from(move |event: PointerEvent| {
            let mut hands = hands.borrow_mut();
            if hands.down.is_empty() {
                hands.gone = 0.0;
            }
            hands.down.insert(event.pointer_id(), seen(&frame, &event));
            if let Some(frame) = frame.cast::<HtmlElement>() {
                let _ = frame.set_pointer_capture(event.pointer_id()); // without it a drag ends at the edge
            }
        })
    };
    let onpointermove = {
        let (hands, frame, view, pointed, find) =
            (hands.clone(), frame.clone(), view.clone(), pointed.setter(), find.clone());
        Callback::from(move |event: PointerEvent| {
            let to = seen(&frame, &event);
            if let Some(next) = hands.borrow_mut().moved(event.pointer_id(), to, &view) {
                view.set(next);
            }
            let found = frame.cast::<HtmlElement>().and_then(|frame| find(&frame, &view, to));
            pointed.set(found.map(|found| found as u32));
        })
    };
    let onpointerup = {
        let (hands, frame, view, on_pick) = (hands.clone(), frame.clone(), view.clone(), on_pick.clone());
        Callback::from(move |event: PointerEvent| {
            let mut hands = hands.borrow_mut();
            let clicked = hands.down.len() == 1 && hands.gone * width(&frame) <= STILL && event.button() == 0;
            hands.down.remove(&event.pointer_id());
            drop(hands);
            let at = seen(&frame, &event);
            let found = frame.cast::<HtmlElement>().and_then(|frame| find(&frame, &view, at));
            if let (true, Some(found)) = (clicked, found) {
                on_pick.emit(found as u32);
            }
        })
    };
    let onpointercancel = {
        let hands = hands.clone();
        Callback::from(move |event: PointerEvent| {
            hands.borrow_mut().down.remove(&event.pointer_id());
        })
    };
    let onpointerleave = {
        let pointed = pointed.setter();
        Callback::from(move |_: PointerEvent| pointed.set(None))
    };
    let onkeydown = use_keys(&places, asked.as_ref(), &view, &pointed, *picked, on_pick);
    use_sight_of(*picked, &places, &view);

    let named = pointed.or(*picked).and_then(|at| survey.songs.get(at as usize));
    let touch = if view.zoom() > 1.0 { "touch-action:none" } else { "touch-action:pan-y" };
    let spot = |position: u32, class: &'static str, told: String| {
        let [across, down] = view.seen(*places.get(position as usize)?);
        let inside = [across, down].iter().all(|share| (0.0..=1.0).contains(share));
        let style = format!("--across:{across:.4};--down:{down:.4}");
        inside.then(|| html! { <i class={classes!("spot", class)} {style}>{ told }</i> })
    };
    html! {
        <div class="map">
            <div
                ref={frame} class="field" tabindex="0" role="application" aria-roledescription="map" style={touch}
                aria-label={format!("Map of {} songs. Arrow keys go from song to song, Enter picks one, plus and minus come nearer and go back.", survey.songs.len())}
                data-testid="map" data-zoom={format!("{:.2}", view.zoom())}
                {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} {onpointerleave} {onkeydown}
            >
                <canvas ref={canvas} aria-hidden="true" />
                // In a place of their own: what comes and goes before a canvas would take it along.
                <div class="spots" aria-hidden="true">
                { for near.iter().zip(1..).filter_map(|(&position, rank)| spot(position, "near-spot", rank.to_string())) }
                { for picked.iter().filter_map(|&position| spot(position, "picked", String::new())) }
                { for pointed.iter().filter_map(|&position| spot(position, "hovered", String::new())) }
                </div>
            </div>
            { buttons(&view) }
            <p class="told" role="status" data-testid="map-told">
                if let Some(song) = named {
                    <b><bdi>{ &song.title }</bdi></b>{ " " }<bdi>{ &song.artist }</bdi>
                } else {
                    { "Point at a dot to hear its name, click it for its neighbours." }
                }
            </p>
        </div>
    }
}

/// Nearer, back, and all of it.
fn buttons(view: &UseStateHandle<View>) -> Html {
    let button = |label: &'static str, sign: &'static str, next: View| {
        let (disabled, setter) = (next == **view, view.setter());
        let onclick = Callback::from(move |_: MouseEvent| setter.set(next));
        html! { <button class="quiet" aria-label={label} {onclick} {disabled}>{ sign }</button> }
    };
    html! {
        <div class="zoom">
            { button("Nearer", "+", view.zoomed(STEP, [0.5; 2])) }
            { button("Farther", "\u{2212}", view.zoomed(1.0 / STEP, [0.5; 2])) }
            { button("The whole map", "\u{2922}", View::default()) }
        </div>
    }
}

/// Arrows go from song to song, or begin in the middle of what is seen; Enter picks; plus, minus and 0 change the view.
#[hook]
fn use_keys(
    places: &Rc<Vec<[f32; 2]>>,
    asked: Option<&Rc<Vec<bool>>>,
    view: &UseStateHandle<View>,
    pointed: &UseStateHandle<Option<u32>>,
    picked: Option<u32>,
    on_pick: &Callback<u32>,
) -> Callback<KeyboardEvent> {
    let (places, asked, view, pointed, on_pick) =
        (places.clone(), asked.cloned(), view.clone(), pointed.clone(), on_pick.clone());
    Callback::from(move |event: KeyboardEvent| {
        let direction = match event.key().as_str() {
            "ArrowLeft" => [-1.0, 0.0],
            "ArrowRight" => [1.0, 0.0],
            "ArrowUp" => [0.0, -1.0],
            "ArrowDown" => [0.0, 1.0],
            "Enter" | " " => {
                event.prevent_default();
                return pointed.iter().for_each(|&position| on_pick.emit(position));
            }
            "+" | "=" => return view.set(view.zoomed(STEP, [0.5; 2])),
            "-" => return view.set(view.zoomed(1.0 / STEP, [0.5; 2])),
            "0" => return view.set(View::default()),
            _ => return,
        };
        event.prevent_default();
        let among = asked.as_deref().map(Vec::as_slice);
        let to = match pointed.or(picked) {
            Some(from) => atlas::next(&places, among, from as usize, direction),
            None => atlas::nearest(&places, among, view.place([0.5; 2]), f32::INFINITY, 1.0),
        };
        if let Some(to) = to {
            pointed.set(Some(to as u32));
            view.set(view.showing(places[to]));
        }
    })
}

/// A song that was picked elsewhere is brought into sight.
#[hook]
fn use_sight_of(picked: Option<u32>, places: &Rc<Vec<[f32; 2]>>, view: &UseStateHandle<View>) {
    let (places, view) = (places.clone(), view.clone());
    use_effect_with(picked, move |picked| {
        if let Some(place) = picked.and_then(|picked| places.get(picked as usize)) {
            view.set(view.showing(*place));
        }
    });
}

/// The wheel comes nearer where the map has been asked for (it has the focus, or Ctrl is held, as when pinching a
/// trackpad); elsewhere it scrolls the page.
#[hook]
fn use_wheel(frame: NodeRef, view: &UseStateHandle<View>) {
    let view = view.clone();
    use_effect_with((frame, *view), move |(frame, _)| {
        let listener = frame.cast::<HtmlElement>().map(|element| {
            let watched: web_sys::Element = element.clone().into();
            let frame = frame.clone();
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&element, "wheel", options, move |event| {
                let Some(wheel) = event.dyn_ref::<WheelEvent>() else { return };
                let focused =
                    gloo::utils::document().active_element().is_some_and(|active| active == watched);
                if focused || wheel.ctrl_key() {
                    event.prevent_default();
                    let factor = (-wheel.delta_y() / 300.0).clamp(-0.5, 0.5).exp() as f32;
                    view.set(view.zoomed(factor, seen(&frame, wheel)));
                }
            })
        });
        move || drop(listener)
    });
}

/// Where on the frame the pointer is, as shares of it.
fn seen(frame: &NodeRef, event: &web_sys::MouseEvent) -> [f32; 2] {
    let Some(frame) = frame.cast::<HtmlElement>() else { return [0.5; 2] };
    let frame = frame.get_bounding_client_rect();
    [
        ((f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0)) as f32,
        ((f64::from(event.client_y()) - frame.top()) / frame.height().max(1.0)) as f32,
    ]
}

fn width(frame: &NodeRef) -> f32 {
    frame.cast::<HtmlElement>().map_or(0.0, |frame| frame.client_width() as f32)
}
