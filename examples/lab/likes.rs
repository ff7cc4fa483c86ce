//! Exercises 1 and 2: a table with a partition key alone, and the same key again.

use std::{error::Error, io::Write};

use hashrange::{Database, Error as DynamoDbError, Item, ScalarAttributeType::S, item};

use super::{
    console::{self, Counts, chapter, say},
    modelling::text,
    page::Page,
};

/// The course's first table.
pub const TABLE: &str = "sgu-202500-user-likes";

/// What the course types into the console as DynamoDB JSON.
const ITEMS: [&str; 4] = [
    r#"{"user_id":{"S":"haeri05"},"product_name":{"S":"무선 이어폰"},"category":{"S":"디지털"},"reason":{"S":"최근 블루투스 기기 검색"},"timestamp":{"S":"2025-05-11T21:00:00"},"price":{"N":"89000"},"brand":{"S":"소니"},"color":{"S":"블랙"},"rating":{"N":"4.7"}}"#,
    r#"{"user_id":{"S":"minji01"},"product_name":{"S":"핑크 가습기"},"category":{"S":"생활가전"},"timestamp":{"S":"2025-05-11T21:01:00"}}"#,
    r#"{"user_id":{"S":"jihoon07"},"product_name":{"S":"텀블러"}}"#,
    r#"{"user_id":{"S":"yuna23"},"product_name":{"S":"토끼 인형"},"reason":{"S":"장난감 카테고리 체류시간 높음"}}"#,
];

/// Exercise 1: creating the table, exploring it, and putting four items into it.
pub fn partition_key_alone(db: &Database, out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    chapter(out, "연습 1. 파티션 키만 있는 테이블", "Exercise 1. A table with a partition key alone")?;
    say(
        out,
        "테이블을 만들면 \"생성 중\"이었다가 \"활성\"이 된다.",
        "A table that is created is \"Creating\", and then \"Active\".",
    )?;
    let creating = db.create_table(TABLE).partition_key("user_id", S).output()?;
    let creating = creating.table_description.ok_or("CreateTable describes the table")?;
    let table = db.table(TABLE)?;
    let active = table.describe();
    console::tables(out, std::slice::from_ref(&creating))?;
    console::tables(out, std::slice::from_ref(&active))?;
    let language = out.language;
    let [creates, is_active, off] =
        [("생성 중", "Creating"), ("활성", "Active"), ("꺼짐", "Off")].map(|(ko, en)| language.text(ko, en));
    let row = |table| console::table_row(language, table).join("|");
    assert_eq!(row(&creating), format!("{TABLE}|{creates}|user_id (S)|-|0|0|{off}"));
    assert_eq!(row(&active), format!("{TABLE}|{is_active}|user_id (S)|-|0|0|{off}"));

    say(
        out,
        "빈 테이블을 스캔해도 파티션 네 개를 모두 읽는다. 파티션마다 0.5 RCU이다.",
        "A scan of the empty table reads all four partitions. Each costs 0.5 RCU.",
    )?;
    let counts = console::scan(out, &table, table.scan())?;
    assert_eq!(counts, Counts { returned: 0, scanned: 0, read_units: 2.0 });

    say(
        out,
        "DynamoDB JSON으로 항목 네 개를 넣는다. 항목마다 속성이 달라도 된다.",
        "Four items are put as DynamoDB JSON. Their attributes may differ.",
    )?;
    for json in ITEMS {
        table.put(serde_json::from_str::<Item>(json)?).if_absent().run()?;
    }
    let counts = console::scan(out, &table, table.scan())?;
    assert_eq!(counts, Counts { returned: 4, scanned: 4, read_units: 2.0 });
    let columns = console::columns(&table.key_schema(), &table.scan().page()?.items.unwrap_or_default());
    assert_eq!(columns.join(" "), "user_id brand category color price product_name rating reason timestamp");

    say(
        out,
        "스캔의 순서는 넣은 순서가 아니라 해시의 순서이다.",
        "A scan's order is that of the hashes, not the one in which the items were put.",
    )?;
    let mut rows = Vec::new();
    for item in table.scan() {
        let user = text(&*item?, "user_id").to_owned();
        let place = table.explain(&user)?;
        rows.push(vec![user, place.hash.to_hex(), place.partition]);
    }
    let header = ["user_id", language.text("해시", "Hash"), language.text("파티션", "Partition")];
    console::grid(out, &header, &rows)?;
    assert!(rows.is_sorted_by_key(|row| row.get(1)));
    Ok(())
}

