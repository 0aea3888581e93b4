import { TOPICS } from '@stockproof/events';
import {
  eventually,
  queryDatabase,
  readTopic,
  recover,
  type RunningStack,
  testBroker,
} from '@stockproof/testing';
import { type ClientLog, eventName } from '../load/client-log.js';
import { unjustifiedOutcomes } from './unjustified.js';

const WITHIN_MS = 180_000;

/** What the checker found, from the databases, the topic, and the clients' logs. */
export interface Checked {
  readonly acknowledged: number;
  /** Acknowledged, and in no table. */
  readonly lost: readonly string[];
  /** In the ledger twice. */
  readonly doubled: readonly string[];
  /** In the ledger, but sent by no client. */
  readonly from_nowhere: readonly string[];
  readonly unknown: number;
  /** Of the requests with an unknown outcome, how many took effect. */
  readonly unknown_done: number;
  readonly offers: number;
  /** One sentence for each offer on which ledger, buckets, view and topic disagree. */
  readonly disparities: readonly string[];
  /** Sentences about refusals and rows that no state of their offer justifies. */
  readonly unjustified: readonly string[];
  readonly reservations: number;
  /** Sentences about reservations that were lost, do not end, or hold units that the ledger does not. */
  readonly broken_reservations: readonly string[];
  /** The verdicts of the last recoveries of all these sellers, by contract. */
  readonly verdicts: Readonly<Record<string, string>>;
}

interface Report {
  readonly seller_id: string;
  readonly sku: string;
  readonly ledger: string;
  readonly buckets: string;
}

export async function check(
  stack: RunningStack,
  sellers: readonly string[],
  prefix: string,
  events: ClientLog,
  reservations: ClientLog,
): Promise<Checked> {
  const mine = { type: 'by_seller', seller_ids: sellers };
  // If it does not settle, that is a finding; the other checks still run.
  const unsettled = await settled(stack, prefix, mine).then(
    () => [],
    (error: unknown) => [`not settled: ${(error as Error).message}`],
  );
  const outcomes = await queryDatabase<{ seller_id: string; event_id: string; times: number }>(
    stack,
    'inventory',
    `
    SELECT seller_id, event_id, count(*)::int AS times FROM (
      SELECT seller_id, event_id FROM inventory_transaction UNION ALL SELECT seller_id, event_id FROM inventory_rejection
    ) AS outcome WHERE seller_id = ANY ($1) AND starts_with(event_id, $2) GROUP BY seller_id, event_id`,
    [sellers, prefix],
  );
  const done = new Map(
    outcomes.map(({ seller_id, event_id, times }) => [eventName(seller_id, event_id), times]),
  );
  const acknowledged = events.names('acknowledged');
  const unknown = events.names('unknown');
  const disparities = await disparitiesOf(stack, sellers, prefix);
  const broken = await brokenReservations(stack, reservations, prefix);
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((name) => !done.has(name)),
    doubled: [...done].filter(([, times]) => times > 1).map(([name]) => name),
    from_nowhere: [...done.keys()].filter((name) => !events.has(name)),
    unknown: unknown.length,
    unknown_done: unknown.filter((name) => done.has(name)).length,
    ...disparities,
    unjustified: await unjustifiedOutcomes(stack, sellers, prefix),
    reservations: reservations.names('acknowledged').length,
    broken_reservations: [...unsettled, ...broken],
    verdicts: await verdicts(stack, mine),
  };
}

/** Waits until everything sent has been received everywhere, and no saga will move soon. */
async function settled(stack: RunningStack, prefix: string, scope: object): Promise<void> {
  await eventually(async () => {
    const open = await queryDatabase(
      stack,
      'reservation',
      `
      SELECT 1 FROM reservation WHERE starts_with(reservation_id, $1)
        AND (status IN ('requested', 'confirming', 'releasing') OR status = 'held' AND expires_at < now() + interval '1 hour')`,
      [prefix],
    );
    if (open.length > 0) throw new Error(`${open.length} reservations are open`);
  }, WITHIN_MS);
  await eventually(async () => {
    const verdict = await recover(stack, { scope });
    if (verdict.confidence_status === 'inconclusive') throw new Error('not everything has arrived');
  }, WITHIN_MS);
}

