//! The circuit breaker of a backend: one rule, shared by all workers of this process.
//!
//! Closed, it counts failures within a sliding interval; when the rule's condition holds it opens for the trip
//! duration (or for what Retry-After says), answers 503 for everyone, and closes again. APIM documents no half-open
//! state and promises an approximate count, so there is none and it is one.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Outcomes remembered for a percentage rule; older ones are forgotten first.
const REMEMBERED_MAX: usize = 10_000;

/// The longest that a backend's Retry-After keeps a breaker open; more is a mistake, or a backend shutting itself out.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 3600);

/// A rule, as the configuration gives it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BreakerRule {
    /// When to open.
    pub(crate) condition: Condition,
    /// The time that failures are counted in.
    pub(crate) interval: Duration,
    /// How long it stays open.
    pub(crate) trip: Duration,
    /// Whether Retry-After of the tripping response replaces `trip`.
    pub(crate) accept_retry_after: bool,
    /// Statuses that count as failures, as inclusive ranges.
    pub(crate) statuses: Vec<(u16, u16)>,
    /// Whether each reason counts: connection failures, timeouts.
    pub(crate) counts_connection_failures: bool,
    /// Timeouts.
    pub(crate) counts_timeouts: bool,
}

/// The two kinds of condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Condition {
    /// This many failures.
    Count(u32),
    /// This share of all calls, 1–100.
    Percentage(u8),
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallResult {
    /// A response with this status and perhaps a Retry-After in seconds.
    Status(u16, Option<u64>),
    /// No connection.
    ConnectionFailure,
    /// No response in time.
    Timeout,
}

/// A breaker and its memory.
#[derive(Debug)]
pub(crate) struct CircuitBreaker {
    rule: BreakerRule,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    open_until: Option<Instant>,
    outcomes: VecDeque<(Instant, bool)>,
    failures: u32,
}

impl CircuitBreaker {
    /// A closed breaker.
    pub(crate) fn new(rule: BreakerRule) -> Self {
        Self { rule, state: Mutex::default() }
    }

    /// The rule, to tell whether a new configuration changed it.
    pub(crate) fn rule(&self) -> &BreakerRule {
        &self.rule
    }

    /// How long the breaker stays open, or `None` if calls may pass.
    pub(crate) fn open_for(&self, now: Instant) -> Option<Duration> {
        let mut state = self.lock();
        let left = state.open_until?.checked_duration_since(now).filter(|left| !left.is_zero());
        if left.is_none() {
            *state = State::default();
        }
        left
    }

    /// Counts the result of a call.
    pub(crate) fn record(&self, now: Instant, result: CallResult) {
        let failed = match result {
            CallResult::Status(status, _) => {
                self.rule.statuses.iter().any(|(min, max)| (*min..=*max).contains(&status))
            }
            CallResult::ConnectionFailure => self.rule.counts_connection_failures,
            CallResult::Timeout => self.rule.counts_timeouts,
        };
        let mut state = self.lock();
        state.remember(now, failed);
        state.forget_before(now, self.rule.interval);
        let trips = match self.rule.condition {
            Condition::Count(count) => state.failures >= count,
            Condition::Percentage(share) => {
                u64::from(state.failures) * 100 >= u64::from(share) * state.outcomes.len() as u64
            }
        };
        if failed && trips {
            let asked = match result {
                CallResult::Status(_, Some(seconds)) if self.rule.accept_retry_after => {
                    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX))
                }
                _ => None,
            };
            state.open_until = now.checked_add(asked.unwrap_or(self.rule.trip));
            state.outcomes.clear();
            state.failures = 0;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // A poisoned lock still holds a consistent count: every update is a few plain assignments.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    fn remember(&mut self, now: Instant, failed: bool) {
        self.outcomes.push_back((now, failed));
        self.failures += u32::from(failed);
        if self.outcomes.len() > REMEMBERED_MAX {
            self.forget_oldest();
        }
    }

    fn forget_before(&mut self, now: Instant, interval: Duration) {
        while self.outcomes.front().is_some_and(|(at, _)| now.duration_since(*at) > interval) {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, failed)) = self.outcomes.pop_front() {
            self.failures -= u32::from(failed);
        }
    }
}

#[cfg(test)]
mod tests;
