//! Binding of conditions: tree and placeholders -> [`Condition`].

use super::placeholders::Placeholders;
use crate::{
    expression::{
        comparator::Comparator,
        error::{ExpressionError, ExpressionKind, broken},
        syntax::{
            condition::{ConditionTree, Node},
            function::Function,
        },
        tree::{
            compare,
            condition::{Condition, Operand, Step, Test},
            path::Path,
        },
    },
    limits::IN_OPERANDS,
    texts::expression as texts,
    value::{AttributeType, AttributeValue},
    work::Work,
};

/// An operand that waits for its operator.
pub(crate) enum Bound<'r> {
    /// A path, a value or a size.
    Operand(Operand<'r>),
    /// A call whose result is true or false.
    Test(Function, Test<'r>),
}

impl ConditionTree {
    /// The condition with the request's names and values.
    ///
    /// # Errors
    /// The first of these, in the order of the tree (operands before their operator): an undefined placeholder; too few
    /// or too many operands; an operand of a kind or type that the operator does not accept.
    pub fn bind<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Condition<'t>, ExpressionError> {
        self.bind_program(placeholders).map(|program| Condition { program })
    }

    /// The condition's steps with the request's names and values.
    pub(crate) fn bind_program<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Vec<Step<'t>>, ExpressionError> {
        bind_nodes(self.kind, &self.nodes, placeholders)
    }
}

/// The steps of these nodes, with the request's names and values.
pub(crate) fn bind_nodes<'t, 'r: 't>(
    kind: ExpressionKind,
    nodes: &'t [Node],
    placeholders: &mut Placeholders<'r>,
) -> Result<Vec<Step<'t>>, ExpressionError> {
    let mut binder = Binder::new(kind);
    let mut program = Vec::with_capacity(nodes.len());
    for node in nodes {
        let step = match node {
            Node::Path(path) => {
                binder.operand(Operand::Path(path.bind(kind, placeholders)?));
                continue;
            }
            Node::Value(value) => {
                binder.operand(Operand::Value(value.bind(kind, placeholders)?));
                continue;
            }
            Node::Call(function, count) => {
                binder.call(*function, *count)?;
                continue;
            }
            Node::Test => Step::Test(binder.test()?),
            Node::Compare(comparator) => Step::Test(binder.compare(*comparator)?),
            Node::Between => Step::Test(binder.between()?),
            Node::In(count) => Step::Test(binder.is_in(*count)?),
            Node::Not => Step::Not,
            Node::And(end) => Step::And(*end),
            Node::Or(end) => Step::Or(*end),
        };
        program.push(step);
    }
    Ok(program)
}

/// Builds tests from operands, which precede their operators, and checks the operands of operators and functions.
pub(crate) struct Binder<'r> {
    kind: ExpressionKind,
    operands: Vec<Bound<'r>>,
}

impl<'r> Binder<'r> {
    /// A binder without operands.
    pub(crate) fn new(kind: ExpressionKind) -> Self {
        Self { kind, operands: Vec::new() }
    }

    /// Adds an operand.
    pub(crate) fn operand(&mut self, operand: Operand<'r>) {
        self.operands.push(Bound::Operand(operand));
    }

    /// Replaces the last `count` operands by one: the result of a function.
    pub(crate) fn call(&mut self, function: Function, count: usize) -> Result<(), ExpressionError> {
        let bound = self.called(function, count)?;
        self.operands.push(bound);
        Ok(())
    }

