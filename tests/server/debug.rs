//! What a server shows in debug: where it is, nothing of what its databases hold.

use hashrange::{Database, ScalarAttributeType::S, item, server::Server};

/// A text that is in each item.
const CONTENTS: &str = "contents of an item";

#[test]
fn servers_show_nothing_of_the_store() {
    let db = Database::new();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put_all((0..10_000).map(|i| item! { "id": i.to_string(), "text": CONTENTS })).unwrap();
    let is_one_short_line = |shown: &dyn std::fmt::Debug| {
        let text = format!("{shown:?}");
        assert!(text.len() < 800 && !text.contains('\n') && !text.contains(CONTENTS), "{text:.500}");
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let builder = Server::builder().address("127.0.0.1:0").database(db);
        is_one_short_line(&builder);
        let server = builder.bind().await.unwrap();
        is_one_short_line(&server);
        is_one_short_line(&server.spawn());
    });
}
