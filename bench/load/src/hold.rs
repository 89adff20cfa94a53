//! Idle connections: what each costs a gateway in memory.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::connection::{Aim, Connection, Target};
use crate::processes::Watched;
use crate::{Fault, run_here};

/// Connections opened at the same time.
const AT_ONCE: usize = 16;
/// Time for a gateway to become quiet.
const SETTLING: Duration = Duration::from_millis(1500);

/// Options of `hold`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    aim: Aim,
    /// Connections to hold.
    #[arg(long, short = 'c', default_value_t = 2000)]
    connections: usize,
    /// Connections opened and closed beforehand, so that what a gateway keeps for good is not counted.
    #[arg(long, default_value_t = 200)]
    before: usize,
    /// Whose memory: NAME=SESSION.
    #[arg(long)]
    watch: Vec<Watched>,
}

/// Holds.
pub fn execute(arguments: &Arguments) -> Result<(), Fault> {
    let target = Rc::new(Target::new(&arguments.aim, false)?);
    run_here(async {
        for connection in open(&target, arguments.before).await? {
            connection.close().await;
        }
        tokio::time::sleep(SETTLING).await;
        let before: Vec<u64> = arguments.watch.iter().map(Watched::memory_kib).collect();
        let held = open(&target, arguments.connections).await?;
        tokio::time::sleep(SETTLING).await;
        let mut report = json!({ "connections": held.len() });
        for (watched, before) in arguments.watch.iter().zip(before) {
            let after = watched.memory_kib();
            let grown = after.saturating_sub(before) as f64 / 1024.0;
            let each = grown * 1000.0 / held.len().max(1) as f64;
            report[&watched.name] = json!({ "mib_a_thousand": each, "mib_after": after as f64 / 1024.0 });
        }
        report["closed"] = Value::from(held.iter().filter(|connection| connection.is_over()).count());
        println!("{report}");
        Ok(())
    })?
}

/// Opens connections and makes one request on each.
async fn open(target: &Rc<Target>, count: usize) -> Result<Vec<Connection>, Fault> {
    let left = Rc::new(Cell::new(count));
    let opener = |(target, left): (Rc<Target>, Rc<Cell<usize>>)| async move {
        let mut opened = Vec::new();
        while let Some(rest) = left.get().checked_sub(1) {
            left.set(rest);
            let mut connection = target.open().await?;
            connection.asker.ask(&target).await?;
            opened.push(connection);
        }
        Ok::<_, Fault>(opened)
    };
    let openers: Vec<_> =
        (0..AT_ONCE).map(|_| tokio::task::spawn_local(opener((target.clone(), left.clone())))).collect();
    let mut all = Vec::with_capacity(count);
    for opener in openers {
        all.append(&mut opener.await??);
    }
    Ok(all)
}
