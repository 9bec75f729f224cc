//! What the tests need from the machine: cmake and libclang for LightGBM, valgrind to count instructions, Chromium and its
//! driver for the page.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::workshop::{Workshop, run, say};

/// The oldest that LightGBM's build accepts, and the one that is installed where it is missing.
const OLDEST_CMAKE: (u32, u32) = (3, 28);
const CMAKE: &str = "3.31.6";

/// What the native tests need to compile LightGBM.
pub fn ensure_native(workshop: &Workshop) -> Result<()> {
    let mut missing = Vec::new();
    if workshop.find("c++").is_none() {
        missing.push("g++");
    }
    if !has_libclang(workshop) {
        missing.push("libclang-dev");
    }
    install(workshop, &missing)?;
    cmake(workshop)
}

/// What counts instructions; `false` where it cannot be had, as on Windows.
pub fn ensure_valgrind(workshop: &Workshop) -> Result<bool> {
    if workshop.find("valgrind").is_none() && workshop.find("apt-get").is_some() {
        install(workshop, &["valgrind"])?;
    }
    Ok(workshop.find("valgrind").is_some())
}

/// Chromium and its driver.
pub struct Browser {
    /// The browser itself.
    pub chromium: PathBuf,
    /// Its WebDriver.
    pub driver: PathBuf,
}

/// The browser that wasm and page tests run in.
pub fn ensure_browser(workshop: &Workshop) -> Result<Browser> {
    let mut missing = Vec::new();
    if chromium(workshop).is_none() {
        missing.push("chromium");
    }
    if driver(workshop).is_none() {
        missing.push("chromium-driver");
    }
    install(workshop, &missing)?;
    Ok(Browser {
        chromium: chromium(workshop)
            .context("Chromium is missing; set SEGUE_CHROMIUM to one and run this again")?,
        driver: driver(workshop)
            .context("chromedriver is missing; set CHROMEDRIVER to one and run this again")?,
    })
}

fn chromium(workshop: &Workshop) -> Option<PathBuf> {
    if let Some(named) = env::var_os("SEGUE_CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .iter()
        .find_map(|program| workshop.find(program))
        .or_else(|| mac.is_file().then(|| mac.to_owned()))
}

fn driver(workshop: &Workshop) -> Option<PathBuf> {
    env::var_os("CHROMEDRIVER").map(PathBuf::from).or_else(|| workshop.find("chromedriver"))
}

/// A cmake that is new enough: the system's, or one from PyPI in a folder of ours.
fn cmake(workshop: &Workshop) -> Result<()> {
    if cmake_version(workshop) >= Some(OLDEST_CMAKE) {
        return Ok(());
    }
    say(&format!("Installing cmake {CMAKE} into target/tools/venv."));
    if workshop.find("python3").is_none() {
        install(workshop, &["python3", "python3-venv"])?;
    }
    let venv = || run(workshop.command("python3 -m venv --clear").arg(workshop.tools().join("venv")));
    venv()
        .or_else(|_| install(workshop, &["python3-venv"]).and_then(|()| venv()))
        .context("Python cannot make a virtual environment; install its venv module and run this again")?;
    workshop
        .run(&format!("target/tools/venv/bin/pip install --quiet --disable-pip-version-check cmake=={CMAKE}"))
        .context("cmake could not be installed; check the network or install cmake 3.28 or newer, and run this again")
}

fn cmake_version(workshop: &Workshop) -> Option<(u32, u32)> {
    let line = workshop.ask("cmake --version")?;
    let mut numbers = line.rsplit(' ').next()?.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// Looks where bindgen looks.
fn has_libclang(workshop: &Workshop) -> bool {
    let mut folders: Vec<PathBuf> = env::var_os("LIBCLANG_PATH").map(PathBuf::from).into_iter().collect();
    folders.extend(workshop.ask("llvm-config --libdir").map(PathBuf::from));
    for folder in ["/usr/lib", "/usr/lib64", "/usr/local/lib"] {
        folders.push(folder.into());
        let below = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        folders.extend(below.flat_map(|path| [path.join("lib"), path]));
    }
    folders.push("/Library/Developer/CommandLineTools/usr/lib".into());
    folders.push(
        "/Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib".into(),
    );
    folders.iter().any(|folder| holds_libclang(folder))
}

fn holds_libclang(folder: &Path) -> bool {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.filter_map(|name| name.to_string_lossy().strip_prefix("libclang").map(str::to_owned)).any(|rest| {
        let versioned = rest.starts_with('-') && !rest.starts_with("-cpp") && rest.contains(".so");
        versioned || rest.starts_with(".so") || rest == ".dylib" || rest == ".dll"
    })
}

/// Installs Debian packages where that is possible, and names the command where it is not.
pub fn install(workshop: &Workshop, packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let names = packages.join(" ");
    let by_hand = format!("sudo apt-get install --no-install-recommends {names}");
    if workshop.find("apt-get").is_none() {
        bail!(
            "{names} (as Debian names them) are missing; install them with your system's packages and run this again"
        );
    }
    let Some(root) = rights(workshop) else {
        bail!("{names} are missing; run `{by_hand}`, then this again");
    };
    say(&format!("Installing {names} with apt-get."));
    let apt = |line: &str| {
        run(workshop.command(&format!("{root}apt-get -q -y {line}")).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    // An old list still serves where one of several sources does not answer.
    let _ = apt("update");
    apt(&format!("install --no-install-recommends {names}"))
        .with_context(|| format!("apt-get could not install them; run `{by_hand}` and mend what it says"))
}

/// What goes before a command that only root may run, if anything makes it run.
fn rights(workshop: &Workshop) -> Option<&'static str> {
    if workshop.ask("id -u")? == "0" {
        return Some("");
    }
    let sudo = |line: &str| workshop.command(line).output().is_ok_and(|output| output.status.success());
    sudo("sudo -n true").then_some("sudo -n ")
}
