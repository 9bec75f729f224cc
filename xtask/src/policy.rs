//! The page's Content-Security-Policy: what its document may load, written into index.html once all of it is known.
//!
//! A static host sends no headers of ours, so it stands in a `<meta>`, ahead of everything it governs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What comes first in index.html; the policy follows it.
const FIRST: &str = "<meta charset=\"utf-8\" />";

/// Writes the policy of this `dist` into its index.html.
pub fn write(dist: &Path) -> Result<()> {
    let path = dist.join("index.html");
    let page = fs::read_to_string(&path)?;
    let listing = fs::read(dist.join("models/packs.json"))?;
    let policy = policy(&inline_scripts(&page), &hosts(&serde_json::from_slice(&listing)?));
    let (head, rest) =
        page.split_once(FIRST).with_context(|| format!("index.html does not begin with {FIRST}"))?;
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />");
    Ok(fs::write(path, format!("{head}{FIRST}\n    {meta}{rest}"))?)
}

fn policy(inline: &[&str], hosts: &[String]) -> String {
    // The page's program is started by a script in the page itself, so it is named by its hash.
    let scripts = inline.iter().map(|script| {
        let hash = BASE64.encode(Sha256::digest(script.as_bytes()));
        format!("'sha256-{hash}'")
    });
    let scripts: Vec<String> =
        ["'self'", "'wasm-unsafe-eval'"].map(str::to_owned).into_iter().chain(scripts).collect();
    let hosts = [&["'self'".to_owned()], hosts].concat();
    [
        "default-src 'none'".to_owned(),
        format!("script-src {}", scripts.join(" ")),
        "style-src 'self'".to_owned(),
        // Widths and colours of bars are attributes; they can neither run nor, by the lines below, fetch.
        "style-src-attr 'unsafe-inline'".to_owned(),
        "font-src 'self'".to_owned(),
        "img-src 'self' blob: data:".to_owned(), // covers are blobs
        "media-src 'self' blob:".to_owned(),     // so are songs
        "worker-src 'self'".to_owned(),
        format!("connect-src {}", hosts.join(" ")),
        "manifest-src 'self'".to_owned(),
        "base-uri 'self'".to_owned(),
        "form-action 'none'".to_owned(),
    ]
    .join("; ")
}

/// What stands between the tags of scripts that have no address.
fn inline_scripts(page: &str) -> Vec<&str> {
    page.split("<script")
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .filter(|(tag, _)| !tag.contains("src="))
        .filter_map(|(_, rest)| rest.split_once("</script>"))
        .map(|(script, _)| script)
        .collect()
}

/// The other hosts that packs come from.
fn hosts(listing: &Value) -> Vec<String> {
    let packs = listing["packs"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut hosts: Vec<String> = packs
        .iter()
        .filter_map(|pack| pack["manifest"].as_str()?.strip_prefix("https://")?.split('/').next())
        .map(|host| format!("https://{host}"))
        .collect();
    hosts.sort();
    hosts.dedup();
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_named_by_their_hash_and_others_are_not() {
        let page = "<script src=a.js></script><script type=\"module\">go()</script><p></p>";
        assert_eq!(inline_scripts(page), ["go()"]);
        // printf 'go()' | openssl dgst -sha256 -binary | base64
        let expected =
            "script-src 'self' 'wasm-unsafe-eval' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw=';";
        assert!(policy(&inline_scripts(page), &[]).contains(expected));
    }

    #[test]
    fn a_pack_from_another_host_may_be_fetched_and_nothing_else() {
        let listing = serde_json::json!({ "packs": [
            { "manifest": "near/manifest.json" },
            { "manifest": "https://example.org/far/manifest.json" },
            { "manifest": "https://example.org/farther/manifest.json" },
        ] });
        assert!(
            policy(&[], &hosts(&listing)).contains("connect-src 'self' https://example.org; manifest-src")
        );
        assert!(policy(&[], &hosts(&Value::Null)).contains("connect-src 'self'; manifest-src"));
    }
}
