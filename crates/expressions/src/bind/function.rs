//! Local functions: declared for their whole block, called by their own parameters.

use std::rc::Rc;

use super::{
    Binder, Typed,
    argument::Operand,
    scope::{Context, FunctionSignature, VariableKind},
};
use crate::{
    ast::{Argument, LambdaBody, LocalFunction, Name},
    node::{Block, Node, Step, Store},
    surface::{Constant, Parameter, Passing},
    types::Type,
};

impl<'s> Binder<'_, 's> {
    pub(super) fn declare_function(&mut self, function: &LocalFunction<'s>) -> usize {
        // Type parameters are visible in the signature.
        let names: Vec<String> = function.type_parameters.iter().map(|name| name.text.to_owned()).collect();
        self.contexts.push(Context::new(None));
        self.context().type_parameters.clone_from(&names);
        let mut parameters = Vec::new();
        for parameter in &function.parameters {
            let class = self.resolve(&parameter.class);
            let default = parameter.default.as_ref().map(|value| {
                let typed = self.expression_to(value, &class);
                typed.constant.unwrap_or(Constant::Default)
            });
            parameters.push(Parameter {
                name: parameter.name.text.to_owned(),
                class,
                passing: parameter.passing,
                default,
            });
        }
        let result = self.resolve(&function.result);
        self.contexts.pop();
        let signature = FunctionSignature { parameters, result, type_parameters: names };
        let classes: Vec<_> = signature.parameters.iter().map(|parameter| parameter.class.clone()).collect();
        let class = Self::function_type(&classes, &signature.result).unwrap_or(Type::OBJECT);
        let class = if class.is_open() { Type::OBJECT } else { class };
        self.declare(function.name, class, VariableKind::Function(Rc::new(signature)))
    }

    /// Binds a local function; the step stores its closure.
    pub(super) fn function(&mut self, variable: usize, function: &LocalFunction<'s>) -> Option<Step> {
        let VariableKind::Function(signature) = self.variables[variable].kind.clone() else { return None };
        let saved = (self.assigned, self.reachable, self.checked);
        let loops = std::mem::take(&mut self.loops);
        let labels = std::mem::take(&mut self.labels);
        self.reachable = true;
        // Variables around may be assigned by the time it is called.
        self.assigned = u64::MAX;
        self.contexts.push(Context::new(Some(signature.result.clone())));
        self.context().type_parameters.clone_from(&signature.type_parameters);
        for (parameter, declared) in function.parameters.iter().zip(&signature.parameters) {
            let index = self.declare(parameter.name, declared.class.clone(), VariableKind::Local);
            if matches!(declared.passing, Passing::Out | Passing::Reference) {
                self.variables[index].is_cell = true;
            }
        }
        let is_void = signature.result == Type::VOID;
        let body = match &function.body {
            LambdaBody::Expression(value) if is_void => Block::Value(self.value_of(value).node),
            LambdaBody::Expression(value) => {
                let result = signature.result.clone();
                Block::Value(self.expression_to(value, &result).node)
            }
            LambdaBody::Block(statements) => {
                self.push_scope();
                let mut steps = self.statements(statements);
                steps.splice(0..0, self.pop_scope_cells());
                if self.reachable && !is_void && signature.result != Type::Error {
                    let types: Vec<_> =
                        signature.parameters.iter().map(|parameter| parameter.class.to_string()).collect();
                    let text = format!("{}({})", function.name.text, types.join(", "));
                    self.error("CS0161", format!("'{text}': not all code paths return a value"), function.name.span);
                }
                Block::Statements(steps)
            }
        };
        let context = self.contexts.pop()?;
        (self.assigned, self.reachable, self.checked) = saved;
        self.loops = loops;
        self.labels = labels;
        let class = self.variables[variable].class.clone();
        let closure = self.closure(body, context, function.parameters.len(), class);
        let node = self.set_variable(variable, closure);
        Some(Step::Value(node))
    }

    /// Calls a local function by its own parameters.
    pub(super) fn call_function(
        &mut self,
        variable: usize,
        signature: &Rc<FunctionSignature>,
        arguments: &[Argument<'s>],
        explicit: &[Type],
        name: Name<'s>,
    ) -> Typed {
        use super::overload::{Candidate, Misfit};
        let given = self.arguments(arguments);
        if given.iter().any(|given| matches!(&given.value, Some(Operand::Value(value)) if value.is_error())) {
            return Typed::error();
        }
        let candidate = Candidate {
            parameters: &signature.parameters,
            type_parameters: signature.type_parameters.len(),
            class: &[],
        };
        let fit = match self.fit(candidate, &given, explicit) {
            Ok(fit) => fit,
            Err(misfit) => {
                let types: Vec<_> = signature.parameters.iter().map(|parameter| parameter.class.to_string()).collect();
                let text = format!("{}({})", name.text, types.join(", "));
                return match misfit {
                    Misfit::Missing(index) => {
                        let parameter = signature.parameters.get(index).map_or("", |parameter| &parameter.name);
                        let message = format!(
                            "There is no argument given that corresponds to the required formal parameter \
                             '{parameter}' of '{text}'"
                        );
                        self.failed("CS7036", message, name.span)
                    }
                    Misfit::Argument(index, wanted) => {
                        let place = given.get(index).map_or(name.span, |given| given.span);
                        let from = match given.get(index).and_then(|given| given.value.as_ref()) {
                            Some(Operand::Value(value)) => Self::quoted(&value.class),
                            _ => "lambda expression".to_owned(),
                        };
                        let to = Self::quoted(&wanted);
                        let message = format!("Argument {}: cannot convert from '{from}' to '{to}'", index + 1);
                        self.failed("CS1503", message, place)
                    }
                    Misfit::Name(index) => {
                        let text = given.get(index).and_then(|given| given.name).map_or("", |name| name.text);
                        let message =
                            format!("The best overload for '{}' does not have a parameter named '{text}'", name.text);
                        self.failed("CS1739", message, name.span)
                    }
                    Misfit::Passing(index) => {
                        let place = given.get(index).map_or(name.span, |given| given.span);
                        let message = format!("Argument {} must be passed with the 'out' keyword", index + 1);
                        self.failed("CS1620", message, place)
                    }
                    Misfit::Inference => {
                        let message =
                            format!("The type arguments for method '{text}' cannot be inferred from the usage.");
                        self.failed("CS0411", message, name.span)
                    }
                    Misfit::Count => {
                        let message =
                            format!("No overload for method '{}' takes {} arguments", name.text, arguments.len());
                        self.failed("CS1501", message, name.span)
                    }
                };
            }
        };
        let result = signature.result.substitute(&[], &fit.types);
        let (mut nodes, stores) = self.lower_arguments(&signature.parameters, &[], &fit, given);
        let (slot, is_cell) = self.slot_of(variable);
        let callee = if is_cell { Node::Cell(slot) } else { Node::Local(slot) };
        if stores.is_empty() {
            return Typed::new(Node::Invoke(Box::new(callee), nodes), result);
        }
        // `out` and `ref` arguments travel in cells and are copied back.
        let mut sequence = Vec::new();
        let mut after = Vec::new();
        for (parameter, store) in stores {
            let temporary = self.new_slot();
            if let Some(node) = nodes.get_mut(parameter as usize) {
                let value = std::mem::replace(node, Node::Local(temporary));
                sequence.push(Node::SetLocal(temporary, Box::new(Node::NewCell(Box::new(value)))));
            }
            match store {
                Store::Local(slot) => after.push(Node::SetLocal(slot, Box::new(Node::Cell(temporary)))),
                Store::Cell(slot) => after.push(Node::SetCell(slot, Box::new(Node::Cell(temporary)))),
                Store::Discard => {}
            }
        }
        let kept = self.new_slot();
        sequence.push(Node::SetLocal(kept, Box::new(Node::Invoke(Box::new(callee), nodes))));
        sequence.extend(after);
        sequence.push(Node::Local(kept));
        Typed::new(Node::Sequence(sequence), result)
    }
}
