//! The compact program that the binder lowers a source to.
//!
//! Everything is resolved: locals are slots of a frame, members are native functions, conversions are explicit. The
//! tree holds no object and no counted pointer that is not atomic, so it is shared between threads.

use crate::{
    runtime::Native,
    surface::{Constant, MemberId},
    text::Text,
    types::{Type, TypeId},
};

/// One function: the body of the source, a lambda or a local function.
#[derive(Debug)]
pub(crate) struct Function {
    /// Slots of the cells handed over when the closure was made.
    pub(crate) captures: Vec<u32>,
    pub(crate) parameters: u32,
    /// Slots in total.
    pub(crate) slots: u32,
    /// Parameters that a nested function captures, by parameter index.
    pub(crate) cell_parameters: Vec<u32>,
    pub(crate) body: Block,
}

/// The body of a function.
#[derive(Debug)]
pub(crate) enum Block {
    Value(Node),
    Statements(Vec<Step>),
}

/// An expression that computes a value.
#[derive(Debug)]
pub(crate) enum Node {
    Constant(Constant),
    Text(Text),
    Default(Type),
    Local(u32),
    SetLocal(u32, Box<Node>),
    Cell(u32),
    SetCell(u32, Box<Node>),
    /// A global of the embedding.
    Global(Native),
    /// A fresh cell, passed for an `out` or `ref` argument of a local function.
    NewCell(Box<Node>),
    /// A getter without arguments: the commonest call.
    Property(Native, Box<Node>),
    Call(Box<CallNode>),
    /// Calls a delegate.
    Invoke(Box<Node>, Vec<Node>),
    Element(Box<Node>, Box<Node>),
    SetElement(Box<Node>, Box<Node>, Box<Node>),
    Field(Box<Node>, u32),
    SetField(Box<Node>, u32, Box<Node>),
    Length(Box<Node>),
    NewArray(Type, Box<Node>),
    ArrayItems(Type, Vec<Node>),
    Anonymous(Type, Vec<Node>),
    Tuple(Type, Vec<Node>),
    Arithmetic(Box<Operation>),
    Not(Box<Node>),
    AndAlso(Vec<Node>),
    OrElse(Vec<Node>),
    /// Equality: by reference when the operands are boxed, by value otherwise.
    Same {
        left: Box<Node>,
        right: Box<Node>,
        negated: bool,
        boxed: bool,
    },
    IsNull(Box<Node>, bool),
    TextEqual {
        left: Box<Node>,
        right: Box<Node>,
        negated: bool,
    },
    Concat(Vec<Node>),
    Interpolate(Vec<Part>),
    Choice(Box<Node>, Box<Node>, Box<Node>),
    Coalesce(Box<Node>, Box<Node>),
    /// Tests slot `0` for null: null gives null, otherwise the access.
    WhenNotNull {
        slot: u32,
        receiver: Box<Node>,
        access: Box<Node>,
    },
    Convert(Box<Conversion>),
    Is(Box<Node>, Type),
    As(Box<Node>, Type),
    TypeOf(Type),
    Closure {
        function: u32,
        captures: Vec<u32>,
        class: Type,
    },
    /// A method as a delegate; the receiver is bound.
    MethodGroup(Box<MethodGroupNode>),
    Throw(Box<Node>),
    /// Evaluates all, gives the last.
    Sequence(Vec<Node>),
    Dynamic(Box<Dynamic>),
}

/// A hole or text of an interpolated string.
#[derive(Debug)]
pub(crate) enum Part {
    Text(Text),
    Hole { value: Node, alignment: i32, format: Option<Box<str>> },
}

