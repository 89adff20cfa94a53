//! What a running expression has at hand: the embedding's state, the budget, and the way into delegates.

use std::any::Any;

use crate::{
    exception::Exception,
    limits::{Limits, MAX_STACK_BYTES},
    surface::Surface,
    text::Text,
    types::Type,
    value::{Array, Iterate, Object, Value},
};

/// State of one evaluation.
pub struct Runtime<'r> {
    surface: &'r Surface,
    host: &'r mut dyn Any,
    fuel: u64,
    allocation_bytes: u64,
    stack_base: usize,
    /// Frames of locals, one after the other.
    pub(crate) locals: Vec<Value>,
    /// Exceptions whose `catch` is running, for `throw;`.
    pub(crate) caught: Vec<Exception>,
}

impl<'r> Runtime<'r> {
    /// A fresh evaluation with the embedding's state and a full budget.
    pub fn new(surface: &'r Surface, host: &'r mut dyn Any, limits: &Limits) -> Self {
        let marker = 0_u8;
        crate::value::note_stack_base(std::ptr::from_ref(&marker) as usize);
        Self {
            surface,
            host,
            fuel: limits.fuel,
            allocation_bytes: limits.allocation_bytes,
            stack_base: std::ptr::from_ref(&marker) as usize,
            locals: Vec::new(),
            caught: Vec::new(),
        }
    }

    /// The table of types and members.
    pub fn surface(&self) -> &'r Surface {
        self.surface
    }

    /// The embedding's state.
    pub fn host<T: Any>(&mut self) -> Result<&mut T, Exception> {
        self.host.downcast_mut().ok_or_else(|| {
            Exception::invalid_operation("the expression was evaluated with another state than its surface declares")
        })
    }

    /// The current moment, by the embedding's clock if it gave one.
    pub fn now(&mut self) -> std::time::SystemTime {
        (self.surface.machine().now)(self.host)
    }

    /// Fills a buffer with random bytes; false when there are none.
    pub fn random(&mut self, bytes: &mut [u8]) -> bool {
        (self.surface.machine().random)(self.host, bytes)
    }

    /// Spends `steps` of fuel.
    pub fn charge(&mut self, steps: u64) -> Result<(), Exception> {
        match self.fuel.checked_sub(steps) {
            Some(left) => {
                self.fuel = left;
                Ok(())
            }
            None => Err(Exception::limit("the expression took more steps than one evaluation may (limit: fuel)")),
        }
    }

    /// Spends `bytes` of the allocation budget: call it before making text or collections of that size.
    pub fn allocate(&mut self, bytes: usize) -> Result<(), Exception> {
        match self.allocation_bytes.checked_sub(bytes as u64) {
            Some(left) => {
                self.allocation_bytes = left;
                Ok(())
            }
            None => Err(Exception::limit(
                "the expression made more text and collections than one evaluation may (limit: allocation_bytes)",
            )),
        }
    }

    /// Fails when the native stack has been used up to the bound.
    pub fn check_stack(&self) -> Result<(), Exception> {
        let marker = 0_u8;
        let used = self.stack_base.abs_diff(std::ptr::from_ref(&marker) as usize);
        if used > MAX_STACK_BYTES {
            return Err(Exception::limit("the expression recursed deeper than one evaluation may (limit: stack)"));
        }
        Ok(())
    }

    /// Calls a delegate (`Func<…>`, `Action<…>`, `Predicate<T>`, …).
    pub fn invoke(&mut self, delegate: &Value, arguments: &[Value]) -> Result<Value, Exception> {
        self.check_stack()?;
        match delegate {
            Value::Object(object) => object.invoke(arguments, self).unwrap_or_else(|| Err(Exception::null_reference())),
            _ => Err(Exception::null_reference()),
        }
    }

    /// Begins to enumerate a sequence: arrays, lists, lazy sequences, strings, sequences of the embedding.
    pub fn iterate(&mut self, sequence: &Value) -> Result<Box<dyn Iterate>, Exception> {
        match sequence {
            Value::Null => Err(Exception::null_reference()),
            Value::Text(text) => Ok(Box::new(Characters { text: text.clone(), next: 0 })),
            Value::Object(object) => match object.iterate(object, self) {
                Some(iterator) => iterator,
                None => self.iterate_declared(sequence),
            },
            _ => self.iterate_declared(sequence),
        }
    }

    /// Sequences whose type is declared with `.enumerates(fn)`: the function gives another sequence.
    fn iterate_declared(&mut self, sequence: &Value) -> Result<Box<dyn Iterate>, Exception> {
        let surface = self.surface;
        let class = sequence.type_of();
        match surface.enumerator_of(class.id()) {
            Some(native) => {
                let inner = native(&mut Call::new(self, &mut [sequence.clone()], class.arguments()))?;
                self.iterate(&inner)
            }
            None => Err(Exception::invalid_cast(&class, &Type::sequence_of(Type::OBJECT))),
        }
    }

    /// `ToString()` as concatenation and interpolation use it: null is empty, and the class's own method counts.
    pub fn text_of(&mut self, value: &Value) -> Result<Text, Exception> {
        let Value::Host(host) = value else { return Ok(value.to_text()) };
        let surface = self.surface;
        let declared = surface.info(host.class).and_then(|info| info.members.get("ToString"));
        let native = declared.into_iter().flatten().find_map(|id| {
            let member = surface.member(*id);
            member.native.filter(|_| member.parameters.is_empty())
        });
        match native {
            Some(native) => Ok(native(&mut Call::new(self, &mut [value.clone()], &[]))?.to_text()),
            None => Ok(value.to_text()),
        }
    }

    /// All items of a sequence, charged to the budget.
    pub fn collect(&mut self, sequence: &Value) -> Result<Vec<Value>, Exception> {
        if let Some(array) = sequence.downcast::<Array>() {
            self.allocate(array.len() * size_of::<Value>())?;
            return Ok(array.to_vec());
        }
        let mut iterator = self.iterate(sequence)?;
        let mut items = Vec::new();
        while let Some(item) = iterator.next(self)? {
            self.charge(1)?;
            self.allocate(size_of::<Value>())?;
            items.push(item);
        }
        Ok(items)
    }

    /// `default(T)`.
    pub fn default_of(&self, class: &Type) -> Value {
        self.surface.default_of(class)
    }
}

