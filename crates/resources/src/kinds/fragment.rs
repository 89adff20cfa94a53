//! Policy fragments.

use std::sync::Arc;

use diagnostics::Source;
use serde::Deserialize;

use crate::read::{Descriptive, Kind, Review};

/// A policy fragment: a document whose root is `<fragment>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFragment {
    /// The text and its name, for diagnostics inside it.
    pub document: Arc<Source>,
}

/// The body of `policyFragmentInformation.json`; the text stands in `policy.xml` beside it, or in `value`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
pub struct WrittenFragment {
    value: Option<String>,
    format: Descriptive,
    description: Descriptive,
    provisioning_state: Descriptive,
}

/// What the JSON file of a fragment holds; the text is usually elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FragmentInformation {
    /// The text, if it is inside the JSON file.
    pub value: Option<String>,
}

impl Kind for FragmentInformation {
    const TITLE: &'static str = "policy fragment";
    type Written = WrittenFragment;

    fn review(written: WrittenFragment, _review: &mut Review<'_>) -> Option<Self> {
        Some(Self { value: written.value })
    }
}
