// The course in English: for each lesson its title, what it is about, and its steps: title, what to do, what it taught.
// A text in backticks is code, in asterisks strong.

export default [
  ['Exercise 1 · A partition key alone', 'A relational database has a fixed schema. Here only the key is fixed: every table has a *partition key*, and a hash of it decides in which partition an item lies.', [
    ['Create the table', 'Create the table `sgu-202500-user-likes` with the partition key `user_id` (String) and no sort key.', 'You said nothing of other attributes: each item brings its own.'],
    ['Explore it while it is empty', 'Open the items of the table and run a scan. It says: returned 0, scanned 0, efficiency 100%. *How many RCU did it consume?*', 'A scan looks into all four partitions of a new table, and each rounds up to half a unit: 2 RCU for nothing.'],
    ['Put four items', 'Create these four items as DynamoDB JSON, one after the other. They have different attributes.', 'Nobody declared `price` or `color`. Items of one table need only their key in common.'],
    ['Scan again', 'Scan the table. The columns are all attributes that any item has; a cell is empty where an item lacks it. *How many columns of attributes are there?*', 'The columns come from the items, not from a schema.'],
  ]],
  ['Exercise 2 · The same key again', 'What happens if a second item has the key of the first? It depends on how you write it.', [
    ['Create refuses a key that exists', 'In the console, create an item with `user_id` `jihoon07` and `product_name` `스탠리`. It is refused. *Which exception does the service answer with?*', 'The console writes under the condition that there is no such item yet. Nothing was changed.'],
    ['Edit the item', 'Edit the item `jihoon07` in the form: its `product_name` becomes `스탠리`.', 'To edit is to write the item of this key anew.'],
    ['INSERT never overwrites', 'Run this statement in the PartiQL editor. *Which exception does it end with?*', 'INSERT of PartiQL is meant for new items alone.'],
    ['PutItem replaces', 'This Lambda function calls PutItem, without a condition. Run it, and scan: there are still four items, and `jihoon07` has only `제로콜라`.', 'PutItem replaces the whole item. A partition key alone stores one item for a user; to keep several, a table needs a sort key, and the key of a table cannot be changed.'],
  ]],
  ['Exercise 3 · A table with a sort key', 'Partition key and sort key together name an item. The partition key decides where it lies, the sort key in which order.', [
    ['Create the second table', 'Create `sgu-202500-user-likes-time` with the partition key `user_id` (String) and the sort key `timestamp` (String).', 'There is no type for dates. Texts in ISO 8601, such as `2025-05-11T21:00:00`, sort in the order of time.'],
  ]],
  ['Exercise 4 · Items with times', 'The same likes, now each with its time as a part of its key.', [
    ['Put four items', 'Create these four items in the new table.', 'Now both attributes of the key are needed in each item.'],
  ]],
  ['Exercise 5 · Another item for the same user', 'With a sort key, a user can have as many items as there are times.', [
    ['Put a second item of jihoon07', 'Create this item. The first one of `jihoon07` stays.', 'Same partition key, other sort key: another item.'],
    ['They lie together', 'Look at the partitions of the table with the key `jihoon07`. Both items are at one point of the ring. *In which partition do they lie?*', 'Items with one partition key are an item collection: they lie in one partition, in the order of the sort key.'],
  ]],
  ['Exercise 6 · In order', 'A query knows the partition key. It reads the items of that key alone, in the order of the sort key.', [
    ['Descending', 'Query (do not scan) `user_id` `jihoon07`, descending. *What is the product of the first item?*', 'Only the direction of reading changed. The newest first, with a limit of 1, is the usual way to the latest item.'],
    ['A condition on the sort key', 'Query `jihoon07` once more, with `timestamp` greater than or equal to `2025-05-12T12:00:00`. *How many items are returned?*', 'A condition on the sort key limits what is read. A filter only limits what is returned: you pay for what is read.'],
    ['The same in PartiQL', 'Run this statement. *What is the timestamp of the first item?*', 'A SELECT whose WHERE has the partition key is a query; without it, it would be a scan.'],
  ]],
  ['Exercise 7 · A REST API in front', 'Clients do not call the database. A function behind an HTTP API checks what they send, and stores it.', [
    ['Post a like', 'This is the Lambda function of the course. Send the body: the function sets the time and puts the item into `sgu-202500-user-likes-time`.', 'The answer is 200, with `저장 완료` and the time that became the sort key.'],
    ['What is missing is refused', 'Remove `product` from the body and send it. *Which status is answered?*', 'The function refuses it before it comes to the database.'],
  ]],
  ['Key-value', 'The simplest model: a key and a value that the store does not look into.', [
    ['Create the table', 'Create `course-key-value` with the partition key `key` (String).', 'One key, one value. Names with colons, such as `user:haeri:profile`, are an agreement among people.'],
    ['Put five values', 'Store these five.', 'The database sees texts. Whether one is JSON or a list does not matter to it.'],
    ['Read by key', 'Query the key `user:haeri:last_login`. *What is its value?*', 'Who knows the key knows the hash, and so the partition: one look.'],
    ['Change a value', 'Haeri looked at `item_784`. Edit `user:haeri:recent_views`, so that its value is this one.', 'To change a part you write the whole: the value is opaque.'],
  ]],
  ['Document', 'A document has fields within fields, and the database can see them.', [
    ['Create the table', 'Create `course-users` with the partition key `user_id` (String).', 'The key is a field of the document.'],
    ['Put a document', 'Create this item: a map (`M`) with a list (`L`) in it.', 'It is stored as one item, of up to 400 KB.'],
    ['Change one field', 'Run this statement: it changes `language` within `preferences`, and nothing else. The name is in quotes, because LANGUAGE is a reserved word.', 'A path leads into the document, so you need not write the whole.'],
  ]],
  ['Graph', 'People are nodes, friendships are edges. An edge is an item with a key at each end.', [
    ['Create a table of edges', 'Create `course-friends` with the partition key `from` and the sort key `to`. Add a global index `reversed` with the partition key `to` and the sort key `from`.', 'The index has the same edges the other way round.'],
    ['Put ten friendships', 'Store these edges.', 'Each write went to the table and, by itself, to the index.'],
    ['Whom does Jack list?', 'Query the table for `jack`. *Whom does he list?* (names, in any order)', 'One query: all edges from Jack lie together.'],
    ['Who lists Howard?', 'Query the index `reversed` for `howard`. *Who lists him?*', 'Without the index this question would need a scan.'],
    ['The index has its own partitions', 'Look at the partitions of the index, with the key `howard`. *In which of them do his edges lie?*', 'The hash of `to` decides there, the hash of `from` in the table. So one edge lies at two places of the line.'],
  ]],
  ['ACID and BASE', 'ACID: all or nothing, and what is committed stays. BASE: always available, and replicas agree in the end, not at once.', [
    ['Two accounts', 'Open two accounts: `haeri` has 100, `minji` has 50.', 'Whatever happens from now on: together they must have 150.'],
    ['A transfer', 'Move 30 from `haeri` to `minji` in one transaction: both items change, or none does.', 'TransactWriteItems is all or nothing over up to 100 items.'],
    ['A transaction that fails', 'Try to move 1,000. The condition on `haeri` fails, and the transaction is cancelled. *How much does `haeri` have afterwards?*', 'Minji’s part had no fault, and yet it was not done. The sum is 150.'],
    ['A stale read', 'Make the replicas late, then write and read at once. The consistent read sees the write; an eventually consistent one may not.', 'That is eventual consistency: half the price, and for a while the past.'],
    ['They agree in the end', 'Read again after eight seconds, or have the replicas catch up. Then end the lag.', 'Nobody repaired anything: the writes arrived.'],
  ]],
  ['Hash and partitions', 'The hash turns a text of any length into 64 hexadecimal digits. It spreads data by itself; but a hot key stays in one place.', [
    ['From key to hash', 'Type `minji01` as a key at the partitions of the first table. *What are the first four digits of its SHA-256?*', 'The command `printf minji01 | sha256sum` prints the same digits.'],
    ['Ten thousand keys', 'Spread 10,000 keys over the partitions. *How many has the partition with the fewest?*', 'Nobody planned it, and yet each has about a quarter.'],
    ['A hot key', 'Make `celebrity` hot: at least 1,000 writes. Watch one partition glow while the others rest.', 'All requests for one key go to one partition: more partitions do not help a hot key. Other keys do, such as `celebrity#0` to `celebrity#9`.'],
    ['A split', 'Switch throttling on with small limits and keep the key hot until the partition splits, or split one by hand.', 'A split divides a range of hashes. A single key is never divided.'],
  ]],
];
