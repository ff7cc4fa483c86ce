//! Vector indexes, as a request defines them.

use std::collections::{HashMap, HashSet};

use super::{
    constraints::TableConstraints,
    keys::{check_projected, projection},
    structures::Projection,
};
use crate::{
    codec::{Place, structure},
    error::{Error, Result},
    key::{KeyAttribute, KeySchema},
    limits::{
        ATTRIBUTE_NAME_BYTES, INLINE_FILTERS, KEY_NAME_CHARACTERS, TABLE_PARTS, VECTOR_DIMENSIONS,
        VECTOR_INDEXES,
    },
    operation::request::enums::wire_enum,
    storage::{BillingMode, IndexDefinition, SearchAttribute, VectorDistanceFunction, VectorIndexDefinition},
    texts,
};

wire_enum! {
    /// What an element of a search schema is for.
    SearchSchemaElementType "[HASH, INLINE_FILTER]" {
        /// It divides the index into parts; a search looks in one part.
        Hash = "HASH",
        /// Searches filter by it.
        InlineFilter = "INLINE_FILTER",
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
    /// Checks the vector indexes that a request lists.
    pub(crate) fn vector_indexes(&mut self, place: &Place, indexes: Option<&[VectorIndex]>) {
        for (number, index) in (1..).zip(indexes.unwrap_or_default()) {
            self.vector_index(&place.element(number), index);
        }
    }

    /// Checks the vector index at this place.
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

impl From<&VectorIndexDefinition> for VectorIndex {
    /// The index as a request would define it.
    fn from(index: &VectorIndexDefinition) -> Self {
        let element = |element: &SearchAttribute| SearchSchemaElement {
            attribute_name: element.attribute.name.to_string(),
            search_schema_element_type: Some(match element.is_partition_key {
                true => SearchSchemaElementType::Hash,
                false => SearchSchemaElementType::InlineFilter,
            }),
        };
        let search_schema: Vec<_> = index.search_schema.iter().map(element).collect();
        Self {
            index_name: index.name.clone(),
            vector_attribute: Some(VectorAttributeDefinition { attribute_name: index.attribute.to_string() }),
            search_schema: (!search_schema.is_empty()).then_some(search_schema),
            projection: Some(Projection::from(&index.projection)),
            dimensions: i64::try_from(index.dimensions).unwrap_or(i64::MAX),
            distance_function: Some(index.distance_function),
        }
    }
}

/// The attributes that the search schemas of these indexes name.
pub(crate) fn searched(indexes: &[VectorIndex]) -> Vec<&str> {
    let elements = indexes.iter().flat_map(|index| index.search_schema.iter().flatten());
    elements.map(|element| element.attribute_name.as_str()).collect()
}

/// The vector indexes of a table as a request defines them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VectorIndexes<'r> {
    pub(crate) mode: BillingMode,
    pub(crate) schema: &'r KeySchema,
    /// The key attributes of table and indexes, with those that the request adds.
    pub(crate) definitions: &'r [KeyAttribute],
    /// The table's indexes of other kinds.
    pub(crate) secondary: &'r [&'r IndexDefinition],
}

impl VectorIndexes<'_> {
    /// Makes the indexes, if they fit each other, the table and its existing indexes.
    pub(crate) fn make(
        &self,
        there: &[&VectorIndexDefinition],
        asked: &[VectorIndex],
    ) -> Result<Vec<VectorIndexDefinition>> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        check_mode(self.mode, true)?;
        if there.len() + asked.len() > VECTOR_INDEXES {
            return Err(Error::validation(texts::vector::too_many_indexes(VECTOR_INDEXES)));
        }
        let mut names: HashSet<&str> = self.secondary.iter().map(|index| index.name()).collect();
        names.extend(there.iter().map(|index| index.name.as_str()));
        let mut dimensions: HashMap<&str, i64> = HashMap::new();
        let mut made = Vec::new();
        for index in asked {
            if !names.insert(&index.index_name) {
                return Err(Error::validation(texts::index::duplicate_name(&index.index_name)));
            }
            let definition = self.definition(index)?;
            let attribute = index.vector_attribute.as_ref().map_or("", |attribute| &attribute.attribute_name);
            let before = there.iter().find(|there| there.attribute == attribute);
            let before = before.and_then(|there| i64::try_from(there.dimensions).ok());
            if *dimensions.entry(attribute).or_insert(before.unwrap_or(index.dimensions)) != index.dimensions
            {
                return Err(Error::validation(texts::vector::other_dimensions(attribute)));
            }
            made.push(definition);
        }
        let secondary = self.secondary.iter().map(|index| index.projection());
        let vector = there.iter().copied().chain(&made).map(|index| &index.projection);
        check_projected(secondary.chain(vector))?;
        Ok(made)
    }

    fn definition(&self, index: &VectorIndex) -> Result<VectorIndexDefinition> {
        let attribute = index.vector_attribute.as_ref().map_or("", |attribute| &attribute.attribute_name);
        let elements = index.search_schema.as_deref().unwrap_or_default();
        let mut seen = HashSet::from([attribute]);
        let mut search_schema = Vec::with_capacity(elements.len());
        for element in elements {
            let name = element.attribute_name.as_str();
            let Some(defined) = self.definitions.iter().find(|attribute| attribute.name == name) else {
                return Err(Error::invalid_values(texts::vector::UNDEFINED_ELEMENT));
            };
            if !seen.insert(name) {
                return Err(Error::validation(texts::vector::repeated_element(&index.index_name, name)));
            }
            let is_partition_key = element.search_schema_element_type == Some(SearchSchemaElementType::Hash);
            search_schema.push(SearchAttribute { attribute: defined.clone(), is_partition_key });
        }
        let hashes = search_schema.iter().filter(|element| element.is_partition_key).count();
        if hashes > 1 {
            return Err(Error::validation(texts::vector::several_partition_keys(&index.index_name)));
        }
        if search_schema.len() - hashes > INLINE_FILTERS {
            return Err(Error::validation(texts::vector::too_many_filters(
                &index.index_name,
                INLINE_FILTERS,
            )));
        }
        if self.schema.contains(attribute) {
            return Err(Error::validation(texts::vector::vector_is_key(&index.index_name, attribute)));
        }
        let dimensions = usize::try_from(index.dimensions).ok().filter(|count| *count <= VECTOR_DIMENSIONS);
        let Some(dimensions) = dimensions else {
            return Err(Error::validation(texts::vector::too_many_dimensions(VECTOR_DIMENSIONS)));
        };
        let Some(distance_function) = index.distance_function else {
            return Err(Error::validation(texts::vector::NO_DISTANCE_FUNCTION));
        };
        Ok(VectorIndexDefinition {
            name: index.index_name.clone(),
            attribute: attribute.into(),
            dimensions,
            distance_function,
            search_schema,
            projection: projection(index.projection.as_ref())?,
        })
    }
}

/// Refuses a billing mode that tables with vector indexes cannot have.
pub(crate) fn check_mode(mode: BillingMode, has_vector_indexes: bool) -> Result<()> {
    match mode {
        BillingMode::Provisioned if has_vector_indexes => {
            Err(Error::invalid_values(texts::vector::PROVISIONED))
        }
        BillingMode::Provisioned | BillingMode::PayPerRequest => Ok(()),
    }
}
