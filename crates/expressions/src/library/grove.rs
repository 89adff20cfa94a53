//! Keeps whole trees alive while anything points into them.
//!
//! A .NET node knows its parent and keeps it alive. With counted pointers in both directions nothing would ever be
//! freed, so our nodes point up weakly, and whoever holds a node also holds its *grove*: the set of roots it came
//! from. When one tree is hung into another their groves become one; a subtree that is cut out stays in its grove.
//! So every way up and down works exactly as long as somebody holds any node of the trees concerned.

use std::{cell::RefCell, rc::Rc};

/// The roots of trees that share their life.
pub(crate) struct Grove<N> {
    roots: RefCell<Vec<Rc<N>>>,
    /// Where the roots went when this grove became part of another.
    joined: RefCell<Option<Rc<Grove<N>>>>,
}

impl<N> Grove<N> {
    /// A grove of one tree.
    pub(crate) fn of(root: Rc<N>) -> Rc<Self> {
        Rc::new(Self { roots: RefCell::new(vec![root]), joined: RefCell::new(None) })
    }

    /// Makes both groves one: the tree of `self` was hung into a tree of `into`.
    pub(crate) fn join(self: &Rc<Self>, into: &Rc<Self>) {
        let (from, into) = (self.current(), into.current());
        if Rc::ptr_eq(&from, &into) {
            return;
        }
        into.roots.borrow_mut().append(&mut from.roots.borrow_mut());
        *from.joined.borrow_mut() = Some(into);
    }

    /// Keeps a subtree that is no longer reachable from a root.
    pub(crate) fn retain(self: &Rc<Self>, root: Rc<N>) {
        self.current().roots.borrow_mut().push(root);
    }

    /// The grove that holds the roots now. Shortens the way for the next time.
    fn current(self: &Rc<Self>) -> Rc<Self> {
        let mut current = self.clone();
        loop {
            let next = current.joined.borrow().clone();
            match next {
                Some(next) => current = next,
                None => break,
            }
        }
        if !Rc::ptr_eq(self, &current) {
            *self.joined.borrow_mut() = Some(current.clone());
        }
        current
    }
}
