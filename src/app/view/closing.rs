//! What to do with an answer: keep it, or ask about another song.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};
use yew::prelude::*;

use crate::app::state::Song;
use crate::engine::analysis::Analysis;

/// See [`Closing`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The song.
    pub song: Rc<Song>,
    /// The catalogue that is shown.
    pub catalogue: Option<String>,
    /// Hears that another song is wanted.
    pub on_again: Callback<()>,
}

/// The buttons at the foot of a song's page.
#[component]
pub fn Closing(props: &Props) -> Html {
    let again = props.on_again.reform(|_: MouseEvent| ());
    let Props { song, catalogue, .. } = props;
    let whole = catalogue.as_ref().is_some_and(|catalogue| song.near(catalogue).is_some());
    let onsave = {
        let (song, catalogue) = (song.clone(), catalogue.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(shown) = catalogue.as_ref().and_then(|catalogue| song.analysis(catalogue)) {
                save(&shown);
            }
        })
    };
    html! {
        <div class="closing">
            <button class="button primary" onclick={again} data-testid="again">{ "Try another song" }</button>
            <button class="button" onclick={onsave} disabled={!whole} data-testid="save-json">{ "Save result" }</button>
        </div>
    }
}

/// Hands the analysis to the browser as a download, named after the song.
fn save(analysis: &Analysis) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let json = serde_json::to_string_pretty(analysis).ok()?;
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&json.into()), &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = gloo::utils::document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(&format!("{}.segue.json", analysis.song.file));
    link.click();
    // The browser takes the address up at once; later it would only hold memory.
    gloo::timers::callback::Timeout::new(1_000, move || drop(Url::revoke_object_url(&address))).forget();
    Some(())
}
