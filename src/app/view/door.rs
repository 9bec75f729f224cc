//! Where songs come in: the whole window, the file input that buttons open, and the system.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, File, FileList, HtmlInputElement};
use yew::prelude::*;

use crate::app::launch;

/// What the file picker offers first; anything can still be dropped.
const ACCEPT: &str = "audio/*,.mp3,.flac,.wav,.ogg,.oga,.opus,.m4a,.aac,.aif,.aiff,.mp4,.webm";

/// See [`Door`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The file input, for others to open.
    pub input: NodeRef,
    /// Hears which files came in.
    pub on_files: Callback<Vec<File>>,
}

/// Hears of files, dropped anywhere or chosen.
#[component]
pub fn Door(props: &Props) -> Html {
    let over = use_state_eq(|| false);
    {
        let set_over = over.setter();
        use_effect_with(props.on_files.clone(), move |on_files| listen(on_files.clone(), set_over));
    }
    {
        let on_files = props.on_files.clone();
        use_effect_with((), move |()| launch::listen(on_files));
    }
    let onchange = {
        let on_files = props.on_files.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            on_files.emit(input.files().map(list).unwrap_or_default());
            input.set_value(""); // so that the same file can be chosen again
        })
    };
    html! {
        <>
            <input
                ref={props.input.clone()} class="unseen" data-testid="file-input" type="file" multiple=true
                accept={ACCEPT} tabindex="-1" aria-label="Choose songs" {onchange}
            />
            <div class={classes!("catching", over.then_some("over"))} aria-hidden="true"><p>{ "Let it drop." }</p></div>
        </>
    }
}

/// Listens to the whole window for as long as the result lives.
fn listen(on_files: Callback<Vec<File>>, over: UseStateSetter<bool>) -> impl FnOnce() {
    let window = gloo::utils::window();
    let on = |name: &'static str, hear: Box<dyn Fn(&DragEvent)>| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window, name, options, move |event| {
            let event: &DragEvent = event.unchecked_ref();
            event.prevent_default(); // a link let go here would lead away from the page
            match event.data_transfer() {
                Some(carried) if !carries_files(&carried) => carried.set_drop_effect("none"),
                _ => hear(event),
            }
        })
    };
    let (entered, left) = (over.clone(), over.clone());
    let listeners = [
        on("dragenter", Box::new(move |_| entered.set(true))),
        on("dragover", Box::new(|_| {})),
        on(
            "dragleave",
            Box::new(move |event| {
                if event.related_target().is_none() {
                    left.set(false);
                }
            }),
        ),
        on(
            "drop",
            Box::new(move |event| {
                over.set(false);
                let files = event.data_transfer().and_then(|carried| carried.files());
                on_files.emit(files.map(list).unwrap_or_default());
            }),
        ),
    ];
    move || drop(listeners)
}

fn carries_files(carried: &DataTransfer) -> bool {
    carried.types().includes(&"Files".into(), 0)
}

fn list(files: FileList) -> Vec<File> {
    (0..files.length()).filter_map(|place| files.item(place)).collect()
}
