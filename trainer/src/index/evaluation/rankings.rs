//! The same of each way of ranking.

use serde::Serialize;

/// Something of each way of ranking; of the last two only where a network has listened.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Rankings<T> {
    pub published: T,
    pub balanced: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub both: Option<T>,
}

impl<T> Rankings<T> {
    /// Something else of each.
    pub fn map<U>(self, of: impl Fn(T) -> U) -> Rankings<U> {
        Rankings {
            published: of(self.published),
            balanced: of(self.balanced),
            network: self.network.map(&of),
            both: self.both.map(&of),
        }
    }

    /// What is to be said of all that each way of ranking has, in this order.
    pub fn gather<'a, U>(
        all: impl Iterator<Item = &'a Self> + Clone,
        of: impl Fn(Vec<&'a T>) -> U,
    ) -> Rankings<U>
    where
        T: 'a,
    {
        let heard = |some: fn(&Self) -> Option<&T>| -> Option<U> {
            let some: Option<Vec<&T>> = all.clone().map(some).collect();
            some.filter(|some| !some.is_empty()).map(&of)
        };
        Rankings {
            published: of(all.clone().map(|each| &each.published).collect()),
            balanced: of(all.clone().map(|each| &each.balanced).collect()),
            network: heard(|each| each.network.as_ref()),
            both: heard(|each| each.both.as_ref()),
        }
    }
}

impl Rankings<f64> {
    /// With a name for each; without further words it is the balanced ranking's.
    pub fn named(&self, name: &str) -> Vec<(String, f64)> {
        let heard = [("_network", self.network), ("_both", self.both)];
        let all = [("_published", Some(self.published)), ("", Some(self.balanced))].into_iter().chain(heard);
        all.filter_map(|(of, value)| Some((format!("{name}{of}"), value?))).collect()
    }
}
