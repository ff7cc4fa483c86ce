//! Three ways to model data without a fixed schema: key-value, document and graph.

use std::{error::Error, io::Write};

use hashrange::{AttributeValue, Database, Index, Item, ScalarAttributeType::S, item, to_item};
use serde::Deserialize;

use super::{
    console::{cell, chapter, grid, say},
    page::Page,
};

/// The course's data of the user haeri, one value for each key.
pub const KEY_VALUES: [(&str, &str); 5] = [
    ("user:haeri:profile", "age=39,gender=f,interests=tech,finance,travel"),
    ("user:haeri:recent_views", "item_1042,item_902,item_381,item_777"),
    ("user:haeri:recommend", "item_123,item_784,item_999,item_1003"),
    ("user:haeri:click_history", r#"{"item_784":3,"item_123":1,"item_902":5}"#),
    ("user:haeri:last_login", "2025-05-11T14:50:00+09:00"),
];

/// The nodes of the course's graph: ids and names.
pub const PEOPLE: [(&str, &str); 7] = [
    ("sam", "Sam"),
    ("annie", "Annie"),
    ("jack", "Jack"),
    ("doug", "Doug"),
    ("mac", "Mac"),
    ("harry", "Harry"),
    ("howard", "Howard"),
];

/// The edges of the course's graph: who lists whom as a friend.
const FRIENDSHIPS: [(&str, &str); 10] = [
    ("jack", "doug"),
    ("jack", "annie"),
    ("jack", "mac"),
    ("jack", "harry"),
    ("harry", "howard"),
    ("sam", "annie"),
    ("sam", "jack"),
    ("annie", "doug"),
    ("annie", "howard"),
    ("doug", "howard"),
];

/// A key, and a value that the store does not interpret.
pub fn key_value(out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    chapter(out, "키-값 모델", "The key-value model")?;
    let table = Database::new().create_table("key-value").partition_key("key", S).run()?;
    table.put_all(KEY_VALUES.map(|(key, value)| item! { "key": key, "value": value }))?;

    let mut rows = Vec::new();
    for (key, value) in KEY_VALUES {
        let found = table.get(key).run()?.unwrap_or_default();
        assert_eq!(text(&found, "value"), value);
        rows.push(vec![key.to_owned(), text(&found, "value").to_owned()]);
    }
    let header = [out.language.text("키", "Key"), out.language.text("값", "Value")];
    grid(out, &header, &rows)?;

    say(
        out,
        "키를 알면 값을 바로 읽는다. 값은 글자일 뿐이어서, 고치려면 읽고 바꾸어 통째로 다시 쓴다.\n",
        "Who knows the key reads the value at once. It is only text: to change it, it is read, changed and written as a \
         whole.\n",
    )?;
    let views = table.get("user:haeri:recent_views").run()?.unwrap_or_default();
    let views = ["item_784"].into_iter().chain(text(&views, "value").split(',').take(3)).collect::<Vec<_>>();
    table.put(item! { "key": "user:haeri:recent_views", "value": views.join(",") }).run()?;
    let views = table.get("user:haeri:recent_views").run()?.unwrap_or_default();
    assert_eq!(text(&views, "value"), "item_784,item_1042,item_902,item_381");
    writeln!(out, "  user:haeri:recent_views = {}", text(&views, "value"))?;
    Ok(())
}

/// A document, whose fields the store can read.
pub fn document(out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    #[derive(Deserialize)]
    struct User {
        name: String,
        age: u8,
        preferences: Preferences,
    }
    #[derive(Deserialize)]
    struct Preferences {
        genre: Vec<String>,
    }

    chapter(out, "문서 모델", "The document model")?;
    let json = r#"{"user_id":"u001","name":"Haeri","email":"haeri@example.com","age":39,"preferences":{"genre":["tech","finance","travel"],"language":"ko"},"is_active":true}"#;
    let document: Item = to_item(&serde_json::from_str::<serde_json::Value>(json)?)?;
    let table = Database::new().create_table("users").partition_key("user_id", S).run()?;
    table.put(document).run()?;

    say(
        out,
        "문서의 필드는 속성이 되고, 안에 든 문서는 M, 목록은 L이 된다.",
        "A document's fields become attributes; a document within it becomes an M, a list an L.",
    )?;
    let stored = table.get("u001").run()?.unwrap_or_default();
    let rows = |item: &Item| -> Vec<Vec<String>> {
        let row = |(name, value): (_, &AttributeValue)| {
            vec![format!("{name}"), value.attribute_type().to_string(), cell(value)]
        };
        item.iter().map(row).collect()
    };
    let header =
        [("속성", "Attribute"), ("유형", "Type"), ("값", "Value")].map(|(ko, en)| out.language.text(ko, en));
    grid(out, &header, &rows(&stored))?;

    say(
        out,
        "문서 안의 한 곳만 읽거나 고칠 수 있다.\n",
        "One place in a document can be read or changed.\n",
    )?;
    let first = table.get("u001").project("preferences.genre[0]").run()?.unwrap_or_default();
    assert_eq!(*first, item! { "preferences": { "genre": ["tech"] } });
    writeln!(out, "  preferences.genre[0]         = {}", serde_json::to_string(&*first)?)?;
    let change = "SET age = age + :one, preferences.genre = list_append(preferences.genre, :more)";
    table.update("u001").expression(change).value(":one", 1).value(":more", ["music"]).run()?;
    let user: User = table.get("u001").run_as()?.ok_or("u001 is there")?;
    assert_eq!((user.name.as_str(), user.age), ("Haeri", 40));
    assert_eq!(user.preferences.genre, ["tech", "finance", "travel", "music"]);
    writeln!(out, "  {change}")?;
    writeln!(out, "  {}: age = {}, genre = {}", user.name, user.age, user.preferences.genre.join(", "))?;

    let travellers = table.scan().filter("contains(preferences.genre, :genre)").value(":genre", "travel");
    assert_eq!(travellers.clone().count()?, 1);
    let person = out.language.text("명", " person");
    writeln!(out, "  contains(preferences.genre, \"travel\") = {}{person}", travellers.count()?)?;
    Ok(())
}

/// Nodes and edges; an index with reversed edges answers the question in the other direction.
pub fn graph(out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    chapter(out, "그래프 모델", "The graph model")?;
    let db = Database::new();
    let people = db.create_table("people").partition_key("id", S).run()?;
    people.put_all(PEOPLE.map(|(id, name)| item! { "id": id, "name": name, "type": "Person" }))?;
    let friends = db
        .create_table("friends")
        .partition_key("from", S)
        .sort_key("to", S)
        .global_index(Index::new("reversed").partition_key("to", S).sort_key("from", S))
        .run()?;
    friends.put_all(FRIENDSHIPS.map(|(from, to)| item! { "from": from, "to": to, "type": "FRIEND" }))?;

    say(
        out,
        "사람은 노드, 친구 관계는 간선이다. 간선의 키는 (from, to)이고, 인덱스 reversed의 키는 (to, from)이다.",
        "People are nodes, friendships edges. An edge's key is (from, to), and the key of the index reversed (to, from).",
    )?;
    let mut rows = Vec::new();
    for (id, name) in PEOPLE {
        let listed = ends(friends.query(id).items(), "to")?;
        let listing = ends(friends.index("reversed").query(id).items(), "from")?;
        rows.push(vec![name.to_owned(), names(&listed), names(&listing)]);
    }
    let header = [
        ("사람", "Person"),
        ("친구로 적은 사람", "lists as friends"),
        ("이 사람을 적은 사람", "is listed by"),
    ]
    .map(|(ko, en)| out.language.text(ko, en));
    grid(out, &header, &rows)?;

    let jack = ends(friends.query("jack").items(), "to")?;
    assert_eq!(jack, ["annie", "doug", "harry", "mac"]);
    let of_jack = out.language.text("Jack의 친구 목록에는 누가 있는가?", "Whose names are on Jack's list?");
    writeln!(out, "\n  {of_jack}   {}", names(&jack))?;
    let howard = ends(friends.index("reversed").query("howard").items(), "from")?;
    assert_eq!(howard, ["annie", "doug", "harry"]);
    let of_howard = out.language.text("누가 Howard를 친구로 적었는가?   ", "Who lists Howard?              ");
    writeln!(out, "  {of_howard}   {}", names(&howard))?;
    Ok(())
}

/// One end of each edge.
fn ends(edges: hashrange::Items, end: &str) -> hashrange::Result<Vec<String>> {
    edges.map(|edge| edge.map(|edge| text(&edge, end).to_owned())).collect()
}

/// The names of the people with these ids.
fn names(ids: &[String]) -> String {
    let name = |id: &String| PEOPLE.iter().find(|(other, _)| other == id).map(|(_, name)| *name);
    ids.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

/// The text of an attribute; empty where the item has no such text.
pub fn text<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(AttributeValue::as_s).unwrap_or_default()
}
