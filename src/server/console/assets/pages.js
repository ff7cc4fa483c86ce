// The pages, in the order of the navigation. A page is a module whose default export has
//   path    its address, with parameters: '/tables/:table/items'
//   nav     the key of its text in the navigation, if it is there; and `title(params, query)`, its heading
//   tab     or the key of its text among the pages of a table, whose name is then the heading
//   render  ({ params, query, signal }) => the nodes of the page, or a promise of them. `signal` is aborted when the
//           person leaves: what repeats stops then.

import backups, { tableBackups } from './pages/backups.js';
import course, { step as courseStep } from './pages/course.js';
import createTable from './pages/create_table.js';
import exports from './pages/exports.js';
import indexes from './pages/indexes.js';
import item from './pages/item.js';
import items from './pages/items.js';
import overview from './pages/overview.js';
import partitions from './pages/partitions.js';
import partiql from './pages/partiql.js';
import settings from './pages/settings.js';
import streams from './pages/streams.js';
import tables from './pages/tables.js';

export const pages = [
  tables,
  createTable,
  partiql,
  backups,
  exports,
  course,
  courseStep,
  overview,
  items,
  item,
  indexes,
  partitions,
  streams,
  tableBackups,
  settings,
];
