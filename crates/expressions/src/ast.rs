//! What the parser makes of a source: expressions, types, patterns and statements with their places.
//!
//! Names are slices of the source. The tree says nothing about meaning; that is the binder's work.

use crate::{surface::Constant, text::Text, types::TypeId};

/// Bytes of the source.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    pub(crate) fn to(self, end: Self) -> Self {
        Self { start: self.start, end: end.end.max(self.start) }
    }
}

/// A name and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name<'s> {
    pub(crate) text: &'s str,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Expr<'s> {
    pub(crate) kind: ExprKind<'s>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum ExprKind<'s> {
    Literal(Constant),
    Interpolated(Vec<Piece<'s>>),
    Name(Name<'s>, Vec<TypeExpr<'s>>),
    /// `int` in `int.Parse`.
    Predefined(TypeId),
    Member(Box<Expr<'s>>, Name<'s>, Vec<TypeExpr<'s>>),
    Index(Box<Expr<'s>>, Vec<Argument<'s>>),
    Call(Box<Expr<'s>>, Vec<Argument<'s>>),
    /// `receiver?.access`; the access starts at a [`ExprKind::Receiver`].
    Conditional(Box<Expr<'s>>, Box<Expr<'s>>),
    /// The tested receiver of the innermost `?.`.
    Receiver,
    Unary(Unary, Box<Expr<'s>>),
    Increment {
        target: Box<Expr<'s>>,
        is_prefix: bool,
        is_decrement: bool,
    },
    Binary(Binary, Box<Expr<'s>>, Box<Expr<'s>>),
    Assign(Option<Binary>, Box<Expr<'s>>, Box<Expr<'s>>),
    Choice(Box<Expr<'s>>, Box<Expr<'s>>, Box<Expr<'s>>),
    Is(Box<Expr<'s>>, Box<Pattern<'s>>),
    As(Box<Expr<'s>>, TypeExpr<'s>),
    Cast(TypeExpr<'s>, Box<Expr<'s>>),
    Lambda(Box<Lambda<'s>>),
    New {
        class: TypeExpr<'s>,
        arguments: Option<Vec<Argument<'s>>>,
        initializer: Option<Initializer<'s>>,
    },
    NewAnonymous(Vec<(Option<Name<'s>>, Expr<'s>)>),
    /// `new T[n]` or `new T[] { … }`; no element type for `new[] { … }`.
    NewArray {
        element: Option<TypeExpr<'s>>,
        sizes: Vec<Expr<'s>>,
        items: Option<Vec<Expr<'s>>>,
    },
    /// `{ … }` after an array declaration.
    ArrayItems(Vec<Expr<'s>>),
    TypeOf(TypeExpr<'s>),
    SizeOf(TypeExpr<'s>),
    Default(Option<TypeExpr<'s>>),
    NameOf(Box<Expr<'s>>),
    Checked(bool, Box<Expr<'s>>),
    Throw(Box<Expr<'s>>),
    Tuple(Vec<(Option<Name<'s>>, Expr<'s>)>),
    /// `int x`, `var x`, `var (a, b)` where an expression may stand.
    Declaration(TypeExpr<'s>, Designation<'s>),
    Parenthesized(Box<Expr<'s>>),
    This,
    Base,
    Await(Box<Expr<'s>>),
    /// Something that was already reported.
    Missing,
}

#[derive(Debug)]
pub(crate) enum Piece<'s> {
    Text(Text),
    Hole { value: Box<Expr<'s>>, alignment: Option<Box<Expr<'s>>>, format: Option<String> },
}

#[derive(Debug)]
pub(crate) struct Argument<'s> {
    pub(crate) name: Option<Name<'s>>,
    pub(crate) passing: crate::surface::Passing,
    pub(crate) value: Expr<'s>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unary {
    Plus,
    Minus,
    Not,
    Complement,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Binary {
    Multiply,
    Divide,
    Remainder,
    Add,
    Subtract,
    ShiftLeft,
    ShiftRight,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Xor,
    Or,
    AndAlso,
    OrElse,
    Coalesce,
}

impl Binary {
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::ShiftLeft => "<<",
            Self::ShiftRight => ">>",
            Self::Less => "<",
            Self::Greater => ">",
            Self::LessOrEqual => "<=",
            Self::GreaterOrEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::And => "&",
            Self::Xor => "^",
            Self::Or => "|",
            Self::AndAlso => "&&",
            Self::OrElse => "||",
            Self::Coalesce => "??",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Lambda<'s> {
    pub(crate) parameters: Vec<(Option<TypeExpr<'s>>, Name<'s>, crate::surface::Passing)>,
    pub(crate) body: LambdaBody<'s>,
    pub(crate) is_async: bool,
    /// Range variables of a query that are properties of the first parameter.
    pub(crate) aliases: Vec<Name<'s>>,
}

#[derive(Debug)]
pub(crate) enum LambdaBody<'s> {
    Expression(Expr<'s>),
    Block(Vec<Statement<'s>>),
}

#[derive(Debug)]
pub(crate) enum Initializer<'s> {
    /// `{ A = 1, ["k"] = v }`.
    Members(Vec<(MemberTarget<'s>, InitialValue<'s>)>),
    /// `{ 1, 2 }` and `{ { "k", v } }`.
    Items(Vec<(Vec<Expr<'s>>, Span)>),
}

#[derive(Debug)]
pub(crate) enum MemberTarget<'s> {
    Name(Name<'s>),
    Index(Vec<Argument<'s>>, Span),
}

#[derive(Debug)]
pub(crate) enum InitialValue<'s> {
    Value(Expr<'s>),
    Nested(Initializer<'s>),
}

#[derive(Debug)]
pub(crate) struct TypeExpr<'s> {
    pub(crate) kind: TypeExprKind<'s>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum TypeExprKind<'s> {
    /// Also `var`, which the binder tells apart.
    Named(Vec<(Name<'s>, Vec<TypeExpr<'s>>)>),
    Predefined(TypeId),
    Array(Box<TypeExpr<'s>>),
    Nullable(Box<TypeExpr<'s>>),
    Tuple(Vec<(TypeExpr<'s>, Option<Name<'s>>)>),
}

#[derive(Debug)]
pub(crate) enum Designation<'s> {
    Name(Name<'s>),
    Discard(Span),
    List(Vec<Designation<'s>>),
}

#[derive(Debug)]
pub(crate) enum Pattern<'s> {
    /// `T` or a constant: the binder decides.
    TypeOrConstant(Expr<'s>, Option<TypeExpr<'s>>),
    /// `T name`, `T _`.
    Declaration(TypeExpr<'s>, Designation<'s>),
}

#[derive(Debug)]
pub(crate) struct Statement<'s> {
    pub(crate) kind: StatementKind<'s>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Declarator<'s> {
    pub(crate) name: Name<'s>,
    pub(crate) value: Option<Expr<'s>>,
}

#[derive(Debug)]
pub(crate) enum StatementKind<'s> {
    Empty,
    Block(Vec<Statement<'s>>),
    Local { class: TypeExpr<'s>, declarators: Vec<Declarator<'s>>, is_const: bool },
    Function(Box<LocalFunction<'s>>),
    Expression(Expr<'s>),
    If(Expr<'s>, Box<Statement<'s>>, Option<Box<Statement<'s>>>),
    While(Expr<'s>, Box<Statement<'s>>),
    Do(Box<Statement<'s>>, Expr<'s>),
    For { first: Vec<Statement<'s>>, condition: Option<Expr<'s>>, next: Vec<Expr<'s>>, body: Box<Statement<'s>> },
    Foreach { class: TypeExpr<'s>, target: Designation<'s>, sequence: Expr<'s>, body: Box<Statement<'s>> },
    Switch(Expr<'s>, Vec<Section<'s>>),
    Break,
    Continue,
    Return(Option<Expr<'s>>),
    Throw(Option<Expr<'s>>),
    Try { body: Vec<Statement<'s>>, catches: Vec<Catch<'s>>, last: Option<Vec<Statement<'s>>> },
    Using(Box<Statement<'s>>, Box<Statement<'s>>),
    Lock(Expr<'s>, Box<Statement<'s>>),
    Checked(bool, Vec<Statement<'s>>),
    Goto(Name<'s>),
    Label(Name<'s>, Box<Statement<'s>>),
    Yield,
}

#[derive(Debug)]
pub(crate) struct Section<'s> {
    pub(crate) labels: Vec<Label<'s>>,
    pub(crate) body: Vec<Statement<'s>>,
}

#[derive(Debug)]
pub(crate) struct Label<'s> {
    /// None for `default:`.
    pub(crate) pattern: Option<Pattern<'s>>,
    pub(crate) guard: Option<Expr<'s>>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Catch<'s> {
    pub(crate) class: Option<TypeExpr<'s>>,
    pub(crate) name: Option<Name<'s>>,
    pub(crate) filter: Option<Expr<'s>>,
    pub(crate) body: Vec<Statement<'s>>,
}

#[derive(Debug)]
pub(crate) struct LocalFunction<'s> {
    pub(crate) result: TypeExpr<'s>,
    pub(crate) name: Name<'s>,
    pub(crate) type_parameters: Vec<Name<'s>>,
    pub(crate) parameters: Vec<FunctionParameter<'s>>,
    pub(crate) body: LambdaBody<'s>,
}

#[derive(Debug)]
pub(crate) struct FunctionParameter<'s> {
    pub(crate) class: TypeExpr<'s>,
    pub(crate) name: Name<'s>,
    pub(crate) passing: crate::surface::Passing,
    pub(crate) default: Option<Expr<'s>>,
}
