//! What to do with an answer: keep it, or ask about another song.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};
use yew::prelude::*;

use crate::app::state::Answer;

/// See [`Closing`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The answer, once there is one.
    pub answer: Option<Rc<Answer>>,
    /// Hears that another song is wanted.
    pub on_again: Callback<()>,
}

/// The buttons at the foot of a song's page.
#[component]
pub fn Closing(props: &Props) -> Html {
    let again = props.on_again.reform(|_: MouseEvent| ());
    let onsave = {
        let answer = props.answer.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(answer) = &answer {
                save(answer);
            }
        })
    };
    html! {
        <div class="closing">
            <button class="button primary" onclick={again} data-testid="again">{ "Try another song" }</button>
            <button class="button" onclick={onsave} disabled={props.answer.is_none()} data-testid="save-json">{ "Save result" }</button>
        </div>
    }
}

/// Hands the analysis to the browser as a download, named after the song.
fn save(answer: &Answer) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let blob =
        Blob::new_with_str_sequence_and_options(&Array::of1(&answer.json.as_str().into()), &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = gloo::utils::document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(&format!("{}.segue.json", answer.analysis.song.file));
    link.click();
    // The browser takes the address up at once; later it would only hold memory.
    gloo::timers::callback::Timeout::new(1_000, move || drop(Url::revoke_object_url(&address))).forget();
    Some(())
}
