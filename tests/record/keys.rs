//! Keys as values, and keys that are made of fields.

use hashrange::{
    Database, Number, Record, ScalarAttributeType, item,
    record::{KeyValue, KeyedRecord as _},
};

use super::{CartLine, Order, line, order};

#[test]
fn a_key_is_given_by_values_or_references() {
    let db = Database::new();
    let cart = db.table_of::<CartLine>().unwrap();
    let own = line("haeri05", "p1", None, 9);
    cart.put(&own).run().unwrap();
    let (user, product) = ("haeri05".to_owned(), "p1".to_owned());
    assert_eq!(cart.get((&user, &product)).run().unwrap(), Some(own.clone()));
    assert_eq!(cart.get((user, "p1")).run().unwrap(), Some(own.clone()));
    assert_eq!(cart.get(own.key()).consistent().run().unwrap(), Some(own));
    assert_eq!(cart.get(("haeri05", "p2")).run().unwrap(), None);
}

#[test]
fn fields_in_a_template_are_stored_in_the_key_alone() {
    let item = order("haeri05", "OPEN", 7).to_item().unwrap();
    let expected = item! {
        "pk": "USER#haeri05", "sk": "ORDER#OPEN#000007", "gsi1pk": "SHOP#s1", "gsi1sk": "서울#00000700", "shop": "s1",
        "city": "서울", "amount": 700, "version": 0,
    };
    assert_eq!(item, expected);
    assert_eq!(Order::read_item(&item).unwrap(), Some(order("haeri05", "OPEN", 7)));
}

#[test]
fn the_key_of_an_index_is_absent_if_a_part_of_it_is() {
    let without_city = Order { city: None, ..order("haeri05", "OPEN", 7) }.to_item().unwrap();
    assert!(
        without_city.contains("gsi1pk") && !without_city.contains("gsi1sk") && !without_city.contains("city")
    );
    let without_brand = line("haeri05", "p1", None, 9).to_item().unwrap();
    assert!(!without_brand.contains("brand") && !without_brand.contains("expires"));

    let db = Database::new();
    let orders = db.table_of::<Order>().unwrap();
    orders.put(&Order { city: None, ..order("haeri05", "OPEN", 7) }).run().unwrap();
    orders.put(&order("haeri05", "OPEN", 8)).run().unwrap();
    assert_eq!(orders.index(Order::BY_SHOP).query("s1").run().unwrap().len(), 1);
}

#[test]
fn a_key_that_could_not_be_read_back_is_refused() {
    let db = Database::new();
    let orders = db.table_of::<Order>().unwrap();
    let refused = orders.put(&order("haeri05", "OP#EN", 7)).run().unwrap_err().to_string();
    assert!(refused.contains("the field status contains the text that follows it"), "{refused}");
    let refused = orders.put(&order("haeri05", "OPEN", 1_000_000)).run().unwrap_err().to_string();
    assert!(refused.contains("room for whole numbers of 6 digits"), "{refused}");
    // The last field has nothing behind it.
    let free = Order { city: Some("서#울".to_owned()), ..order("a#b", "OPEN", 7) };
    assert!(orders.put(&free).run().is_err(), "the city's end is in it");
    orders.put(&order("a#b", "OPEN", 7)).run().unwrap();
    assert_eq!(orders.query("a#b").run().unwrap()[0].user, "a#b");
}

#[test]
fn a_type_of_the_program_is_a_key() {
    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
    struct UserId(String);
    impl KeyValue for UserId {
        const TYPE: ScalarAttributeType = ScalarAttributeType::S;
    }
    #[derive(Record, Debug, Clone, PartialEq)]
    #[record(table = "files")]
    struct File {
        #[record(partition_key)]
        owner: UserId,
        #[record(sort_key)]
        hash: Vec<u8>,
        size: Number,
    }
    let db = Database::new();
    let files = db.table_of::<File>().unwrap();
    let file = File { owner: UserId("haeri05".to_owned()), hash: vec![0, 255], size: 7.into() };
    files.put(&file).run().unwrap();
    assert_eq!(file.to_item().unwrap().get("hash"), Some(&vec![0_u8, 255].into()));
    assert_eq!(files.get((UserId("haeri05".to_owned()), [0_u8, 255].as_slice())).run().unwrap(), Some(file));
}

#[test]
fn an_index_can_have_the_table_turned_round() {
    #[derive(Record, Debug, Clone, PartialEq)]
    #[record(table = "edges", partition_key = "N#{from}", sort_key = "N#{to}")]
    #[record(index(reversed, partition_key(SK = "N#{to}"), sort_key(PK = "N#{from}")))]
    struct Edge {
        from: String,
        to: String,
    }
    let db = Database::new();
    let edges = db.table_of::<Edge>().unwrap();
    let edge = Edge { from: "jack".to_owned(), to: "doug".to_owned() };
    edges.put(&edge).run().unwrap();
    assert_eq!(edges.index(Edge::REVERSED).query("doug").equals("jack").run().unwrap(), [edge]);
}

#[test]
fn a_global_index_has_keys_of_several_attributes() {
    #[derive(Record, Debug, Clone, PartialEq)]
    #[record(table = "shops", index(by_place, partition_key(country, city), sort_key(street, number)))]
    struct Shop {
        #[record(partition_key)]
        id: String,
        country: String,
        city: String,
        street: String,
        number: u32,
    }
    let db = Database::new();
    let shops = db.table_of::<Shop>().unwrap();
    for number in 1..=5 {
        let (country, city, street) = ("KR".to_owned(), "서울".to_owned(), "a".to_owned());
        shops.put(&Shop { id: format!("s{number}"), country, city, street, number }).run().unwrap();
    }
    let by_place = shops.index(Shop::BY_PLACE);
    assert_eq!(by_place.query(("KR", "서울")).run().unwrap().len(), 5);
    assert_eq!(by_place.query(("KR", "서울")).equals("a").greater_than(3).run().unwrap().len(), 2);
    assert_eq!(by_place.query(("KR", "서울")).equals("a").equals(3).run().unwrap().len(), 1);
}
