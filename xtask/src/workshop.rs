//! Where commands run: from the repository's root, with the project's tools first on PATH.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The repository and the PATH that its commands see.
pub struct Workshop {
    root: PathBuf,
    path: OsString,
}

impl Workshop {
    /// The workshop of the repository that this program was compiled in.
    pub fn open() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies inside the repository")?
            .to_path_buf();
        let tools = root.join("target/tools");
        let mut folders = vec![tools.join("bin"), tools.join("venv/bin"), root.join("node_modules/.bin")];
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        if let Some(home) = env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        {
            folders.push(home.join("bin"));
        }
        Ok(Self { path: env::join_paths(folders)?, root })
    }

    /// A path inside the repository.
    pub fn at(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Where cargo builds.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.at("target"), |folder| self.root.join(folder))
    }

    /// Tools that are this repository's alone.
    pub fn tools(&self) -> PathBuf {
        self.at("target/tools")
    }

    /// A command at the root. The line is split at blanks; what may contain blanks is added by the caller.
    pub fn command(&self, line: &str) -> Command {
        let mut words = line.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command
            .args(words)
            .current_dir(&self.root)
            .env("PATH", &self.path)
            .env("CMAKE_TOOLCHAIN_FILE", self.at("xtask/lightgbm.cmake"))
            // They would replace the flags of .cargo/config.toml, without which wasm has no SIMD.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            // trunk 0.21 takes only `true` or `false` and stops at the usual `1`.
            .env_remove("NO_COLOR");
        command
    }

    /// Shows a command, runs it and wants it to succeed.
    pub fn run(&self, line: &str) -> Result<()> {
        run(&mut self.command(line))
    }

    /// First line that a command prints, if it is there and succeeds.
    pub fn ask(&self, line: &str) -> Option<String> {
        let output = self.command(line).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success().then(|| text.lines().next().unwrap_or_default().to_owned())
    }

    /// Where on PATH a program lies.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.path).map(|folder| folder.join(&file)).find(|candidate| candidate.is_file())
    }
}

/// Shows a command, runs it and wants it to succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    print_in(DIM, &format!("$ {line}"));
    let status =
        command.status().with_context(|| format!("cannot start `{line}`; is it installed and on PATH?"))?;
    if !status.success() {
        bail!("`{line}` failed ({status}); its own words are above");
    }
    Ok(())
}

/// Says what is going on, apart from what the commands say.
pub fn say(sentence: &str) {
    print_in(BOLD, sentence);
}

const BOLD: u8 = 1;
const DIM: u8 = 2;

fn print_in(style: u8, text: &str) {
    if stderr().is_terminal() {
        eprintln!("\x1b[{style}m{text}\x1b[0m");
    } else {
        eprintln!("{text}");
    }
}

fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
