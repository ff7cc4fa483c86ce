// A table's stream: its records as they come.

import { all, call } from '../api.js';
import { button, confirm, dataTable, dialog, facts, field, form, section, select, toastError } from '../components.js';
import { h } from '../dom.js';
import { count, moment, t } from '../i18n.js';
import { refresh } from '../route.js';
import { pretty, shown } from '../values.js';
import { streamViews } from './create_table.js';

const SHOWN = 200;
const POLL_MS = 1000;

const change = (table, StreamSpecification) => call('UpdateTable', { TableName: table.TableName, StreamSpecification });

function enable(table) {
  const view = field(t('stream.view'), select(streamViews(), 'NEW_AND_OLD_IMAGES'));
  return dialog(t('stream.enable'), (close) => form({
    label: t('stream.enable'),
    cancel: () => close(),
    submit: async () => {
      await change(table, { StreamEnabled: true, StreamViewType: view.control.value });
      close();
      refresh();
    },
  }, view));
}

async function disable(table) {
  const done = await confirm({
    title: t('stream.disable'), text: t('stream.disable.sure'), action: t('stream.disable'), run: () => change(table, { StreamEnabled: false }),
  });
  if (done) refresh();
}

/** All shards of a stream, page by page. */
async function shards(StreamArn) {
  const found = [];
  let ExclusiveStartShardId;
  do {
    const { StreamDescription } = await call('DescribeStream', { StreamArn, ExclusiveStartShardId });
    found.push(...StreamDescription.Shards.map((shard) => shard.ShardId));
    ExclusiveStartShardId = StreamDescription.LastEvaluatedShardId;
  } while (ExclusiveStartShardId);
  return found;
}

/** Sequence numbers are longer than what JavaScript's numbers hold. */
const inOrder = (a, b) => a.dynamodb.ApproximateCreationDateTime - b.dynamodb.ApproximateCreationDateTime
  || Number(BigInt(a.dynamodb.SequenceNumber) - BigInt(b.dynamodb.SequenceNumber));

/** Reads all shards from their beginning, and gives what is new each time. */
class Reader {
  iterators = new Map();
  last = new Map();

  constructor(arn) {
    this.arn = arn;
  }

  async poll() {
    for (const shard of await shards(this.arn)) {
      if (!this.iterators.has(shard)) this.iterators.set(shard, await this.iterator(shard));
    }
    const records = [];
    for (const [shard, ShardIterator] of this.iterators) {
      // A shard that is closed and read to its end has none any more.
      if (!ShardIterator) continue;
      try {
        const answer = await call('GetRecords', { ShardIterator });
        this.iterators.set(shard, answer.NextShardIterator ?? null);
        if (answer.Records.length) this.last.set(shard, answer.Records.at(-1).dynamodb.SequenceNumber);
        records.push(...answer.Records);
      } catch (error) {
        if (!['ExpiredIteratorException', 'TrimmedDataAccessException'].includes(error.name)) throw error;
        if (error.name.startsWith('Trimmed')) this.last.delete(shard);
        this.iterators.set(shard, await this.iterator(shard));
      }
    }
    return records.sort(inOrder);
  }

  async iterator(ShardId) {
    const SequenceNumber = this.last.get(ShardId);
    const ShardIteratorType = SequenceNumber ? 'AFTER_SEQUENCE_NUMBER' : 'TRIM_HORIZON';
    return (await call('GetShardIterator', { StreamArn: this.arn, ShardId, ShardIteratorType, SequenceNumber })).ShardIterator;
  }
}

/** The image of an item, which may be large: its text is made when it is opened. */
function image(item) {
  const text = h('pre');
  const fill = () => {
    text.textContent = pretty(item);
  };
  return h('details', { on: { toggle: fill } }, h('summary', null, t('stream.attributes', { count: count(Object.keys(item).length) })), text);
}

function records(arn, signal) {
  const reader = new Reader(arn);
  const note = h('span', { class: 'hint', role: 'status' });
  let kept = [];
  // What a person has opened stays open when the table is drawn again.
  const images = new WeakMap();
  const imageOf = (item) => {
    if (item && !images.has(item)) images.set(item, image(item));
    return item ? images.get(item) : '-';
  };
  let isRunning = true;
  const caption = () => t('stream.caption', { count: count(kept.length) });
  const table = dataTable({
    caption: caption(),
    rows: kept,
    empty: t('stream.none'),
    columns: [
      { label: t('stream.event'), cell: (record) => h('span', { class: `event ${record.eventName.toLowerCase()}` }, record.eventName) },
      { label: t('stream.keys'), cell: ({ dynamodb: { Keys: keys } }) => Object.entries(keys).map(([name, value]) => h('span', { class: 'cell' }, `${name}: ${shown(value)}`)) },
      { label: t('stream.old'), cell: (record) => imageOf(record.dynamodb.OldImage) },
      { label: t('stream.new'), cell: (record) => imageOf(record.dynamodb.NewImage) },
      { label: t('stream.when'), cell: (record) => moment(record.dynamodb.ApproximateCreationDateTime) },
      { label: t('stream.by'), cell: (record) => record.userIdentity?.principalId ?? '' },
    ],
  });
  const draw = () => table.show(kept, caption());
  const poll = async () => {
    if (signal.aborted) return;
    if (isRunning) {
      try {
        const found = await reader.poll();
        if (found.length && !signal.aborted) {
          kept = [...found.reverse(), ...kept].slice(0, SHOWN);
          draw();
          note.textContent = t('stream.came', { count: count(found.length) });
        }
      } catch (error) {
        isRunning = false;
        pause.textContent = t('stream.resume');
        toastError(error);
      }
    }
    setTimeout(poll, POLL_MS);
  };
  const pause = button(t('stream.pause'), {
    on: () => {
      isRunning = !isRunning;
      pause.textContent = t(isRunning ? 'stream.pause' : 'stream.resume');
    },
  });
  const clear = button(t('stream.clear'), {
    on: () => {
      kept = [];
      draw();
    },
  });
  poll();
  return section(t('stream.records'), [note, pause, clear], table);
}

async function render({ params, signal }) {
  const { Table: table } = await call('DescribeTable', { TableName: params.table });
  const isOn = table.StreamSpecification?.StreamEnabled;
  const streams = await all('ListStreams', { TableName: table.TableName }, 'Streams', 'ExclusiveStartStreamArn', 'LastEvaluatedStreamArn');
  const arn = table.LatestStreamArn ?? streams.at(-1)?.StreamArn;
  return [
    section(t('stream'), isOn ? button(t('stream.disable'), { on: () => disable(table) }) : button(t('stream.enable'), { kind: 'primary', on: () => enable(table) }),
      facts([
        [t('table.status'), t(isOn ? 'on' : 'off')],
        isOn && [t('stream.view'), t(`stream.${table.StreamSpecification.StreamViewType}`)],
        arn && ['ARN', h('code', null, arn)],
      ]), h('p', { class: 'hint' }, t('stream.hint'))),
    arn && records(arn, signal),
  ];
}

export default { path: '/tables/:table/streams', tab: 'tab.streams', render };
