//! The cover that a file carries, as an address.

use js_sys::{Array, ArrayBuffer};
use web_sys::{Blob, BlobPropertyBag, Url};

/// What browsers show and what cannot run: a cover is a stranger's bytes.
const SHOWN: [&str; 5] = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"];

/// An address for these bytes, if they claim to be a picture of a kind that is shown.
#[must_use]
pub fn address(mime: &str, bytes: &ArrayBuffer) -> Option<String> {
    let mime = SHOWN.into_iter().find(|shown| *shown == mime)?;
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_buffer_source_sequence_and_options(&Array::of1(bytes), &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}
