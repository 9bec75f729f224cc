//! Explore and Model are a program of their own, which comes when one of them is first opened: who brings a song does not
//! wait for it. Both programs read and follow the same address, and each has its own worker.

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement};
use yew::Callback;

use crate::protocol::BUILD;

/// Where this program shows itself.
pub const ROOT: &str = "segue";
/// Where the other one does.
pub const LIBRARY: &str = "library";
/// What brings it, and what starts it.
const SCRIPTS: [&str; 2] = ["library.js", "open-library.js"];
/// What is heard once it runs, and if it can not.
const OPEN: &str = "library-open";
const LOST: &str = "library-lost";

/// What became of the other program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has asked for it.
    #[default]
    Away,
    /// On its way.
    Coming,
    /// It runs.
    Open,
    /// It did not come.
    Lost,
}

/// Sends for it; `hear` is told what becomes of it. Dropping what is returned ends the hearing.
pub fn send(hear: &Callback<Standing>) -> Vec<EventListener> {
    let document = gloo::utils::document();
    let told = |name: &'static str, standing: Standing| {
        let hear = hear.clone();
        EventListener::new(&document, name, move |_: &Event| hear.emit(standing))
    };
    let mut listeners = vec![told(OPEN, Standing::Open), told(LOST, Standing::Lost)];
    for source in SCRIPTS {
        let Ok(script) = document.create_element("script") else { continue };
        let _ = script.set_attribute("src", &format!("{source}?{BUILD}"));
        let _ = js_sys::Reflect::set(&script, &JsValue::from_str("async"), &JsValue::FALSE); // in this order
        let hear = hear.clone();
        listeners.push(EventListener::new(&script, "error", move |_: &Event| hear.emit(Standing::Lost)));
        let _ = gloo::utils::body().append_child(&script);
    }
    listeners
}

/// Shows what lies below this root, and hides what lies below the other; the keyboard goes along.
pub fn show(root: &str) {
    let shown = element(root).filter(HtmlElement::hidden);
    for name in [ROOT, LIBRARY] {
        if let Some(element) = element(name) {
            element.set_hidden(name != root);
        }
    }
    let main = shown.and_then(|shown| shown.query_selector("main").ok().flatten());
    if let Some(main) = main.and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
        let _ = main.focus(); // a page that is not in front cannot have it
    }
}

fn element(root: &str) -> Option<HtmlElement> {
    gloo::utils::document().get_element_by_id(root).and_then(|element: Element| element.dyn_into().ok())
}
