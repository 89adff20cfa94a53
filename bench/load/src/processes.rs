//! CPU time and memory of whole sessions of processes, from /proc: a gateway with its workers is one session.

use std::fs;
use std::str::FromStr;

use serde_json::json;

use crate::Fault;

/// A session (or this process, as session 0) under a name.
#[derive(Clone, Debug)]
pub struct Watched {
    /// Name in the report.
    pub name: String,
    session: i64,
}

impl FromStr for Watched {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let (name, session) = text.split_once('=').ok_or("write NAME=SESSION")?;
        Ok(Self { name: name.to_owned(), session: session.parse()? })
    }
}

/// CPU time in microseconds.
#[derive(Clone, Copy, Default)]
pub struct CpuTime {
    /// In the processes' own code.
    pub user: u64,
    /// In the kernel.
    pub system: u64,
}

impl CpuTime {
    /// Both.
    pub fn total(self) -> u64 {
        self.user + self.system
    }

    /// What was used since an earlier reading.
    pub fn since(self, earlier: Self) -> Self {
        Self { user: self.user.saturating_sub(earlier.user), system: self.system.saturating_sub(earlier.system) }
    }
}

impl Watched {
    /// This very process.
    pub fn myself() -> Self {
        Self { name: "caller".to_owned(), session: 0 }
    }

    fn process_ids(&self) -> Vec<u32> {
        if self.session == 0 {
            return vec![std::process::id()];
        }
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        ids.filter(|id| stat(*id).and_then(|fields| fields.get(SESSION).copied()) == Some(self.session)).collect()
    }

    /// CPU time up to now. Cheap enough to bracket a window.
    pub fn cpu(&self) -> CpuTime {
        let tick = micros_a_tick();
        let of = |fields: &[i64], index: usize| fields.get(index).copied().unwrap_or(0).unsigned_abs() * tick;
        let stats = self.process_ids().into_iter().filter_map(stat);
        stats.fold(CpuTime::default(), |sum, fields| CpuTime {
            user: sum.user + of(&fields, USER),
            system: sum.system + of(&fields, SYSTEM),
        })
    }

    /// Resident memory in KiB. Walks page tables: never within a window.
    pub fn memory_kib(&self) -> u64 {
        let of = |id: u32| {
            let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            let line = text.lines().find_map(|line| line.strip_prefix("Rss:"))?;
            line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()
        };
        self.process_ids().into_iter().filter_map(of).sum()
    }

    /// Its part of a report.
    pub fn report(&self, used: CpuTime, requests: u64, seconds: f64) -> serde_json::Value {
        let each = |micros: u64| micros as f64 / requests.max(1) as f64;
        json!({
            "cpu_us": each(used.total()), "user_us": each(used.user), "system_us": each(used.system),
            "cores": used.total() as f64 / 1e6 / seconds,
        })
    }
}

// Places in /proc/PID/stat after the state letter (proc_pid_stat(5) counts from the command's name).
const SESSION: usize = 2;
const USER: usize = 10;
const SYSTEM: usize = 11;

/// The numbers of a process; its name, which may hold anything, is skipped.
fn stat(id: u32) -> Option<Vec<i64>> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    Some(rest.split_ascii_whitespace().skip(1).map(|field| field.parse().unwrap_or(0)).collect())
}

fn micros_a_tick() -> u64 {
    // SAFETY: asks the C library for a constant.
    let ticks = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
    1_000_000 / u64::try_from(ticks).unwrap_or(100).max(1)
}

/// What all cores together did: busy time, and time that the host took away, in microseconds.
pub fn machine() -> (u64, u64) {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields = text.lines().next().unwrap_or_default().split_ascii_whitespace().skip(1);
    let ticks: Vec<u64> = fields.map(|field| field.parse().unwrap_or(0)).collect();
    // user nice system idle iowait irq softirq steal
    let at = |index: usize| ticks.get(index).copied().unwrap_or(0) * micros_a_tick();
    ([0, 1, 2, 5, 6].map(at).iter().sum(), at(7))
}
