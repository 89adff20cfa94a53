//! Runs a program: a walk over its nodes, spending fuel at each.

mod call;
mod closure;
mod convert;
mod number;
mod step;

use std::{rc::Rc, sync::Arc};

pub(crate) use self::{
    call::dynamic_member,
    closure::{Cell, Closure},
    convert::{convert_number, unbox},
    number::arithmetic,
};
use crate::{
    Compiled,
    exception::Exception,
    node::{Block, Conversion, Dynamic, Function, Lifted, Node, Part},
    runtime::{Call, Runtime},
    text::{Text, TextBuilder},
    types::Type,
    value::{Anonymous, Array, Tuple, Value},
};

/// One running function.
pub(crate) struct Frame<'p> {
    pub(crate) program: &'p Arc<Compiled>,
    /// Where its slots begin in [`Runtime::locals`].
    pub(crate) base: usize,
}

/// Runs a function with its captured cells and arguments.
pub(crate) fn run(
    program: &Arc<Compiled>,
    function: &Function,
    captures: &[Rc<Cell>],
    arguments: &[Value],
    runtime: &mut Runtime<'_>,
) -> Result<Value, Exception> {
    let base = runtime.locals.len();
    for index in 0..function.parameters {
        let argument = arguments.get(index as usize).cloned().unwrap_or(Value::Null);
        let is_cell = function.cell_parameters.contains(&index);
        runtime.locals.push(if is_cell && !argument.is_cell() { Cell::value(argument) } else { argument });
    }
    runtime.locals.resize(base + function.slots as usize, Value::Null);
    for (slot, cell) in function.captures.iter().zip(captures) {
        if let Some(place) = runtime.locals.get_mut(base + *slot as usize) {
            *place = Value::Object(cell.clone());
        }
    }
    let frame = Frame { program, base };
    let result = match &function.body {
        Block::Value(node) => frame.eval(node, runtime),
        Block::Statements(steps) => frame.body(steps, runtime),
    };
    runtime.locals.truncate(base);
    result
}