async function disparitiesOf(
  stack: RunningStack,
  sellers: readonly string[],
  prefix: string,
): Promise<Pick<Checked, 'offers' | 'disparities'>> {
  const ledger = await queryDatabase<Report>(
    stack,
    'inventory',
    `
    SELECT seller_id, sku, max(version) || ' ' || sum(delta_quantity) || ' ' || count(*) AS ledger,
      max(version) || ' ' || (SELECT sum(quantity) FROM inventory_bucket AS b WHERE (b.seller_id, b.sku) = (row.seller_id, row.sku)) || ' ' || max(version) AS buckets
    FROM inventory_transaction AS row WHERE seller_id = ANY ($1) AND starts_with(sku, $2) GROUP BY seller_id, sku`,
    [sellers, prefix],
  );
  const view = await queryDatabase<{ seller_id: string; sku: string; reported: string }>(
    stack,
    'availability',
    `
    SELECT seller_id, sku, version || ' ' || stock_on_hand || ' ' || version AS reported FROM offer_availability
    WHERE seller_id = ANY ($1) AND starts_with(sku, $2) AND status = 'current'`,
    [sellers, prefix],
  );
  const shown = new Map(view.map(({ seller_id, sku, reported }) => [eventName(seller_id, sku), reported]));
  const published = await newestPublished(
    new Map(ledger.map(({ seller_id, sku, ledger: reported }) => [eventName(seller_id, sku), reported])),
  );
  const disparities = ledger.flatMap(({ seller_id, sku, ledger: reported, buckets }) => {
    const name = eventName(seller_id, sku);
    const all = [reported, buckets, shown.get(name) ?? 'no row', published.get(name) ?? 'no message'];
    return new Set(all).size === 1
      ? []
      : [`${seller_id} ${sku}: ledger, buckets, view, topic: ${all.join(' | ')}`];
  });
  const extra =
    view.length === ledger.length ? [] : [`the ledger has ${ledger.length} offers, the view ${view.length}`];
  return { offers: ledger.length, disparities: [...disparities, ...extra] };
}

/** The newest message of each offer, once all have the wanted version or the time is up. */
async function newestPublished(wanted: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, string>();
  let seen = 0;
  // The topic also has the messages of all earlier tests, so each message is parsed once.
  await readTopic(
    testBroker(),
    TOPICS.availability,
    (messages) => {
      for (const { value } of messages.slice(seen)) {
        const { seller_id, sku, version, stock_on_hand } = JSON.parse(value?.toString() ?? '{}') as Record<
          string,
          unknown
        >;
        newest.set(
          eventName(String(seller_id), String(sku)),
          `${String(version)} ${String(stock_on_hand)} ${String(version)}`,
        );
      }
      seen = messages.length;
      return [...wanted].every(([name, reported]) => newest.get(name) === reported);
    },
    WITHIN_MS,
  ).catch(() => undefined);
  return newest;
}

async function brokenReservations(stack: RunningStack, log: ClientLog, prefix: string): Promise<string[]> {
  const rows = await queryDatabase<{ reservation_id: string; status: string; stuck: boolean }>(
    stack,
    'reservation',
    'SELECT reservation_id, status, stuck FROM reservation WHERE starts_with(reservation_id, $1)',
    [prefix],
  );
  const known = new Map(rows.map((row) => [row.reservation_id, row]));
  return [
    ...log
      .names('acknowledged')
      .filter((id) => !known.has(id))
      .map((id) => `${id} is lost`),
    ...rows
      .filter(({ stuck }) => stuck)
      .map(({ reservation_id, status }) => `${reservation_id} is stuck, ${status}`),
    ...rows
      .filter(({ reservation_id }) => !log.has(reservation_id))
      .map(({ reservation_id }) => `nobody asked for ${reservation_id}`),
  ];
}

async function verdicts(stack: RunningStack, scope: object): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const contract of [
    'inventory-availability-projection',
    'inventory-stock-tables',
    'reservation-view',
  ]) {
    const { confidence_status, reasons } = await recover(stack, { contract, scope });
    said[contract] = [confidence_status, ...reasons].join(': ');
  }
  return said;
}
