//! What plays the song.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlAudioElement;
use yew::prelude::*;

/// The element that plays the song, whether it does, and what makes it play or rest.
pub struct Sound {
    /// The element, once there is something to play.
    pub audio: NodeRef,
    /// Whether it plays.
    pub playing: bool,
    /// Plays, or rests if it plays.
    pub toggle: Callback<()>,
    heard: UseStateSetter<bool>,
    /// The browser would not play.
    declined: UseStateHandle<bool>,
}

/// Nothing plays on once it is taken away.
#[hook]
pub fn use_sound() -> Sound {
    let audio = use_node_ref();
    let playing = use_state_eq(|| false);
    let declined = use_state_eq(|| false);
    {
        let audio = audio.clone();
        // An element that is taken away would play on.
        use_effect_with((), move |()| {
            move || {
                if let Some(audio) = audio.cast::<HtmlAudioElement>() {
                    rest(&audio);
                }
            }
        });
    }
    let toggle = {
        let (audio, declined) = (audio.clone(), declined.setter());
        Callback::from(move |()| toggle(&audio, &declined))
    };
    Sound { audio, playing: *playing, toggle, heard: playing.setter(), declined }
}

impl Sound {
    /// The element, for the song at this address.
    pub fn element(&self, address: &str) -> Html {
        let heard = |now: bool| {
            let heard = self.heard.clone();
            Callback::from(move |_: Event| heard.set(now))
        };
        html! {
            <>
                <audio
                    ref={self.audio.clone()} src={address.to_owned()} preload="none"
                    onplay={heard(true)} onpause={heard(false)} onended={heard(false)}
                />
                if *self.declined {
                    <p class="refusal" role="alert" data-testid="unplayed">
                        { "This browser does not play the song. Check that it may make sounds, and that there is something to hear them with." }
                    </p>
                }
            </>
        }
    }
}

fn toggle(audio: &NodeRef, declined: &UseStateSetter<bool>) {
    let Some(audio) = audio.cast::<HtmlAudioElement>() else { return };
    if !audio.paused() {
        return rest(&audio);
    }
    if let Ok(starting) = audio.play() {
        let declined = declined.clone();
        spawn_local(async move {
            let outcome = JsFuture::from(starting).await;
            declined.set(outcome.is_err_and(|why| !is_second_thought(&why)));
        });
    }
}

/// Whether it was stopped before it began.
fn is_second_thought(why: &JsValue) -> bool {
    Reflect::get(why, &"name".into()).is_ok_and(|name| name == "AbortError")
}

fn rest(audio: &HtmlAudioElement) {
    let _ = audio.pause();
}
