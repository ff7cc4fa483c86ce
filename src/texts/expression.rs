//! Condition, filter, projection and update expressions.
//!
//! Most messages follow [`invalid`]; a PartiQL statement reports them without it.

/// The parameter of an update expression, whose syntax errors have separate hints.
pub(crate) const UPDATE_EXPRESSION: &str = "UpdateExpression";

/// An expression is refused; `parameter` is its name, such as `FilterExpression`.
pub(crate) fn invalid(parameter: &str, what: &str) -> String {
    format!("Invalid {parameter}: {what}")
}

// Errors of the text alone.

/// The expression has no token.
pub(crate) const EMPTY: &str = "The expression can not be empty;";

/// An update expression is too long.
pub(crate) const UPDATE_TOO_LONG: &str = "Expression size has exceeded the maximum allowed size;";

/// Any other expression is too long.
pub(crate) fn too_long(bytes: usize) -> String {
    format!("Expression size has exceeded the maximum allowed size; expression size: {bytes}")
}

/// The expression has too many operators and functions.
pub(crate) fn too_many_operators(count: usize) -> String {
    format!("The expression contains too many operators; operator count: {count}")
}

/// A token is not one that the grammar allows at its place; `near` is the token with its neighbours.
pub(crate) fn syntax_error(token: &str, near: &str) -> String {
    format!("Syntax error; token: \"{token}\", near: \"{near}\"")
}

/// Parentheses contain nothing but parentheses.
pub(crate) const REDUNDANT_PARENTHESES: &str = "The expression has redundant parentheses;";

/// The index of a list element is larger than 2,147,483,647.
pub(crate) fn list_index(digits: &str) -> String {
    format!("List index is not within the allowable range; index: [{digits}]")
}

/// A document path has too many elements.
pub(crate) fn path_too_deep(levels: usize) -> String {
    format!("The document path has too many nesting elements; nesting levels: {levels}")
}

/// The part of [`reserved_word`] that hints search for.
pub(crate) const RESERVED_WORD: &str = "Attribute name is a reserved keyword; reserved keyword: ";

/// An attribute's name is a reserved word and is not replaced by a placeholder.
pub(crate) fn reserved_word(word: &str) -> String {
    format!("{RESERVED_WORD}{word}")
}

/// No function has this name.
pub(crate) fn unknown_function(name: &str) -> String {
    format!("Invalid function name; function: {name}")
}

/// An update expression calls a function of conditions.
pub(crate) fn not_in_update(function: &str) -> String {
    format!("The function is not allowed in an update expression; function: {function}")
}

/// A condition, filter or key condition calls a function of updates.
pub(crate) fn not_in_condition(function: &str) -> String {
    format!("The function is not allowed in a condition expression; function: {function}")
}

/// An update expression has `SET`, `REMOVE`, `ADD` or `DELETE` twice.
pub(crate) fn section_twice(section: &str) -> String {
    format!("The \"{section}\" section can only be used once in an update expression;")
}

// Errors of operands.

/// An operator or function has too few or too many operands.
pub(crate) fn operand_count(operator: &str, count: usize) -> String {
    format!(
        "Incorrect number of operands for operator or function; operator or function: {operator}, \
         number of operands: {count}"
    )
}

/// `IN` has more than 100 operands.
pub(crate) fn too_many_in_operands(count: usize) -> String {
    format!("The IN operator is provided with too many operands; number of operands: {count}")
}

/// An operand that must be a path is not one.
pub(crate) fn no_path(operator: &str) -> String {
    format!("Operator or function requires a document path; operator or function: {operator}")
}

/// A path is compared with itself.
pub(crate) fn not_distinct(operator: &str, path: &str) -> String {
    format!(
        "The first operand must be distinct from the remaining operands for this operator or function; \
         operator: {operator}, first operand: {path}"
    )
}

/// An operand has a type that the operator or function does not take.
pub(crate) fn operand_type(operator: &str, found: &str) -> String {
    format!(
        "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {found}"
    )
}

/// The operand of `ADD` or `DELETE` has a type that the section does not take; `found` is the long name of a type,
/// such as `STRING_SET`.
pub(crate) fn section_operand_type(section: &str, found: &str) -> String {
    format!(
        "Incorrect operand type for operator or function; operator: {section}, operand type: {found}, \
         typeSet: ALLOWED_FOR_{section}_OPERAND"
    )
}

/// The second operand of `attribute_type` does not name a type.
pub(crate) fn unknown_type(name: &str) -> String {
    format!("Invalid attribute type name found; type: {name}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}")
}

/// The bounds of `BETWEEN` have different types; they are shown as `{S:text}`.
pub(crate) fn bounds_of_two_types(low: &str, high: &str) -> String {
    bounds("same data type for lower and upper bounds", low, high)
}

/// The lower bound of `BETWEEN` is above the upper one; they are shown as `{S:text}`.
pub(crate) fn bounds_reversed(low: &str, high: &str) -> String {
    bounds("upper bound to be greater than or equal to lower bound", low, high)
}

fn bounds(demand: &str, low: &str, high: &str) -> String {
    format!(
        "The BETWEEN operator requires {demand}; lower bound operand: AttributeValue: {low}, \
         upper bound operand: AttributeValue: {high}"
    )
}

/// A condition is used as an operand, `size` is used as a condition, or `list_append` is used inside itself.
pub(crate) fn misused(function: &str) -> String {
    format!("The function is not allowed to be used this way in an expression; function: {function}")
}

// Errors of paths and of the item.

/// One path is the beginning of another, or both are equal.
pub(crate) fn overlap(one: &str, two: &str) -> String {
    two_paths("overlap", one, two)
}

/// One path uses an attribute as a map, the other uses it as a list.
pub(crate) fn conflict(one: &str, two: &str) -> String {
    two_paths("conflict", one, two)
}

fn two_paths(how: &str, one: &str, two: &str) -> String {
    format!(
        "Two document paths {how} with each other; must remove or rewrite one of these paths; \
         path one: {one}, path two: {two}"
    )
}

/// `SET` reads an attribute that the item does not have.
pub(crate) const NO_OPERAND: &str =
    "The provided expression refers to an attribute that does not exist in the item";

/// `SET`, `ADD` or `DELETE` finds an attribute of a type that it does not accept.
pub(crate) const OPERAND_OF_OTHER_TYPE: &str =
    "An operand in the update expression has an incorrect data type";

/// An update's path goes through an attribute that does not exist, or is neither a map nor a list.
pub(crate) const NO_PARENT: &str =
    "The document path provided in the update expression is invalid for update";
