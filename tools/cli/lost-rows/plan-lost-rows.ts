import { type AppendedRow, offerOfKey } from '@stockproof/events';
import type { Broker } from '@stockproof/kafka';
import { findLostRows, planPutBack, type PutBackPlan } from '@stockproof/ledger';
import { BoundClient, safeTypeParser } from '@stockproof/postgres';
import { placeKey, readChangesBeyond, readRequests } from './read-histories.js';
import { readLater, readRestored, readSigned, restoredState } from './restored-ledger.js';

/** The databases that are read, by name, with the superuser's login. */
export type DatabaseUrls = Readonly<Record<string, string>>;

/** A plan, and the messages of the CDC topic that are no rows. */
export interface FoundLost {
  readonly plan: PutBackPlan;
  readonly foreign: readonly string[];
}

/** Compares the restored ledger with its captured history. Changes nothing. The command handler must be stopped. */
export async function planLostRows(broker: Broker, databases: DatabaseUrls): Promise<FoundLost> {
  const restored = await withClient(databases['inventory'], readRestored);
  const signed = await withClient(databases['recovery'], readSigned);
  const { rows, foreign } = await readChangesBeyond(broker, restored);
  const requests = await readRequests(broker, restored);
  const witnesses = {
    nextOffset: restored.nextOffset,
    request: (place: Parameters<typeof placeKey>[0]) => requests.get(placeKey(place)) ?? null,
  };
  const flagged = [...rows].filter(([, of_offer]) => of_offer.some(isFlaggedCount)).map(([key]) => key);
  const later = await withClient(databases['inventory'], (client) => readLater(client, flagged));
  // Also offers that only a signature knows: their rows may be in no history.
  const offers = new Set([...rows.keys(), ...signed.keys()]);
  const found = [...offers].map((key) => {
    const { seller_id, sku } = offerOfKey(key);
    const state = restoredState(restored, { seller_id, sku });
    const offer = { seller_id, sku, state, later: later.get(key) ?? [], signed: signed.get(key) ?? null };
    return findLostRows(offer, rows.get(key) ?? [], witnesses);
  });
  return { plan: planPutBack(found), foreign };
}

/** Only such a count depends on rows before it (see movedSince). */
function isFlaggedCount({ operation, status }: AppendedRow): boolean {
  return (
    (operation === 'S' || operation === 'C') && (status === 'accepted_late' || status === 'accepted_short')
  );
}

async function withClient<T>(url: string | undefined, work: (client: BoundClient) => Promise<T>): Promise<T> {
  // Versions, quantities and offsets are numbers, as the services read them.
  const client = new BoundClient({ connectionString: url ?? '', types: { getTypeParser: safeTypeParser } });
  await client.connect();
  return work(client).finally(() => client.end());
}