struct Characters {
    text: Text,
    next: usize,
}

impl Iterate for Characters {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        self.next += 1;
        Ok(self.text.unit(self.next - 1).map(Value::Char))
    }
}

/// One call of a native function.
///
/// Arguments are numbered from 0; the receiver of an instance member is apart ([`Call::this`]), the receiver of an
/// extension method is argument 0. The binder has converted every argument to its parameter's type and filled in
/// optional ones, so accessors of value types do not fail.
pub struct Call<'c, 'r> {
    /// The evaluation.
    pub runtime: &'c mut Runtime<'r>,
    values: &'c mut [Value],
    types: &'c [Type],
    first: usize,
}

/// A native function of the library or the embedding.
pub type Native = fn(&mut Call<'_, '_>) -> Result<Value, Exception>;

impl<'c, 'r> Call<'c, 'r> {
    /// A call with the receiver as first value (static members: arguments only, see [`Call::without_receiver`]).
    pub fn new(runtime: &'c mut Runtime<'r>, values: &'c mut [Value], types: &'c [Type]) -> Self {
        Self { runtime, values, types, first: 1 }
    }

    /// A call without receiver.
    pub fn without_receiver(runtime: &'c mut Runtime<'r>, values: &'c mut [Value], types: &'c [Type]) -> Self {
        Self { runtime, values, types, first: 0 }
    }

    /// The receiver of an instance member; never null except for members of `Nullable<T>`.
    pub fn this(&self) -> &Value {
        self.values.first().unwrap_or(&Value::Null)
    }

    /// The receiver as text.
    pub fn this_text(&self) -> Text {
        self.this().as_text().cloned().unwrap_or_default()
    }

