//! `switch`: sections, labels, guards.

use super::statement::with_cells;

use super::{Binder, Loop};
use crate::{
    ast::{Expr, ExprKind, Label, Pattern, Section, Span},
    node::{Node, Step, SwitchSection},
    surface::Constant,
    types::Type,
};

impl<'s> Binder<'_, 's> {
    pub(super) fn switch(&mut self, value: &Expr<'s>, sections: &[Section<'s>], span: Span) -> Step {
        let value = self.value_of(value);
        let class = value.class.clone();
        self.push_scope();
        let slot = self.new_slot();
        self.loops.push(Loop { is_switch: true, at_break: u64::MAX, has_break: false });
        let before = (self.reachable, self.assigned);
        let mut constants: Vec<Constant> = Vec::new();
        let mut lowered = Vec::new();
        let mut default = None;
        let mut exhaustive = false;
        for (index, section) in sections.iter().enumerate() {
            self.push_scope();
            (self.reachable, self.assigned) = before;
            let mut tests = Vec::new();
            for label in &section.labels {
                match &label.pattern {
                    None => {
                        if default.is_some() {
                            let message = "The switch statement contains multiple cases with the label value 'default'";
                            self.error("CS0152", message, label.span);
                        }
                        default = Some(index as u32);
                        exhaustive = true;
                    }
                    Some(pattern) => tests.push(self.case(slot, &class, pattern, label, &mut constants)),
                }
            }
            (self.reachable, self.assigned) = (before.0, before.1 | self.assigned);
            let mut body = self.statements(&section.body);
            if self.reachable && (!section.body.is_empty() || index + 1 == sections.len()) {
                let what = match section.labels.last() {
                    Some(Label { pattern: None, .. }) => "default:".to_owned(),
                    Some(label) => self.label_text(label),
                    None => String::new(),
                };
                let place = section.labels.last().map_or(span, |label| label.span);
                if index + 1 == sections.len() {
                    let message = format!("Control cannot fall out of switch from final case label ('{what}')");
                    self.error("CS8070", message, place);
                } else {
                    let message = format!("Control cannot fall through from one case label ('{what}') to another");
                    self.error("CS0163", message, place);
                }
            }
            body.splice(0..0, self.pop_section_cells());
            lowered.push(SwitchSection { tests, body });
        }
        let ended = self.loops.pop();
        let (at_break, has_break) = ended.map_or((u64::MAX, false), |ended| (ended.at_break, ended.has_break));
        self.reachable = has_break || before.0 && !exhaustive;
        let skipped = if exhaustive { u64::MAX } else { before.1 };
        self.assigned = if self.reachable { skipped & at_break } else { u64::MAX };
        let cells = self.pop_scope_cells();
        let step = Step::Switch { slot, value: value.node, sections: lowered, default };
        with_cells(cells, step)
    }

    /// Cells of a section are made when the switch begins, because its tests already store to them.
    pub(super) fn pop_section_cells(&mut self) -> Option<Step> {
        self.context().hide_scope();
        None
    }

    pub(super) fn label_text(&self, label: &Label<'s>) -> String {
        match &label.pattern {
            Some(Pattern::TypeOrConstant(expression, _)) => match &expression.kind {
                ExprKind::Literal(Constant::Text(text)) => format!("case \"{text}\":"),
                ExprKind::Literal(constant) => format!("case {}:", constant.to_value().to_text()),
                _ => "case:".to_owned(),
            },
            Some(Pattern::Declaration(..)) => "case:".to_owned(),
            None => "default:".to_owned(),
        }
    }

    pub(super) fn case(
        &mut self,
        slot: u32,
        class: &Type,
        pattern: &Pattern<'s>,
        label: &Label<'s>,
        constants: &mut Vec<Constant>,
    ) -> Node {
        let test = match pattern {
            Pattern::TypeOrConstant(expression, None) => {
                match self.constant_pattern(slot, class, expression, label.span) {
                    Some((test, constant)) => {
                        if label.guard.is_none() && constants.contains(&constant) {
                            let text = match &constant {
                                Constant::Text(text) => format!("\"{text}\""),
                                Constant::Null => "null".to_owned(),
                                other => other.to_value().to_text().to_string(),
                            };
                            let message = format!(
                                "The switch statement contains multiple cases with the label value '{}'",
                                text.trim_matches('"')
                            );
                            self.error("CS0152", message, label.span);
                        }
                        constants.push(constant);
                        test
                    }
                    None => Node::Constant(Constant::Bool(false)),
                }
            }
            pattern => self.pattern(slot, class, pattern, label.span),
        };
        match &label.guard {
            Some(guard) => {
                let guard = self.condition(guard);
                self.assigned = guard.when_true;
                Node::AndAlso(vec![test, guard.value.node])
            }
            None => test,
        }
    }
}
