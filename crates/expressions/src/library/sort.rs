//! A stable merge sort whose comparison may fail, and may contradict itself, without harm.

use std::cmp::Ordering;

use crate::{Exception, Runtime, Text};

/// Sorts items; the first failing comparison ends it.
pub(crate) fn sort<T>(
    mut items: Vec<T>,
    mut compare: impl FnMut(&T, &T) -> Result<Ordering, Exception>,
) -> Result<Vec<T>, Exception> {
    merge_sort(&mut items, &mut compare)?;
    Ok(items)
}

fn merge_sort<T>(
    items: &mut Vec<T>,
    compare: &mut impl FnMut(&T, &T) -> Result<Ordering, Exception>,
) -> Result<(), Exception> {
    if items.len() < 2 {
        return Ok(());
    }
    let mut right = items.split_off(items.len() / 2);
    merge_sort(items, compare)?;
    merge_sort(&mut right, compare)?;
    let mut left = std::mem::replace(items, Vec::with_capacity(items.len() + right.len())).into_iter().peekable();
    let mut right = right.into_iter().peekable();
    while let (Some(one), Some(two)) = (left.peek(), right.peek()) {
        // Equal items keep their order: the left one goes first.
        let next = if compare(one, two)? == Ordering::Greater { right.next() } else { left.next() };
        items.extend(next);
    }
    items.extend(left);
    items.extend(right);
    Ok(())
}

/// What .NET throws when a comparison inside a sort fails; bounds of ours pass unchanged.
pub(crate) fn failed(error: Exception) -> Exception {
    if error.is_fatal() {
        return error;
    }
    let class = crate::TypeId::of("System.InvalidOperationException");
    Exception::of(class, Text::literal("Failed to compare two elements in the array."), Some(error))
}

/// The cost of sorting so many items, paid in advance.
pub(crate) fn charge(runtime: &mut Runtime, length: usize) -> Result<(), Exception> {
    runtime.charge(length as u64)?;
    runtime.allocate(length.saturating_mul(size_of::<crate::Value>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_keep_their_order() {
        let items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        let sorted = sort(items, |one, two| Ok(one.0.cmp(&two.0))).expect("the comparison never fails");
        assert_eq!(sorted, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }

    #[test]
    fn a_comparison_without_order_is_survived() {
        let mut calls = 0;
        let sorted = sort((0..100).collect(), |_, _| {
            calls += 1;
            Ok(if calls % 3 == 0 { Ordering::Less } else { Ordering::Greater })
        });
        assert_eq!(sorted.expect("the comparison never fails").len(), 100);
    }
}
