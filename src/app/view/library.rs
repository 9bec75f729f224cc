//! The other program: a catalogue without a song, and the model.

use yew::prelude::*;

use super::colophon::colophon;
use super::explore::Explore;
use super::masthead::masthead;
use super::model::Model;
use super::shell::{
    Page, card, page_callback, use_agreement, use_comparison, use_conductor, use_following, use_top,
};
use crate::app::address;
use crate::app::conductor::Conductor;
use crate::app::state::{Action, Place, State};

/// Whichever of its pages is open.
#[component]
pub fn Library() -> Html {
    let page = use_reducer(Page::remembering);
    let conductor = use_conductor(page.dispatcher(), Conductor::hear_library);
    let state = &page.0;
    use_comparison(&conductor, state);
    use_following(&page);
    use_agreement(&page, state.place != Place::Listen);
    use_lacks(&conductor, state);
    let main = use_node_ref();
    use_top(main.clone(), (state.place, None));

    let on_check = Callback::from(move |()| conductor.check());
    let on_choose = page_callback(&page, Action::Chosen);
    let on_pick = page_callback(&page, Action::Picked);
    let on_again = page_callback(&page, |()| Action::Asked);
    let open = match state.place {
        Place::Listen => html! {}, // the other program's
        Place::Explore => html! {
            <Explore shelf={state.shelf.clone()} library={state.library.clone()} {on_choose} {on_pick} />
        },
        Place::Model => html! {
            <Model pack={card(&state.pack)} library={state.library.clone()} check={state.check.clone()} {on_check} {on_again} />
        },
    };
    html! {
        <>
            { masthead(state.place, &main, "pages", &Callback::from(|()| address::go(Place::Listen))) }
            <main ref={main.clone()} id="pages" tabindex="-1">{ open }</main>
            { colophon(card(&state.pack).as_deref(), state.shelf.card().map(AsRef::as_ref), html! {}) }
        </>
    }
}

/// The conductor hears what the open page wants to know of whole packs.
#[hook]
fn use_lacks(conductor: &Conductor, state: &State) {
    let conductor = conductor.clone();
    use_effect_with(state.lacks(), move |lacks| conductor.fill(lacks.clone()));
}
