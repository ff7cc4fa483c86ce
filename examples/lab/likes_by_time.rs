//! Exercises 3 to 6: a table with a sort key, and queries in its order.

use std::{error::Error, io::Write};

use hashrange::{Database, Item, QueryBuilder, ScalarAttributeType::S, item};

use super::{
    console::{self, Counts, chapter, say},
    modelling::text,
    page::Page,
};

/// The course's second table.
pub const TABLE: &str = "sgu-202500-user-likes-time";

/// What the course types into the console as DynamoDB JSON.
const ITEMS: [&str; 4] = [
    r#"{"user_id":{"S":"haeri05"},"timestamp":{"S":"2025-05-11T21:00:00"},"product_name":{"S":"무선 이어폰"},"category":{"S":"디지털"},"reason":{"S":"최근 블루투스 기기 검색"},"price":{"N":"89000"},"brand":{"S":"소니"},"color":{"S":"블랙"},"rating":{"N":"4.7"}}"#,
    r#"{"user_id":{"S":"minji01"},"timestamp":{"S":"2025-05-11T21:01:00"},"product_name":{"S":"핑크 가습기"},"category":{"S":"생활가전"}}"#,
    r#"{"user_id":{"S":"jihoon07"},"timestamp":{"S":"2025-05-12T10:15:00"},"product_name":{"S":"스탠리 텀블러"}}"#,
    r#"{"user_id":{"S":"yuna23"},"timestamp":{"S":"2025-05-12T11:20:00"},"product_name":{"S":"토끼 인형"},"reason":{"S":"장난감 카테고리 체류시간 높음"}}"#,
];

/// When jihoon07 liked something: the tumbler in the morning, its accessory in the evening.
const MORNING: &str = "2025-05-12T10:15:00";
const EVENING: &str = "2025-05-12T18:15:00";

/// Exercise 3: creating the table.
pub fn sort_key(db: &Database, out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    chapter(out, "연습 3. 정렬 키가 있는 테이블", "Exercise 3. A table with a sort key")?;
    say(
        out,
        "날짜 유형은 없다. ISO 8601로 적은 글자는 글자의 순서가 곧 시간의 순서이다.",
        "There is no type for dates. Texts by ISO 8601 sort in the order of time.",
    )?;
    db.create_table(TABLE).partition_key("user_id", S).sort_key("timestamp", S).run()?;
    let mut tables = Vec::new();
    for name in db.table_names() {
        tables.push(db.table(&name)?.describe());
    }
    console::tables(out, &tables)?;
    let language = out.language;
    let rows: Vec<String> =
        tables.iter().map(|table| console::table_row(language, table).join("|")).collect();
    let (active, off) = (language.text("활성", "Active"), language.text("꺼짐", "Off"));
    assert_eq!(rows.len(), 2);
    assert!(rows.contains(&format!("{TABLE}|{active}|user_id (S)|timestamp (S)|0|0|{off}")));
    Ok(())
}

/// Exercise 4: putting four items.
pub fn four_items(db: &Database, out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    chapter(out, "연습 4. 항목 네 개", "Exercise 4. Four items")?;
    let table = db.table(TABLE)?;
    for json in ITEMS {
        table.put(serde_json::from_str::<Item>(json)?).run()?;
    }
    let counts = console::scan(out, &table, table.scan())?;
    assert_eq!(counts, Counts { returned: 4, scanned: 4, read_units: 2.0 });
    Ok(())
}

/// Exercise 5: another item for the same user.
pub fn another_item(db: &Database, out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    chapter(out, "연습 5. 같은 사용자의 다른 항목", "Exercise 5. Another item for the same user")?;
    say(
        out,
        "파티션 키가 같아도 정렬 키가 다르면 다른 항목이다. jihoon07의 항목은 이제 둘이다.",
        "The same partition key with another sort key is another item. jihoon07 has two now.",
    )?;
    let table = db.table(TABLE)?;
    let accessory = item! { "user_id": "jihoon07", "timestamp": EVENING, "product_name": "텀블럭 악세사리" };
    assert_eq!(table.put(accessory).replaced()?, None);
    let counts = console::scan(out, &table, table.scan())?;
    assert_eq!(counts, Counts { returned: 5, scanned: 5, read_units: 2.0 });
    assert_eq!(table.query("jihoon07").count()?, 2);
    Ok(())
}

