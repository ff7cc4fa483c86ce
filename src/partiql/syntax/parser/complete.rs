//! Completing an open construct when its next part has been read.

use super::{
    cursor::{Parser, refuse},
    pending::{Pending, State},
};
use crate::{
    partiql::{
        error::{PartiqlError, Place},
        syntax::tree::{Expr, ExprKind, PathStep},
    },
    texts::grammar,
};

impl Parser<'_, '_> {
    /// Completes an open construct with its next part.
    pub(crate) fn complete(
        &mut self,
        open: Pending,
        part: Expr,
        pending: &mut Vec<Pending>,
    ) -> Result<State, PartiqlError> {
        self.depth -= usize::from(open.nests());
        match open {
            Pending::Prefix(operator, _, place) => prefixed(operator, part, place).map(State::Value),
            Pending::Infix { left, operator, binds, place } => {
                self.end_infix(left, operator, binds, part, place, pending)
            }
            Pending::Between { left, low, operator, place, .. } => {
                let kind = ExprKind::Between(Box::new(left), Box::new(low), Box::new(part));
                negated(Expr::new(kind, place)?, operator == "not_between").map(State::Value)
            }
            // The escape character has no effect here.
            Pending::Escape { test, .. } => Ok(State::Value(test)),
            Pending::In { left, operator, mut members, opens, place } => {
                members.push(part);
                if self.take(",") {
                    return Ok(self.open(Pending::In { left, operator, members, opens, place }, pending));
                }
                self.expect(")")?;
                let list = Expr::new(ExprKind::List(members), opens)?;
                among(left, list, operator, place)
            }
            Pending::Type { left, operator, name, most, parameters, place } => {
                let test = Pending::Type { left, operator, name, most, parameters: parameters + 1, place };
                if self.take(",") {
                    return Ok(self.open(test, pending));
                }
                self.expect(")")?;
                self.end_type(test)
            }
            Pending::List { opens, mut members, place } => {
                members.push(part);
                if self.take(",") {
                    return Ok(self.open(Pending::List { opens, members, place }, pending));
                }
                self.end_list(opens, members, place)
            }
            Pending::Name { members, place } => {
                self.expect(":")?;
                Ok(self.open(Pending::Member { members, name: part, place }, pending))
            }
            Pending::Member { mut members, name, place } => {
                members.push((name, part));
                if self.take(",") {
                    return Ok(self.open(Pending::Name { members, place }, pending));
                }
                self.expect("}")?;
                Expr::new(ExprKind::Struct(members), place).map(State::Term)
            }
            Pending::Call { name, is_aggregate, mut arguments, place } => {
                arguments.push(part);
                let call = Pending::Call { name, is_aggregate, arguments, place };
                if self.take(",") { Ok(self.open(call, pending)) } else { self.end_call(call) }
            }
            Pending::Index { root, mut steps } => {
                self.expect("]")?;
                steps.push(PathStep::Index(part));
                self.steps(root, steps, pending)
            }
        }
    }

    fn end_infix(
        &mut self,
        left: Expr,
        operator: &'static str,
        binds: u8,
        right: Expr,
        place: Place,
        pending: &mut Vec<Pending>,
    ) -> Result<State, PartiqlError> {
        let whole = match operator {
            "and" | "or" => logical(operator, left, right, place)?,
            "in" | "not_in" => return among(left, right, operator, place),
            "between" | "not_between" => {
                if !self.take_word("and") {
                    return refuse("Expected AND keyword");
                }
                if self.is_at_end_of_statement() {
                    return refuse("Expected expression after AND");
                }
                return Ok(self.open(Pending::Between { left, low: right, operator, binds, place }, pending));
            }
            "like" | "not_like" => {
                let is_escaped = self.take_word("escape");
                if is_escaped && self.is_at_end_of_statement() {
                    return refuse("Expected expression after ESCAPE");
                }
                let kind = ExprKind::Binary("like", Box::new(left), Box::new(right));
                let test = negated(Expr::new(kind, place)?, operator == "not_like")?;
                if is_escaped {
                    return Ok(self.open(Pending::Escape { test, binds }, pending));
                }
                test
            }
            _ => Expr::new(ExprKind::Binary(operator, Box::new(left), Box::new(right)), place)?,
        };
        Ok(State::Value(whole))
    }

