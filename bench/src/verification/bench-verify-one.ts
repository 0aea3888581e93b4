import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoundClient } from '@stockproof/postgres';
import { figure, type Line } from '../report.js';
import { EVENTS_AN_OFFER } from './bench-verify-all.js';
import { chooseOffers, type PartsToVerify } from './choose-offers.js';
import { fillHistories, type Histories } from './fill-histories.js';
import { middle, verifyParts, wrongParts } from './verify-parts.js';

/** The large ledger has so many times the events, and the offers, of the small one. */
const GROWTH = 10;
/** The time may grow by this factor. */
const MAX_GROWTH = 1.5;
/** One offer at a time; the first one opens connections and is not counted. */
const ONE: PartsToVerify = { size: 1, parts: 31, page: null };

interface Measured {
  readonly p50_ms: number;
  readonly cpu_ms: number;
  readonly peak_mib: number;
  readonly wrong: string | null;
}

/**
 * Verifies single offers over histories of so many events and of a tenth of it, which are filled directly and sealed, in a process of
 * its own. In the same run an offer whose row of the view is changed must be found. Needs PostgreSQL and Kafka, and no service.
 */
export async function benchVerifyOne(events: number): Promise<Line[]> {
  const small = await measured(Math.round(events / GROWTH));
  const large = await measured(events);
  const growth = large.p50_ms / small.p50_ms;
  return [
    {
      path: `verify one offer, p50, ${events.toLocaleString('en')} events; ${large.cpu_ms.toFixed(0)} ms of CPU, peak ${large.peak_mib.toFixed(0)} MiB; grows ${growth.toFixed(2)} times`,
      ours: figure(large.p50_ms, 'ms'),
      peer: `${figure(small.p50_ms, 'ms')} at a ${GROWTH}th of it, ${small.cpu_ms.toFixed(0)} ms of CPU, peak ${small.peak_mib.toFixed(0)} MiB`,
      ratio: MAX_GROWTH / growth,
      goal: 1,
      wrong: small.wrong ?? large.wrong,
    },
  ];
}

async function measured(events: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-verify-one-'));
  const { histories, drop } = await fillHistories(folder, events, Math.ceil(events / EVENTS_AN_OFFER));
  try {
    const verified = await verifyParts(histories, ONE);
    return {
      p50_ms: middle(verified, ({ ms }) => ms),
      cpu_ms: middle(verified, ({ cpu_ms }) => cpu_ms),
      peak_mib: verified.peak_mib,
      wrong: wrongParts(verified, ONE.size, EVENTS_AN_OFFER) ?? (await missedChange(histories)),
    };
  } finally {
    await drop();
    rmSync(folder, { recursive: true });
  }
}

const CHANGE = 'UPDATE offer_availability SET sellable = sellable + 1 WHERE seller_id = $1 AND sku = $2';

/** Changes the row of one offer in the view, and verifies it: null if the change is found. */
async function missedChange(histories: Histories): Promise<string | null> {
  const one: PartsToVerify = { ...ONE, parts: 1 };
  const offer = chooseOffers(histories.offers, one)[0]?.[0];
  const client = new BoundClient(histories.view_url);
  await client.connect();
  await client.query(CHANGE, [offer?.seller_id, offer?.sku]).finally(() => client.end());
  const [found] = (await verifyParts(histories, one)).found;
  return found?.failed.includes('view_matches_replay') === true
    ? null
    : `a changed row of ${offer?.sku} was not found`;
}
