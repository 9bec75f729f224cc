//! The release page on localhost.

use anyhow::{Context, Result};

use crate::page;
use crate::workshop::{Workshop, run};

/// Builds the page and serves it until interrupted.
pub fn serve(workshop: &Workshop, port: u16) -> Result<()> {
    page::build(workshop)?;
    run(workshop.command("node tests/browser/host.mjs dist").arg(port.to_string())).with_context(|| {
        format!(
            "the page could not be served; if port {port} is taken, add `--port {}`",
            port.wrapping_add(1)
        )
    })
}
