import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, type Line, perSecond } from '../report.js';
import { EVENTS_AN_OFFER } from './bench-verify-all.js';
import type { PartsToVerify } from './choose-offers.js';
import { fillHistories } from './fill-histories.js';
import { middle, verifyParts, wrongParts } from './verify-parts.js';

/** Most offers of a unit, the default of STOCKPROOF_VERIFY_MAX_OFFERS. */
const SIZE = 1_000;
const PARTS = 17;
const GOAL_AN_HOUR = 1_000_000;
const HOUR_MS = 3_600_000;
/** Pages that units are chosen from; null: the whole ledger. */
const PAGES = [8_000, 64_000, null] as const;

/**
 * Verifies units of continuous verification over histories that are filled directly: neighbours by their key in pages of offers in
 * any order, and in the whole ledger. Needs PostgreSQL and Kafka, and no service.
 */
export async function benchUnits(events: number): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-units-'));
  const offers = Math.ceil(events / EVENTS_AN_OFFER);
  const { histories, drop } = await fillHistories(folder, events, offers);
  try {
    const lines: Line[] = [];
    for (const page of PAGES) {
      const parts: PartsToVerify = { size: SIZE, parts: PARTS, page };
      const verified = await verifyParts(histories, parts);
      const rate = middle(verified, (part) => perSecond(part.offers, part.ms));
      const cpu_us = middle(verified, (part) => (part.cpu_ms * 1_000) / part.offers);
      lines.push({
        path: `units of ${SIZE} neighbours in ${page === null ? 'the ledger' : `pages of ${page.toLocaleString('en')}`}, ${offers.toLocaleString('en')} offers; ${cpu_us.toFixed(0)} us of CPU an offer, peak ${verified.peak_mib.toFixed(0)} MiB`,
        ours: figure(rate, 'offers/s'),
        peer: `${figure((GOAL_AN_HOUR * 1_000) / HOUR_MS, 'offers/s')}, a million an hour`,
        ratio: (rate * HOUR_MS) / 1_000 / GOAL_AN_HOUR,
        goal: 1,
        wrong: wrongParts(verified, SIZE, EVENTS_AN_OFFER),
      });
    }
    return lines;
  } finally {
    await drop();
    rmSync(folder, { recursive: true });
  }
}