/// A call of a declared member.
#[derive(Debug)]
pub(crate) struct CallNode {
    pub(crate) target: Callee,
    pub(crate) receiver: Receiver,
    pub(crate) arguments: Vec<Node>,
    /// Where `out` and `ref` arguments go afterwards.
    pub(crate) stores: Vec<(u32, Store)>,
    pub(crate) types: Vec<Type>,
    /// A lifted operator: null in, null (or false) out.
    pub(crate) lifted: Lifted,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Callee {
    Native(Native),
    /// Dispatched by the receiver's class.
    Virtual(MemberId),
    /// Dispatched by the receiver's class, to its setter.
    VirtualSetter(MemberId),
}

#[derive(Debug)]
pub(crate) enum Receiver {
    None,
    /// Must not be null.
    Object(Node),
    /// A `Nullable<T>`, which may be null.
    Nullable(Node),
}

#[derive(Debug, Clone)]
pub(crate) enum Store {
    Local(u32),
    Cell(u32),
    Discard,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lifted {
    No,
    /// Null if any operand is null.
    Null,
    /// False if any operand is null.
    False,
    /// `==` and `!=`: two nulls are equal.
    Equal,
    NotEqual,
}

#[derive(Debug)]
pub(crate) struct MethodGroupNode {
    pub(crate) callee: Callee,
    pub(crate) receiver: Option<Node>,
    pub(crate) is_extension: bool,
    pub(crate) class: Type,
    pub(crate) types: Vec<Type>,
}

/// Arithmetic, comparison and logic on values that were converted to one kind.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) operator: Operator,
    pub(crate) kind: NumberKind,
    pub(crate) checked: bool,
    pub(crate) lifted: bool,
    pub(crate) left: Node,
    /// The operand itself again for unary operators.
    pub(crate) right: Option<Node>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Negate,
    Complement,
    Plus,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NumberKind {
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    Decimal,
    Bool,
    /// Enumerations: computed on the number, result again of the type.
    Enum(TypeId),
}

#[derive(Debug)]
pub(crate) struct Conversion {
    pub(crate) kind: ConversionKind,
    pub(crate) value: Node,
}

#[derive(Debug)]
pub(crate) enum ConversionKind {
    /// Between numbers, characters and enumerations; null stays null when lifted.
    Number {
        to: NumberTarget,
        checked: bool,
    },
    /// From `object` (or an interface) to a value type: the exact type must be there.
    Unbox(Type),
    /// Downcast of references; null stays null.
    Reference(Type),
    /// `T?` to `T`.
    NullableValue,
    /// Between tuples, element by element.
    Tuple(Type, Vec<Option<ConversionKind>>),
    /// A user-defined conversion with conversions before and behind.
    User {
        native: Native,
        before: Option<Box<ConversionKind>>,
        after: Option<Box<ConversionKind>>,
        lifted: bool,
    },
    Both(Box<ConversionKind>, Box<ConversionKind>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NumberTarget {
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Char,
    Single,
    Double,
    Decimal,
    Enum(TypeId),
}

/// A member access whose meaning is found at run time (`dynamic`).
#[derive(Debug)]
pub(crate) enum Dynamic {
    Member(Node, Text),
    Index(Node, Vec<Node>),
    Call(Node, Text, Vec<Node>),
    Convert(Node, Type),
}

/// A statement.
#[derive(Debug)]
pub(crate) enum Step {
    Value(Node),
    Block(Vec<Step>),
    /// Fresh cells for variables that are captured, at the begin of their scope.
    Cells(Vec<u32>),
    If(Node, Box<Step>, Option<Box<Step>>),
    /// `while` and `for`: condition, body, what follows each round.
    Loop {
        condition: Option<Node>,
        body: Box<Step>,
        next: Vec<Node>,
        test_first: bool,
    },
    Foreach {
        sequence: Node,
        store: Vec<Step>,
        slot: u32,
        body: Box<Step>,
    },
    Switch {
        slot: u32,
        value: Node,
        sections: Vec<SwitchSection>,
        default: Option<u32>,
    },
    Break,
    Continue,
    Return(Option<Node>),
    Throw(Option<Node>),
    Try(Box<TryStep>),
    Dispose {
        slot: u32,
        is_cell: bool,
        body: Box<Step>,
        dispose: Node,
    },
    Label(u32),
    Goto(u32),
    Empty,
}

#[derive(Debug)]
pub(crate) struct SwitchSection {
    /// Tests in order of the source: pattern and guard as one condition.
    pub(crate) tests: Vec<Node>,
    pub(crate) body: Vec<Step>,
}

#[derive(Debug)]
pub(crate) struct TryStep {
    pub(crate) body: Vec<Step>,
    pub(crate) catches: Vec<CatchStep>,
    pub(crate) last: Option<Vec<Step>>,
}

#[derive(Debug)]
pub(crate) struct CatchStep {
    pub(crate) class: TypeId,
    pub(crate) slot: Option<Store>,
    pub(crate) filter: Option<Node>,
    pub(crate) body: Vec<Step>,
}
