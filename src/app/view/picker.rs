//! Which catalogue songs are compared with.

use yew::prelude::*;

use crate::app::state::{Catalogue, Shelf, Standing};
use crate::app::telling;

/// One segment for each catalogue: what it is, and what it holds or costs.
pub fn picker(shelf: &Shelf, on_choose: &Callback<String>) -> Html {
    let chosen = shelf.chosen().map(|catalogue| &catalogue.offer.name);
    let options = shelf.catalogues.iter().map(|catalogue| {
        let name = catalogue.offer.name.clone();
        let checked = chosen == Some(&name);
        let onchange = {
            let name = name.clone();
            on_choose.reform(move |_: Event| name.clone())
        };
        html! {
            <div key={name.clone()} class="option">
                <label>
                    <input type="radio" name="catalogue" value={name} {checked} {onchange} />
                    <b><bdi>{ &catalogue.offer.title }</bdi></b>
                    <span>{ telling::catalogue(catalogue) }</span>
                </label>
                { way(catalogue) }
            </div>
        }
    });
    html! { <div class="picker" role="radiogroup" aria-label="Catalogue" data-testid="picker">{ for options }</div> }
}

/// How much of it has come, while it is on its way.
fn way(catalogue: &Catalogue) -> Html {
    let Standing::Coming { done, of } = catalogue.standing else { return html! {} };
    let percent = (100 * done).checked_div(of).unwrap_or(0).min(100);
    let label = format!("Fetching {}", catalogue.offer.title);
    html! {
        <div class="way" role="progressbar" data-testid="coming" aria-label={label} aria-valuemin="0" aria-valuemax="100" aria-valuenow={percent.to_string()}>
            <i style={format!("inline-size:{percent}%")} />
        </div>
    }
}
