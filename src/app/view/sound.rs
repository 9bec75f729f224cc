//! What plays the song.

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
}

/// Nothing plays on once it is taken away.
#[hook]
pub fn use_sound() -> Sound {
    let audio = use_node_ref();
    let playing = use_state_eq(|| false);
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
        let audio = audio.clone();
        Callback::from(move |()| toggle(&audio))
    };
    Sound { audio, playing: *playing, toggle, heard: playing.setter() }
}

impl Sound {
    /// The element, for the song at this address.
    pub fn element(&self, address: &str) -> Html {
        let heard = |now: bool| {
            let heard = self.heard.clone();
            Callback::from(move |_: Event| heard.set(now))
        };
        html! {
            <audio
                ref={self.audio.clone()} src={address.to_owned()} preload="none"
                onplay={heard(true)} onpause={heard(false)} onended={heard(false)}
            />
        }
    }
}

fn toggle(audio: &NodeRef) {
    let Some(audio) = audio.cast::<HtmlAudioElement>() else { return };
    if !audio.paused() {
        return rest(&audio);
    }
    if let Ok(starting) = audio.play() {
        // A browser that declines to play simply stays silent.
        spawn_local(async move { drop(JsFuture::from(starting).await) });
    }
}

fn rest(audio: &HtmlAudioElement) {
    let _ = audio.pause();
}
