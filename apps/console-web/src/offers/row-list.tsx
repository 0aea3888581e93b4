import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, useEffect, useRef } from 'react';
import { StateWord } from '../words/state-word.js';
import { grouped, utc } from '../words/format.js';
import { BUCKETS, type BalancedRow } from './balances.js';
import css from './offers.module.css';

const ROW_PX = 44;
/** So many rows are shown without a scroll bar. */
const FEW = 10;

/** `data-number` is there or not. */
const NUMBER = '' as const;
const HEADS = [
  { name: 'version', number: NUMBER },
  { name: 'what', number: undefined },
  { name: 'movement', number: undefined },
  ...BUCKETS.map((bucket) => ({
    name: bucket === 'return_to_vendor' ? 'to vendor' : bucket,
    number: NUMBER,
  })),
  { name: 'accepted', number: undefined },
  { name: 'event', number: undefined },
];

/** The operations of the ledger, as the API abbreviates them. */
const OPERATIONS: Readonly<Record<string, string>> = {
  I: 'receive',
  D: 'decrease',
  S: 'set',
  C: 'set on hand',
  M: 'move',
  R: 'reserve',
  U: 'release',
  F: 'fulfil',
};

interface RowListProps {
  readonly rows: readonly BalancedRow[];
  /** The version that the address names: it is marked, and scrolled to. */
  readonly marked: number | null;
  /** More rows follow those that are loaded. */
  readonly more: boolean;
  readonly load: () => void;
}

/** The versions of an offer. Only those in sight are in the page, so ten thousand scroll as ten do. */
export function RowList({ rows, marked, more, load }: RowListProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    // Before the first layout, this much is taken to be in sight.
    initialRect: { width: 800, height: 520 },
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 50) load();
  }, [more, last, rows.length, load]);
  const target = marked === null ? -1 : rows.findIndex(({ row }) => row.version === marked);
  useEffect(() => {
    if (target >= 0) virtual.scrollToIndex(target, { align: 'center' });
  }, [target, virtual]);
  return (
    <div
      className={css['scroll']}
      data-few={rows.length <= FEW}
      ref={place}
      role="table"
      aria-label="Versions"
      aria-rowcount={rows.length + 1}
    >
      <div role="row" className={css['names']}>
        {HEADS.map(({ name, number }) => (
          <span role="columnheader" key={name} data-number={number}>
            {name}
          </span>
        ))}
      </div>
      <div
        role="rowgroup"
        className={css['space']}
        ref={(element) => element?.style.setProperty('height', `${virtual.getTotalSize()}px`)}
      >
        {items.map(({ index, start }) => {
          const one = rows[index];
          return one === undefined ? null : (
            <Version
              key={one.row.version}
              one={one}
              start={start}
              index={index}
              marked={one.row.version === marked}
            />
          );
        })}
      </div>
    </div>
  );
}

interface VersionProps {
  readonly one: BalancedRow;
  readonly start: number;
  readonly index: number;
  readonly marked: boolean;
}

function Version({ one, start, index, marked }: VersionProps): ReactElement {
  const { row, after, follows } = one;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-current={marked ? 'true' : undefined}
      className={css['version']}
      data-marked={marked}
      style={{ transform: `translateY(${start}px)` }}
    >
      <span role="cell" data-number="">
        {grouped(row.version)} {follows ? null : <StateWord word="chain broken" tone="bad" />}
      </span>
      <span role="cell">
        {OPERATIONS[row.operation] ?? row.operation}{' '}
        {row.status === 'accepted' ? null : <StateWord word={row.status} />}
      </span>
      <span role="cell">{movement(one)}</span>
      {BUCKETS.map((bucket) => (
        <span role="cell" key={bucket} data-number="" data-zero={after[bucket] === 0}>
          {grouped(after[bucket])}
        </span>
      ))}
      <span role="cell">{utc(row.accepted_at)}</span>
      <span
        role="cell"
        title={`${row.event_id ?? 'a command'}, ${row.source_topic}/${row.source_partition}/${row.source_offset}`}
      >
        {row.event_id ?? 'a command'}
      </span>
    </div>
  );
}

/** `5: outside → sellable (fra-1)`. */
function movement({ row }: BalancedRow): string {
  const end = (bucket: string | null, location: string | null): string =>
    bucket === null ? 'outside' : location === null ? bucket : `${bucket} (${location})`;
  if (row.quantity === 0) return 'nothing moves';
  return `${grouped(row.quantity)}: ${end(row.from_bucket, row.from_location)} → ${end(row.to_bucket, row.to_location)}`;
}
