//! How we look: colours, tables and diagnostics for people. Machines get JSON from the commands themselves.
//!
//! All printing goes through `anstream`, which drops colour when output is not a terminal or NO_COLOR is set.

use clap::ValueEnum;

pub(crate) mod report;
pub(crate) mod style;
pub(crate) mod table;
pub(crate) mod verdict;

/// When to use colour.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Even when the output is redirected.
    Always,
    /// Never.
    Never,
}

impl ColorWhen {
    /// Makes the choice hold for everything printed from now on.
    pub(crate) fn apply(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}
