//! Binary search over sorted items.

use std::cmp::Ordering;

use super::collections::comparer::Comparer;
use super::sort;
use crate::{Exception, Runtime, Value};

/// Index of an item, or the complement of the index where it belongs.
pub(crate) fn binary(
    items: &[Value],
    wanted: &Value,
    comparer: &Comparer,
    runtime: &mut Runtime,
) -> Result<i32, Exception> {
    let (mut low, mut high) = (0, items.len());
    while low < high {
        let middle = low + (high - 1 - low) / 2;
        let Some(item) = items.get(middle) else { break };
        match comparer.compare(item, wanted, runtime).map_err(sort::failed)? {
            Ordering::Equal => return Ok(middle as i32),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    Ok(!(low as i32))
}
