//! `<choose>` runs the policies of the first `when` whose condition is true, or those of `otherwise`.
//!
//! It compiles to conditional jumps, so that any nesting costs the run loop nothing.

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::trace::TraceValue;
use crate::plan::{Instruction, Scope, Section, Step};
use crate::value::TypedValue;

/// `choose`
pub static DEFINITION: Definition = Definition {
    name: "choose",
    doc: "Runs the policies of the first `when` whose condition is true, otherwise those of `otherwise`.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[],
    compile,
};

const WHEN: &[AttributeRule] =
    &[AttributeRule::required("condition", "an expression or literal that is true or false")];

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &["when", "otherwise"], compiler.findings);
    attributes::check_order(element, &["when", "otherwise"], compiler.findings);
    if element.child("when").is_none() {
        let help = "APIM demands at least one <when condition=\"…\">";
        compiler.report(element.error("missing-element", "`choose` has no `when`").help(help));
    }
    let mut jumps_to_end = Vec::new();
    for (index, when) in element.elements().filter(|child| child.name == "when").enumerate() {
        attributes::check_rules(when, WHEN, true, compiler.findings);
        compiler.within("when", index + 1, |compiler| {
            let condition = compiler.typed::<bool>(when, "condition").unwrap_or(TypedValue::Literal(false));
            let branch = compiler.emit_inside(element, when, Step::Branch { condition, otherwise: 0 });
            compiler.policies(when);
            jumps_to_end.push(compiler.emit_inside(element, when, Step::Jump(0)));
            let next = compiler.next_index();
            compiler.set_target(branch, next);
        });
    }
    for (index, otherwise) in element.elements().filter(|child| child.name == "otherwise").enumerate() {
        attributes::check_rules(otherwise, &[], true, compiler.findings);
        if index > 0 {
            let help = "put its policies into the first";
            compiler.report(otherwise.error("duplicate-element", "`choose` has a second `otherwise`").help(help));
        }
        compiler.within("otherwise", index + 1, |compiler| compiler.policies(otherwise));
    }
    let end = compiler.next_index();
    for jump in jumps_to_end {
        compiler.set_target(jump, end);
    }
}

/// Writes the trace entry of a condition that holds.
pub(crate) fn trace(condition: &TypedValue<bool>, exchange: &mut Exchange, section: Section) {
    if let TypedValue::Computed(expression) = condition {
        exchange.trace(section, "choose", || {
            TraceValue::Object(vec![
                ("message", "Expression was successfully evaluated.".into()),
                ("expression", expression.code.to_string().into()),
                ("value", TraceValue::Bool(true)),
            ])
        });
    }
}

/// A policy below a `when` refused the request: records which operands of the condition led there.
pub(crate) fn explain(
    instructions: &[Instruction],
    refusing: &Instruction,
    exchange: &mut Exchange,
    scope: Scope,
    section: Section,
) {
    let refusing = &refusing.place.path;
    let leads_there = |branch: &&Instruction| {
        let below = refusing.strip_prefix(&*branch.place.path).is_some_and(|rest| rest.starts_with('/'));
        matches!(branch.step, Step::Branch { .. }) && below
    };
    let Some(instruction) = instructions.iter().rev().find(leads_there) else { return };
    let Step::Branch { condition: TypedValue::Computed(expression), .. } = &instruction.step else { return };
    let checks = expression.operands(exchange);
    let status = exchange.response.as_ref().map(|response| format!("{} {}", response.status, response.reason));
    let reason = status.unwrap_or_default();
    Running { exchange, instruction, section, scope }.judge(Some(&reason), checks);
}
