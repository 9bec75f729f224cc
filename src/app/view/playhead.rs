//! Where in the song everybody is: one place, which the sound, the lanes and every picture of the song share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use web_sys::HtmlAudioElement;
use yew::prelude::*;

/// The place, and who is told when it changes; clones are the same.
#[derive(Clone, Default)]
pub struct Playhead(Rc<Inner>);

#[derive(Default)]
struct Inner {
    audio: NodeRef,
    /// Seconds.
    at: Cell<f64>,
    /// Seconds; 0 while there is nothing to point at.
    length: Cell<f64>,
    listeners: RefCell<Vec<Listener>>,
    frame: RefCell<Option<AnimationFrame>>,
}

type Listener = (u32, Callback<f64>);

impl PartialEq for Playhead {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Playhead {
    /// Goes to this place (seconds), and the sound goes with it.
    pub fn go(&self, seconds: f64) {
        let seconds = seconds.clamp(0.0, self.0.length.get());
        if let Some(audio) = self.0.audio.cast::<HtmlAudioElement>() {
            audio.set_current_time(seconds);
        }
        self.tell(seconds);
    }

    /// Seconds from the start.
    pub fn at(&self) -> f64 {
        self.0.at.get()
    }

    fn tell(&self, seconds: f64) {
        self.0.at.set(seconds);
        let listeners = self.0.listeners.borrow().clone(); // who hears it may stop listening
        for (_, listener) in listeners {
            listener.emit(seconds);
        }
    }

    /// Tells at every frame where the sound is.
    fn follow(&self) {
        let Some(audio) = self.0.audio.cast::<HtmlAudioElement>() else { return };
        self.tell(audio.current_time());
        let again = self.clone();
        self.0.frame.replace(Some(request_animation_frame(move |_| again.follow())));
    }

    fn rest(&self) {
        drop(self.0.frame.take());
    }

    /// Until what comes back is called.
    fn listen(&self, listener: Callback<f64>) -> impl FnOnce() + use<> {
        let mut listeners = self.0.listeners.borrow_mut();
        let number = listeners.last().map_or(0, |(last, _)| last + 1);
        listeners.push((number, listener));
        let inner = Rc::clone(&self.0);
        move || inner.listeners.borrow_mut().retain(|(other, _)| *other != number)
    }
}

/// The playhead of a song of so many seconds, which follows the sound of this element while it plays.
#[hook]
pub fn use_playhead(audio: &NodeRef, length: f64, playing: bool) -> Playhead {
    let audio = audio.clone();
    let playhead = use_memo((), |()| Playhead(Rc::new(Inner { audio, ..Inner::default() })));
    playhead.0.length.set(length);
    let playhead = (*playhead).clone();
    let follower = playhead.clone();
    use_effect_with(playing, move |playing| {
        if *playing {
            follower.follow();
        }
        move || follower.rest()
    });
    playhead
}

/// Seconds from the start, now and whenever they change.
#[hook]
pub fn use_place(playhead: &Playhead) -> f64 {
    let at = use_state_eq(|| playhead.at());
    let set = at.setter();
    use_effect_with(playhead.clone(), move |playhead| {
        set.set(playhead.at());
        playhead.listen(Callback::from(move |now| set.set(now)))
    });
    *at
}
