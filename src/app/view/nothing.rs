//! Where no neighbour is worth the name, that is what is said.

use yew::prelude::*;

use crate::app::telling;

/// A sentence, why, and the way on.
pub fn nothing(catalogue: &str, on_anyway: &Callback<()>) -> Html {
    let onclick = on_anyway.reform(|_: MouseEvent| ());
    html! {
        <div class="nothing" data-testid="nothing">
            <p>{ telling::nothing(catalogue) }</p>
            <p class="soft">
                { "It sounds like no music that Segue learnt from: noise, a tone, a room. Its genre is a guess, too. Try a song, or a longer piece of this one." }
            </p>
            <button class="button" {onclick} data-testid="anyway">{ "Show the nearest all the same" }</button>
        </div>
    }
}
