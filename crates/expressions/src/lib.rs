//! The C# subset of policy expressions: compiled once, evaluated many times, with what real .NET answers.
//!
//! Knows no HTTP, no APIM and no X.509: the embedding declares its own types on the same [`Surface`] that the
//! standard library is declared on.

mod ast;
mod bind;
pub mod describe;
mod evaluate;
mod exception;
pub mod format;
mod foundation;
mod lexer;
pub mod library;
pub mod limits;
mod node;
mod parser;
mod regex;
mod runtime;
pub mod surface;
mod text;
mod types;
mod value;

use std::{any::Any, ops::Range, sync::Arc};

pub use crate::{
    exception::Exception,
    limits::Limits,
    runtime::{Call, Native, Runtime},
    surface::{Declarations, Surface, TypeDeclaration},
    text::{Text, TextBuilder, Units},
    types::{AnonymousType, TupleType, Type, TypeId},
    value::{
        Array, DateTime, DateTimeKind, DateTimeOffset, HostValue, Items, Iterate, Object, TimeSpan, Tuple, TypeObject,
        Value,
    },
};

/// How an expression is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// What stands in `@( … )`: one expression.
    Single,
    /// What stands in `@{ … }`: statements, every path of which returns.
    Block,
}

/// What the place of an expression wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Any value.
    Any,
    /// A condition.
    Bool,
    /// Text: any value, converted with `ToString()` by the embedding.
    Text,
}

/// Bits of what an evaluation must have prepared; their meaning is the embedding's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Requirements(pub u64);

/// Why a source was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// The C# code, such as `CS1061`.
    pub code: &'static str,
    /// The message, worded as the C# compiler words it.
    pub message: String,
    /// Bytes of the source.
    pub span: Range<usize>,
    /// What would help, where that is known: the nearest name.
    pub help: Option<String>,
}

/// One side of a top-level `&&` or `||`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    /// Bytes of the source.
    pub span: Range<usize>,
}

/// A compiled expression.
#[derive(Clone)]
pub struct Program(Arc<Compiled>);

pub(crate) struct Compiled {
    surface: Surface,
    pub(crate) functions: Vec<node::Function>,
    requirements: Requirements,
    operands: Vec<Operand>,
    result: Type,
    source: Box<str>,
}

/// Compiles a source against a surface. All errors are reported at once.
pub fn compile(source: &str, form: Form, surface: &Surface, target: Target) -> Result<Program, Vec<CompileError>> {
    if source.len() > limits::MAX_SOURCE_BYTES {
        let message =
            format!("the expression has {} bytes; at most {} are compiled", source.len(), limits::MAX_SOURCE_BYTES);
        return Err(vec![CompileError { code: "CS8078", message, span: 0..0, help: None }]);
    }
    let parsed = match form {
        Form::Single => parser::expression(source),
        Form::Block => parser::block(source),
    };
    if !parsed.errors.is_empty() {
        let mut errors = parsed.errors;
        errors.sort_by_key(|error| error.span.start);
        return Err(errors);
    }
    let bound = bind::bind(&parsed, form, surface, target)?;
    Ok(Program(Arc::new(Compiled {
        surface: surface.clone(),
        functions: bound.functions,
        requirements: Requirements(bound.requirements),
        operands: bound.operands,
        result: bound.result,
        source: source.into(),
    })))
}

impl Program {
    /// Evaluates it with the embedding's state.
    pub fn evaluate(&self, host: &mut dyn Any, limits: &Limits) -> Result<Value, Exception> {
        let mut runtime = Runtime::new(&self.0.surface, host, limits);
        self.evaluate_in(&mut runtime)
    }

    /// Evaluates it in a runtime that lives on, so that a lazy result can still be enumerated.
    pub fn evaluate_in(&self, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        match self.0.functions.last() {
            Some(main) => evaluate::run(&self.0, main, &[], &[], runtime),
            None => Ok(Value::Null),
        }
    }

    /// The static type of what it gives; `object` for a block.
    pub fn result_type(&self) -> &Type {
        &self.0.result
    }

    /// Bits of all members that it may touch.
    pub fn requirements(&self) -> Requirements {
        self.0.requirements
    }

    /// The operands of a top-level `&&` or `||`, so that a refusal can be explained by the one that decided it.
    pub fn operands(&self) -> &[Operand] {
        &self.0.operands
    }

    /// Evaluates one operand on its own; it is compiled now, because explaining a refusal is rare.
    ///
    /// None when there is no such operand, or when it needs a variable that another operand declares.
    pub fn evaluate_operand(
        &self,
        index: usize,
        host: &mut dyn Any,
        limits: &Limits,
    ) -> Option<Result<Value, Exception>> {
        let operand = self.0.operands.get(index)?;
        let source = self.0.source.get(operand.span.clone())?;
        let program = compile(source, Form::Single, &self.0.surface, Target::Any).ok()?;
        Some(program.evaluate(host, limits))
    }

    /// The surface it was compiled against.
    pub fn surface(&self) -> &Surface {
        &self.0.surface
    }
}

#[cfg(test)]
mod tests;
