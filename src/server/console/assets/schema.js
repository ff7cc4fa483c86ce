// What a table's description says of keys.

/** The type of an attribute that is a key: `S`, `N` or `B`. */
export const typeOf = (table, name) => table.AttributeDefinitions
  .find((attribute) => attribute.AttributeName === name)?.AttributeType;

/** A key attribute with its type, such as `user_id (S)`, or `-`. */
export function keyOf(table, schema, role) {
  const names = schema.filter((key) => key.KeyType === role).map((key) => key.AttributeName);
  return names.map((name) => `${name} (${typeOf(table, name)})`).join(', ') || '-';
}

/** The names of a table's key attributes. */
export const keyNames = (table) => table.KeySchema.map((key) => key.AttributeName);

/** The key of an item. */
export const keyOfItem = (table, item) => Object.fromEntries(keyNames(table).map((name) => [name, item[name]]));

/** A table's indexes, each with `isLocal`. */
export const indexesOf = (table) => [
  ...(table.LocalSecondaryIndexes ?? []).map((index) => ({ ...index, isLocal: true })),
  ...(table.GlobalSecondaryIndexes ?? []).map((index) => ({ ...index, isLocal: false })),
];

/** Its vector indexes, which are searched, not queried. */
export const vectorIndexesOf = (table) => (table.VectorIndexes ?? []).map((index) => ({ ...index, isVector: true }));
