//! Key attributes that are made of fields, and read back into them.

use super::schema::{KeyAttribute, KeyForm, RecordSchema, Segment};
use crate::{
    error::{Error, Result},
    key::ScalarAttributeType,
    value::{AttributeValue, Number},
};

/// A text of a template as far as its fields are known.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) text: String,
    /// The segments from the first field on that is not known.
    pub(super) rest: &'static [Segment],
}

impl KeyAttribute {
    /// The attribute's value; `None` if a field that it is made of has none.
    ///
    /// # Errors
    /// A field's value could not be told apart from what follows it in the template: [`Error::Validation`].
    pub(super) fn value(
        &self,
        schema: &RecordSchema,
        values: &[AttributeValue],
    ) -> Result<Option<AttributeValue>> {
        let segments = match self.form {
            KeyForm::Field(number) => return Ok(known(values, number).cloned()),
            KeyForm::Template(segments) => segments,
        };
        let Rendered { text, rest } = render(schema, segments, values)?;
        if !rest.is_empty() {
            return Ok(None);
        }
        let read = parse(segments, &text).unwrap_or_default();
        let is_same = |number: usize| {
            read.iter().any(|(other, value)| *other == number && known(values, number) == Some(value))
        };
        match self.fields().find(|number| !is_same(*number)) {
            None => Ok(Some(AttributeValue::S(text.into()))),
            Some(number) => {
                let field = schema.fields.get(number).map_or("", |field| field.name);
                Err(Error::validation(format!(
                    "{}: the key attribute {} could not be read back: the field {field} contains the text that follows \
                     it in the template",
                    schema.record, self.name
                )))
            }
        }
    }
}

/// The value of a field; `None` if it has none.
pub(super) fn known(values: &[AttributeValue], number: usize) -> Option<&AttributeValue> {
    values.get(number).filter(|value| !value.is_null())
}

/// The text of a template up to the first field without a value.
///
/// # Errors
/// A number does not fit its width: [`Error::Validation`].
pub(super) fn render(
    schema: &RecordSchema,
    segments: &'static [Segment],
    values: &[AttributeValue],
) -> Result<Rendered> {
    let mut text = String::new();
    for (place, segment) in segments.iter().enumerate() {
        match segment {
            Segment::Text(literal) => text.push_str(literal),
            Segment::Field { number, width, .. } => match known(values, *number) {
                Some(value) => text.push_str(&in_template(schema, *number, value, *width)?),
                None => return Ok(Rendered { text, rest: segments.get(place..).unwrap_or_default() }),
            },
        }
    }
    Ok(Rendered { text, rest: &[] })
}

/// A field's value in a template.
///
/// # Errors
/// A number does not fit its width: [`Error::Validation`].
pub(super) fn in_template(
    schema: &RecordSchema,
    number: usize,
    value: &AttributeValue,
    width: usize,
) -> Result<String> {
    let text = match value {
        AttributeValue::S(text) => text.to_string(),
        AttributeValue::N(number) => number.to_string(),
        _ => String::new(),
    };
    if width == 0 {
        return Ok(text);
    }
    if text.len() > width || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        let field = schema.fields.get(number).map_or("", |field| field.name);
        return Err(Error::validation(format!(
            "{}: the field {field} is {text}, but its key has room for whole numbers of {width} digits",
            schema.record
        )));
    }
    Ok(format!("{text:0>width$}"))
}

/// The values of the fields in a text that was made by a template; `None` if the text has another form.
pub(super) fn parse(segments: &[Segment], text: &str) -> Option<Vec<(usize, AttributeValue)>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut segments = segments.iter().peekable();
    while let Some(segment) = segments.next() {
        match segment {
            Segment::Text(literal) => rest = rest.strip_prefix(literal)?,
            Segment::Field { number, ty, width } => {
                let (own, behind) = match segments.peek() {
                    Some(Segment::Text(literal)) => rest.split_at_checked(rest.find(literal)?)?,
                    _ => (rest, ""),
                };
                rest = behind;
                found.push((*number, value_of(own, *ty, *width)?));
            }
        }
    }
    rest.is_empty().then_some(found)
}

/// The value of this text; `None` if the value would have been written otherwise.
fn value_of(text: &str, ty: ScalarAttributeType, width: usize) -> Option<AttributeValue> {
    match ty {
        ScalarAttributeType::S => Some(AttributeValue::S(text.into())),
        ScalarAttributeType::N => {
            let number: Number = text.parse().ok()?;
            let written = number.to_string();
            (format!("{written:0>width$}") == text).then_some(AttributeValue::N(number))
        }
        // No template has one; the derive macro refuses it.
        ScalarAttributeType::B => None,
    }
}

/// A text behind all texts that begin with this one, and before almost all others; `None` if there is none.
pub(super) fn successor(text: &str) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    while let Some(last) = letters.pop() {
        let next = match last {
            '\u{D7FF}' => Some('\u{E000}'),
            last => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{FieldSchema, IndexSchema};

    const SEGMENTS: &[Segment] = &[
        Segment::Text("ORDER#"),
        Segment::Field { number: 0, ty: ScalarAttributeType::S, width: 0 },
        Segment::Text("##"),
        Segment::Field { number: 1, ty: ScalarAttributeType::N, width: 4 },
    ];
    const NO_INDEXES: &[IndexSchema] = &[];
    const SCHEMA: RecordSchema = RecordSchema {
        record: "Order",
        table: "shop",
        fields: &[
            FieldSchema { name: "status", attribute: "status", stored: false },
            FieldSchema { name: "number", attribute: "number", stored: false },
        ],
        partition_key: &[],
        sort_key: &[KeyAttribute {
            name: "SK",
            ty: ScalarAttributeType::S,
            form: KeyForm::Template(SEGMENTS),
        }],
        indexes: NO_INDEXES,
        time_to_live: None,
        version: None,
    };

    fn made(status: &str, number: AttributeValue) -> Result<Option<AttributeValue>> {
        SCHEMA.sort_key[0].value(&SCHEMA, &[status.into(), number])
    }

    #[test]
    fn a_key_is_made_of_fields_and_read_back_into_them() {
        assert_eq!(made("OPEN", 7.into()).unwrap(), Some("ORDER#OPEN##0007".into()));
        assert_eq!(parse(SEGMENTS, "ORDER#OPEN##0007").unwrap(), [(0, "OPEN".into()), (1, 7.into())]);
        assert_eq!(made("OPEN", AttributeValue::Null).unwrap(), None);
    }

    #[test]
    fn what_could_not_be_read_back_is_refused() {
        for (status, number) in
            [("a##b", 7.into()), ("a#", 7.into()), ("a", 10_000.into()), ("a", (-7).into())]
        {
            made(status, number).unwrap_err();
        }
    }

    #[test]
    fn texts_of_another_form_are_none_of_the_record() {
        for text in [
            "ORDER#OPEN",
            "ORDER#OPEN##7",
            "ORDER#OPEN##00007",
            "PROFILE",
            "ORDER#OPEN##0007#",
            "ORDER#a##+007",
        ] {
            assert_eq!(parse(SEGMENTS, text), None, "{text}");
        }
    }

    #[test]
    fn the_successor_is_behind_what_begins_with_the_text() {
        assert_eq!(successor("ORDER#").as_deref(), Some("ORDER$"));
        assert_eq!(successor("a\u{D7FF}").as_deref(), Some("a\u{E000}"));
        assert_eq!(successor("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(successor("\u{10FFFF}"), None);
    }
}