    fn called(&mut self, function: Function, count: usize) -> Result<Bound<'r>, ExpressionError> {
        if count != function.operands() {
            self.take(count)?;
            return Err(self.kind.invalid(texts::operand_count(function.name(), count)));
        }
        let second = (count == 2).then(|| self.pop());
        let first = self.pop()?;
        let second = second.transpose()?;
        let name = function.name();
        let test = match (function, second) {
            (Function::Size, _) => return self.size(first).map(Bound::Operand),
            (Function::AttributeExists, _) => Test::Exists(self.path(name, first)?),
            (Function::AttributeNotExists, _) => Test::NotExists(self.path(name, first)?),
            (Function::AttributeType, Some(second)) => self.attribute_type(first, second)?,
            (Function::BeginsWith, Some(second)) => {
                const TYPES: &[AttributeType] = &[AttributeType::S, AttributeType::B];
                self.check_distinct(name, &first, [&second])?;
                self.check_types(name, [&first, &second], TYPES)?;
                Test::BeginsWith(first, second)
            }
            (Function::Contains, Some(second)) => {
                use AttributeType::{B, Bs, L, Ns, S, Ss};
                self.check_distinct(name, &first, [&second])?;
                self.check_types(name, [&first], &[S, B, L, Ss, Ns, Bs])?;
                Test::Contains(first, second)
            }
            _ => return Err(broken()),
        };
        Ok(Bound::Test(function, test))
    }

    fn size(&self, operand: Operand<'r>) -> Result<Operand<'r>, ExpressionError> {
        match operand {
            Operand::Path(path) => Ok(Operand::Size(path)),
            Operand::Value(value) if compare::has_size(value) => Ok(Operand::SizeOf(value)),
            Operand::Value(value) => Err(self.wrong_type(Function::Size.name(), value.attribute_type())),
            Operand::Size(_) | Operand::SizeOf(_) => {
                Err(self.wrong_type(Function::Size.name(), AttributeType::N))
            }
        }
    }

    fn attribute_type(&self, first: Operand<'r>, second: Operand<'r>) -> Result<Test<'r>, ExpressionError> {
        let name = Function::AttributeType.name();
        let spelling = match &second {
            Operand::Value(AttributeValue::S(spelling)) => spelling,
            // The type must be known before the item is read.
            Operand::Path(_) => return Err(self.kind.invalid(texts::operand_type(name, "DOCUMENT_PATH"))),
            Operand::Value(value) => return Err(self.wrong_type(name, value.attribute_type())),
            Operand::Size(_) | Operand::SizeOf(_) => return Err(self.wrong_type(name, AttributeType::N)),
        };
        match AttributeType::from_spelling(spelling) {
            Some(wanted) => Ok(Test::Type(first, wanted)),
            None => Err(self.kind.invalid(texts::unknown_type(spelling))),
        }
    }

    /// The last operand, which must be a condition.
    pub(crate) fn test(&mut self) -> Result<Test<'r>, ExpressionError> {
        match self.operands.pop() {
            Some(Bound::Test(_, test)) => Ok(test),
            Some(Bound::Operand(_)) => Err(self.kind.misused(Function::Size)),
            None => Err(broken()),
        }
    }

    /// Compares the last two operands.
    pub(crate) fn compare(&mut self, comparator: Comparator) -> Result<Test<'r>, ExpressionError> {
        let name = comparator.as_str();
        // Popped from the last, checked from the first.
        let (two, one) = (self.pop(), self.pop());
        let (one, two) = (one?, two?);
        self.check_distinct(name, &one, [&two])?;
        if !matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
            self.check_types(name, [&one, &two], ORDERED)?;
        }
        Ok(Test::Compare(comparator, one, two))
    }

    /// BETWEEN of the last three operands.
    pub(crate) fn between(&mut self) -> Result<Test<'r>, ExpressionError> {
        const NAME: &str = "BETWEEN";
        let (high, low, operand) = (self.pop(), self.pop(), self.pop());
        let (operand, low, high) = (operand?, low?, high?);
        self.check_distinct(NAME, &operand, [&low, &high])?;
        self.check_types(NAME, [&operand, &low, &high], ORDERED)?;
        if let (Operand::Value(low), Operand::Value(high)) = (&low, &high) {
            check_bounds(self.kind, low, high)?;
        }
        Ok(Test::Between(operand, low, high))
    }

    /// IN of the operand before the last `count`, and those `count`.
    pub(crate) fn is_in(&mut self, count: usize) -> Result<Test<'r>, ExpressionError> {
        let (list, operand) = (self.take(count), self.pop());
        let (operand, list) = (operand?, list?);
        if count > IN_OPERANDS {
            return Err(self.kind.invalid(texts::too_many_in_operands(count)));
        }
        self.check_distinct("IN", &operand, &list)?;
        Ok(Test::In(operand, list))
    }

    /// The last `count` operands, in their order.
    fn take(&mut self, count: usize) -> Result<Vec<Operand<'r>>, ExpressionError> {
        let start = self.operands.len().checked_sub(count).ok_or_else(broken)?;
        let operand = |bound| self.kind.operand(bound);
        self.operands.drain(start..).map(operand).collect()
    }

    /// The last operand.
    fn pop(&mut self) -> Result<Operand<'r>, ExpressionError> {
        self.operands.pop().ok_or_else(broken).and_then(|bound| self.kind.operand(bound))
    }

    fn path(&self, name: &str, operand: Operand<'r>) -> Result<Path<'r>, ExpressionError> {
        match operand {
            Operand::Path(path) => Ok(path),
            _ => Err(self.kind.invalid(texts::no_path(name))),
        }
    }

    fn check_distinct<'o>(
        &self,
        name: &str,
        first: &Operand<'r>,
        rest: impl IntoIterator<Item = &'o Operand<'r>>,
    ) -> Result<(), ExpressionError>
    where
        'r: 'o,
    {
        let Operand::Path(path) = first else {
            return Ok(());
        };
        if rest.into_iter().any(|operand| matches!(operand, Operand::Path(other) if other == path)) {
            return Err(self.kind.invalid(texts::not_distinct(name, &path.to_string())));
        }
        Ok(())
    }

    fn check_types<const COUNT: usize>(
        &self,
        name: &str,
        operands: [&Operand<'r>; COUNT],
        allowed: &[AttributeType],
    ) -> Result<(), ExpressionError> {
        let mut types = operands.into_iter().filter_map(Operand::known_type);
        match types.find(|known| !allowed.contains(known)) {
            None => Ok(()),
            Some(wrong) => Err(self.wrong_type(name, wrong)),
        }
    }

    fn wrong_type(&self, name: &str, wrong: AttributeType) -> ExpressionError {
        self.kind.invalid(texts::operand_type(name, wrong.as_str()))
    }
}

