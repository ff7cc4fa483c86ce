//! Vector indexes, as a request defines them.

use std::collections::HashMap;

use super::{constraints::TableConstraints, structures::Projection};
use crate::{
    codec::{Member, Place, structure},
    error::{Error, Result},
    limits::{ATTRIBUTE_NAME_BYTES, KEY_NAME_CHARACTERS, TABLE_PARTS, VECTOR_INDEXES},
    operation::request::enums::wire_enum,
    storage::BillingMode,
    texts,
};

wire_enum! {
    /// What an element of a search schema is for.
    SearchSchemaElementType "[HASH, INLINE_FILTER]" {
        /// It tells the parts apart that searches look in.
        Hash = "HASH",
        /// Searches filter by it.
        InlineFilter = "INLINE_FILTER",
    }
}

wire_enum! {
    /// How the distance of two vectors is measured.
    VectorDistanceFunction "[COSINE, DOT_PRODUCT, EUCLIDEAN]" {
        /// By the angle between them.
        Cosine = "COSINE",
        /// By their dot product.
        DotProduct = "DOT_PRODUCT",
        /// By the line between their ends.
        Euclidean = "EUCLIDEAN",
    }
}

structure! {
    /// The attribute that holds the vectors. (API reference: `VectorAttributeDefinition`)
    pub struct VectorAttributeDefinition {
        /// Its name.
        attribute_name: String = "AttributeName",
    }
}

structure! {
    /// An attribute that narrows searches. (API reference: `SearchSchemaElement`)
    pub struct SearchSchemaElement at most OfTable(TABLE_PARTS) {
        /// Its name.
        attribute_name: String = "AttributeName",
        /// What it is for.
        search_schema_element_type: Option<SearchSchemaElementType> = "SearchSchemaElementType",
    }
}

structure! {
    /// An index of vectors. (API reference: `VectorIndex`)
    pub struct VectorIndex at most OfTable(TABLE_PARTS) {
        /// The index's name.
        index_name: String = "IndexName",
        /// The attribute that holds the vectors.
        vector_attribute: Option<VectorAttributeDefinition> = "VectorAttribute",
        /// The attributes that narrow searches.
        search_schema: Option<Vec<SearchSchemaElement>> = "SearchSchema",
        /// What the index holds besides.
        projection: Option<Projection> = "Projection",
        /// How many numbers a vector has.
        dimensions: i64 = "Dimensions",
        /// How distance is measured.
        distance_function: Option<VectorDistanceFunction> = "DistanceFunction",
    }
}

impl TableConstraints<'_> {
    /// The vector indexes that a request lists.
    pub(crate) fn vector_indexes(&mut self, member: Member, indexes: Option<&[VectorIndex]>) {
        for (number, index) in (1..).zip(indexes.unwrap_or_default()) {
            self.vector_index(&Place::from(member).element(number), index);
        }
    }

    /// A vector index at this place.
    pub(crate) fn vector_index(&mut self, place: &Place, index: &VectorIndex) {
        let members = VectorIndex::MEMBERS;
        self.index_name(place, &index.index_name);
        let attribute_place = place.member(members.vector_attribute);
        match &index.vector_attribute {
            Some(attribute) => {
                let name = attribute_place.member(VectorAttributeDefinition::MEMBERS.attribute_name);
                self.length(&name, &attribute.attribute_name, 1, KEY_NAME_CHARACTERS);
            }
            None => self.required(&attribute_place, false),
        }
        if let Some(elements) = &index.search_schema {
            self.search_schema(&place.member(members.search_schema), elements);
        }
        self.projection(&place.member(members.projection), index.projection.as_ref());
        self.at_least_one(&place.member(members.dimensions), index.dimensions);
        self.required(&place.member(members.distance_function), index.distance_function.is_some());
    }

    fn search_schema(&mut self, place: &Place, elements: &[SearchSchemaElement]) {
        self.count(place, elements, usize::MAX, |_| String::new());
        for (number, element) in (1..).zip(elements) {
            let member = |member| place.element(number).member(member);
            self.length(
                &member(SearchSchemaElement::MEMBERS.attribute_name),
                &element.attribute_name,
                0,
                ATTRIBUTE_NAME_BYTES,
            );
            let element_type = element.search_schema_element_type;
            self.required(
                &member(SearchSchemaElement::MEMBERS.search_schema_element_type),
                element_type.is_some(),
            );
        }
    }
}

/// Checks that the vector indexes of a table fit together and fit the table.
pub(crate) fn check_vector_indexes(mode: BillingMode, indexes: &[VectorIndex]) -> Result<()> {
    if indexes.is_empty() {
        return Ok(());
    }
    if mode != BillingMode::PayPerRequest {
        return Err(Error::invalid_values("Vector indexes are only supported for PAY_PER_REQUEST tables"));
    }
    if indexes.len() > VECTOR_INDEXES {
        return Err(Error::validation(texts::index::too_many_vector_indexes(VECTOR_INDEXES)));
    }
    let mut dimensions = HashMap::new();
    for index in indexes {
        let attribute = index.vector_attribute.as_ref().map_or("", |attribute| &attribute.attribute_name);
        if *dimensions.entry(attribute).or_insert(index.dimensions) != index.dimensions {
            return Err(Error::validation(texts::index::other_dimensions(attribute)));
        }
        let is_hash = |element: &&SearchSchemaElement| {
            element.search_schema_element_type == Some(SearchSchemaElementType::Hash)
        };
        if index.search_schema.iter().flatten().filter(is_hash).count() > 1 {
            return Err(Error::validation(texts::index::search_schema(&index.index_name)));
        }
    }
    Ok(())
}