impl Frame<'_> {
    fn slot<'l>(&self, slot: u32, runtime: &'l Runtime<'_>) -> &'l Value {
        runtime.locals.get(self.base + slot as usize).unwrap_or(&Value::Null)
    }

    fn store(&self, slot: u32, value: Value, runtime: &mut Runtime<'_>) {
        if let Some(place) = runtime.locals.get_mut(self.base + slot as usize) {
            *place = value;
        }
    }

    pub(crate) fn eval(&self, node: &Node, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        runtime.charge(1)?;
        match node {
            Node::Constant(constant) => Ok(constant.to_value()),
            Node::Text(text) => Ok(Value::Text(text.clone())),
            Node::Local(slot) => Ok(self.slot(*slot, runtime).clone()),
            Node::Global(native) => native(&mut Call::without_receiver(runtime, &mut [], &[])),
            Node::Property(native, receiver) => {
                let receiver = self.eval(receiver, runtime)?;
                if receiver.is_null() {
                    return Err(Exception::null_reference());
                }
                native(&mut Call::new(runtime, &mut [receiver], &[]))
            }
            other => self.eval_common(other, runtime),
        }
    }

    /// Calls, tests and choices; apart so that the frame of the ones above, which nest deepest, stays small.
    #[inline(never)]
    fn eval_common(&self, node: &Node, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        match node {
            Node::Call(call) => self.call(call, runtime),
            Node::IsNull(value, negated) => Ok(Value::Bool(self.eval(value, runtime)?.is_null() != *negated)),
            Node::TextEqual { left, right, negated } => {
                let left = self.eval(left, runtime)?;
                // Nearly always one side is a literal, which is compared where it is.
                let equal = match (&left, &**right) {
                    (Value::Text(left), Node::Text(right)) => left == right,
                    (_, Node::Text(_)) => false,
                    (left, right) => match (left, &self.eval(right, runtime)?) {
                        (Value::Text(left), Value::Text(right)) => left == right,
                        (left, right) => left.is_null() && right.is_null(),
                    },
                };
                Ok(Value::Bool(equal != *negated))
            }
            Node::Not(value) => match self.eval(value, runtime)? {
                Value::Bool(value) => Ok(Value::Bool(!value)),
                other => Ok(other),
            },
            Node::AndAlso(operands) => self.until(operands, false, runtime),
            Node::OrElse(operands) => self.until(operands, true, runtime),
            Node::Choice(condition, yes, no) => {
                let condition = self.eval(condition, runtime)?;
                self.eval(if matches!(condition, Value::Bool(true)) { yes } else { no }, runtime)
            }
            Node::SetLocal(slot, value) => {
                let value = self.eval(value, runtime)?;
                self.store(*slot, value.clone(), runtime);
                Ok(value)
            }
            other => self.eval_rare(other, runtime),
        }
    }

    /// The rest of the nodes; apart so that the frame of the common ones stays small.
    #[inline(never)]
    fn eval_rare(&self, node: &Node, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        runtime.check_stack()?;
        match node {
            Node::Default(class) => Ok(runtime.default_of(class)),
            Node::Cell(slot) => Ok(Cell::read(self.slot(*slot, runtime))),
            Node::SetCell(slot, value) => {
                let value = self.eval(value, runtime)?;
                Cell::write(self.slot(*slot, runtime), value.clone());
                Ok(value)
            }
            Node::NewCell(value) => Ok(Cell::value(self.eval(value, runtime)?)),
            Node::Invoke(delegate, arguments) => {
                let delegate = self.eval(delegate, runtime)?;
                let arguments = self.all(arguments, runtime)?;
                if delegate.is_null() {
                    return Err(Exception::null_reference());
                }
                runtime.invoke(&delegate, &arguments)
            }
            Node::Arithmetic(operation) => {
                let left = self.eval(&operation.left, runtime)?;
                let right = match &operation.right {
                    Some(right) => Some(self.eval(right, runtime)?),
                    None => None,
                };
                number::operate(operation, &left, right.as_ref())
            }
            Node::Same { left, right, negated, boxed } => {
                let (left, right) = (self.eval(left, runtime)?, self.eval(right, runtime)?);
                let same = if *boxed { left.same(&right) } else { left.equals(&right) };
                Ok(Value::Bool(same != *negated))
            }
            Node::Concat(parts) => self.concat(parts, runtime),
            Node::Interpolate(parts) => self.interpolate(parts, runtime),
            Node::Coalesce(value, other) => match self.eval(value, runtime)? {
                Value::Null => self.eval(other, runtime),
                value => Ok(value),
            },
            Node::WhenNotNull { slot, receiver, access } => match self.eval(receiver, runtime)? {
                Value::Null => Ok(Value::Null),
                value => {
                    self.store(*slot, value, runtime);
                    self.eval(access, runtime)
                }
            },
            Node::Convert(conversion) => self.convert(conversion, runtime),
            Node::Is(value, class) => {
                let value = self.eval(value, runtime)?;
                Ok(Value::Bool(runtime.surface().is_instance(&value, class)))
            }
            Node::As(value, class) => {
                let value = self.eval(value, runtime)?;
                Ok(if runtime.surface().is_instance(&value, class) { value } else { Value::Null })
            }
            Node::TypeOf(class) => Ok(Value::of_type(class.clone())),
            Node::Closure { function, captures, class } => {
                runtime.allocate(64 + 16 * captures.len())?;
                let cells = captures.iter().map(|slot| Cell::of(self.slot(*slot, runtime))).collect();
                Ok(Value::object(Closure::new(self.program.clone(), *function, cells, class.clone())))
            }
            Node::MethodGroup(group) => {
                let receiver = match &group.receiver {
                    Some(receiver) => Some(self.eval(receiver, runtime)?),
                    None => None,
                };
                if !group.is_extension && matches!(receiver, Some(Value::Null)) {
                    return Err(Exception::new(
                        "System.ArgumentException",
                        Text::literal("Delegate to an instance method cannot have null 'this'."),
                    ));
                }
                Ok(Value::object(closure::MethodDelegate::new(group, receiver)))
            }
            Node::Throw(value) => Err(thrown(&self.eval(value, runtime)?)),
            Node::Sequence(nodes) => {
                let mut last = Value::Null;
                for node in nodes {
                    last = self.eval(node, runtime)?;
                }
                Ok(last)
            }
            Node::Dynamic(dynamic) => match &**dynamic {
                Dynamic::Member(receiver, name) => {
                    let receiver = self.eval(receiver, runtime)?;
                    call::dynamic_member(&receiver, name, runtime)
                }
                Dynamic::Index(receiver, arguments) => {
                    let receiver = self.eval(receiver, runtime)?;
                    let arguments = self.all(arguments, runtime)?;
                    call::dynamic_call(&receiver, None, &arguments, runtime)
                }
                Dynamic::Call(receiver, name, arguments) => {
                    let receiver = self.eval(receiver, runtime)?;
                    let arguments = self.all(arguments, runtime)?;
                    call::dynamic_call(&receiver, Some(name), &arguments, runtime)
                }
                Dynamic::Convert(value, class) => {
                    let value = self.eval(value, runtime)?;
                    call::dynamic_convert(value, class, runtime)
                }
            },
            other => self.eval_aggregate(other, runtime),
        }
    }

    /// Arrays, tuples and anonymous objects.
    #[inline(never)]
    fn eval_aggregate(&self, node: &Node, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        match node {
            Node::Element(array, index) => {
                let array = self.eval(array, runtime)?;
                let index = self.eval(index, runtime)?;
                let array = array.downcast::<Array>().ok_or_else(Exception::null_reference)?;
                index_of(&index).and_then(|index| array.get(index)).ok_or_else(outside)
            }
            Node::SetElement(array, index, value) => {
                let array = self.eval(array, runtime)?;
                let index = self.eval(index, runtime)?;
                let value = self.eval(value, runtime)?;
                let array = array.downcast::<Array>().ok_or_else(Exception::null_reference)?;
                let index = index_of(&index).filter(|index| *index < array.len()).ok_or_else(outside)?;
                if !value.is_null() && !runtime.surface().is_subtype(&value.type_of(), array.element()) {
                    return Err(Exception::new(
                        "System.ArrayTypeMismatchException",
                        Text::literal("Attempted to access an element as a type incompatible with the array."),
                    ));
                }
                array.set(index, value.clone());
                Ok(value)
            }
            Node::Length(array) => {
                let array = self.eval(array, runtime)?;
                let array = array.downcast::<Array>().ok_or_else(Exception::null_reference)?;
                Ok(Value::Int32(array.len() as i32))
            }
            Node::Field(object, index) => {
                let object = self.eval(object, runtime)?;
                if let Some(tuple) = object.downcast::<Tuple>() {
                    return Ok(tuple.items.borrow().get(*index as usize).cloned().unwrap_or(Value::Null));
                }
                let object = object.downcast::<Anonymous>().ok_or_else(Exception::null_reference)?;
                Ok(object.items.get(*index as usize).cloned().unwrap_or(Value::Null))
            }
            Node::SetField(object, index, value) => {
                let object = self.eval(object, runtime)?;
                let value = self.eval(value, runtime)?;
                let tuple = object.downcast::<Tuple>().ok_or_else(Exception::null_reference)?;
                if let Some(item) = tuple.items.borrow_mut().get_mut(*index as usize) {
                    *item = value.clone();
                }
                Ok(value)
            }
            Node::NewArray(element, size) => {
                let size = match self.eval(size, runtime)? {
                    Value::Int32(size) => i64::from(size),
                    Value::Int64(size) => size,
                    Value::UInt32(size) => i64::from(size),
                    _ => 0,
                };
                let Ok(size) = usize::try_from(size) else {
                    return Err(Exception::overflow("Arithmetic operation resulted in an overflow."));
                };
                if *element == Type::BYTE {
                    runtime.allocate(size)?;
                    return Ok(Value::bytes(vec![0; size]));
                }
                runtime.allocate(size.saturating_mul(size_of::<Value>()))?;
                let items = vec![runtime.default_of(element); size];
                Ok(Value::array(element.clone(), items))
            }
            Node::ArrayItems(element, items) => {
                runtime.allocate(items.len() * size_of::<Value>())?;
                let items = self.all(items, runtime)?;
                Ok(Value::array(element.clone(), items.into_vec()))
            }
            Node::Anonymous(class, items) => {
                runtime.allocate(items.len() * size_of::<Value>())?;
                let items = self.all(items, runtime)?.into_vec();
                Ok(Value::object(Anonymous { class: class.clone(), items }))
            }
            Node::Tuple(class, items) => {
                runtime.allocate(items.len() * size_of::<Value>())?;
                let items = self.all(items, runtime)?.into_vec();
                let Type::Tuple(shape) = class else { return Ok(Value::Null) };
                Ok(Value::object(Tuple { shape: shape.clone(), items: items.into() }))
            }
            _ => Ok(Value::Null),
        }
    }

    fn until(&self, operands: &[Node], decisive: bool, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        for operand in operands {
            if matches!(self.eval(operand, runtime)?, Value::Bool(value) if value == decisive) {
                return Ok(Value::Bool(decisive));
            }
        }
        Ok(Value::Bool(!decisive))
    }

    fn concat(&self, parts: &[Node], runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        let values = self.all(parts, runtime)?;
        let mut builder = TextBuilder::new();
        for value in &values {
            match value {
                Value::Text(text) => builder.push(text),
                other => builder.push(&runtime.text_of(other)?),
            }
        }
        runtime.allocate(builder.len())?;
        Ok(Value::Text(builder.finish()))
    }

    fn interpolate(&self, parts: &[Part], runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        let mut builder = TextBuilder::new();
        for part in parts {
            match part {
                Part::Text(text) => builder.push(text),
                Part::Hole { value, alignment, format } => {
                    let value = self.eval(value, runtime)?;
                    let text = match format {
                        // .NET reads the doubled braces of a format as the end of its placeholder.
                        Some(format) if format.contains(['{', '}']) => {
                            return Err(Exception::format("Input string was not in a correct format."));
                        }
                        Some(format) if !value.is_null() => crate::library::formatted_text(&value, format)?,
                        _ => runtime.text_of(&value)?,
                    };
                    let width = alignment.unsigned_abs() as usize;
                    let padding = width.saturating_sub(text.len());
                    runtime.allocate(padding + text.len())?;
                    if *alignment > 0 {
                        (0..padding).for_each(|_| builder.push_unit(u16::from(b' ')));
                    }
                    builder.push(&text);
                    if *alignment < 0 {
                        (0..padding).for_each(|_| builder.push_unit(u16::from(b' ')));
                    }
                }
            }
        }
        runtime.allocate(builder.len())?;
        Ok(Value::Text(builder.finish()))
    }

    fn convert(&self, conversion: &Conversion, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
        let value = self.eval(&conversion.value, runtime)?;
        convert::convert(&conversion.kind, value, runtime)
    }
}

