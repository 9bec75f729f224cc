//! What Lighthouse says of the page.

use anyhow::Result;

use crate::workshop::{Workshop, run, say};
use crate::{machine, page};

/// Too large for package.json: 200 packages that only this command needs. The newest that runs on Node 20.
const LIGHTHOUSE: &str = "npx --yes lighthouse@12.8.2";

/// Builds the page and fails where it gets less than it should.
pub fn look(workshop: &Workshop) -> Result<()> {
    page::build(workshop)?;
    let browser = machine::ensure_browser(workshop)?;
    say("Lighthouse comes from npm the first time.");
    run(workshop
        .command("node tests/browser/lighthouse.mjs")
        .arg(LIGHTHOUSE)
        .env("CHROME_PATH", browser.chromium))
}
