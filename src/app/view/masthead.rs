//! The head of every page: whose it is, and where one can go.

use yew::prelude::*;

use crate::app::address;
use crate::app::state::Place;

/// The mark, the pages and the promise; `on_start` hears that one wants to start afresh.
pub fn masthead(open: Place, on_start: &Callback<()>) -> Html {
    let start = on_start.reform(|_: MouseEvent| ());
    html! {
        <header class="masthead">
            <button class="mark" onclick={start} aria-label="Segue, start">{ "segue" }<i>{ "." }</i></button>
            <nav class="pages" aria-label="Pages">{ for Place::ALL.map(|place| link(place, open)) }</nav>
            <span class="private">{ "Nothing leaves this device" }</span>
        </header>
    }
}

fn link(place: Place, open: Place) -> Html {
    // Followed by hand: what stands before `#` may have become another address, and following it would load the page anew.
    let onclick = Callback::from(move |click: MouseEvent| {
        let plain = !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key());
        if plain && click.button() == 0 {
            click.prevent_default();
            address::go(place);
        }
    });
    let current = (place == open).then_some("page");
    html! { <a href={place.hash()} {onclick} aria-current={current}>{ place.word() }</a> }
}
