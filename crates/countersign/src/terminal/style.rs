//! The few styles we use, named by meaning.

use anstyle::{AnsiColor, Style};

/// As it should be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Not as it should be.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Worth a look.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// Advice.
pub(crate) const HELP: Style = AnsiColor::Cyan.on_default().bold();
/// A heading.
pub(crate) const STRONG: Style = Style::new().bold();
/// Secondary facts.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// No style.
pub(crate) const PLAIN: Style = Style::new();
