//! One request, to see whether a gateway lets it through.

use std::time::{Duration, Instant};

use crate::connection::{Aim, Target};
use crate::{Fault, run_here};

/// Time for one try.
const TRY_TIME: Duration = Duration::from_secs(5);
/// Pause between tries.
const PAUSE: Duration = Duration::from_millis(50);

/// Options of `ask`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    aim: Aim,
    /// Seconds to go on trying until it works.
    #[arg(long, default_value_t = 0.0)]
    patience: f64,
}

/// Asks.
pub fn execute(arguments: &Arguments) -> Result<(), Fault> {
    let target = Target::new(&arguments.aim, false)?;
    run_here(async {
        let until = Instant::now() + Duration::from_secs_f64(arguments.patience);
        loop {
            let tried = tokio::time::timeout(TRY_TIME, once(&target)).await;
            match tried.unwrap_or_else(|_| Err("no answer in 5 seconds".into())) {
                Ok(()) => return Ok(()),
                Err(fault) if Instant::now() >= until => return Err(fault),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    })?
}

async fn once(target: &Target) -> Result<(), Fault> {
    let mut connection = target.open().await?;
    let answered = connection.asker.ask(target).await;
    connection.close().await;
    answered
}
