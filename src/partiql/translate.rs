//! Bound statements to the trees of the expression layer, which checks the operands of operators and functions and
//! evaluates conditions, updates and projections.

use super::{
    bind::BoundValue,
    error::PartiqlError,
    statement::{
        Action, Function, Operand, Path, Predicate, Select, SetOperand, SetValue, Step, TypeTest, Update,
    },
};
use crate::{
    expression::{self, Binder, Condition, ConditionBuilder, ExpressionKind, Projection, Test},
    texts,
};

const KIND: ExpressionKind = ExpressionKind::Statement;

impl From<expression::ExpressionError> for PartiqlError {
    fn from(error: expression::ExpressionError) -> Self {
        Self::new(error.into_message())
    }
}

impl Predicate<BoundValue<'_>> {
    /// The condition, ready for evaluation.
    ///
    /// # Errors
    /// The first wrong operands in the order of the statement: too few, too many, or of a kind or type that the
    /// operator or function does not accept.
    pub fn to_condition(&self) -> Result<Condition<'_>, PartiqlError> {
        let mut builder = ConditionBuilder::default();
        append(self, &mut builder)?;
        Ok(builder.build())
    }
}

/// Recurses on the depth of the parsed tree, which the parser bounds.
fn append<'p>(
    predicate: &'p Predicate<BoundValue<'_>>,
    builder: &mut ConditionBuilder<'p>,
) -> Result<(), PartiqlError> {
    match predicate {
        Predicate::All(members) | Predicate::Any(members) => {
            let is_all = matches!(predicate, Predicate::All(_));
            for (place, member) in members.iter().enumerate() {
                let pending = match place {
                    0 => None,
                    _ if is_all => Some(builder.and()),
                    _ => Some(builder.or()),
                };
                append(member, builder)?;
                if let Some(pending) = pending {
                    builder.join(pending);
                }
            }
        }
        Predicate::Not(inner) => {
            append(inner, builder)?;
            builder.not();
        }
        Predicate::Is(operand, test) => is(operand, *test, builder)?,
        test => builder.test(bind_test(test)?),
    }
    Ok(())
}

fn bind_test<'p>(predicate: &'p Predicate<BoundValue<'_>>) -> Result<Test<'p>, PartiqlError> {
    let mut binder = Binder::new(KIND);
    match predicate {
        Predicate::Compare(comparator, one, two) => {
            push(one, &mut binder)?;
            push(two, &mut binder)?;
            Ok(binder.compare(*comparator)?)
        }
        Predicate::Between(one, low, high) => {
            push(one, &mut binder)?;
            push(low, &mut binder)?;
            push(high, &mut binder)?;
            Ok(binder.between()?)
        }
        Predicate::In(one, list) => {
            push(one, &mut binder)?;
            for member in list {
                push(member, &mut binder)?;
            }
            Ok(binder.is_in(list.len())?)
        }
        Predicate::InValue(one, value) => {
            push(one, &mut binder)?;
            binder.operand(expression::Operand::Value(value));
            Ok(binder.is_in(1)?)
        }
        Predicate::Call(function, arguments) => {
            push_call(*function, arguments, &mut binder)?;
            Ok(binder.test()?)
        }
        Predicate::All(_) | Predicate::Any(_) | Predicate::Not(_) | Predicate::Is(..) => Err(no_operand()),
    }
}

fn push<'p>(operand: &'p Operand<BoundValue<'_>>, binder: &mut Binder<'p>) -> Result<(), PartiqlError> {
    match operand {
        Operand::Path(path) => binder.operand(expression::Operand::Path(to_path(path))),
        Operand::Value(value) => binder.operand(expression::Operand::Value(value)),
        Operand::Size(arguments) => {
            for argument in arguments {
                push(argument, binder)?;
            }
            binder.call(expression::Function::Size, arguments.len())?;
        }
        Operand::Truth(inner) => match &**inner {
            Predicate::Call(function, arguments) => push_call(*function, arguments, binder)?,
            _ => return Err(no_operand()),
        },
    }
    Ok(())
}

fn push_call<'p>(
    function: Function,
    arguments: &'p [Operand<BoundValue<'_>>],
    binder: &mut Binder<'p>,
) -> Result<(), PartiqlError> {
    for argument in arguments {
        push(argument, binder)?;
    }
    let function = match function {
        Function::AttributeExists => expression::Function::AttributeExists,
        Function::AttributeNotExists => expression::Function::AttributeNotExists,
        Function::AttributeType => expression::Function::AttributeType,
        Function::BeginsWith => expression::Function::BeginsWith,
        Function::Contains => expression::Function::Contains,
    };
    Ok(binder.call(function, arguments.len())?)
}

fn no_operand() -> PartiqlError {
    PartiqlError::new(texts::statement::unsupported_operation("a condition cannot be an operand"))
}

