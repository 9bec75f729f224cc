//! What the spectrogram has at one place, in words, and what its colours mean.

use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use crate::app::heat;
use crate::app::telling::pitch;

/// A place in the spectrogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// 0 to 1, from left to right.
    pub along: f64,
    /// 0 to 1, from below.
    pub up: f64,
}

impl Spot {
    /// Where in this lane the pointer is; `None` outside of it.
    pub fn under(event: &PointerEvent, lane: &NodeRef) -> Option<Self> {
        let frame = lane.cast::<Element>()?.get_bounding_client_rect();
        let along = (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0);
        let up = (frame.bottom() - f64::from(event.client_y())) / frame.height().max(1.0);
        let inside = |share| (0.0..=1.0).contains(&share);
        (inside(along) && inside(up)).then_some(Self { along, up })
    }
}

/// The line under the lanes: what is there, and the legend of the colours.
pub fn reading(words: Option<&str>) -> Html {
    html! {
        <div class="reading">
            <p data-testid="reading">{ words.map(str::to_owned) }</p>
            <p class="legend">
                <span>{ pitch::level(1) }</span>
                <i style={format!("--heat:{}", heat::gradient())} />
                <span>{ format!("{}, the song’s loudest", pitch::level(255)) }</span>
            </p>
        </div>
    }
}
