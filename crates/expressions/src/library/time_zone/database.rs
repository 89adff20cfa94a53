//! Rules of time zones.

use std::rc::Rc;

/// A zone's name and rules.
pub(super) struct Zone {
    /// The name it was asked for.
    pub(super) id: String,
}

impl Zone {
    pub(super) fn utc() -> Rc<Zone> {
        Rc::new(Zone { id: "UTC".to_owned() })
    }

    /// The zone of an IANA or Windows name.
    pub(super) fn find(id: &str) -> Option<Rc<Zone>> {
        const NAMES: [&str; 5] = ["UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu"];
        NAMES.iter().find(|name| name.eq_ignore_ascii_case(id)).map(|name| Rc::new(Zone { id: (*name).to_owned() }))
    }

    pub(super) fn is_utc(&self) -> bool {
        self.id == "UTC"
    }

    pub(super) fn display_name(&self) -> String {
        format!("(UTC) {}", self.id)
    }

    /// Seconds east of UTC in standard time.
    pub(super) fn standard_offset(&self) -> i32 {
        0
    }

    pub(super) fn has_daylight_saving(&self) -> bool {
        false
    }

    /// Seconds east of UTC at a moment.
    pub(super) fn offset_at(&self, _utc_ticks: i64) -> i32 {
        0
    }

    /// Seconds east of UTC when the clock shows this.
    pub(super) fn offset_of_clock(&self, _clock_ticks: i64) -> i32 {
        0
    }

    /// Whether the clock never shows this, because it was put forward.
    pub(super) fn skips(&self, _clock_ticks: i64) -> bool {
        false
    }

    pub(super) fn is_daylight_at(&self, _utc_ticks: i64) -> bool {
        false
    }
}
