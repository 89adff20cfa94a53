//! Keeps whole trees alive while anything points into them.
//!
//! A .NET node knows its parent and keeps it alive. With counted pointers in both directions nothing would ever be
//! freed, so our nodes point up weakly, and whoever holds a node also holds its *grove*: the set of roots it came
//! from. When one tree is hung into another their groves become one; a subtree that is cut out stays in its grove.
//! So every way up and down works exactly as long as somebody holds any node of the trees concerned.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

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

    /// Makes both groves one: a tree of one was hung into a tree of the other.
    pub(crate) fn join(self: &Rc<Self>, other: &Rc<Self>) {
        let (mut from, mut into) = (self.current(), other.current());
        if Rc::ptr_eq(&from, &into) {
            return;
        }
        // The smaller moves, so that a node carried from tree to tree does not carry its whole past each time.
        if from.roots.borrow().len() > into.roots.borrow().len() {
            std::mem::swap(&mut from, &mut into);
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

impl<N> Drop for Grove<N> {
    /// A grove that went through many joins is a long chain; taken apart link by link it needs no stack.
    fn drop(&mut self) {
        let mut next = self.joined.take();
        while let Some(grove) = next {
            next = Rc::into_inner(grove).and_then(|grove| grove.joined.take());
        }
    }
}

/// A node that stands in a tree.
pub(crate) trait Linked: Sized {
    /// Its place.
    fn links(&self) -> &Links<Self>;
}

/// A node's place in its tree.
pub(crate) struct Links<N> {
    parent: RefCell<Weak<N>>,
    /// Where the node was last seen among its siblings; checked before it is believed.
    place: Cell<usize>,
    /// Levels below the node, never less than there really are.
    height: Cell<u16>,
}

impl<N> Default for Links<N> {
    fn default() -> Self {
        Self { parent: RefCell::new(Weak::new()), place: Cell::new(0), height: Cell::new(0) }
    }
}

impl<N: Linked> Links<N> {
    pub(crate) fn parent(&self) -> Option<Rc<N>> {
        self.parent.borrow().upgrade()
    }

    /// Levels below the node.
    pub(crate) fn height(&self) -> u16 {
        self.height.get()
    }

    /// Makes `parent` the parent and tells all ancestors how high they are now.
    pub(crate) fn set_parent(&self, parent: &Rc<N>, place: usize) {
        *self.parent.borrow_mut() = Rc::downgrade(parent);
        self.place.set(place);
        let mut height = self.height.get();
        let mut upward = Some(parent.clone());
        while let Some(node) = upward {
            height = height.saturating_add(1);
            if node.links().height.get() >= height {
                break;
            }
            node.links().height.set(height);
            upward = node.links().parent();
        }
    }

    /// Takes the node out of its parent.
    pub(crate) fn clear_parent(&self) {
        *self.parent.borrow_mut() = Weak::new();
    }

    /// Position of the node among `siblings`, usually without a search.
    pub(crate) fn position(&self, siblings: &[Rc<N>]) -> Option<usize> {
        let is_self = |node: &Rc<N>| std::ptr::eq(node.links(), self);
        let expected = self.place.get();
        if siblings.get(expected).is_some_and(is_self) {
            return Some(expected);
        }
        let found = siblings.iter().position(is_self)?;
        self.place.set(found);
        Some(found)
    }
}

/// The root of the tree a node stands in.
pub(crate) fn root<N: Linked>(node: &Rc<N>) -> Rc<N> {
    let mut root = node.clone();
    while let Some(parent) = root.links().parent() {
        root = parent;
    }
    root
}

/// Whether a tree stays within `max_height` levels with `child` below `parent`.
pub(crate) fn has_room_for<N: Linked>(parent: &Rc<N>, child: &N, max_height: u16) -> bool {
    let mut levels = child.links().height();
    let mut upward = Some(parent.clone());
    while let Some(node) = upward {
        levels = levels.saturating_add(1);
        upward = node.links().parent();
    }
    levels < max_height
}
