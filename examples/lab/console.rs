//! The output of DynamoDB's console as text: lists of tables, items in columns, counts.

use std::{collections::BTreeSet, error::Error, io::Write, sync::Arc};

use hashrange::{
    AttributeValue, Item, KeySchema, QueryBuilder, ScalarAttributeType, ScanBuilder, Table,
    operation::{ConsumedCapacity, KeyType, ReturnConsumedCapacity, TableDescription, TableStatus},
};
use unicode_width::UnicodeWidthStr;

use super::page::{Language, Page};

/// The result of showing something.
pub type Shown = Result<(), Box<dyn Error>>;

/// The counts that the console shows below a scan or a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counts {
    /// Items that the filter accepted.
    pub returned: usize,
    /// Items that were read.
    pub scanned: usize,
    /// Read units that were paid for.
    pub read_units: f64,
}

/// The heading of a chapter.
pub fn chapter(out: &mut Page<'_>, ko: &str, en: &str) -> Shown {
    let title = out.language.text(ko, en);
    Ok(writeln!(out, "\n\n{title}\n{}", "=".repeat(title.width()))?)
}

/// A paragraph, in both languages.
pub fn say(out: &mut Page<'_>, ko: &str, en: &str) -> Shown {
    let text = out.language.text(ko, en);
    Ok(writeln!(out, "\n{text}")?)
}

/// Rows in columns. Korean letters take two columns on the screen, so text is measured by width, not by letters.
pub fn grid(out: &mut Page<'_>, header: &[&str], rows: &[Vec<String>]) -> Shown {
    let mut widths: Vec<usize> = header.iter().map(|title| title.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let line = |cells: Vec<&str>, separator: &str| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| {
            let blank = " ".repeat(width.saturating_sub(cell.width()));
            format!("{cell}{blank}")
        });
        let line = padded.collect::<Vec<_>>().join(separator);
        format!("  {}", line.trim_end())
    };
    writeln!(out, "\n{}", line(header.to_vec(), " | "))?;
    let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    writeln!(out, "{}", line(rules.iter().map(String::as_str).collect(), "-+-"))?;
    for row in rows {
        writeln!(out, "{}", line(row.iter().map(String::as_str).collect(), " | "))?;
    }
    Ok(())
}

/// The list of tables.
pub fn tables(out: &mut Page<'_>, tables: &[TableDescription]) -> Shown {
    let language = out.language;
    let header = [
        language.text("이름", "Name"),
        language.text("상태", "Status"),
        language.text("파티션 키", "Partition key"),
        language.text("정렬 키", "Sort key"),
        language.text("인덱스", "Indexes"),
        language.text("복제 리전", "Replication Regions"),
        language.text("삭제 방지", "Deletion protection"),
    ];
    grid(out, &header, &tables.iter().map(|table| table_row(language, table)).collect::<Vec<_>>())
}

/// A table's row in the list of tables.
pub fn table_row(language: Language, table: &TableDescription) -> Vec<String> {
    let key = |wanted: KeyType| {
        let element = table.key_schema.iter().flatten().find(|element| element.key_type == Some(wanted))?;
        let name = &element.attribute_name;
        let defined = table
            .attribute_definitions
            .iter()
            .flatten()
            .find(|attribute| attribute.attribute_name == *name)?;
        Some(format!("{name} ({})", defined.attribute_type?))
    };
    let indexes = table.local_secondary_indexes.as_ref().map_or(0, Vec::len)
        + table.global_secondary_indexes.as_ref().map_or(0, Vec::len);
    let status = match table.table_status {
        Some(TableStatus::Creating) => language.text("생성 중", "Creating"),
        Some(TableStatus::Active) => language.text("활성", "Active"),
        _ => "-",
    };
    vec![
        table.table_name.clone(),
        status.to_owned(),
        key(KeyType::Hash).unwrap_or_else(|| "-".to_owned()),
        key(KeyType::Range).unwrap_or_else(|| "-".to_owned()),
        indexes.to_string(),
        "0".to_owned(),
        match table.deletion_protection_enabled {
            true => language.text("켜짐", "On"),
            false => language.text("꺼짐", "Off"),
        }
        .to_owned(),
    ]
}

