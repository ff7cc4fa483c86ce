//! Statements and their clauses.

use super::{
    cursor::{Parser, refuse},
    sources::Sources,
};
use crate::{
    partiql::{
        error::{PartiqlError, Place},
        syntax::tree::{
            ActionSyntax, ChangeSyntax, Expr, ExprKind, InsertSyntax, PathStep, ReturningSyntax, SelectSyntax,
        },
    },
    texts::grammar,
};

/// Precedence of the parts of a SELECT: higher than that of UNION and similar operators.
const SELECT: u8 = 6;

impl Parser<'_, '_> {
    /// A statement, or another construct that begins with a keyword.
    pub(crate) fn statement(&mut self, word: &str) -> Result<Expr, PartiqlError> {
        let place = self.place();
        match word {
            "select" => {
                self.advance();
                self.select(place)
            }
            "update" => {
                self.advance();
                self.update(place)
            }
            "delete" => {
                self.advance();
                self.delete(place)
            }
            "from" => {
                self.advance();
                self.change_from(place)
            }
            "insert_into" => {
                self.advance();
                self.insert(place)
            }
            "set" | "remove" => {
                // The grammar accepts these clauses alone as a statement; DynamoDB does not.
                self.actions()?;
                refuse(grammar::NO_MANIPULATION)
            }
            "values" => {
                self.advance();
                let rows = self.list(Self::row)?;
                Expr::new(ExprKind::Bag(rows), place)
            }
            _ => refuse(grammar::KEYWORD),
        }
    }

    /// A row of VALUES; a row of a single value is that value.
    fn row(&mut self) -> Result<Expr, PartiqlError> {
        let place = self.place();
        if !self.take("(") {
            return refuse("Expected LEFT_PAREN for row value constructor");
        }
        let mut members = self.list(|parser| parser.expression(0))?;
        self.expect(")")?;
        match members.pop() {
            Some(only) if members.is_empty() => Ok(only),
            last => {
                members.extend(last);
                Expr::new(ExprKind::List(members), place)
            }
        }
    }

    fn select(&mut self, place: Place) -> Result<Expr, PartiqlError> {
        let mut unsupported = None;
        if self.word() == Some("distinct") {
            unsupported = Some(("DISTINCT", self.place()));
            self.advance();
        } else {
            self.take_word("all");
        }
        let projection = if self.word() == Some("value") {
            unsupported = unsupported.or(Some(("SELECT VALUE", self.place())));
            self.advance();
            Some(vec![self.expression(0)?])
        } else {
            self.select_list(&mut unsupported)?
        };
        if !self.take_word("from") {
            return refuse("Expected FROM after SELECT list");
        }
        let Sources { source, has_alias, is_join } = self.sources(SELECT)?;
        if self.word() == Some("let") {
            return refuse(grammar::KEYWORD);
        }
        let condition = if self.take_word("where") { Some(self.expression(SELECT)?) } else { None };
        let order_by = if self.take_word("order") { self.order_by()? } else { Vec::new() };
        self.unsupported_clauses(&mut unsupported)?;
        let select =
            SelectSyntax { projection, source, has_alias, is_join, unsupported, condition, order_by };
        Expr::new(ExprKind::Select(Box::new(select)), place)
    }

