//! Key schemas, attribute definitions and secondary indexes that CreateTable accepts and refuses.

use super::*;

#[test]
fn keys_and_definitions_fit_together() {
    let refused = |names: &[&str], key_schema: Value| {
        refused(json!({"AttributeDefinitions": definitions(names), "KeySchema": key_schema}))
    };
    let undefined = "Invalid KeySchema: Some index key attribute have no definition";
    assert_eq!(refused(&["pk"], key(&["pk"], &["sk"])), undefined);
    assert_eq!(refused(&["pk"], key(&["pk"], &["pk"])), undefined);
    assert_eq!(
        refused(&["other"], key(&["pk"], &[])),
        invalid(
            "Some index key attributes are not defined in AttributeDefinitions. Keys: [pk], AttributeDefinitions: \
             [other]"
        )
    );
    assert_eq!(
        refused(&["pk", "extra"], key(&["pk"], &[])),
        invalid(
            "Number of attributes in KeySchema does not exactly match number of attributes defined in \
             AttributeDefinitions"
        )
    );
    assert_eq!(
        refused(&["pk"], key(&[], &["pk"])),
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
    );
    assert_eq!(
        refused(&["pk", "sk"], key(&["pk", "sk"], &[])),
        "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"
    );
}

#[test]
fn names_come_once_among_definitions_and_among_what_an_index_holds() {
    assert_eq!(
        refused(json!({"AttributeDefinitions": definitions(&["pk", "pk"])})),
        invalid("Attribute Name is duplicated: pk")
    );
    let included = |names: &[&str]| {
        let projection = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": names});
        let index = |name: &str, key: Value| with(index(name, key), "Projection", projection.clone());
        table(json!({
            "AttributeDefinitions": definitions(&["pk", "sk"]),
            "KeySchema": key(&["pk"], &["sk"]),
            "LocalSecondaryIndexes": [index("lsi", key(&["pk"], &["sk"]))],
            "GlobalSecondaryIndexes": [index("gsi", key(&["sk"], &[]))],
        }))
    };
    assert_eq!(
        refusal(included(&["city", "land", "city"])),
        invalid("Duplicate element in NonKeyAttributes: city")
    );
    assert!(create_in(&engine(), included(&["city", "land"])).is_ok(), "each index may name it once");
}

#[test]
fn a_definition_that_no_key_uses_is_refused_beside_indexes_too() {
    assert_eq!(
        refused(json!({
            "AttributeDefinitions": definitions(&["pk", "g", "extra"]),
            "GlobalSecondaryIndexes": [index("gsi", key(&["g"], &[]))],
        })),
        invalid(
            "Some AttributeDefinitions are not used. AttributeDefinitions: [pk, g, extra], keys used: [g, pk]"
        )
    );
}

#[test]
fn a_local_index_shares_the_partition_key_and_has_a_sort_key() {
    let refused = |index_key: Value| {
        refused(json!({
            "AttributeDefinitions": definitions(&["pk", "sk", "l"]),
            "KeySchema": key(&["pk"], &["sk"]),
            "LocalSecondaryIndexes": [index("lsi", index_key)],
        }))
    };
    assert_eq!(
        refused(key(&["pk"], &[])),
        invalid("Index KeySchema does not have a range key for index: lsi")
    );
    assert_eq!(
        refused(key(&["sk"], &["l"])),
        invalid(
            "Index KeySchema does not have the same leading hash key as table KeySchema for index: lsi. index hash \
             key: sk, table hash key: pk"
        )
    );
}

#[test]
fn a_global_index_key_has_up_to_four_attributes_of_each_half() {
    let body = |hash: &[&str], range: &[&str]| {
        let mut names = vec!["pk"];
        names.extend(hash);
        names.extend(range);
        json!({
            "AttributeDefinitions": definitions(&names),
            "GlobalSecondaryIndexes": [index("gsi", key(hash, range))],
        })
    };
    let answer = created(body(&["a", "b", "c", "d"], &["e", "f", "g", "h"]));
    assert_eq!(
        answer["GlobalSecondaryIndexes"][0]["KeySchema"],
        key(&["a", "b", "c", "d"], &["e", "f", "g", "h"])
    );
    let too_many = |half: &str| {
        format!(
            "Invalid KeySchema: The KeySchema exceeds the maximum allowed number of {half} key attributes"
        )
    };
    assert_eq!(refused(body(&["a", "b", "c", "d", "e"], &[])), too_many("HASH"));
    assert_eq!(refused(body(&["a"], &["b", "c", "d", "e", "f"])), too_many("RANGE"));
    let mut mixed = body(&["a", "b"], &["c"]);
    mixed["GlobalSecondaryIndexes"][0]["KeySchema"].as_array_mut().unwrap().swap(1, 2);
    assert_eq!(
        refused(mixed),
        "Invalid KeySchema: All HASH key attributes must precede RANGE key attributes in the KeySchema"
    );
}

