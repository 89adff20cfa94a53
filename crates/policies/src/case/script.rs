//! Reads a case file into cases.

use std::sync::Arc;

use diagnostics::Source;

use super::markdown::{Piece, pieces};
use crate::plan::Scope;

/// One case as written.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// File and heading.
    pub name: String,
    pub(super) policies: Vec<(Scope, Arc<Source>)>,
    pub(super) fragments: Vec<(String, Arc<Source>)>,
    /// `key: value` lines of all `given` blocks.
    pub(super) given: Vec<(String, String)>,
    pub(super) request: Option<String>,
    pub(super) backend: Vec<String>,
    pub(super) forwarded: Option<String>,
    pub(super) response: Option<String>,
    pub(super) last_error: Vec<(String, String)>,
    pub(super) judgement: Vec<String>,
    pub(super) trace: Vec<String>,
    pub(super) expect: Vec<(String, String)>,
    pub(super) refused: Option<Vec<String>>,
    pub(super) warnings: Option<Vec<String>>,
}

/// The cases of a file; `Err` names the block that cannot be understood.
pub fn read(file: &str, document: &str) -> Result<Vec<Case>, String> {
    let mut shared = Case { name: file.to_owned(), ..Case::default() };
    let mut cases: Vec<Case> = Vec::new();
    for piece in pieces(document) {
        match piece {
            Piece::Heading { level: 2, text } => {
                cases.push(Case { name: format!("{file}: {text}"), ..shared.clone() });
            }
            Piece::Heading { .. } => {}
            Piece::Block { line, info, text } => {
                let case = cases.last_mut().unwrap_or(&mut shared);
                block(case, &info, text).map_err(|problem| format!("{file}:{line}: {problem}"))?;
            }
        }
    }
    match cases.is_empty() {
        true => Err(format!("{file}: no case: every case begins with a `##` heading")),
        false => Ok(cases),
    }
}

fn block(case: &mut Case, info: &str, text: String) -> Result<(), String> {
    let words: Vec<&str> = info.split_whitespace().collect();
    let lines = || text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    match words.as_slice() {
        ["xml", "policy", rest @ ..] => {
            let scope = match rest {
                [] | ["api"] => Scope::Api,
                ["global"] => Scope::Global,
                ["workspace"] => Scope::Workspace,
                ["product"] => Scope::Product,
                ["operation"] => Scope::Operation,
                _ => return Err(format!("`{info}` names no scope")),
            };
            case.policies.retain(|(known, _)| *known != scope);
            case.policies.push((scope, Source::new(format!("{scope}.xml"), text)));
        }
        ["xml", "fragment", id] => {
            case.fragments.retain(|(known, _)| known != id);
            case.fragments.push(((*id).to_owned(), Source::new(format!("{id}.xml"), text)));
        }
        ["given"] => case.given.extend(key_values(&text)?),
        ["http", "request"] => case.request = Some(text),
        ["http", "backend"] => case.backend.push(text),
        ["http", "forwarded"] => case.forwarded = Some(text),
        ["http", "response"] => case.response = Some(text),
        ["last-error"] => case.last_error = key_values(&text)?,
        ["judgement"] => case.judgement = lines(),
        ["trace"] => case.trace = lines(),
        ["expect"] => case.expect = key_values(&text)?,
        ["refused"] => case.refused = Some(lines()),
        ["warnings"] => case.warnings = Some(lines()),
        _ => return Err(format!("`{info}` is not a block of a case")),
    }
    Ok(())
}

fn key_values(text: &str) -> Result<Vec<(String, String)>, String> {
    let pair = |line: &str| match line.split_once(':') {
        Some((key, value)) => Ok((key.trim().to_owned(), value.trim().to_owned())),
        None => Err(format!("`{line}` is not `key: value`")),
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(pair).collect()
}
