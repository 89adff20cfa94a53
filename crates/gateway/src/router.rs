//! From a request to its operation: version and revision, longest API path, then the operation's template.
//!
//! Built when the configuration changes and only read afterwards; a look-up allocates nothing for paths of usual
//! depth (issue: at most 300 ns among 50,000 operations). All literal steps of all trees live in one hash table, so a
//! step costs one probe however many siblings there are.
//!
//! Decisions where APIM's documentation is silent: paths compare without regard to case; the API with the longest
//! matching path is chosen first and decides alone; among its operations a literal segment beats a mixed one, a mixed
//! one a parameter, a parameter a wildcard, segment by segment; an operation whose method does not fit is passed over.

pub(crate) mod path;
pub(crate) mod template;

use hashbrown::HashTable;
use http::{HeaderMap, HeaderName, Method};
use smallvec::SmallVec;

use self::template::{Piece, QueryRule, QueryValue, Segment, Template};

/// All APIs and operations of a snapshot.
#[derive(Default)]
pub(crate) struct Router {
    edges: HashTable<Edge>,
    nodes: Vec<Node>,
}

/// What a request brings to the router. `path` is in normal form.
pub(crate) struct Wanted<'p> {
    pub(crate) method: &'p Method,
    pub(crate) path: &'p str,
    pub(crate) query: Option<&'p str>,
    pub(crate) headers: &'p HeaderMap,
}

/// The operation found.
#[derive(Debug)]
pub(crate) struct Found<'p> {
    /// Index of the API, as given to [`Router::add_api`].
    pub(crate) api: u32,
    /// Index of the operation, as given to [`Router::add_operation`].
    pub(crate) operation: u32,
    /// What is left of the path after the API's: what the backend's base URL is extended by.
    pub(crate) remainder: &'p str,
    /// Values of the template's path parameters, in the order of their names; still escaped.
    pub(crate) captures: SmallVec<[&'p str; 4]>,
}

/// Why nothing was found. Both are the same 404 for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Miss {
    /// No API has this path, version and revision.
    NoApi,
    /// This API has no operation of this method and path.
    NoOperation(u32),
}

/// How callers tell versions of one API path apart; segment versions are simply part of the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Version {
    /// The API that answers when no version is given.
    Original,
    /// By a header's value.
    Header(HeaderName, String),
    /// By a query parameter's value.
    Query(String, String),
}

/// An API as the router sees it.
pub(crate) struct ApiEntry {
    /// Index that [`Found::api`] shall carry.
    pub(crate) api: u32,
    pub(crate) version: Version,
    /// `;rev=` number, and whether it answers without one.
    pub(crate) revision: String,
    pub(crate) is_current: bool,
    /// Root of its operations.
    root: u32,
}

#[derive(Default)]
struct Node {
    apis: Vec<ApiEntry>,
    mixed: Vec<(Vec<Piece>, u32)>,
    parameter: Option<u32>,
    leaves: Vec<Leaf>,
    wildcards: Vec<Leaf>,
}

struct Edge {
    parent: u32,
    text: Box<str>,
    child: u32,
}

struct Leaf {
    /// `None`: any method.
    method: Option<Method>,
    query: Vec<QueryRule>,
    operation: u32,
}

impl Router {
    /// An empty router: everything is a miss.
    pub(crate) fn new() -> Self {
        Self { edges: HashTable::new(), nodes: vec![Node::default()] }
    }

