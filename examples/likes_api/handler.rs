//! The function itself: a body in, a status and a JSON text out, an item in the table.

use hashrange::{Database, Error, Number, Result, ScalarAttributeType::S, Table};
use hyper::StatusCode;
use jiff::ZonedDateTime;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::value::RawValue;

/// The course's table with a sort key, so that a user has one item for each time and not one in all.
pub const TABLE: &str = "sgu-202500-user-likes-time";

/// Makes the table.
pub fn create_table(db: &Database) -> Result<Table> {
    db.create_table(TABLE).partition_key("user_id", S).sort_key("timestamp", S).run()
}

/// What a client sends, and the item that it becomes. Members of other names are not stored.
#[derive(Deserialize, Serialize)]
struct Like {
    user_id: String,
    /// Never the client's: set when it is stored.
    #[serde(skip_deserializing)]
    timestamp: String,
    /// Under the name that the table's other items have.
    #[serde(rename(deserialize = "product"))]
    product_name: String,
    // What is not given is no attribute; stored as NULL it would be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    price: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
}

/// The time of now, here, as Python's `datetime.now().isoformat()` writes it.
pub fn local_time() -> String {
    ZonedDateTime::now().strftime("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

/// Carries a request out.
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

/// The request's members with their types. A wrong type is the client's mistake and is told as such: stored as it
/// comes, a price that is a text would only show when somebody adds prices up.
fn parse(body: &[u8]) -> Result<Like, (StatusCode, String)> {
    let refused = |why: String| (StatusCode::BAD_REQUEST, why);
    // Serde would read the members from an array, too, in their order.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(refused("the body is not a JSON object".to_owned()));
    }
    let like: Like = serde_json::from_slice(body).map_err(|error| refused(error.to_string()))?;
    // DynamoDB refuses an empty user_id itself, because it is a key; an empty product it would take.
    if like.product_name.is_empty() {
        return Err(refused("`product` is empty".to_owned()));
    }
    Ok(like)
}

/// Puts the item under the time of now.
fn store(
    table: &Table,
    mut like: Like,
    mut now: impl FnMut() -> String,
) -> Result<Like, (StatusCode, String)> {
    loop {
        like.timestamp = now();
        match table.put_as(&like).if_absent().run() {
            Ok(()) => return Ok(like),
            // Another request of the user had the same microsecond: it keeps it, and this one takes a later one.
            Err(Error::ConditionalCheckFailed { .. }) => {}
            Err(error @ Error::Validation(_)) => return Err((StatusCode::BAD_REQUEST, error.to_string())),
            Err(error) => return Err((StatusCode::INTERNAL_SERVER_ERROR, error.to_string())),
        }
    }
}

/// A JSON number with all its digits, as far as DynamoDB has them. By way of a float 0.1 would be another number.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Number>, D::Error> {
    let json = Option::<&RawValue>::deserialize(deserializer)?;
    json.map(|json| json.get().parse())
        .transpose()
        .map_err(|error| D::Error::custom(format!("price: {error}")))
}

/// An object as Python's `json.dumps(..., ensure_ascii=False)` writes it: in this order, with blanks, Korean as it is.
fn to_json(members: &[(&str, &str)]) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let members: Vec<_> =
        members.iter().map(|(name, value)| format!("{}: {}", text(name), text(value))).collect();
    format!("{{{}}}", members.join(", "))
}