/// The exception in a thrown value.
fn thrown(value: &Value) -> Exception {
    value.downcast::<Exception>().cloned().unwrap_or_else(Exception::null_reference)
}

fn index_of(value: &Value) -> Option<usize> {
    match value {
        Value::Int32(index) => usize::try_from(*index).ok(),
        Value::UInt32(index) => usize::try_from(*index).ok(),
        Value::Int64(index) => usize::try_from(*index).ok(),
        Value::UInt64(index) => usize::try_from(*index).ok(),
        Value::Char(index) => Some(usize::from(*index)),
        _ => None,
    }
}

fn outside() -> Exception {
    Exception::new("System.IndexOutOfRangeException", Text::literal("Index was outside the bounds of the array."))
}

/// What a lifted call gives when an operand is null, if one is.
pub(crate) fn lifted_result(lifted: Lifted, arguments: &[Value]) -> Option<Value> {
    let nulls = arguments.iter().filter(|argument| argument.is_null()).count();
    if nulls == 0 {
        return None;
    }
    match lifted {
        Lifted::No => None,
        Lifted::Null => Some(Value::Null),
        Lifted::False => Some(Value::Bool(false)),
        Lifted::Equal => Some(Value::Bool(nulls == 2)),
        Lifted::NotEqual => Some(Value::Bool(nulls != 2)),
    }
}

#[cfg(test)]
mod tests;
