//! A vector index that is added to a table.

use crate::{
    error::{Error, Result},
    key::KeyAttribute,
    operation::definition::{
        attribute_types::{AttributeTypes, retyped},
        structures::AttributeDefinition,
        vector_indexes::{VectorIndex, VectorIndexes},
    },
    storage::{IndexSettings, Table, TableSettings, Throughput, VectorIndexDefinition},
    texts,
};

/// Changes the settings for a vector index to create and fill. `definitions` are those of the request.
pub(super) fn create_vector(
    table: &Table,
    settings: &mut TableSettings,
    index: &VectorIndex,
    definitions: &[AttributeDefinition],
) -> Result<VectorIndexDefinition> {
    let (secondary, vectors) = (table.indexes(), table.vector_indexes());
    let definitions = retyped(&settings.attribute_definitions, definitions);
    let mut known = settings.attribute_definitions.clone();
    known.extend(AttributeTypes::new(&definitions)?.into_listed());
    let made = VectorIndexes {
        mode: settings.billing_mode,
        schema: table.schema(),
        definitions: &known,
        secondary: &secondary.iter().map(|index| &**index).collect::<Vec<_>>(),
    }
    .make(
        &vectors.iter().map(|index| &**index.definition()).collect::<Vec<_>>(),
        std::slice::from_ref(index),
    )?;
    let Some(definition) = made.into_iter().next() else {
        debug_assert!(false, "one was asked for");
        return Err(Error::validation(texts::vector::ONE_UPDATE));
    };
    for KeyAttribute { name, attribute_type } in
        definition.search_schema.iter().map(|element| &element.attribute)
    {
        if !settings.attribute_definitions.iter().any(|there| there.name == *name) {
            let (name, attribute_type) = (name.clone(), *attribute_type);
            settings.attribute_definitions.push(KeyAttribute { name, attribute_type });
        }
    }
    settings.vector_indexes.insert(definition.name.clone(), IndexSettings::to_fill(Throughput::default()));
    Ok(definition)
}
