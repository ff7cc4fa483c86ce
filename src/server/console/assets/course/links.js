// Where steps are done: pages of the console with their forms filled in. Each is `[key of its text, path, query]`.

import { path } from '../route.js';

const page = (key, last) => (table, query) => [`course.to.${key}`, path('tables', table, last), query];
const json = JSON.stringify;

export const createTable = (fields) => ['course.to.create_table', '/create-table', fields];
export const items = page('items', 'items');
export const partitions = page('partitions', 'partitions');
export const search = (table, index) => items(table, { q: json({ mode: 'query', index }) });
export const createItem = (table, item) => page('create_item', 'item')(table, item && { json: json(item) });
export const editItem = (table, key) => page('edit_item', 'item')(table, { key: json(key) });
export const partiql = (statement) => ['course.to.partiql', '/partiql', { statement }];