    /// `*`, which is `None`, or a list of expressions.
    fn select_list(
        &mut self,
        unsupported: &mut Option<(&'static str, Place)>,
    ) -> Result<Option<Vec<Expr>>, PartiqlError> {
        let mut has_star = false;
        let items = self.list(|parser| {
            if parser.take("*") {
                has_star = true;
                return Ok(None);
            }
            let item = parser.expression(0)?;
            let place = parser.place();
            if parser.alias("as", true)? && unsupported.is_none() {
                *unsupported = Some(("AS", place));
            }
            Ok(Some(item))
        })?;
        if !has_star {
            return Ok(Some(items.into_iter().flatten().collect()));
        }
        if items.len() > 1 {
            return refuse(
                "Other expressions may not be present in the select list when '*' is used without dot notation.",
            );
        }
        Ok(None)
    }

    fn order_by(&mut self) -> Result<Vec<(Expr, bool)>, PartiqlError> {
        if !self.take_word("by") {
            return refuse("Expected BY");
        }
        self.list(|parser| {
            let key = parser.expression(0)?;
            let is_descending = parser.take_word("desc");
            if !is_descending {
                parser.take_word("asc");
            }
            Ok((key, is_descending))
        })
    }

    /// GROUP BY, HAVING and LIMIT: part of the grammar, not supported by DynamoDB.
    fn unsupported_clauses(
        &mut self,
        unsupported: &mut Option<(&'static str, Place)>,
    ) -> Result<(), PartiqlError> {
        if self.take_word("group") {
            self.take_word("partial");
            if !self.take_word("by") {
                return refuse("Expected BY");
            }
            let place = self.place();
            unsupported.get_or_insert(("GROUP BY", place));
            self.list(|parser| {
                parser.expression(SELECT)?;
                parser.alias("as", true)
            })?;
        }
        for (word, clause) in [("having", "HAVING"), ("limit", "LIMIT")] {
            if self.take_word(word) {
                let place = self.place();
                unsupported.get_or_insert((clause, place));
                self.expression(SELECT)?;
            }
        }
        Ok(())
    }

    fn condition(&mut self) -> Result<Option<Expr>, PartiqlError> {
        if self.take_word("where") { self.expression(0).map(Some) } else { Ok(None) }
    }

    fn update(&mut self, place: Place) -> Result<Expr, PartiqlError> {
        let table = self.simple_path()?;
        let has_alias = self.aliases()?;
        let actions = self.actions()?;
        let condition = self.condition()?;
        let returning = self.returning()?;
        let change = ChangeSyntax { table, has_alias, is_join: false, actions, condition, returning };
        Expr::new(ExprKind::Change(Box::new(change)), place)
    }

    fn delete(&mut self, place: Place) -> Result<Expr, PartiqlError> {
        if !self.take_word("from") {
            return refuse("Expected FROM after DELETE");
        }
        let table = self.simple_path()?;
        let has_alias = self.aliases()?;
        let condition = self.condition()?;
        let returning = self.returning()?;
        let actions = Vec::new();
        let change = ChangeSyntax { table, has_alias, is_join: false, actions, condition, returning };
        Expr::new(ExprKind::Change(Box::new(change)), place)
    }

    /// `FROM table WHERE condition SET ...`
    fn change_from(&mut self, place: Place) -> Result<Expr, PartiqlError> {
        let Sources { source: table, has_alias, is_join } = self.sources(0)?;
        let condition = self.condition()?;
        let actions = self.actions()?;
        let returning = self.returning()?;
        let change = ChangeSyntax { table, has_alias, is_join, actions, condition, returning };
        Expr::new(ExprKind::Change(Box::new(change)), place)
    }

    /// One or more of SET and REMOVE, in any order.
    fn actions(&mut self) -> Result<Vec<ActionSyntax>, PartiqlError> {
        let mut actions = Vec::new();
        loop {
            let place = self.place();
            if self.take_word("set") {
                let assignments = self.list(|parser| {
                    let path = parser.simple_path()?;
                    if !parser.take_word("=") {
                        return refuse("Expected '='");
                    }
                    Ok(ActionSyntax::Set(path, parser.expression(0)?))
                })?;
                actions.extend(assignments);
            } else if self.take_word("remove") {
                actions.push(ActionSyntax::Remove(self.simple_path()?));
            } else if self.take_word("insert_into") {
                self.insert(place)?;
                actions.push(ActionSyntax::Insert(place));
            } else if actions.is_empty() {
                return refuse(grammar::NO_MANIPULATION);
            } else {
                return Ok(actions);
            }
        }
    }

    fn insert(&mut self, place: Place) -> Result<Expr, PartiqlError> {
        let table = self.simple_path()?;
        let is_single = self.take_word("value");
        let value = self.expression(0)?;
        let mut unsupported = None;
        let mut returning = None;
        if is_single {
            let at = self.place();
            if self.take_word("at") {
                unsupported = Some(("AT", at));
                self.expression(0)?;
            }
            if self.word() == Some("on_conflict") {
                unsupported.get_or_insert(("ON CONFLICT", self.place()));
                self.advance();
                self.on_conflict()?;
            }
            returning = self.returning()?;
        }
        let insert = InsertSyntax { table, value, is_single, unsupported, returning };
        Expr::new(ExprKind::Insert(Box::new(insert)), place)
    }

    fn on_conflict(&mut self) -> Result<(), PartiqlError> {
        if !self.take_word("where") {
            return refuse(grammar::ON_CONFLICT);
        }
        self.expression(0)?;
        if self.take_word("do_nothing") { Ok(()) } else { refuse(grammar::ON_CONFLICT) }
    }

    fn returning(&mut self) -> Result<Option<Vec<ReturningSyntax>>, PartiqlError> {
        if !self.take_word("returning") {
            return Ok(None);
        }
        let elements = self.list(|parser| {
            let mapping = match parser.word() {
                Some(mapping @ ("modified_old" | "modified_new" | "all_old" | "all_new")) => mapping,
                _ => return refuse("Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element."),
            };
            parser.advance();
            if parser.take("*") {
                return Ok(ReturningSyntax { mapping, is_all: true });
            }
            match parser.expression(0)?.kind {
                ExprKind::Path(_, steps) if steps.len() > 1 => {
                    refuse("More than two paths in RETURNING columns.")
                }
                ExprKind::Path(_, steps) if matches!(steps.first(), Some(PathStep::Wildcard(_))) => {
                    refuse(grammar::RETURNING)
                }
                ExprKind::Path(..)
                | ExprKind::Name(_)
                | ExprKind::String(_)
                | ExprKind::Number(_)
                | ExprKind::Boolean(_)
                | ExprKind::Null
                | ExprKind::Missing => Ok(ReturningSyntax { mapping, is_all: false }),
                _ => refuse(grammar::RETURNING),
            }
        })?;
        Ok(Some(elements))
    }
}