fn is<'p>(
    operand: &'p Operand<BoundValue<'_>>,
    test: TypeTest,
    builder: &mut ConditionBuilder<'p>,
) -> Result<(), PartiqlError> {
    let Operand::Path(path) = operand else {
        return Err(PartiqlError::new(texts::expression::no_path("IS")));
    };
    let TypeTest::OneOf(kinds) = test else {
        builder.test(Test::NotExists(to_path(path)));
        return Ok(());
    };
    let mut is_first = true;
    for kind in kinds {
        let pending = (!is_first).then(|| builder.or());
        builder.test(Test::Type(expression::Operand::Path(to_path(path)), *kind));
        if let Some(pending) = pending {
            builder.join(pending);
        }
        is_first = false;
    }
    Ok(())
}

fn to_path(path: &Path) -> expression::Path<'_> {
    expression::Path::new(&path.name, path.steps.iter().map(to_step).collect())
}

fn to_step(step: &Step) -> expression::Step<'_> {
    match step {
        Step::Member(name) => expression::Step::Member(name),
        Step::Element(index) => expression::Step::Element(*index),
    }
}

impl Update<BoundValue<'_>> {
    /// The update, ready to be applied.
    ///
    /// # Errors
    /// The first operand, in the order of the statement, whose type the operator does not accept; then paths that
    /// overlap or conflict.
    pub fn to_update(&self) -> Result<expression::Update<'_>, PartiqlError> {
        let actions = self.actions.iter().map(|action| {
            let (path, change) = match action {
                Action::Set(path, value) => (path, expression::Change::Set(set_value(value)?)),
                Action::Remove(path) => (path, expression::Change::Remove),
                Action::SetAdd(path, value, _) => (path, expression::Change::Add(value)),
                Action::SetDelete(path, value, _) => (path, expression::Change::Delete(value)),
            };
            Ok(expression::Action { path: to_path(path), change })
        });
        let actions = actions.collect::<Result<_, PartiqlError>>()?;
        Ok(expression::Update::checked(KIND, actions)?)
    }
}

fn set_value<'p>(value: &'p SetValue<BoundValue<'_>>) -> Result<expression::SetValue<'p>, PartiqlError> {
    Ok(match value {
        SetValue::Operand(one) => expression::SetValue::Operand(set_operand(one)?),
        SetValue::Plus(one, two) => {
            expression::SetValue::sum(KIND, true, set_operand(one)?, set_operand(two)?)?
        }
        SetValue::Minus(one, two) => {
            expression::SetValue::sum(KIND, false, set_operand(one)?, set_operand(two)?)?
        }
    })
}

/// Recurses on the depth of the parsed tree, which the parser bounds.
fn set_operand<'p>(
    operand: &'p SetOperand<BoundValue<'_>>,
) -> Result<expression::SetOperand<'p>, PartiqlError> {
    Ok(match operand {
        SetOperand::Path(path) => expression::SetOperand::Path(to_path(path)),
        SetOperand::Value(value) => expression::SetOperand::Value(value),
        SetOperand::IfNotExists(path, otherwise) => {
            expression::SetOperand::IfNotExists(Box::new((to_path(path), set_operand(otherwise)?)))
        }
        SetOperand::ListAppend(one, two) => {
            expression::SetOperand::list_append(KIND, set_operand(one)?, set_operand(two)?)?
        }
    })
}