    /// Ends parentheses, a list or a bag.
    fn end_list(&mut self, opens: &str, mut members: Vec<Expr>, place: Place) -> Result<State, PartiqlError> {
        let (closes, kind): (_, fn(Vec<Expr>) -> ExprKind) = match opens {
            "[" => ("]", ExprKind::List),
            "<<" => (">>", ExprKind::Bag),
            _ => (")", ExprKind::List),
        };
        self.expect(closes)?;
        if closes == ")"
            && members.len() == 1
            && let Some(only) = members.pop()
        {
            return Ok(State::Term(only));
        }
        Expr::new(kind(members), place).map(State::Term)
    }

    /// Ends a call, at its closing parenthesis.
    pub(crate) fn end_call(&mut self, call: Pending) -> Result<State, PartiqlError> {
        let Pending::Call { name, is_aggregate, arguments, place } = call else { return refuse("") };
        if is_aggregate && arguments.len() != 1 {
            return refuse("Aggregate functions are always unary");
        }
        self.expect(")")?;
        let kind = match name.as_str() {
            _ if is_aggregate => ExprKind::Aggregate,
            "list" | "sexp" => ExprKind::List(arguments),
            "bag" => ExprKind::Bag(arguments),
            _ => ExprKind::Call(name, arguments),
        };
        Expr::new(kind, place).map(State::Term)
    }

    /// Ends a type test.
    pub(crate) fn end_type(&mut self, test: Pending) -> Result<State, PartiqlError> {
        let Pending::Type { left, operator, name, most, parameters, place } = test else { return refuse("") };
        if parameters > most {
            return refuse(&grammar::type_parameters(name, most));
        }
        let test = Expr::new(ExprKind::Is(Box::new(left), name), place)?;
        negated(test, operator == "is_not").map(State::Value)
    }
}

/// The expression of a prefix operator. The sign of a number literal becomes part of the number.
fn prefixed(operator: &'static str, operand: Expr, place: Place) -> Result<Expr, PartiqlError> {
    match operand.kind {
        ExprKind::Number(text) if operator != "not" => {
            let text = match (operator, text.strip_prefix('-')) {
                ("-", Some(positive)) => positive.to_owned(),
                ("-", None) => format!("-{text}"),
                _ => text,
            };
            Expr::new(ExprKind::Number(text), operand.place)
        }
        _ => Expr::new(ExprKind::Unary(operator, Box::new(operand)), place),
    }
}

/// `left IN list` or its negation.
fn among(left: Expr, list: Expr, operator: &str, place: Place) -> Result<State, PartiqlError> {
    let test = Expr::new(ExprKind::In(Box::new(left), Box::new(list)), place)?;
    negated(test, operator == "not_in").map(State::Value)
}

/// `left AND right` or `left OR right`. A chain of the same operator is one node, however long it is.
fn logical(operator: &str, left: Expr, right: Expr, place: Place) -> Result<Expr, PartiqlError> {
    let is_and = operator == "and";
    if matches!((is_and, &left.kind), (true, ExprKind::And(_)) | (false, ExprKind::Or(_))) {
        return left.extended(right);
    }
    let members = vec![left, right];
    Expr::new(if is_and { ExprKind::And(members) } else { ExprKind::Or(members) }, place)
}

fn negated(test: Expr, is_negated: bool) -> Result<Expr, PartiqlError> {
    let place = test.place;
    if is_negated { Expr::new(ExprKind::Unary("not", Box::new(test)), place) } else { Ok(test) }
}
