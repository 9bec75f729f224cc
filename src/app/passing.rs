//! Time as colour: from a song's start to its end, one ramp for each colour scheme.

/// Stops at equal distances, on light paper and on dark. Lightness rises evenly, so that later looks later to colour-blind
/// eyes and in grey as well; every stop stands out from its paper.
const STOPS: [[[u8; 3]; 3]; 2] = [
    [[0x10, 0x2b, 0x5c], [0x0b, 0x61, 0x72], [0x4c, 0x8f, 0x14]],
    [[0x62, 0x84, 0xdc], [0x4d, 0xbf, 0xb4], [0xd9, 0xef, 0x7c]],
];

/// A colour scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// Ink on paper.
    #[default]
    Light,
    /// Chalk on slate.
    Dark,
}

/// The colour of a share of the song, 0 to 1.
#[must_use]
pub fn colour(share: f64, scheme: Scheme) -> [u8; 3] {
    let stops = &STOPS[usize::from(scheme == Scheme::Dark)];
    let place = share.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
    let below = (place as usize).min(stops.len() - 2);
    std::array::from_fn(|part| {
        let [from, to] = [below, below + 1].map(|stop| f64::from(stops[stop][part]));
        (from + (to - from) * (place - below as f64)).round() as u8
    })
}

/// The ramp as a CSS gradient, from left to right, in whichever scheme there is.
#[must_use]
pub fn gradient() -> String {
    let [light, dark] = &STOPS;
    let rgb = |[red, green, blue]: &[u8; 3]| format!("rgb({red} {green} {blue})");
    let stops: Vec<_> = light
        .iter()
        .zip(dark)
        .map(|(light, dark)| format!("light-dark({}, {})", rgb(light), rgb(dark)))
        .collect();
    format!("linear-gradient(90deg, {})", stops.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// --paper of style.css.
    const PAPERS: [[u8; 3]; 2] = [[0xfa, 0xf7, 0xf2], [0x13, 0x10, 0x17]];
    /// What WCAG asks of a line that means something.
    const CONTRAST: f64 = 3.0;

    fn luminance(colour: [u8; 3]) -> f64 {
        let [red, green, blue] = colour.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// L*, 0 to 100.
    fn lightness(colour: [u8; 3]) -> f64 {
        116.0 * luminance(colour).cbrt() - 16.0
    }

    #[test]
    fn later_is_lighter_and_all_of_it_shows() {
        for (scheme, paper) in [Scheme::Light, Scheme::Dark].into_iter().zip(PAPERS) {
            let ramp: Vec<_> = (0..=20).map(|step| colour(f64::from(step) / 20.0, scheme)).collect();
            let steps: Vec<f64> =
                ramp.windows(2).map(|pair| lightness(pair[1]) - lightness(pair[0])).collect();
            assert!(steps.iter().all(|step| (0.8..3.2).contains(step)), "{scheme:?}: {steps:?}");
            for colour in ramp {
                let (one, other) = (luminance(colour) + 0.05, luminance(paper) + 0.05);
                assert!(one.max(other) / one.min(other) >= CONTRAST, "{scheme:?}: {colour:?}");
            }
        }
    }

    #[test]
    fn the_gradient_begins_and_ends_with_the_ramp() {
        let gradient = gradient();
        assert!(
            gradient.starts_with("linear-gradient(90deg, light-dark(rgb(16 43 92), rgb(98 132 220))"),
            "{gradient}"
        );
        assert!(gradient.ends_with("light-dark(rgb(76 143 20), rgb(217 239 124)))"), "{gradient}");
        assert_eq!(colour(-1.0, Scheme::Light), [16, 43, 92]);
        assert_eq!(colour(2.0, Scheme::Dark), [217, 239, 124]);
    }
}
