//! The function itself: it takes a body, returns a status and a JSON text, and puts an item into the table.

use hashrange::{Database, Error, Number, Result, ScalarAttributeType::S, Table};
use hyper::StatusCode;
use jiff::ZonedDateTime;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::value::RawValue;

/// The course's table with a sort key, so that a user has one item for each time instead of one in total.
pub const TABLE: &str = "sgu-202500-user-likes-time";

/// Creates the table.
pub fn create_table(db: &Database) -> Result<Table> {
    db.create_table(TABLE).partition_key("user_id", S).sort_key("timestamp", S).run()
}

/// The client's request, and the item made from it. Members with other names are not stored.
#[derive(Deserialize, Serialize)]
struct Like {
    user_id: String,
    /// Set when the item is stored, never by the client.
    #[serde(skip_deserializing)]
    timestamp: String,
    /// Stored under the name that the table's other items have.
    #[serde(rename(deserialize = "product"))]
    product_name: String,
    // A missing member becomes no attribute; NULL would be stored as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    price: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
}

/// The local time, as Python's `datetime.now().isoformat()` writes it.
pub fn local_time() -> String {
    ZonedDateTime::now().strftime("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

/// Handles a request.
pub fn handle(table: &Table, body: &[u8], now: impl FnMut() -> String) -> (StatusCode, String) {
    match parse(body).and_then(|like| store(table, like, now)) {
        Ok(like) => {
            let answer =
                [("message", "저장 완료"), ("user_id", &like.user_id), ("timestamp", &like.timestamp)];
            (StatusCode::OK, to_json(&answer))
        }
        Err((status, error)) => (status, to_json(&[("error", &error)])),
    }
}

/// The request's members with their types. A wrong type is the client's mistake and gets an error: a price stored as a
/// text would only be noticed when prices are added up.
fn parse(body: &[u8]) -> Result<Like, (StatusCode, String)> {
    let refused = |why: String| (StatusCode::BAD_REQUEST, why);
    // Serde would also read the members from an array, in their order.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(refused("the body is not a JSON object".to_owned()));
    }
    let like: Like = serde_json::from_slice(body).map_err(|error| refused(error.to_string()))?;
    // DynamoDB itself refuses an empty user_id, because it is a key; it would accept an empty product.
    if like.product_name.is_empty() {
        return Err(refused("`product` is empty".to_owned()));
    }
    Ok(like)
}

/// Puts the item under the current time.
fn store(
    table: &Table,
    mut like: Like,
    mut now: impl FnMut() -> String,
) -> Result<Like, (StatusCode, String)> {
    loop {
        like.timestamp = now();
        match table.put_as(&like).if_absent().run() {
            Ok(()) => return Ok(like),
            // Another request of the user had the same microsecond, so this one takes a later one.
            Err(Error::ConditionalCheckFailed { .. }) => {}
            Err(error @ Error::Validation(_)) => return Err((StatusCode::BAD_REQUEST, error.to_string())),
            Err(error) => return Err((StatusCode::INTERNAL_SERVER_ERROR, error.to_string())),
        }
    }
}

/// A JSON number with all the digits that DynamoDB stores. Through a float, 0.1 would become another number.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Number>, D::Error> {
    let json = Option::<&RawValue>::deserialize(deserializer)?;
    json.map(|json| json.get().parse())
        .transpose()
        .map_err(|error| D::Error::custom(format!("price: {error}")))
}

/// An object as Python's `json.dumps(..., ensure_ascii=False)` writes it: in this order, with spaces, Korean unescaped.
fn to_json(members: &[(&str, &str)]) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let members: Vec<_> =
        members.iter().map(|(name, value)| format!("{}: {}", text(name), text(value))).collect();
    format!("{{{}}}", members.join(", "))
}
