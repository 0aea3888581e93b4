import { ChangeReader } from '@stockproof/cdc';
import { type Broker, presentRanges, readRanges } from '@stockproof/kafka';
import type { Queryable } from '@stockproof/postgres';
import { offerKeyOf, type OfferName } from '@stockproof/verification';
import type { Scope } from '@stockproof/recovery-run';
import { selectTouchedOffers } from './sql/offers.js';

/** Where selectOffers reads the CDC history. It is not read for a scope that names its offers. */
export interface SelectContext {
  readonly broker: Broker;
  /** Full name of the ledger's CDC topic. */
  readonly captured_topic: string;
}

/**
 * Finds the offers that a time window or an offset range touches; none for scopes that name theirs. It
 * searches the ledger and its CDC history, so that an offer whose rows were removed from one is found in the
 * other.
 */
export async function selectOffers(
  ledger: Queryable,
  scope: Scope,
  context: SelectContext,
): Promise<OfferName[]> {
  if (scope.type !== 'by_time_window' && scope.type !== 'by_topic_partition') return [];
  const found = new Map<string, OfferName>();
  const add = ({ seller_id, sku }: OfferName): void =>
    void found.set(offerKeyOf({ seller_id, sku }), { seller_id, sku });
  const touched =
    scope.type === 'by_time_window'
      ? { window: { from: scope.from_event_time, to: scope.to_event_time } }
      : { range: scope };
  for (const offer of await selectTouchedOffers(ledger, touched)) add(offer);
  await eachCdcRow(scope, context, (row, partition, offset) => {
    const { seller_id, sku } = row;
    if (typeof seller_id !== 'string' || typeof sku !== 'string') return;
    if (touches(scope, row, { topic: context.captured_topic, partition, offset })) add({ seller_id, sku });
  });
  return [...found.values()];
}

type Row = Readonly<Record<string, unknown>>;

async function eachCdcRow(
  scope: Scope,
  { broker, captured_topic: cdc_topic }: SelectContext,
  visit: (row: Row, partition: number, offset: number) => void,
): Promise<void> {
  const reader = new ChangeReader();
  const ranges = (await presentRanges(broker, cdc_topic)).filter(
    ({ partition }) =>
      scope.type !== 'by_topic_partition' || scope.topic !== cdc_topic || scope.partition === partition,
  );
  await readRanges(broker, {
    ranges,
    onMessages: (messages) => {
      for (const { value, partition, offset } of messages) {
        const read = reader.read(value);
        if (read.kind === 'change') visit(read.after ?? read.before ?? {}, partition, offset);
      }
    },
  });
}

function touches(
  scope: Scope,
  row: Row,
  at: { readonly topic: string; readonly partition: number; readonly offset: number },
): boolean {
  if (scope.type === 'by_time_window') {
    const ms = Date.parse(String(row['event_time']));
    return ms >= Date.parse(scope.from_event_time) && ms < Date.parse(scope.to_event_time);
  }
  if (scope.type !== 'by_topic_partition') return false;
  const { topic, partition, from_offset, to_offset } = scope;
  const within = (offset: number): boolean => offset >= from_offset && offset < to_offset;
  if (topic === at.topic) return at.partition === partition && within(at.offset);
  return (
    row['source_topic'] === topic &&
    row['source_partition'] === partition &&
    within(Number(row['source_offset']))
  );
}
