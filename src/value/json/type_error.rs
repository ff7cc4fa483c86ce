//! `SerializationException`: the request's JSON has a type where the operation takes another.

/// The service's text for what `serde_json` found wrong with a request's body.
///
/// Inputs are read with serde's own types; this turns its words into the service's:
///
/// | expected | found | text |
/// | --- | --- | --- |
/// | string, boolean, number, blob | number | `NUMBER_VALUE cannot be converted to String` (`Boolean`, `Integer`, `Blob`, ...) |
/// | | fraction | `DECIMAL_VALUE cannot be converted to String` |
/// | | string | `STRING_VALUE cannot be converted to Boolean` |
/// | | boolean | `TRUE_VALUE cannot be converted to String`, `FALSE_VALUE ...` |
/// | anything but a list | list | `Start of list found where not expected` |
/// | anything but a structure or map | object | `Start of structure or map found where not expected.` |
/// | list, structure | a scalar | `Unexpected value type in payload` |
/// | map | a scalar | `Unexpected field type` |
///
/// Text that is no JSON gets no message from the service: the answer is empty. `SearchVectors` does not use
/// these words, it answers serde's as they are.
pub(crate) fn serialization_message(error: &serde_json::Error) -> String {
    if !error.is_data() {
        return String::new();
    }
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let Some((found, expected)) = text
        .strip_prefix("invalid type: ")
        .or_else(|| text.strip_prefix("invalid value: "))
        .and_then(|types| types.rsplit_once(", expected "))
    else {
        return text.to_owned();
    };
    if found.starts_with("sequence") {
        return "Start of list found where not expected".to_owned();
    }
    if found.starts_with("map") {
        return "Start of structure or map found where not expected.".to_owned();
    }
    if expected == "a map" {
        return "Unexpected field type".to_owned();
    }
    let Some(wanted) = scalar(expected) else { return "Unexpected value type in payload".to_owned() };
    let token = match found {
        "boolean `true`" => "TRUE_VALUE",
        "boolean `false`" => "FALSE_VALUE",
        "null" => "NULL_VALUE",
        _ if found.starts_with("string") => "STRING_VALUE",
        _ if found.starts_with("floating point") => "DECIMAL_VALUE",
        _ => "NUMBER_VALUE",
    };
    format!("{token} cannot be converted to {wanted}")
}

/// The service's name of a scalar type, by the word that serde or a visitor here expects it with.
fn scalar(expected: &str) -> Option<&'static str> {
    Some(match expected {
        "a string" | "a borrowed string" => "String",
        "a boolean" => "Boolean",
        "a blob" => "Blob",
        "i8" | "i16" | "i32" | "u8" | "u16" | "u32" => "Integer",
        "i64" | "u64" | "isize" | "usize" => "Long",
        "f32" | "f64" => "Double",
        _ => return None,
    })
}
