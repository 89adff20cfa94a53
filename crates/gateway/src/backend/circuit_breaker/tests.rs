use super::*;

fn breaker(condition: Condition) -> CircuitBreaker {
    CircuitBreaker::new(BreakerRule {
        condition,
        interval: Duration::from_secs(10),
        trip: Duration::from_secs(60),
        accept_retry_after: true,
        statuses: vec![(500, 599)],
        counts_connection_failures: true,
        counts_timeouts: false,
    })
}

#[test]
fn it_opens_at_the_count_and_closes_after_the_trip_duration() {
    let breaker = breaker(Condition::Count(2));
    let start = Instant::now();
    breaker.record(start, CallResult::ConnectionFailure);
    breaker.record(start, CallResult::Timeout);
    breaker.record(start, CallResult::Status(404, None));
    assert_eq!(breaker.open_for(start), None);
    breaker.record(start, CallResult::Status(503, None));
    assert_eq!(breaker.open_for(start), Some(Duration::from_secs(60)));
    assert_eq!(breaker.open_for(start + Duration::from_secs(60)), None);
    breaker.record(start + Duration::from_secs(61), CallResult::Status(500, None));
    assert_eq!(breaker.open_for(start + Duration::from_secs(61)), None, "the count began anew");
}

#[test]
fn failures_outside_the_interval_are_forgotten() {
    let breaker = breaker(Condition::Count(2));
    let start = Instant::now();
    breaker.record(start, CallResult::Status(500, None));
    breaker.record(start + Duration::from_secs(11), CallResult::Status(500, None));
    assert_eq!(breaker.open_for(start + Duration::from_secs(11)), None);
}

#[test]
fn retry_after_replaces_the_trip_duration() {
    let breaker = breaker(Condition::Percentage(50));
    let start = Instant::now();
    breaker.record(start, CallResult::Status(200, None));
    breaker.record(start, CallResult::Status(503, Some(5)));
    assert_eq!(breaker.open_for(start), Some(Duration::from_secs(5)));
}

#[test]
fn a_retry_after_beyond_every_clock_still_opens_it() {
    let breaker = breaker(Condition::Count(1));
    let start = Instant::now();
    breaker.record(start, CallResult::Status(503, Some(u64::MAX)));
    assert_eq!(breaker.open_for(start), Some(RETRY_AFTER_MAX));
}
