//! Statements in batches.

use super::*;

#[test]
fn each_statement_of_a_batch_fails_for_itself_and_tells_its_table_if_it_ran() {
    let db = database();
    for id in ["a", "c", "d"] {
        db.execute(format!("INSERT INTO users VALUE {{'id': '{id}', 'n': 1}}"), ()).unwrap();
    }
    let users = || Some("users".to_owned());
    let code = |code: &str| Some(code.to_owned());
    let writes = batch(
        &db,
        &[
            "INSERT INTO users VALUE {'id': 'a'}",
            "INSERT INTO users VALUE {'id': 'b'}",
            "INSERT INTO nobody VALUE {'id': 'b'}",
            "UPDATE users SET n = 2 WHERE id = 'c' AND n = 5",
            "UPDATE users SET n = 2 WHERE id = 'd' RETURNING MODIFIED OLD *",
            "UPDATE users",
        ],
    );
    let expected = vec![
        (code("DuplicateItem"), users(), false),
        (None, users(), false),
        (code("ResourceNotFound"), None, false),
        (code("ConditionalCheckFailed"), users(), false),
        (None, users(), true),
        (code("ValidationError"), None, false),
    ];
    assert_eq!(writes, expected);
    let reads = batch(&db, &["SELECT * FROM users WHERE id = 'a'", "SELECT * FROM users WHERE id = 'zz'"]);
    assert_eq!(reads, vec![(None, users(), true), (None, users(), false)]);
}
