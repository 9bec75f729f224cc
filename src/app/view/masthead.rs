//! The head of every page: whose it is, and where one can go.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::app::address;
use crate::app::state::Place;

/// The mark, the pages and the promise, and for the keyboard a way past them to `main`, whose name is `anchor`; `on_start`
/// hears that one wants to start afresh.
pub fn masthead(open: Place, main: &NodeRef, anchor: &'static str, on_start: &Callback<()>) -> Html {
    let start = on_start.reform(|_: MouseEvent| ());
    let main = main.clone();
    let skip = Callback::from(move |click: MouseEvent| {
        click.prevent_default(); // what stands after `#` names the page
        focus(&main);
    });
    html! {
        <header class="masthead">
            <a class="skip" href={format!("#{anchor}")} onclick={skip}>{ "Skip to what is below" }</a>
            <button class="mark" onclick={start} aria-label="Segue, start">{ "segue" }<i>{ "." }</i></button>
            <nav class="pages" aria-label="Pages">{ for Place::ALL.map(|place| link(place, open)) }</nav>
            <span class="private">{ "Nothing leaves this device" }</span>
        </header>
    }
}

/// Moves the keyboard there.
pub fn focus(main: &NodeRef) {
    if let Some(main) = main.cast::<HtmlElement>() {
        let _ = main.focus(); // a page that is not in front cannot have it
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
