//! What one thread counted within the window.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

/// The longest time told apart, in nanoseconds.
const TIME_MAX_NS: u64 = 60_000_000_000;

/// Counts and times.
pub struct Tally {
    /// Requests answered as expected.
    pub good: u64,
    /// Everything else.
    pub faults: u64,
    /// What the first fault was.
    pub first_fault: Option<String>,
    /// Connections opened.
    pub opened: u64,
    /// Of these with a resumed session.
    pub resumed: u64,
    latency: Histogram<u64>,
    handshake: Histogram<u64>,
}

impl Default for Tally {
    fn default() -> Self {
        let empty = || Histogram::new_with_bounds(1, TIME_MAX_NS, 3).expect("the bounds are constants that hold");
        Self { good: 0, faults: 0, first_fault: None, opened: 0, resumed: 0, latency: empty(), handshake: empty() }
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(TIME_MAX_NS)
}

impl Tally {
    /// A good answer.
    pub fn answered(&mut self, latency: Duration) {
        self.good += 1;
        self.latency.saturating_record(nanoseconds(latency));
    }

    /// A new connection.
    pub fn opened(&mut self, handshake: Duration, resumed: bool) {
        self.opened += 1;
        self.resumed += u64::from(resumed);
        self.handshake.saturating_record(nanoseconds(handshake));
    }

    /// Anything that went wrong.
    pub fn fault(&mut self, what: String) {
        self.faults += 1;
        self.first_fault.get_or_insert(what);
    }

    /// Takes in another thread's.
    pub fn add(&mut self, other: Self) {
        self.good += other.good;
        self.faults += other.faults;
        self.opened += other.opened;
        self.resumed += other.resumed;
        self.first_fault = self.first_fault.take().or(other.first_fault);
        // Both were made with the same bounds.
        let _ = self.latency.add(other.latency);
        let _ = self.handshake.add(other.handshake);
    }

    /// Its part of a report.
    pub fn report(&self, seconds: f64) -> Value {
        let micros = |histogram: &Histogram<u64>, q| histogram.value_at_quantile(q) as f64 / 1000.0;
        json!({
            "seconds": seconds, "requests": self.good, "per_second": self.good as f64 / seconds,
            "faults": self.faults, "first_fault": self.first_fault,
            "opened": self.opened, "resumed": self.resumed,
            "p50_us": micros(&self.latency, 0.5), "p99_us": micros(&self.latency, 0.99),
            "p999_us": micros(&self.latency, 0.999), "handshake_p50_us": micros(&self.handshake, 0.5),
        })
    }
}
