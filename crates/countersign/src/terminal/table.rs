//! Tables: a header, a rule, aligned columns; nothing that needs a wide terminal or a special font.

use std::fmt;

use anstyle::Style;

use super::style;

/// Space between two columns.
const GAP: &str = "  ";

/// One cell: its text and how it is shown.
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// A cell in a style.
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text, style::PLAIN)
    }
}

/// A table under construction; `Display` renders it with a new line after every row.
pub(crate) struct Table {
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with these column titles.
    pub(crate) fn new<const N: usize>(titles: [&str; N]) -> Self {
        Self { rows: vec![titles.into_iter().map(|title| Cell::new(title, style::STRONG)).collect()] }
    }

    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.rows.push(cells.into());
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        (0..columns)
            .map(|column| self.rows.iter().filter_map(|row| row.get(column)).map(Cell::width).max().unwrap_or(0))
            .collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for (index, row) in self.rows.iter().enumerate() {
            let last = row.len().saturating_sub(1);
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let look = cell.style;
                write!(formatter, "{look}{}{look:#}", cell.text)?;
                if column < last {
                    write!(formatter, "{:pad$}{GAP}", "", pad = width - cell.width())?;
                }
            }
            writeln!(formatter)?;
            if index == 0 {
                let rule = widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join(GAP);
                writeln!(formatter, "{}{rule}{:#}", style::FAINT, style::FAINT)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
