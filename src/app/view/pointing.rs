//! Pictures that the pointer reads, and that the pressed pointer moves everybody along.

use web_sys::{HtmlElement, PointerEvent};
use yew::prelude::*;

/// What the pointer does to a picture.
pub struct Pointing<T> {
    /// What it points at, if anything.
    pub at: Option<T>,
    /// For the picture, as are the others.
    pub onpointerdown: Callback<PointerEvent>,
    /// See above.
    pub onpointermove: Callback<PointerEvent>,
    /// See above.
    pub onpointerleave: Callback<PointerEvent>,
}

/// Keeps what is `found` where the pointer is: given the pointer's place from the upper left and the picture's size, both in
/// CSS pixels. `go` hears of it while the pointer is pressed.
#[hook]
pub fn use_pointing<T: Clone + PartialEq + 'static>(
    surface: &NodeRef,
    found: impl Fn([f64; 2], [f64; 2]) -> Option<T> + 'static,
    go: impl Fn(&T) + 'static,
) -> Pointing<T> {
    let pointed = use_state_eq(|| None::<T>);
    let point = {
        let (surface, pointed) = (surface.clone(), pointed.setter());
        Callback::from(move |(event, pressed): (PointerEvent, bool)| {
            let Some(surface) = surface.cast::<HtmlElement>() else { return };
            let frame = surface.get_bounding_client_rect();
            let place =
                [f64::from(event.client_x()) - frame.left(), f64::from(event.client_y()) - frame.top()];
            let there = found(place, [frame.width(), frame.height()]);
            if let (true, Some(there)) = (pressed, &there) {
                go(there);
            }
            pointed.set(there);
        })
    };
    let onpointermove = point.reform(|event: PointerEvent| {
        let pressed = event.buttons() & 1 == 1;
        (event, pressed)
    });
    let surface = surface.clone();
    let onpointerdown = Callback::from(move |event: PointerEvent| {
        if event.button() != 0 {
            return; // the second button asks for a menu
        }
        if let Some(surface) = surface.cast::<HtmlElement>() {
            let _ = surface.set_pointer_capture(event.pointer_id()); // without it the drag ends at the edge
        }
        point.emit((event, true));
    });
    let away = pointed.setter();
    let onpointerleave = Callback::from(move |_: PointerEvent| away.set(None));
    Pointing { at: (*pointed).clone(), onpointerdown, onpointermove, onpointerleave }
}
