//! What could not be had, and another try.

use yew::prelude::*;

/// A sentence and a button, read out when they come; `on_again` hears that it should be tried again.
pub fn failure(sentence: &str, on_again: &Callback<()>) -> Html {
    let onclick = on_again.reform(|_: MouseEvent| ());
    html! {
        <div class="refusal" role="alert" data-testid="failure">
            <p>{ sentence }</p>
            <button class="button" {onclick} data-testid="try-again">{ "Try again" }</button>
        </div>
    }
}
