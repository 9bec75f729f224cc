//! The service worker, seen from the page: registers it, tells how the page is kept, and lets a new version in when the
//! visitor wants it. The other side is www/service-worker.js.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    File, MessageEvent, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState,
    VisibilityState,
};
use yew::Callback;

use super::address;
use super::breath::idle;
use super::keeping::Keeping;

/// Beside the page.
const SCRIPT: &str = "service-worker.js";
/// In the page's address: keep nothing, and forget what was kept.
const UNWANTED: &str = "nosw";
/// In the page's address: another app has shared songs with this one.
const SHARED: &str = "shared";
/// A new version takes charge sooner than this.
const PATIENCE_MS: u32 = 5_000;

/// What the keeper tells.
pub enum News {
    /// How the page is kept.
    Keeping(Keeping),
    /// A new version is here and waits.
    Version,
    /// These songs were shared; none, if they were lost on the way.
    Shared(Vec<File>),
}

/// Keeps the page; clones are one.
#[derive(Clone)]
pub struct Keeper(Rc<Inner>);

struct Inner {
    tell: Callback<News>,
    /// The browser's; `None` where it has none.
    container: Option<ServiceWorkerContainer>,
    registration: OnceCell<ServiceWorkerRegistration>,
    /// The visitor wants the new version.
    wanted: Cell<bool>,
}

impl Keeper {
    /// Starts to keep the page.
    #[must_use]
    pub fn start(tell: Callback<News>) -> Self {
        let container = Reflect::get(&gloo::utils::window().navigator(), &"serviceWorker".into());
        let container = container.ok().and_then(|container| container.dyn_into().ok());
        let inner = Inner { tell, container, registration: OnceCell::new(), wanted: Cell::new(false) };
        let keeper = Self(Rc::new(inner));
        spawn_local(keeper.clone().register());
        keeper
    }

    /// A pack has arrived: it is to be kept as well.
    pub fn keep(&self) {
        let Some(ready) = self.0.container.as_ref().and_then(|container| container.ready().ok()) else {
            return;
        };
        spawn_local(async move {
            let registration =
                JsFuture::from(ready).await.map(JsCast::unchecked_into::<ServiceWorkerRegistration>);
            say(registration.ok().and_then(|registration| registration.active()), "keep");
        });
    }

    /// The visitor wants the new version: the page is opened anew once it is in charge.
    pub fn renew(&self) {
        self.0.wanted.set(true);
        let waiting = self.0.registration.get().and_then(ServiceWorkerRegistration::waiting);
        if waiting.is_none() {
            return reload(); // another tab has let it in
        }
        say(waiting, "apply");
        // Chromium forgets it where the worker in charge is busy at this very moment, until a page goes.
        Timeout::new(PATIENCE_MS, reload).forget();
    }

    fn tell(&self, news: News) {
        self.0.tell.emit(news);
    }

    async fn register(self) {
        let Some(container) = &self.0.container else {
            return self.tell(News::Keeping(Keeping::Unsupported));
        };
        if address::asks_for(UNWANTED) {
            return unregister(container).await;
        }
        idle().await; // nobody who has just come waits for it
        self.listen(container);
        match JsFuture::from(container.register(SCRIPT)).await {
            Ok(registration) => self.watch(registration.unchecked_into()),
            Err(_) => self.tell(News::Keeping(Keeping::Unsupported)),
        }
        if address::asks_for(SHARED) {
            address::settle();
            match container.controller() {
                None => self.tell(News::Shared(Vec::new())),
                controller => say(controller, "shared?"),
            }
        }
    }

    /// Hears the service worker's words, and that another has taken charge.
    fn listen(&self, container: &ServiceWorkerContainer) {
        let keeper = self.clone();
        EventListener::new(container, "message", move |event| {
            let word = event.unchecked_ref::<MessageEvent>().data();
            let said = |name: &str| Reflect::get(&word, &name.into()).unwrap_or_default();
            if let Some(kept) = said("kept").as_bool() {
                keeper.tell(News::Keeping(if kept { Keeping::Kept } else { Keeping::NoRoom }));
            }
            if let Ok(songs) = said("songs").dyn_into::<Array>() {
                keeper.tell(News::Shared(songs.iter().map(JsCast::unchecked_into).collect()));
            }
        })
        .forget();
        let keeper = self.clone();
        EventListener::new(container, "controllerchange", move |_| {
            if keeper.0.wanted.get() {
                reload();
            }
        })
        .forget();
    }

    /// Follows every version that comes, and asks for one whenever the visitor comes back to the tab.
    fn watch(&self, registration: ServiceWorkerRegistration) {
        if registration.waiting().is_some() {
            self.tell(News::Version);
        }
        let follow = {
            let keeper = self.clone();
            let registration = registration.clone();
            move || {
                if let Some(coming) = registration.installing() {
                    keeper.follow(coming, &registration);
                }
            }
        };
        follow();
        EventListener::new(&registration, "updatefound", move |_| follow()).forget();
        let asked = registration.clone();
        EventListener::new(&gloo::utils::document(), "visibilitychange", move |_| {
            if gloo::utils::document().visibility_state() == VisibilityState::Visible
                && let Ok(asking) = asked.update()
            {
                // Without a network there is no answer, and none is needed.
                spawn_local(async move { drop(JsFuture::from(asking).await) });
            }
        })
        .forget();
        let _ = self.0.registration.set(registration);
    }

    fn follow(&self, coming: ServiceWorker, registration: &ServiceWorkerRegistration) {
        let keeper = self.clone();
        let registration = registration.clone();
        let worker = coming.clone();
        EventListener::new(&coming, "statechange", move |_| match worker.state() {
            // The first of all takes charge by itself.
            ServiceWorkerState::Installed if registration.active().is_some() => keeper.tell(News::Version),
            ServiceWorkerState::Redundant if registration.active().is_none() => {
                keeper.tell(News::Keeping(Keeping::NoRoom));
            }
            _ => {}
        })
        .forget();
    }
}

/// Forgets what was kept of this page, and of no other below the same host.
async fn unregister(container: &ServiceWorkerContainer) {
    let Ok(found) = JsFuture::from(container.get_registration()).await else { return };
    let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>() else { return };
    if gloo::utils::document().base_uri().ok().flatten() == Some(registration.scope())
        && let Ok(leaving) = registration.unregister()
    {
        let _ = JsFuture::from(leaving).await; // it was not there to begin with
    }
}

fn say(to: Option<ServiceWorker>, word: &str) {
    if let Some(worker) = to {
        let _ = worker.post_message(&JsValue::from(word)); // text can always be sent
    }
}

fn reload() {
    let _ = gloo::utils::window().location().reload(); // refused only while the page is being left
}
