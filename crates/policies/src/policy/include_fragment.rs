//! `<include-fragment>` pastes a policy fragment: its policies run as if they stood here.

use diagnostics::{Diagnostic, nearest};

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE};
use crate::compile;
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;

/// `include-fragment`
pub static DEFINITION: Definition = Definition {
    name: "include-fragment",
    doc: "Pastes a policy fragment here.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[AttributeRule::required("fragment-id", "id of the policy fragment").literal()],
    compile,
};

/// Fragments inside fragments: deeper than this is a circle or a maze.
const FRAGMENT_DEPTH_MAX: usize = 8;

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &[], compiler.findings);
    let Some(id) = compiler.nonempty_literal(element, "fragment-id") else { return };
    let Some(source) = compiler.catalogue.fragments.get(&*id).cloned() else {
        let span = element.attribute("fragment-id").map_or(element.name_span, |attribute| attribute.value_span);
        let finding = element.error_at(span, "unknown-fragment", format!("policy fragment `{id}` does not exist"));
        let known = compiler.catalogue.fragments.keys().map(String::as_str);
        compiler.report(finding.help(match nearest(&id, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add a policy fragment with this id".to_owned(),
        }));
        return;
    };
    if compiler.fragments.iter().any(|open| **open == *id) || compiler.fragments.len() >= FRAGMENT_DEPTH_MAX {
        let message = format!("policy fragment `{id}` includes itself: {} → {id}", compiler.fragments.join(" → "));
        compiler.report(element.error("fragment-circle", message).help("break the circle"));
        return;
    }
    if !compiler.fragments.is_empty() {
        let message = format!("policy fragment `{id}` is included by another fragment");
        let finding = Diagnostic::warning("nested-fragment", message).at(&element.source, element.name_span);
        compiler.report(finding.help("APIM's documentation forbids it: include both fragments in the document"));
    }
    let root = match compile::read(&source, compiler.catalogue) {
        Ok((root, findings)) => {
            findings.into_iter().for_each(|finding| compiler.report(finding));
            root
        }
        Err(findings) => {
            findings.into_iter().for_each(|finding| compiler.report(finding));
            return;
        }
    };
    if root.name != "fragment" {
        let message = format!("policy fragment `{id}` begins with `<{}>`", root.name);
        compiler.report(root.error("unexpected-root", message).help("a fragment begins with `<fragment>`"));
        return;
    }
    compiler.fragments.push(id.as_ref().to_owned());
    compiler.policies(&root);
    compiler.fragments.pop();
}
