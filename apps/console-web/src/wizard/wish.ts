import type { RecoveryWish } from '../recoveries/recovery-calls.js';

type Scope = RecoveryWish['scope'];

/** The kinds of a scope that the wizard asks for, as the API names them. */
export const SCOPE_TYPES = [
  'by_sku',
  'by_seller',
  'by_offer',
  'by_time_window',
  'by_topic_partition',
  'all',
] as const;

/** What was typed for a scope. */
export interface ScopeInput {
  readonly type: string;
  /** One name a line, or separated by commas; of an offer `seller/sku`. */
  readonly names: string;
  readonly from: string;
  readonly to: string;
}

/** A scope, or what is wrong with what was typed. */
export type ScopeRead =
  { readonly ok: true; readonly scope: Scope } | { readonly ok: false; readonly why: string };

const refused = (why: string): ScopeRead => ({ ok: false, why });
const read = (scope: Scope): ScopeRead => ({ ok: true, scope });

/** Reads a scope from what was typed. Pure. */
export function readScope({ type, names, from, to }: ScopeInput): ScopeRead {
  const list = names
    .split(/[\n,]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  switch (type) {
    case 'all':
      return read({ type });
    case 'by_sku':
      return list.length === 0 ? refused('Name at least one SKU.') : read({ type, skus: list });
    case 'by_seller':
      return list.length === 0 ? refused('Name at least one seller.') : read({ type, seller_ids: list });
    case 'by_offer':
      return readOffers(list);
    case 'by_time_window':
      return readWindow(from, to);
    case 'by_topic_partition':
      return readRange(list[0] ?? '', from, to);
    default:
      return refused(`There is no scope ${type}.`);
  }
}

function readOffers(list: readonly string[]): ScopeRead {
  if (list.length === 0) return refused('Name at least one offer, as seller/sku.');
  const offers = list.map((name) => name.split('/'));
  const bad = offers.findIndex((parts) => parts.length !== 2 || parts.some((part) => part === ''));
  if (bad >= 0) return refused(`"${list[bad] ?? ''}" is no offer: write seller/sku.`);
  return read({ type: 'by_offer', offers: offers.map(([seller_id = '', sku = '']) => ({ seller_id, sku })) });
}

function readWindow(from: string, to: string): ScopeRead {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(start) || Number.isNaN(end))
    return refused('Give both times, such as 2026-06-19T18:00:00Z.');
  if (end <= start) return refused('The end comes after the start.');
  return read({
    type: 'by_time_window',
    from_event_time: new Date(start).toISOString(),
    to_event_time: new Date(end).toISOString(),
  });
}

function readRange(place: string, from: string, to: string): ScopeRead {
  const [, topic, partition] = /^([A-Za-z0-9._-]+)\/(\d+)$/.exec(place) ?? [];
  if (topic === undefined || partition === undefined) return refused('Write the partition as topic/0.');
  if (!/^\d+$/.test(from) || !/^\d+$/.test(to) || Number(to) <= Number(from))
    return refused('Give two offsets; the second is the first that is not read.');
  return read({
    type: 'by_topic_partition',
    topic,
    partition: Number(partition),
    from_offset: Number(from),
    to_offset: Number(to),
  });
}
