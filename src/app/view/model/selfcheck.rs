//! The button that asks whether this browser answers as it should.

use yew::prelude::*;

use crate::app::check::{Outcome, compare};
use crate::app::state::Check;

/// The button and what came of it; `on_check` hears that it is wanted.
pub fn self_check(check: &Check, on_check: &Callback<()>) -> Html {
    let onclick = on_check.reform(|_: MouseEvent| ());
    let (class, told) = match check {
        Check::Unasked => {
            ("soft", "Six seconds of music lie beside the page, and the answer they should get.".to_owned())
        }
        Check::Running(_) => ("soft", "Listening …".to_owned()),
        Check::Failed(sentence) => ("wrong", sentence.clone()),
        Check::Answered(found) => {
            let outcome = compare(found);
            (if matches!(outcome, Outcome::Same { .. }) { "right" } else { "wrong" }, outcome.sentence())
        }
    };
    html! {
        <div class="selfcheck">
            <button class="button" {onclick} disabled={matches!(check, Check::Running(_))} data-testid="self-check">{ "Check this browser" }</button>
            <p class={class} role="status" data-testid="self-check-told">{ told }</p>
        </div>
    }
}