/// Exercise 2: an insert refuses a key that exists, a put replaces the item.
pub fn same_key_again(db: &Database, out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    chapter(out, "연습 2. 같은 키를 다시", "Exercise 2. The same key again")?;
    let table = db.table(TABLE)?;

    say(
        out,
        "2-1. 콘솔의 \"항목 생성\"은 이미 있는 키를 거절한다. 조건 attribute_not_exists(user_id)가 붙기 때문이다.\n",
        "2-1. The console's \"Create item\" refuses a key that exists: it adds attribute_not_exists(user_id).\n",
    )?;
    let again = item! { "user_id": "jihoon07", "product_name": "스탠리" };
    let refused = table.put(again).condition("attribute_not_exists(user_id)").run();
    let error = refused.err().ok_or("the key is there")?;
    writeln!(out, "  {error}")?;
    assert!(matches!(error, DynamoDbError::ConditionalCheckFailed { .. }));
    assert_eq!(text(&jihoon(db)?, "product_name"), "텀블러");

    say(
        out,
        "2-2. 항목을 편집하면 속성의 값이 바뀐다.",
        "2-2. Editing the item changes the value of an attribute.",
    )?;
    let edit = table.update("jihoon07").expression("SET product_name = :product_name");
    let edited = edit.value(":product_name", "스탠리").if_exists().updated()?;
    console::items(out, &table.key_schema(), &[edited])?;
    assert_eq!(text(&jihoon(db)?, "product_name"), "스탠리");

    partiql(db, out)?;

    say(
        out,
        "2-4. PutItem은 같은 키의 항목을 통째로 덮어쓴다.\n",
        "2-4. PutItem replaces the whole item of the same key.\n",
    )?;
    let put = table.put(item! { "user_id": "jihoon07", "product_name": "제로콜라" });
    let replaced = put.replaced()?.ok_or("there was an item")?;
    writeln!(out, "  PutItem successful!")?;
    writeln!(out, "  {} -> {}", text(&replaced, "product_name"), text(&jihoon(db)?, "product_name"))?;
    let counts = console::scan(out, &table, table.scan())?;
    assert_eq!(counts, Counts { returned: 4, scanned: 4, read_units: 2.0 });
    assert_eq!(jihoon(db)?, item! { "user_id": "jihoon07", "product_name": "제로콜라" });

    say(
        out,
        "파티션 키만으로는 한 사용자에 항목 하나만 저장된다. 여러 개를 두려면 정렬 키가 있어야 한다.\n\
         테이블의 키는 바꿀 수 없으므로 테이블을 새로 만든다.",
        "With a partition key alone one item is stored for each user. To keep several there must be a sort key.\n\
         A table's key cannot be changed, so a new table is made.",
    )?;
    Ok(())
}

/// An INSERT of PartiQL never overwrites.
fn partiql(db: &Database, out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    let insert = format!("INSERT INTO \"{TABLE}\" VALUE {{'user_id':'jihoon07','product_name':'코카콜라'}};");
    say(
        out,
        "2-3. PartiQL의 INSERT도 덮어쓰지 않는다.\n",
        "2-3. An INSERT of PartiQL does not overwrite either.\n",
    )?;
    writeln!(out, "  {insert}")?;
    let refused = db.execute(insert, ());
    let error = refused.err().ok_or("the key is there")?;
    writeln!(out, "  {error}")?;
    assert!(matches!(error, DynamoDbError::DuplicateItem(_)));
    assert_eq!(text(&jihoon(db)?, "product_name"), "스탠리");
    Ok(())
}

/// The item of jihoon07.
fn jihoon(db: &Database) -> hashrange::Result<Item> {
    let item = db.table(TABLE)?.get("jihoon07").run()?;
    Ok(item.map(|item| (*item).clone()).unwrap_or_default())
}
