//! `cargo run --release -- ARRAYS FOLDER`: how far candle is from the reference on FOLDER/patches.npy, and how long it takes.

use std::time::Instant;

use candle_core::{Error, Result, Tensor};
use segue_bench_library::{Network, PATCH};

const TURNS: usize = 3;

fn main() -> Result<()> {
    let [weights, folder] =
        <[String; 2]>::try_from(std::env::args().skip(1).collect::<Vec<_>>()).map_err(|_| {
            Error::Msg(
                "two arguments: the folder of the network's arrays and the one that patches.py wrote"
                    .to_owned(),
            )
        })?;
    let network = Network::open(&weights)?;
    let read = |name: &str| Tensor::read_npy(format!("{folder}/{name}.npy"))?.flatten_all()?.to_vec1::<f32>();
    let (patches, expected) = (read("patches")?, read("tags")?);
    let patches: Vec<&[f32]> = patches.chunks_exact(PATCH.0 * PATCH.1).collect();
    let mut times = Vec::new();
    let mut found = Vec::new();
    for _ in 0..TURNS {
        found.clear();
        for patch in &patches {
            let start = Instant::now();
            found.extend(network.tags(patch)?);
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    times.sort_by(f64::total_cmp);
    let off =
        found.iter().zip(&expected).map(|(found, expected)| (found - expected).abs()).fold(0.0, f32::max);
    println!(
        "{} patches: off by {off:.1e} at most; {:.1} ms a patch (median)",
        patches.len(),
        times[times.len() / 2]
    );
    Ok(())
}
