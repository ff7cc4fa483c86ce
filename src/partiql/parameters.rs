//! The parameters of a request.

use super::error::PartiqlError;
use crate::codec::dynamodb_json::{FaultWording, Faults};

/// The error for a parameter that cannot be stored: its first fault in document order, with the text of the service's
/// older layer. It is reported before the statement is read.
pub(crate) fn parameter_refusal(faults: &Faults) -> PartiqlError {
    PartiqlError::new(faults.first().message(FaultWording::Older))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        codec::{
            dynamodb_json::Checked,
            json::{Json, list},
        },
        value::AttributeValue,
    };

    fn refusal(json: &str) -> String {
        let mut faults = None;
        list(&mut Json::new(json), &mut |json| {
            let parameter = Checked::<AttributeValue>::read(json)?;
            faults = faults.take().or(parameter.faults);
            Ok(())
        })
        .unwrap();
        let faults = faults.unwrap();
        parameter_refusal(&faults).message().to_owned()
    }

    #[test]
    fn numbers_are_told_in_words_of_their_own() {
        for number in ["1e99999999999", "-1e99999999999", "1e2147483648", "1e-2147483648", "abc"] {
            assert_eq!(
                refusal(&format!(r#"[{{"N": "{number}"}}]"#)),
                format!("The parameter cannot be converted to a numeric value: {number}")
            );
        }
        assert_eq!(refusal(r#"[{"N": ""}]"#), "The parameter cannot be converted to a numeric value");
        assert!(refusal(r#"[{"N": "1e2147483647"}]"#).starts_with("Number underflow."));
        for inside in
            [r#"{"L": [{"N": "1"}, {"N": "x"}]}"#, r#"{"M": {"a": {"N": "x"}}}"#, r#"{"NS": ["1", "x"]}"#]
        {
            assert_eq!(
                refusal(&format!("[{inside}]")),
                "The parameter cannot be converted to a numeric value: x",
                "{inside}"
            );
        }
    }

    #[test]
    fn of_nesting_and_numbers_the_first_in_the_document_is_told() {
        let nested = |leaf: &str| format!(r#"{}{leaf}{}"#, r#"{"M":{"n":"#.repeat(40), "}}".repeat(40));
        let deep = nested(r#"{"S":"leaf"}"#);
        let nesting = "Nesting Levels have exceeded supported limits: \
                       Attributes in the item have nested levels beyond supported limit";
        let number = "The parameter cannot be converted to a numeric value: abc";
        let bad = r#"{"N":"abc"}"#;
        for (json, message) in [
            (format!("[{deep},{bad}]"), nesting),
            (format!("[{bad},{deep}]"), number),
            (format!(r#"[{{"M":{{"d":{deep},"bad":{bad}}}}}]"#), nesting),
            (format!(r#"[{{"M":{{"bad":{bad},"d":{deep}}}}}]"#), number),
            (format!("[{}]", nested(bad)), nesting),
        ] {
            assert_eq!(refusal(&json), message);
        }
    }
}