    /// Adds an API under its path (with the version segment, if its version set is told by segment) and returns the
    /// root that its operations are added to.
    pub(crate) fn add_api(&mut self, path: &str, api: u32, version: Version, revision: &str, is_current: bool) -> u32 {
        let mut node = 0;
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            node = self.literal_child(node, segment);
        }
        let root = self.new_node();
        let entry = ApiEntry { api, version, revision: revision.to_owned(), is_current, root };
        self.nodes[node as usize].apis.push(entry);
        root
    }

    /// Adds an operation below an API's root. `None` as method fits every method.
    pub(crate) fn add_operation(&mut self, root: u32, method: Option<Method>, template: &Template, operation: u32) {
        let mut node = root;
        for segment in &template.segments {
            node = match segment {
                Segment::Literal(text) => self.literal_child(node, text),
                Segment::Mixed(pieces) => self.mixed_child(node, pieces),
                Segment::Parameter(_) => self.parameter_child(node),
            };
        }
        let leaf = Leaf { method, query: template.query.clone(), operation };
        let node = &mut self.nodes[node as usize];
        let list = if template.wildcard.is_some() { &mut node.wildcards } else { &mut node.leaves };
        list.push(leaf);
        // More required query parameters first, then a named method before "any": the most particular operation wins.
        list.sort_by_key(|leaf| (std::cmp::Reverse(leaf.query.len()), leaf.method.is_none()));
    }

    /// Finds the operation of a request.
    pub(crate) fn find<'p>(&self, wanted: &Wanted<'p>) -> Result<Found<'p>, Miss> {
        let segments: SmallVec<[&'p str; 16]> =
            wanted.path.split('/').skip(1).filter(|segment| !segment.is_empty()).collect();
        let (entry, depth) = self.find_api(wanted, &segments).ok_or(Miss::NoApi)?;
        let mut captures = SmallVec::new();
        let rest = segments.get(depth..).unwrap_or_default();
        let leaf = self.find_leaf(entry.root, rest, wanted, &mut captures).ok_or(Miss::NoOperation(entry.api))?;
        Ok(Found { api: entry.api, operation: leaf.operation, remainder: remainder(wanted.path, depth), captures })
    }

    /// The entry with the longest path, and how many segments that path has.
    fn find_api(&self, wanted: &Wanted<'_>, segments: &[&str]) -> Option<(&ApiEntry, usize)> {
        let mut node = 0;
        let mut best = self.select_version(node, None, wanted).map(|entry| (entry, 0));
        for (index, segment) in segments.iter().enumerate() {
            // `/customers;rev=3/leads`: the revision stands at the end of the API's path and nowhere else.
            let (name, revision) = match segment.rsplit_once(";rev=") {
                Some((name, revision)) => (name, Some(revision)),
                None => (*segment, None),
            };
            let Some(child) = self.step(node, name) else { break };
            node = child;
            if !self.nodes[node as usize].apis.is_empty() {
                // A longer path that exists but has no such version or revision is a miss, not the shorter API.
                best = self.select_version(node, revision, wanted).map(|entry| (entry, index + 1));
            }
            if revision.is_some() {
                break;
            }
        }
        best
    }

    fn select_version(&self, node: u32, revision: Option<&str>, wanted: &Wanted<'_>) -> Option<&ApiEntry> {
        let apis = &self.nodes[node as usize].apis;
        let of_revision = |entry: &&ApiEntry| match revision {
            Some(revision) => entry.revision == revision,
            None => entry.is_current,
        };
        // Nearly always one API lives at a path and no version is told apart.
        let mut given = None;
        for entry in apis.iter() {
            let told = match &entry.version {
                Version::Original => continue,
                Version::Header(name, _) => wanted.headers.get(name).and_then(|value| value.to_str().ok()),
                Version::Query(name, _) => query_value(wanted.query, name),
            };
            given = given.or(told);
        }
        apis.iter().filter(of_revision).find(|entry| match (&entry.version, given) {
            (Version::Original, None) => true,
            (Version::Header(_, value) | Version::Query(_, value), Some(given)) => value == given,
            _ => false,
        })
    }

    /// Depth first, the most particular step first.
    fn find_leaf<'p>(
        &self,
        node: u32,
        rest: &[&'p str],
        wanted: &Wanted<'p>,
        captures: &mut SmallVec<[&'p str; 4]>,
    ) -> Option<&Leaf> {
        let at = &self.nodes[node as usize];
        let Some((segment, later)) = rest.split_first() else {
            return pick(&at.leaves, wanted).or_else(|| {
                let leaf = pick(&at.wildcards, wanted)?;
                captures.push("");
                Some(leaf)
            });
        };
        if let Some(child) = self.step(node, segment)
            && let Some(leaf) = self.find_leaf(child, later, wanted, captures)
        {
            return Some(leaf);
        }
        let depth = captures.len();
        for (pieces, child) in &at.mixed {
            if template::match_mixed(pieces, segment, captures)
                && let Some(leaf) = self.find_leaf(*child, later, wanted, captures)
            {
                return Some(leaf);
            }
            captures.truncate(depth);
        }
        if let Some(child) = at.parameter {
            captures.push(segment);
            if let Some(leaf) = self.find_leaf(child, later, wanted, captures) {
                return Some(leaf);
            }
            captures.truncate(depth);
        }
        let leaf = pick(&at.wildcards, wanted)?;
        // The tail begins where this segment does; both lie in the same path text.
        let begin = segment.as_ptr() as usize - wanted.path.as_ptr() as usize;
        captures.push(wanted.path.get(begin..).unwrap_or(""));
        Some(leaf)
    }

    fn step(&self, parent: u32, segment: &str) -> Option<u32> {
        let same = |edge: &Edge| edge.parent == parent && edge.text.eq_ignore_ascii_case(segment);
        self.edges.find(hash(parent, segment), same).map(|edge| edge.child)
    }

    fn literal_child(&mut self, parent: u32, segment: &str) -> u32 {
        if let Some(child) = self.step(parent, segment) {
            return child;
        }
        let child = self.new_node();
        let edge = Edge { parent, text: segment.into(), child };
        self.edges.insert_unique(hash(parent, segment), edge, |edge| hash(edge.parent, &edge.text));
        child
    }

    fn mixed_child(&mut self, parent: u32, pieces: &[Piece]) -> u32 {
        let known =
            self.nodes[parent as usize].mixed.iter().find(|(known, _)| known == pieces).map(|(_, child)| *child);
        known.unwrap_or_else(|| {
            let child = self.new_node();
            self.nodes[parent as usize].mixed.push((pieces.to_vec(), child));
            child
        })
    }

    fn parameter_child(&mut self, parent: u32) -> u32 {
        if let Some(child) = self.nodes[parent as usize].parameter {
            return child;
        }
        let child = self.new_node();
        self.nodes[parent as usize].parameter = Some(child);
        child
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).expect("fewer than 2^32 route nodes fit in memory")
    }
}

