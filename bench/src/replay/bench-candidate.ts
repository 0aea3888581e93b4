import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { type ApplyChange, applyChange, type AvailabilityState, functionOf } from '@stockproof/availability';
import { loadCandidate } from '@stockproof/candidates';
import {
  evolve,
  initialOffer,
  ledgerRowContent,
  movementOf,
  type OfferState,
  recordRow,
} from '@stockproof/ledger';
import { PreparedReplay, projectionOf, ReplayFold } from '@stockproof/replay';
import { figure, type Line } from '../report.js';

const OFFERS = 4_000;
const EVENTS = 100_000;
const CHUNK_ROWS = 150;
const REPEATS = 3;
const CODE = `({
  version: 2,
  apply: (_state, _change, base) => ({ ...base, sellable: Math.max(0, base.sellable - 2) }),
})`;

/**
 * What a separate process costs a replay: the same rows folded by a candidate in a realm of this process, as
 * before ADR 0039, and by one in its own process. They alternate and work from memory; the cost of reading
 * from the database is excluded.
 */
export async function benchCandidate(): Promise<Line> {
  const chunks = copied();
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-bench-'));
  writeFileSync(join(folder, 'bench.js'), CODE);
  try {
    const beside = functionOf(await loadCandidate(folder, 'bench'));
    const within = calledHere();
    const rates = { within: 0, beside: 0 };
    for (let turn = 0; turn < REPEATS; turn += 1) {
      rates.within = Math.max(
        rates.within,
        await rate(async () => {
          const fold = new ReplayFold(projectionOf(within));
          for (const chunk of chunks) fold.feed(chunk);
          fold.finish();
          return fold;
        }),
      );
      rates.beside = Math.max(
        rates.beside,
        await rate(async () => {
          const replay = new PreparedReplay(beside);
          for (const chunk of chunks) await replay.feed(chunk);
          await replay.finish();
          return replay.fold;
        }),
      );
    }
    const { within: here, beside: there } = rates;
    return {
      path: 'replay by a candidate in a process of its own',
      ours: figure(there, 'rows/s'),
      peer: `${figure(here, 'rows/s')} called in this process`,
      ratio: there / here,
      goal: 0.8,
      wrong: null,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function rate(replay: () => Promise<ReplayFold<AvailabilityState>>): Promise<number> {
  const began_ms = performance.now();
  const { read, offers } = await replay();
  for (const { fault } of offers.values()) if (fault !== null) throw new Error(fault.detail);
  return read / ((performance.now() - began_ms) / 1_000);
}

/** How candidates were called before: in a realm of this process, for each row. */
function calledHere(): ApplyChange {
  type Called = (
    state: object,
    change: object,
    base: object,
  ) => Record<string, number> & { locations: { location_id: string; sellable: number }[] };
  const { apply } = new Script(CODE).runInContext(createContext({})) as { apply: Called };
  const shown = ({
    stock_on_hand,
    sellable,
    reserved,
    damaged,
    return_to_vendor,
    locations,
  }: AvailabilityState): object => ({
    stock_on_hand,
    sellable,
    reserved,
    damaged,
    return_to_vendor,
    locations: [...locations].map(([location_id, units]) => ({ location_id, sellable: units })),
  });
  return (state, change) => {
    const base = applyChange(
      { ...state, sellable: [...state.locations.values()].reduce((sum, units) => sum + units, 0) },
      change,
    );
    const { locations, ...totals } = apply(shown(state), change, shown(base));
    return {
      ...base,
      ...totals,
      locations: new Map(locations.map((place) => [place.location_id, place.sellable])),
    };
  };
}

/** Receipts of all offers in turn, as COPY prints them. */
function copied(): Buffer[] {
  const states = new Map<number, OfferState>();
  const chunks: Buffer[] = [];
  let lines = '';
  for (let index = 0; index < EVENTS; index += 1) {
    const offer = index % OFFERS;
    const state = states.get(offer) ?? initialOffer();
    const movement = movementOf({
      operation: 'I',
      quantity: 3,
      requested_quantity: 3,
      from: null,
      to: { bucket: 'sellable', location: 'default' },
    });
    const update = {
      event_id: `e${index}`,
      sku: `sku-${offer}`,
      seller_id: 'm',
      event_time_ms: index,
      schema_version: 3,
      reason: null,
      reference: null,
    } as Parameters<typeof recordRow>[1];
    const row = recordRow(state, update, movement, {
      accepted_at_ms: index,
      request_hash: 'ab'.repeat(32),
      correlation_id: null,
      causation_id: null,
      source_topic: 't',
      source_partition: 0,
      source_offset: index,
    });
    states.set(offer, evolve(state, { version: row.version, movement, chain_digest: row.chain_digest }));
    lines += `${row.previous_digest}\u001f${ledgerRowContent(row)}\u001f${row.chain_digest}\n`;
    if (index % CHUNK_ROWS !== CHUNK_ROWS - 1) continue;
    chunks.push(Buffer.from(lines));
    lines = '';
  }
  chunks.push(Buffer.from(lines));
  return chunks;
}