impl ExpressionKind {
    /// The operand of a comparison or function: anything but a function that is a condition itself.
    fn operand<'r>(self, bound: Bound<'r>) -> Result<Operand<'r>, ExpressionError> {
        match bound {
            Bound::Operand(operand) => Ok(operand),
            Bound::Test(function, _) => Err(self.misused(function)),
        }
    }

    pub(crate) fn misused(self, function: Function) -> ExpressionError {
        self.invalid(texts::misused(function.name()))
    }
}

/// The types whose values have an order.
const ORDERED: &[AttributeType] = &[AttributeType::S, AttributeType::N, AttributeType::B];

/// A value that has an order, as error texts show it: `{S:text}`.
fn shown(value: &AttributeValue) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    match value {
        AttributeValue::S(text) => format!("{{S:{text}}}"),
        AttributeValue::N(number) => format!("{{N:{number}}}"),
        AttributeValue::B(bytes) => format!("{{B:{}}}", STANDARD.encode(bytes)),
        other => format!("{{{}}}", other.attribute_type()),
    }
}

/// Refuses bounds of BETWEEN that are of two types or in the wrong order.
pub(crate) fn check_bounds(
    kind: ExpressionKind,
    low: &AttributeValue,
    high: &AttributeValue,
) -> Result<(), ExpressionError> {
    let text = match compare::order(low, high, &mut Work::unbounded()) {
        None => texts::bounds_of_two_types,
        Some(order) if order.is_gt() => texts::bounds_reversed,
        Some(_) => return Ok(()),
    };
    Err(kind.invalid(text(&shown(low), &shown(high))))
}
