//! What brings the lanes closer: the wheel, two fingers, buttons.

use std::cell::RefCell;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::playhead::Playhead;
use crate::app::stretch::Stretch;

/// How much closer one press brings it.
pub const STEP: f64 = 1.6;
/// How much closer a wheel brings it with each CSS pixel; a notch is a hundred, a pinch on a trackpad a few.
const WHEEL: f64 = 0.008;
/// CSS pixels in one of the lines that some wheels count in.
const LINE: f64 = 20.0;

/// The stretch that is shown, and who hears of another.
#[derive(Clone, PartialEq)]
pub struct Zoom {
    /// From where to where.
    pub stretch: Stretch,
    /// Hears how it is to be changed.
    pub on_stretch: Callback<Stretch>,
    /// Seconds of the song.
    pub length: f64,
}

impl Zoom {
    /// So many times as close, around a share of the lane.
    pub fn closer(&self, times: f64, place: f64) {
        self.on_stretch.emit(self.stretch.closer(times, place, self.length));
    }

    /// The share of the lane that stays where it is if nobody points: where the playhead is, or else the middle.
    pub fn around(&self, playhead: &Playhead) -> f64 {
        let place = self.place(playhead.at());
        if (0.0..=1.0).contains(&place) { place } else { 0.5 }
    }

    /// Where in the lane a time (seconds) is; outside of 0 to 1 it is not seen.
    pub fn place(&self, time: f64) -> f64 {
        self.stretch.place(time / self.length)
    }

    /// The time (seconds) at a share of the lane.
    pub fn time(&self, place: f64) -> f64 {
        self.length * self.stretch.share(place)
    }
}

/// See [`Buttons`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What the buttons change.
    pub zoom: Zoom,
    /// What they keep in its place.
    pub playhead: Playhead,
}

/// Further, closer, all of it.
#[component]
pub fn Buttons(props: &Props) -> Html {
    let Props { zoom, playhead } = props;
    let times = |times: f64| {
        let (zoom, playhead) = (zoom.clone(), playhead.clone());
        Callback::from(move |_: MouseEvent| zoom.closer(times, zoom.around(&playhead)))
    };
    let whole = zoom.on_stretch.reform(|_: MouseEvent| Stretch::default());
    let (is_whole, is_closest) =
        (zoom.stretch.is_whole(), zoom.stretch.closer(STEP, 0.5, zoom.length) == zoom.stretch);
    html! {
        <div class="zoom" role="group" aria-label="Time axis">
            <button class="button" aria-label="Less close" title="Less close (−)" disabled={is_whole} onclick={times(1.0 / STEP)}>{ "\u{2212}" }</button>
            <button class="button" aria-label="Closer" title="Closer (+)" disabled={is_closest} onclick={times(STEP)}>{ "+" }</button>
            <button class="button" title="The whole song (0)" disabled={is_whole} onclick={whole}>{ "Whole song" }</button>
        </div>
    }
}

/// The wheel with Ctrl (which is how browsers tell a pinch on a trackpad) brings it closer, sideways it moves along.
#[hook]
pub fn use_wheel(surface: &NodeRef, zoom: &Zoom) {
    use_effect_with((surface.clone(), zoom.clone()), |(surface, zoom)| {
        let (surface, zoom) = (surface.cast::<HtmlElement>(), zoom.clone());
        // Yew's own listeners may not keep the page from scrolling.
        let options = EventListenerOptions::enable_prevent_default();
        let listener = surface.map(|surface| {
            EventListener::new_with_options(&surface.clone(), "wheel", options, move |event| {
                if let Some(event) = event.dyn_ref::<WheelEvent>() {
                    roll(event, &surface, &zoom);
                }
            })
        });
        move || drop(listener)
    });
}

fn roll(event: &WheelEvent, surface: &HtmlElement, zoom: &Zoom) {
    let pixels = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { LINE };
    let (right, down) = (event.delta_x() * pixels, event.delta_y() * pixels);
    let frame = surface.get_bounding_client_rect();
    if event.ctrl_key() {
        let place = (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0);
        zoom.closer((-down * WHEEL).exp(), place);
    } else if right.abs() > down.abs() && !zoom.stretch.is_whole() {
        zoom.on_stretch.emit(zoom.stretch.moved(right / frame.width().max(1.0)));
    } else {
        return; // the page's own
    }
    event.prevent_default();
}

/// The fingers on the lanes.
#[derive(Default)]
pub struct Fingers(RefCell<Vec<(i32, f64)>>);

impl Fingers {
    /// One touches: whether it is the only one.
    pub fn put(&self, event: &PointerEvent) -> bool {
        let mut fingers = self.0.borrow_mut();
        fingers.retain(|(finger, _)| *finger != event.pointer_id());
        fingers.push((event.pointer_id(), f64::from(event.client_x())));
        fingers.len() == 1
    }

    /// One is taken away.
    pub fn take(&self, event: &PointerEvent) {
        self.0.borrow_mut().retain(|(finger, _)| *finger != event.pointer_id());
    }

    /// One moves: whether there are two, which then stretch the song between them.
    pub fn pinch(&self, event: &PointerEvent, surface: &HtmlElement, zoom: &Zoom) -> bool {
        let mut fingers = self.0.borrow_mut();
        let [one, other] = fingers.as_mut_slice() else { return false };
        let (moved, still) = if one.0 == event.pointer_id() { (one, other) } else { (other, one) };
        let (before, now) = ((moved.1 - still.1).abs(), (f64::from(event.client_x()) - still.1).abs());
        moved.1 = f64::from(event.client_x());
        let frame = surface.get_bounding_client_rect();
        let middle = f64::midpoint(moved.1, still.1);
        zoom.closer(now.max(1.0) / before.max(1.0), (middle - frame.left()) / frame.width().max(1.0));
        true
    }
}
