//! Lambdas: tried for parameter types, inferred, and lowered to closures.

use super::{
    Binder, Typed,
    argument::Operand,
    scope::{Context, VariableKind},
};
use crate::{
    ast::{ExprKind, Lambda, LambdaBody, Span},
    node::{Block, Node},
    parser::is_statement_expression,
    surface::Constant,
    types::{Type, TypeId},
};

/// What binding a lambda for certain parameter types showed.
#[derive(Clone)]
pub(super) struct LambdaFacts {
    ok: bool,
    /// Types of the values it gives.
    returned: Vec<(Type, Option<Constant>)>,
    /// It can end without a value, or its expression may stand as a statement.
    may_be_void: bool,
    /// The end of its block can be reached.
    falls_through: bool,
}

impl<'s> Binder<'_, 's> {
    /// Parameters and result of a delegate type.
    pub(super) fn delegate_of(&self, class: &Type) -> Option<(Vec<Type>, Type)> {
        let (Type::Plain(id) | Type::Generic(id, _)) = class else { return None };
        let (parameters, result) = self.surface.info(*id)?.delegate.as_ref()?;
        let arguments = class.arguments();
        let parameters = parameters.iter().map(|parameter| parameter.substitute(arguments, &[])).collect();
        Some((parameters, result.substitute(arguments, &[])))
    }

    /// Whether a lambda converts to a type.
    pub(super) fn lambda_fits(&mut self, lambda: &Lambda<'s>, class: &Type) -> bool {
        if *class == Type::Error {
            return true;
        }
        let Some((parameters, result)) = self.delegate_of(class) else { return false };
        if parameters.len() != lambda.parameters.len() || lambda.is_async {
            return false;
        }
        for ((declared, ..), wanted) in lambda.parameters.iter().zip(&parameters) {
            if let Some(declared) = declared
                && self.quietly(|binder| binder.resolve(declared)) != *wanted
            {
                return false;
            }
        }
        let facts = self.facts(lambda, &parameters);
        if !facts.ok {
            return false;
        }
        if result == Type::VOID {
            return facts.may_be_void;
        }
        !facts.falls_through
            && facts.returned.iter().all(|(class, constant)| self.implicit(class, &result, constant.as_ref()).is_some())
            && (!facts.returned.is_empty() || !facts.may_be_void)
    }

    /// The type a lambda gives for these parameter types.
    pub(super) fn lambda_result(&mut self, lambda: &Lambda<'s>, parameters: &[Type]) -> Option<Type> {
        if parameters.len() != lambda.parameters.len() {
            return None;
        }
        let facts = self.facts(lambda, parameters);
        if !facts.ok {
            return Some(Type::Error).filter(|_| !facts.returned.is_empty());
        }
        match facts.returned.as_slice() {
            [] => None,
            [(only, _)] => (*only != Type::Null && *only != Type::VOID).then(|| only.clone()),
            several => self.common_type(several),
        }
    }

    /// Binds a lambda on trial; once for each list of parameter types.
    fn facts(&mut self, lambda: &Lambda<'s>, parameters: &[Type]) -> LambdaFacts {
        let mut key = self.lambda_types.clone();
        key.extend_from_slice(parameters);
        let key = (std::ptr::from_ref(lambda) as usize, key);
        if let Some(facts) = self.lambda_facts.get(&key) {
            return facts.clone();
        }
        let errors = self.errors.len();
        let functions = self.functions.len();
        let saved = (self.assigned, self.tracked, self.requirements);
        self.silent += 1;
        let (_, context, falls_through) = self.bind_body(lambda, parameters, None);
        self.silent -= 1;
        let ok = self.errors.len() == errors;
        self.errors.truncate(errors);
        self.functions.truncate(functions);
        (self.assigned, self.tracked, self.requirements) = saved;
        let is_expression = matches!(lambda.body, LambdaBody::Expression(_));
        let may_be_void = match &lambda.body {
            LambdaBody::Expression(value) => is_statement_expression(value),
            LambdaBody::Block(..) => context.returned.is_empty(),
        };
        let facts =
            LambdaFacts { ok, returned: context.returned, may_be_void, falls_through: falls_through && !is_expression };
        self.lambda_facts.insert(key, facts.clone());
        facts
    }

    /// Binds the body in a function of its own. Gives the body, the context, and whether its end is reached.
    fn bind_body(
        &mut self,
        lambda: &Lambda<'s>,
        parameters: &[Type],
        result: Option<Type>,
    ) -> (Block, Context<'s>, bool) {
        let outer = (self.assigned, self.reachable, self.checked);
        let loops = std::mem::take(&mut self.loops);
        let receivers = std::mem::take(&mut self.receivers);
        self.reachable = true;
        self.contexts.push(Context::new(result));
        self.context().is_lambda = true;
        let types = self.lambda_types.len();
        self.lambda_types.extend_from_slice(parameters);
        let captures_alias = lambda.aliases.iter().any(|alias| self.is_captured(alias.text));
        for (index, ((_, name, _), class)) in lambda.parameters.iter().zip(parameters).enumerate() {
            let variable = self.declare(*name, class.clone(), VariableKind::Local);
            if index == 0 && captures_alias {
                self.variables[variable].is_cell = true;
            }
        }
        if !lambda.aliases.is_empty() {
            let carrier = self.variables.len() - lambda.parameters.len();
            for alias in &lambda.aliases {
                let class = match parameters.first() {
                    Some(class) => self.field_index(class, alias.text).map_or(Type::Error, |(_, class)| class),
                    None => Type::Error,
                };
                self.declare_unchecked(alias.text, class, VariableKind::Alias(carrier), false);
            }
        }
        let body = match &lambda.body {
            LambdaBody::Expression(value) => Block::Value(self.lambda_expression(value)),
            LambdaBody::Block(statements) => {
                self.push_scope();
                let mut steps = self.statements(statements);
                steps.splice(0..0, self.pop_scope_cells());
                Block::Statements(steps)
            }
        };
        let falls_through = self.reachable;
        self.lambda_types.truncate(types);
        let context = self.contexts.pop().unwrap_or_else(|| Context::new(None));
        (self.assigned, self.reachable, self.checked) = outer;
        self.loops = loops;
        self.receivers = receivers;
        (body, context, falls_through)
    }

    fn lambda_expression(&mut self, value: &crate::ast::Expr<'s>) -> Node {
        let result = self.contexts.last().and_then(|context| context.result.clone());
        match result {
            Some(result) if result == Type::VOID => self.value_of(value).node,
            Some(result) => {
                let before = self.errors.len();
                let operand = self.operand(value);
                if let Operand::Value(typed) = &operand
                    && self.errors.len() == before
                    && !typed.is_error()
                    && self.implicit(&typed.class, &result, typed.constant.as_ref()).is_none()
                {
                    let typed = self.operand_to(operand, &result, value.span);
                    let message = "Cannot convert lambda expression to intended delegate type because some of the \
                                   return types in the block are not implicitly convertible to the delegate return \
                                   type";
                    self.error("CS1662", message, value.span);
                    return typed.node;
                }
                self.operand_to(operand, &result, value.span).node
            }
            None => {
                let typed = match self.operand(value) {
                    Operand::Lambda(_) | Operand::Methods(_) => Typed::error(),
                    Operand::Throw(node) => return node,
                    operand => self.value(operand, value.span),
                };
                self.context().returned.push((typed.class, typed.constant));
                typed.node
            }
        }
    }

    /// Lowers a lambda for a delegate type, reporting what is wrong.
    pub(super) fn lambda_to(&mut self, lambda: &Lambda<'s>, class: &Type, span: Span) -> Node {
        let nothing = Node::Constant(Constant::Null);
        if *class == Type::Error {
            return nothing;
        }
        let Some((parameters, result)) = self.delegate_of(class) else {
            let message =
                format!("Cannot convert lambda expression to type '{class}' because it is not a delegate type");
            self.error("CS1660", message, span);
            return nothing;
        };
        if lambda.parameters.len() != parameters.len() {
            let message = format!("Delegate '{class}' does not take {} arguments", lambda.parameters.len());
            self.error("CS1593", message, span);
            return nothing;
        }
        for ((declared, name, _), wanted) in lambda.parameters.iter().zip(&parameters) {
            if let Some(declared) = declared {
                let declared = self.resolve(declared);
                if declared != *wanted && declared != Type::Error {
                    let message = format!(
                        "Cannot convert lambda expression to delegate type '{class}' because the parameter types do \
                         not match the delegate parameter types"
                    );
                    self.error("CS1661", message, name.span);
                    return nothing;
                }
            }
        }
        let is_value = result != Type::VOID;
        let (body, context, falls_through) = self.bind_body(lambda, &parameters, Some(result));
        if let LambdaBody::Block(..) = lambda.body {
            if falls_through && is_value {
                let message = format!("Not all code paths return a value in lambda expression of type '{class}'");
                self.error("CS1643", message, span);
            }
        } else if !is_value
            && let LambdaBody::Expression(value) = &lambda.body
            && !is_statement_expression(value)
            && !matches!(value.kind, ExprKind::Missing)
        {
            let message = "Only assignment, call, increment, decrement, await, and new object expressions can be used \
                           as a statement";
            self.error("CS0201", message, value.span);
        }
        self.closure(body, context, parameters.len(), class.clone())
    }

    /// Adds a function and makes the node that closes over its captures.
    pub(super) fn closure(&mut self, body: Block, context: Context<'s>, parameters: usize, class: Type) -> Node {
        let cells = self.parameter_cells(&context, parameters);
        let captured = context.captured().to_vec();
        let captures = self.capture_slots(&captured);
        self.functions.push(context.into_function(body, parameters as u32, cells));
        let function = (self.functions.len() - 1) as u32;
        Node::Closure { function, captures, class }
    }

    fn parameter_cells(&self, context: &Context<'s>, parameters: usize) -> Vec<u32> {
        context.parameter_cells(&self.variables, parameters)
    }

    /// The delegate type a local function has as a value.
    pub(super) fn function_type(parameters: &[Type], result: &Type) -> Option<Type> {
        if *result == Type::VOID {
            return Some(Type::new(TypeId::action(parameters.len())?, parameters));
        }
        let mut arguments = parameters.to_vec();
        arguments.push(result.clone());
        Some(Type::new(TypeId::func(parameters.len())?, &arguments))
    }
}

impl<'s> Binder<'_, 's> {
    /// Binds a lambda only to report what is wrong in it.
    pub(super) fn report_lambda(&mut self, lambda: &Lambda<'s>, parameters: &[Type]) {
        let functions = self.functions.len();
        let _ = self.bind_body(lambda, parameters, None);
        self.functions.truncate(functions);
    }
}