/// Runs a scan, and shows the items and the counts.
pub fn scan(out: &mut Page<'_>, table: &Table, scan: ScanBuilder) -> Result<Counts, Box<dyn Error>> {
    let page = scan.return_consumed_capacity(ReturnConsumedCapacity::Total).page()?;
    items(out, &table.key_schema(), &page.items.unwrap_or_default())?;
    counts(out, page.count, page.scanned_count, page.consumed_capacity)
}

/// Runs a query, and shows the items and the counts.
pub fn query(out: &mut Page<'_>, table: &Table, query: QueryBuilder) -> Result<Counts, Box<dyn Error>> {
    let page = query.return_consumed_capacity(ReturnConsumedCapacity::Total).page()?;
    items(out, &table.key_schema(), &page.items.unwrap_or_default())?;
    counts(out, page.count, page.scanned_count, page.consumed_capacity)
}

/// The items in columns: see [`columns`]. A cell is empty where an item lacks the attribute.
pub fn items(out: &mut Page<'_>, schema: &KeySchema, items: &[Arc<Item>]) -> Shown {
    if items.is_empty() {
        let none = out.language.text("(항목 없음)", "(no items)");
        return Ok(writeln!(out, "\n  {none}")?);
    }
    let columns = columns(schema, items);
    let header: Vec<String> = columns.iter().map(|name| title(out.language, schema, name)).collect();
    let cells =
        |item: &Arc<Item>| columns.iter().map(|name| item.get(name).map_or_else(String::new, cell)).collect();
    grid(
        out,
        &header.iter().map(String::as_str).collect::<Vec<_>>(),
        &items.iter().map(cells).collect::<Vec<Vec<String>>>(),
    )
}

/// The union of the items' attributes: those of the key first, the others in order.
pub fn columns(schema: &KeySchema, items: &[Arc<Item>]) -> Vec<String> {
    let all: BTreeSet<&str> = items.iter().flat_map(|item| item.names().map(|name| name.as_str())).collect();
    let key: Vec<&str> = schema
        .attributes()
        .map(|attribute| attribute.name.as_str())
        .filter(|name| all.contains(name))
        .collect();
    let others = all.iter().copied().filter(|name| !key.contains(name));
    key.iter().copied().chain(others).map(str::to_owned).collect()
}

/// A column's title: key attributes show their types.
fn title(language: Language, schema: &KeySchema, name: &str) -> String {
    let of_type = match schema
        .attributes()
        .find(|attribute| attribute.name == *name)
        .map(|attribute| attribute.attribute_type)
    {
        Some(ScalarAttributeType::S) => language.text("문자열", "String"),
        Some(ScalarAttributeType::N) => language.text("숫자", "Number"),
        Some(ScalarAttributeType::B) => language.text("이진수", "Binary"),
        None => return name.to_owned(),
    };
    format!("{name} ({of_type})")
}

/// A value as a cell shows it: texts, numbers and booleans plain, all others as DynamoDB JSON.
pub fn cell(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => text.to_string(),
        AttributeValue::N(number) => number.to_string(),
        AttributeValue::Bool(truth) => truth.to_string(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

fn counts(
    out: &mut Page<'_>,
    returned: usize,
    scanned: usize,
    consumed: Option<ConsumedCapacity>,
) -> Result<Counts, Box<dyn Error>> {
    let read_units = consumed.map_or(0.0, |consumed| consumed.capacity_units);
    let efficiency = (returned * 100).checked_div(scanned).unwrap_or(100);
    let [items_returned, items_scanned, efficient, consumed] = [
        ("반환된 항목", "Items returned"),
        ("스캔된 항목", "Items scanned"),
        ("효율성", "Efficiency"),
        ("소비된 RCU", "RCUs consumed"),
    ]
    .map(|(ko, en)| out.language.text(ko, en));
    writeln!(
        out,
        "  {items_returned}: {returned} · {items_scanned}: {scanned} · {efficient}: {efficiency}% · {consumed}: {read_units}"
    )?;
    Ok(Counts { returned, scanned, read_units })
}