    /// The receiver as an object of type `T`.
    pub fn this_object<T: Object>(&self) -> Result<&T, Exception> {
        self.this().downcast().ok_or_else(Exception::null_reference)
    }

    /// Number of arguments.
    pub fn len(&self) -> usize {
        self.values.len().saturating_sub(self.first)
    }

    /// Whether there are no arguments.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Argument `index`.
    pub fn arg(&self, index: usize) -> &Value {
        self.values.get(self.first + index).unwrap_or(&Value::Null)
    }

    /// Moves argument `index` out.
    pub fn take(&mut self, index: usize) -> Value {
        self.values.get_mut(self.first + index).map_or(Value::Null, |slot| std::mem::replace(slot, Value::Null))
    }

    /// Sets an `out` or `ref` argument.
    pub fn set(&mut self, index: usize, value: impl Into<Value>) {
        if let Some(slot) = self.values.get_mut(self.first + index) {
            *slot = value.into();
        }
    }

    /// A `bool` argument.
    pub fn bool(&self, index: usize) -> bool {
        matches!(self.arg(index), Value::Bool(true))
    }

    /// An `int` argument; enumerations give their number.
    pub fn int(&self, index: usize) -> i32 {
        match self.arg(index) {
            Value::Int32(value) => *value,
            Value::Enum(_, value) => *value as i32,
            _ => 0,
        }
    }

    /// A `long` argument.
    pub fn long(&self, index: usize) -> i64 {
        match self.arg(index) {
            Value::Int64(value) | Value::Enum(_, value) => *value,
            Value::Int32(value) => i64::from(*value),
            _ => 0,
        }
    }

    /// A `double` argument.
    pub fn double(&self, index: usize) -> f64 {
        match self.arg(index) {
            Value::Double(value) => *value,
            _ => 0.0,
        }
    }

    /// A `char` argument.
    pub fn char(&self, index: usize) -> u16 {
        match self.arg(index) {
            Value::Char(unit) => *unit,
            _ => 0,
        }
    }

    /// A `string` argument that may be null.
    pub fn optional_text(&self, index: usize) -> Option<Text> {
        self.arg(index).as_text().cloned()
    }

    /// A `string` argument; null throws `ArgumentNullException` for `parameter`.
    pub fn text(&self, index: usize, parameter: &str) -> Result<Text, Exception> {
        self.optional_text(index).ok_or_else(|| Exception::argument_null(parameter))
    }

    /// A `byte[]` argument, copied; null throws `ArgumentNullException` for `parameter`.
    pub fn bytes(&self, index: usize, parameter: &str) -> Result<Vec<u8>, Exception> {
        let array = self.arg(index).downcast::<Array>().and_then(Array::to_bytes);
        array.ok_or_else(|| Exception::argument_null(parameter))
    }

    /// An object argument; null (or another type) throws `ArgumentNullException` for `parameter`.
    pub fn object<T: Object>(&self, index: usize, parameter: &str) -> Result<&T, Exception> {
        self.arg(index).downcast().ok_or_else(|| Exception::argument_null(parameter))
    }

    /// The argument, refused when null.
    pub fn not_null(&self, index: usize, parameter: &str) -> Result<&Value, Exception> {
        match self.arg(index) {
            Value::Null => Err(Exception::argument_null(parameter)),
            value => Ok(value),
        }
    }

    /// Type argument `index`: the declaring type's come first (for constructors and static members), then the
    /// method's own.
    pub fn type_arg(&self, index: usize) -> &Type {
        self.types.get(index).unwrap_or(&Type::OBJECT)
    }

    /// All type arguments.
    pub fn type_args(&self) -> &[Type] {
        self.types
    }

    /// The embedding's state.
    pub fn host<T: Any>(&mut self) -> Result<&mut T, Exception> {
        self.runtime.host()
    }

    /// Calls a delegate.
    pub fn invoke(&mut self, delegate: &Value, arguments: &[Value]) -> Result<Value, Exception> {
        self.runtime.invoke(delegate, arguments)
    }
}
