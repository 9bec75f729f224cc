//! The colour that stands for a genre, everywhere the same.

/// The custom property of style.css that holds the genre's colour.
#[must_use]
pub fn property(genre: &str) -> &'static str {
    match genre {
        "Electronic" => "--electronic",
        "Experimental" => "--experimental",
        "Folk" => "--folk",
        "Hip-Hop" => "--hip-hop",
        "Instrumental" => "--instrumental",
        "International" => "--international",
        "Pop" => "--pop",
        "Rock" => "--rock",
        _ => "--soft",
    }
}

/// An inline style that sets `--hue` to the genre's colour.
#[must_use]
pub fn style(genre: &str) -> String {
    format!("--hue:var({})", property(genre))
}