#[test]
fn projections_name_attributes_only_to_include_them_and_at_most_a_hundred() {
    let projecting = |projections: Vec<Value>| {
        let indexes: Vec<Value> = (0..)
            .zip(projections)
            .map(|(place, projection)| {
                with(index(&format!("gsi{place}"), key(&["pk"], &[])), "Projection", projection)
            })
            .collect();
        json!({"GlobalSecondaryIndexes": indexes})
    };
    let refused = |projection: Value| refused(projecting(vec![projection]));
    assert_eq!(refused(json!({})), invalid("Unknown ProjectionType: null"));
    assert_eq!(
        refused(json!({"ProjectionType": "INCLUDE"})),
        invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
    );
    assert_eq!(
        refused(json!({"ProjectionType": "KEYS_ONLY", "NonKeyAttributes": ["a"]})),
        invalid("ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified")
    );
    let twenty: Vec<String> = (0..20).map(|place| format!("a{place}")).collect();
    let including = |names: &[String]| json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": names});
    let mut hundred = vec![including(&twenty); 5];
    created(projecting(hundred.clone()));
    hundred.push(including(&["one".to_owned()]));
    assert!(self::refused(projecting(hundred)).contains("limit of 100"));
}

#[test]
fn index_names_are_unique_and_lists_have_limits() {
    let global = |count: usize| {
        let indexes: Vec<Value> =
            (0..count).map(|place| index(&format!("gsi{place}"), key(&["pk"], &[]))).collect();
        json!({"GlobalSecondaryIndexes": indexes})
    };
    created(global(20));
    assert_eq!(refused(global(21)), invalid("GlobalSecondaryIndex count exceeds the per-table limit of 20"));
    assert_eq!(refused(global(0)), invalid("List of GlobalSecondaryIndexes is empty"));
    let twin = index("twin", key(&["pk"], &[]));
    assert_eq!(
        refused(json!({"GlobalSecondaryIndexes": [twin, twin]})),
        invalid("Duplicate index name: twin")
    );
}

#[test]
fn vector_indexes_fit_together_and_fit_the_table() {
    let vector = |name: &str, dimensions: i64| {
        json!({
            "IndexName": name, "VectorAttribute": {"AttributeName": "v"}, "Dimensions": dimensions,
            "DistanceFunction": "COSINE", "Projection": {"ProjectionType": "KEYS_ONLY"}
        })
    };
    let units = json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 5});
    assert_eq!(
        refused(json!({
            "BillingMode": "PROVISIONED", "ProvisionedThroughput": units, "VectorIndexes": [vector("one", 3)]
        })),
        invalid("Vector indexes are only supported for PAY_PER_REQUEST tables")
    );
    let six: Vec<Value> = (0..6).map(|place| vector(&format!("vix{place}"), 3)).collect();
    assert_eq!(
        refused(json!({"VectorIndexes": six})),
        invalid("VectorIndex count exceeds the per-table limit of 5")
    );
    assert_eq!(
        refused(json!({"VectorIndexes": [vector("one", 3), vector("two", 4)]})),
        invalid(
            "Conflicting attribute definition for 'v'. All VectorIndexes on the same vector attribute must use the \
             same dimensions."
        )
    );
    let element = |name: &str| json!({"AttributeName": name, "SearchSchemaElementType": "HASH"});
    let two_hashes = with(vector("one", 3), "SearchSchema", json!([element("a"), element("b")]));
    let names = definitions(&["pk", "a", "b"]);
    let message = refused(json!({"AttributeDefinitions": names, "VectorIndexes": [two_hashes]}));
    assert!(message.contains("more than one HASH element"), "{message}");
}
