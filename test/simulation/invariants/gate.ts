import { TOPICS } from '@stockproof/events';
import type { Posted } from '../world/clients/sellers.js';
import { messagesOf, type Stage } from '../world/stage.js';
import { eventOf, placeOf, sourceOf, type Violation } from './evidence-of.js';

/**
 * I1 at the entrance: an invalid update is refused or quarantined, whoever sends it, and nothing else is. The
 * same id with another body is stored as a conflict, with the same body counted as a duplicate.
 */
export function gateViolations(
  stage: Stage,
  posted: readonly Posted[],
  poisoned: ReadonlySet<string>,
): Violation[] {
  const { tables } = stage.databases.ledger;
  const quarantined = new Set([...tables.table('quarantine').values()].map(sourceOf));
  const refusals = posted
    .filter(
      ({ posting, status }) =>
        (posting.kind === 'invalid') !== (status === 'refused') && status !== 'unknown',
    )
    .map(({ posting, status }) => ({
      invariant: 'I1 the gate',
      what: `${posting.kind} was ${status}: ${JSON.stringify(posting.body)}`,
    }));
  const let_through = [...poisoned]
    .filter((at) => !quarantined.has(at))
    .map((at) => ({ invariant: 'I1 the gate', what: `poison at ${at} was taken` }));
  const held_up = [...quarantined]
    .filter((at) => !poisoned.has(at))
    .map((at) => ({ invariant: 'I1 the gate', what: `an update at ${at} was quarantined` }));
  return [...refusals, ...let_through, ...held_up, ...redeliveries(stage)];
}

/**
 * Which messages are repetitions, by their own bodies; the first of an id is the one that the ledger
 * accepted.
 */
function redeliveries(stage: Stage): Violation[] {
  const { tables } = stage.databases.ledger;
  const first = new Map<string, string>();
  for (const table of ['inventory_rejection', 'inventory_transaction']) {
    for (const row of tables.table(table).values()) first.set(eventOf(row), sourceOf(row));
  }
  // Two uses of an id by a seller for two SKUs at the same time are in different partitions and do not meet.
  // Each is decided separately, and a repetition is compared with one of the two.
  const accepted = [...tables.table('inventory_transaction').values()].map(eventOf);
  const rejected = new Set([...tables.table('inventory_rejection').values()].map(eventOf));
  const twice = new Set(accepted.filter((id) => rejected.has(id)));
  const conflicts = new Set([...tables.table('inventory_conflict').values()].map(sourceOf));
  const bodies = new Map(
    messagesOf(stage, TOPICS.updates).map(({ partition, message }) => [
      placeOf(TOPICS.updates, partition, message.offset),
      message.value,
    ]),
  );
  return [...bodies].flatMap(([at, value]) => {
    const said = meaningOf(value);
    const taken = said === null ? undefined : first.get(said.id);
    if (said === null || taken === undefined || taken === at || twice.has(said.id)) return [];
    const other = meaningOf(bodies.get(taken) ?? null)?.text !== said.text;
    return other === conflicts.has(at)
      ? []
      : [{ invariant: 'I1 conflicts are kept', what: `${at}: ${said.text}, taken was ${taken}` }];
  });
}

/** The fields that earlier versions of an update leave out and later ones have. */
const LEFT_OUT = { bucket_type: 'sellable', location_id: 'default', counted: 'bucket' };

/** The content of an update, independent of field order and version; null if it is invalid. */
function meaningOf(value: Buffer | null): { readonly id: string; readonly text: string } | null {
  try {
    const update = JSON.parse(value?.toString('utf8') ?? 'null') as Record<string, unknown>;
    const { schema_version: _form, ...said } = update;
    const text = JSON.stringify(
      Object.entries({ ...LEFT_OUT, ...said }).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    return { id: eventOf(update), text };
  } catch {
    return null;
  }
}