impl<V> Select<V> {
    /// The projection; `None` if all attributes are wanted.
    pub fn to_projection(&self) -> Option<Projection<'_>> {
        Some(Projection::of_values(self.projection.as_ref()?.iter().map(to_path)))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        partiql::statement::{Body, Statement},
        value::{AttributeValue, Item},
    };

    fn holds(condition: &str, parameters: &[AttributeValue], item: &Item) -> Result<bool, String> {
        let statement = Statement::parse(&format!("SELECT * FROM t WHERE {condition}")).unwrap();
        let Body::Select(select) = statement.bind(parameters).unwrap() else { panic!() };
        let condition = select.condition.unwrap();
        let condition = condition.to_condition().map_err(|error| error.message().to_owned())?;
        Ok(condition.holds(item))
    }

    fn item() -> Item {
        [
            ("s", AttributeValue::from("Kirkland")),
            ("a", 1.into()),
            ("b", 2.into()),
            ("ss", AttributeValue::Ss(["a".to_owned(), "b".to_owned()].into())),
            ("l", vec![AttributeValue::from(5), AttributeValue::M([("y", "z")].into())].into()),
            ("m", AttributeValue::M([("x", 1)].into())),
            ("nul", AttributeValue::Null),
            ("flag", true.into()),
        ]
        .into()
    }

    #[test]
    fn conditions_hold_as_they_do_in_expressions() {
        for (condition, expected) in [
            ("a = 1 AND b = 2", true),
            ("a = 9 OR b = 2", true),
            ("NOT (a = 9 OR b = 9)", true),
            ("NOT a = 9 AND b <> 3", true),
            ("a IN [1, 2, 3]", true),
            ("a IN (4, 5)", false),
            ("a NOT IN [4]", true),
            ("a BETWEEN 1 AND 2", true),
            ("a NOT BETWEEN 1 AND 2", false),
            ("contains(s, 'rkl') AND contains(ss, 'b')", true),
            ("begins_with(s, 'rk')", false),
            ("size(ss) = 2", true),
            ("attribute_exists(m.x) AND attribute_not_exists(m.y)", true),
            ("attribute_exists(nope) OR attribute_exists(ss)", true),
            ("attribute_type(ss, 'SS')", true),
            ("l[1].y = 'z' AND l[0] = 5", true),
            ("l[2] = 5", false),
            ("NOT nope = 'np1'", true),
            ("nope IS MISSING AND a IS NOT MISSING", true),
            ("nul IS NULL AND s IS NOT NULL", true),
            ("flag IS BOOL AND s IS STRING AND NOT s IS BOOL", true),
            ("ss IS BAG", true),
            ("s < 5", false),
            ("1 < b", true),
        ] {
            assert_eq!(holds(condition, &[], &item()), Ok(expected), "{condition}");
        }
        assert_eq!(holds("attribute_exists(ss) = ?", &[true.into()], &item()), Ok(true));
        assert_eq!(holds("a IN ?", &[AttributeValue::L(vec![1.into()])], &item()), Ok(true));
    }

    #[test]
    fn misused_operators_and_functions_are_told_without_a_prefix() {
        for (condition, message) in [
            (
                "attribute_exists('ss')",
                "Operator or function requires a document path; operator or function: attribute_exists",
            ),
            (
                "attribute_exists(ss, ns)",
                "Incorrect number of operands for operator or function; operator or function: attribute_exists, \
                 number of operands: 2",
            ),
            (
                "val > true",
                "Incorrect operand type for operator or function; operator or function: >, operand type: BOOL",
            ),
            (
                "val BETWEEN true AND false",
                "Incorrect operand type for operator or function; operator or function: BETWEEN, \
                 operand type: BOOL",
            ),
        ] {
            assert_eq!(holds(condition, &[], &item()), Err(message.to_owned()), "{condition}");
        }
    }

    fn updated(update: &str, parameters: &[AttributeValue]) -> Result<Item, String> {
        let statement = Statement::parse(&format!("UPDATE t {update}")).unwrap();
        let Body::Update(update) = statement.bind(parameters).unwrap() else { panic!() };
        let update = update.to_update().map_err(|error| error.message().to_owned())?;
        update.apply(&item()).map_err(|error| error.to_string())
    }

    #[test]
    fn updates_do_what_expressions_do() {
        let set = |value: &str| updated(&format!("SET {value}"), &[]).unwrap();
        assert_eq!(set("a = a + 5").get("a"), Some(&6.into()));
        assert_eq!(set("a = a - 5, c = b").get("c"), Some(&2.into()));
        assert_eq!(set("l = list_append([0], l)").get("l").unwrap().as_l().unwrap().len(), 3);
        assert_eq!(set("d = if_not_exists(d, 7)").get("d"), Some(&7.into()));
        assert_eq!(set("m.z = 'x'").get("m").unwrap().as_m().unwrap().len(), 2);
        let sets = set("ss = set_add(ss, <<'0'>>) SET fresh = set_add(fresh, <<1>>)");
        assert_eq!(sets.get("ss").unwrap().as_ss().unwrap().len(), 3);
        assert!(sets.contains("fresh"));
        let removed =
            updated("REMOVE a SET ss = set_delete(ss, ?)", &[item().get("ss").unwrap().clone()]).unwrap();
        assert!(!removed.contains("a") && !removed.contains("ss"));
    }

    #[test]
    fn updates_are_refused_in_the_words_of_expressions() {
        assert_eq!(
            updated("SET a = 1, a = 2", &[]),
            Err("Two document paths overlap with each other; must remove or rewrite one of these paths; \
                 path one: [a], path two: [a]"
                .to_owned())
        );
        let wrong_type = "An operand in the update expression has an incorrect data type";
        assert_eq!(updated("SET s = set_add(s, <<'x'>>)", &[]), Err(wrong_type.to_owned()));
        assert_eq!(updated("SET ss = set_add(ss, <<1>>)", &[]), Err(wrong_type.to_owned()));
        assert!(
            updated("SET nope[0] = 1", &[]).unwrap_err().contains("document path provided in the update")
        );
    }
}