/// The first leaf whose method and query parameters fit.
fn pick<'l>(leaves: &'l [Leaf], wanted: &Wanted<'_>) -> Option<&'l Leaf> {
    leaves.iter().find(|leaf| {
        leaf.method.as_ref().is_none_or(|method| method == wanted.method)
            && leaf.query.iter().all(|rule| match (query_value(wanted.query, &rule.name), &rule.value) {
                (Some(_), QueryValue::Captured(_)) => true,
                (Some(value), QueryValue::Exactly(expected)) => path::unescape(value).eq_ignore_ascii_case(expected),
                (None, _) => false,
            })
    })
}

/// The first value of a query parameter, still escaped; names compare without regard to case, as ASP.NET does.
pub(crate) fn query_value<'q>(query: Option<&'q str>, name: &str) -> Option<&'q str> {
    query?.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        path::unescape(key).eq_ignore_ascii_case(name).then_some(value)
    })
}

/// The path after its first `depth` segments, beginning with a slash unless empty.
fn remainder(path: &str, depth: usize) -> &str {
    if depth == 0 {
        return path;
    }
    path.match_indices('/').nth(depth).map_or("", |(at, _)| &path[at..])
}

/// Hash of one step that does not see case: setting bit 5 folds letters together (and a few other characters, which
/// equality then tells apart). Keys come from the configuration only, so flooding is not a concern.
fn hash(parent: u32, segment: &str) -> u64 {
    const FOLD: u64 = 0x2020_2020_2020_2020;
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = (u64::from(parent) + 1).wrapping_mul(SPREAD) ^ segment.len() as u64;
    let (words, tail) = segment.as_bytes().as_chunks::<8>();
    let mut mix = |word: u64| state = (state.rotate_left(23) ^ (word | FOLD)).wrapping_mul(SPREAD);
    for word in words {
        mix(u64::from_le_bytes(*word));
    }
    let mut last = [0_u8; 8];
    for (to, from) in last.iter_mut().zip(tail) {
        *to = *from;
    }
    mix(u64::from_le_bytes(last));
    state ^ state >> 29
}

#[cfg(test)]
mod tests;
