//! What could not be done, a sentence each.

use yew::prelude::*;

use crate::app::state::{Pack, Refusal};
use crate::protocol::Job;

/// Sentences about what could not be done, each to be put away once read.
pub fn refusals(refusals: &[Refusal], pack: &Pack, on_dismiss: &Callback<Job>) -> Html {
    let rows = refusals.iter().map(|refusal| {
        let job = refusal.job;
        let onclick = on_dismiss.reform(move |_: MouseEvent| job);
        html! {
            <div key={job} class="refusal">
                <p data-testid="error">{ &refusal.sentence }</p>
                <button class="quiet" {onclick} aria-label="Dismiss">{ "×" }</button>
            </div>
        }
    });
    html! {
        <div class="refusals" role="alert" aria-atomic="false">
            if let (Pack::Refused(sentence), true) = (pack, refusals.is_empty()) {
                <div class="refusal"><p data-testid="error">{ capitalised(sentence) }</p></div>
            }
            { for rows }
        </div>
    }
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