/// Exercise 6: the items of one partition key in order of the sort key.
pub fn in_order(db: &Database, out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    chapter(out, "연습 6. 순서대로 쿼리", "Exercise 6. A query, in order")?;
    let table = db.table(TABLE)?;
    let jihoon = || table.query("jihoon07");

    say(
        out,
        "쿼리는 파티션 키가 같은 항목만, 정렬 키의 순서로 읽는다.",
        "A query reads only the items of one partition key, in the order of the sort key.",
    )?;
    let counts = console::query(out, &table, jihoon())?;
    assert_eq!(counts, Counts { returned: 2, scanned: 2, read_units: 0.5 });
    assert_eq!(times(jihoon())?, [MORNING, EVENING]);

    say(out, "내림차순: 최근 것부터.", "Descending: the latest first.")?;
    console::query(out, &table, jihoon().descending())?;
    assert_eq!(times(jihoon().descending())?, [EVENING, MORNING]);

    let (noon, midnight) = ("2025-05-12T12:00:00", "2025-05-13T00:00:00");
    say(
        out,
        &format!("두 시각 사이: {noon} ~ {midnight}."),
        &format!("Between two times: {noon} and {midnight}."),
    )?;
    let counts = console::query(out, &table, jihoon().between(noon, midnight))?;
    assert_eq!(counts, Counts { returned: 1, scanned: 1, read_units: 0.5 });
    assert_eq!(times(jihoon().between(noon, midnight))?, [EVENING]);

    sort_key_conditions(&jihoon, out)?;

    say(
        out,
        "필터: 읽은 다음에 거르므로 RCU는 줄지 않는다. contains(product_name, \"텀블러\")",
        "Filter: it comes after the read, so no fewer RCUs are consumed. contains(product_name, \"텀블러\")",
    )?;
    let tumblers = jihoon().filter("contains(product_name, :word)").value(":word", "텀블러");
    let counts = console::query(out, &table, tumblers)?;
    assert_eq!(counts, Counts { returned: 1, scanned: 2, read_units: 0.5 });

    say(out, "프로젝션: 필요한 속성만 받는다.", "Projection: only the attributes that are needed.")?;
    let products = jihoon().project("product_name");
    console::query(out, &table, products.clone())?;
    let products = products.items().collect::<Result<Vec<_>, _>>()?;
    assert!(products.iter().all(|item| item.len() == 1 && item.contains("product_name")));

    partiql(db, out)
}

/// Each condition that the console offers for the sort key.
fn sort_key_conditions(jihoon: &dyn Fn() -> QueryBuilder, out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    say(
        out,
        "정렬 키의 조건마다 어느 항목이 나오는가.",
        "Which items each condition on the sort key finds.",
    )?;
    let both: &[&str] = &[MORNING, EVENING];
    let conditions = [
        (("같음", "Equal to"), EVENING, jihoon().equals(EVENING), &[EVENING] as &[&str]),
        (("작거나 같음", "Less than or equal to"), EVENING, jihoon().at_most(EVENING), both),
        (("작음", "Less than"), EVENING, jihoon().less_than(EVENING), &[MORNING]),
        (("크거나 같음", "Greater than or equal to"), MORNING, jihoon().at_least(MORNING), both),
        (("큼", "Greater than"), MORNING, jihoon().greater_than(MORNING), &[EVENING]),
        (
            ("사이", "Between"),
            "2025-05-12T10 ~ 2025-05-12T11",
            jihoon().between("2025-05-12T10", "2025-05-12T11"),
            &[MORNING],
        ),
        (("다음으로 시작", "Begins with"), "2025-05-12", jihoon().begins_with("2025-05-12"), both),
    ];
    let mut rows = Vec::new();
    for ((ko, en), value, query, expected) in conditions {
        let condition = out.language.text(ko, en);
        let found = times(query)?;
        assert_eq!(found, expected, "{condition} {value}");
        rows.push(vec![condition.to_owned(), value.to_owned(), found.join(", ")]);
    }
    let header = [out.language.text("조건", "Condition"), out.language.text("값", "Value"), "timestamp"];
    console::grid(out, &header, &rows)
}

/// The same query as a statement of PartiQL.
fn partiql(db: &Database, out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    let select = format!("SELECT * FROM \"{TABLE}\" WHERE user_id = 'jihoon07' ORDER BY \"timestamp\" ASC;");
    say(out, "같은 쿼리를 PartiQL로 쓰면 이렇다.\n", "The same query in PartiQL.\n")?;
    writeln!(out, "  {select}")?;
    let items = db.execute(select, ())?;
    console::items(out, &db.table(TABLE)?.key_schema(), &items)?;
    let times: Vec<&str> = items.iter().map(|item| text(item, "timestamp")).collect();
    assert_eq!(times, [MORNING, EVENING]);
    Ok(())
}

/// The sort keys of the items that a query finds.
fn times(query: QueryBuilder) -> hashrange::Result<Vec<String>> {
    query.items().map(|item| item.map(|item| text(&item, "timestamp").to_owned())).collect()
}
