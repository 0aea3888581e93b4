import { setTimeout as delay } from 'node:timers/promises';
import { callRecovery, eventually, type RunningStack, seller, type Seller } from '@stockproof/testing';
import { openTraffic } from '../latency/traffic.js';
import { ARRAY } from '../events.js';
import { figure, type Line, perSecond } from '../report.js';
import { cpuRow, readCpu } from '../resources/cpu-by-part.js';
import { residentOf } from '../resources/resident.js';
import { addSyntheticOffers, removeFromView } from './synthetic-offers.js';

/** Offers that exist only as rows, which counts and scheduling must not depend on. */
const SYNTHETIC = 1_000_000;
/** The goal: so many offers are verified round in an hour. */
const GOAL_AN_HOUR = 1_000_000;
const HOUR_S = 3_600;
/** Single events a second beside the verification. */
const TRAFFIC = 20;
const SAMPLES = 40;
/** Time for an answer of GET /v1/confidence, ms. */
const GOAL_MS = 50;

const VERIFIED_WITHIN_MS = 1_200_000;
const POLL_MS = 1_000;
/** For the benchmark only: it begins when it is asked to, and takes as much of a core as the goal is stated for. */
export const CONFIDENCE_SETTINGS = {
  STOCKPROOF_VERIFY_INTERVAL_MS: '1000',
  STOCKPROOF_VERIFY_CPU_PERCENT: process.env['STOCKPROOF_VERIFY_CPU_PERCENT'] ?? '50',
};

interface Counts {
  readonly offers: number;
  readonly trusted: number;
  readonly untrusted: number;
  readonly unverified: number;
}

/**
 * How long `GET /v1/confidence` takes with few offers and with a million more, and how fast the running services prove so many
 * offers beside traffic.
 */
export async function benchConfidence(stack: RunningStack, offers: number): Promise<Line[]> {
  const few_ms = await timeOfCounts(stack);
  const before = residentOf(stack.home, 'recovery');
  await addSyntheticOffers(stack, SYNTHETIC);
  const many_ms = await timeOfCounts(stack);
  const { now_mib } = residentOf(stack.home, 'recovery');
  const counted = await counts(stack);
  await removeFromView(stack);
  const counting: Line = {
    path: `GET /v1/confidence, p50, ${SYNTHETIC.toLocaleString('en')} offers; resident ${now_mib.toFixed(0)} MiB`,
    ours: `${many_ms.toFixed(1)} ms`,
    peer: `${few_ms.toFixed(1)} ms without them, ${before.now_mib.toFixed(0)} MiB`,
    ratio: GOAL_MS / many_ms,
    goal: 1,
    wrong: counted.trusted < SYNTHETIC ? `${counted.trusted} offers are counted as trusted` : null,
  };
  console.log(`${counting.path}: ${counting.ours}, ${counting.peer}`);
  return [counting, await proven(stack, offers)];
}

/** Posts new offers, and measures from the first proof of one to the last. */
async function proven(stack: RunningStack, offers: number): Promise<Line> {
  const began = await counts(stack);
  await postOffers(await seller(stack), offers);
  const traffic = await openTraffic(stack, TRAFFIC);
  const stop = new AbortController();
  const flowing = keepFlowing(traffic, stop.signal);
  try {
    const at = (least: number) =>
      eventually(async () => {
        await delay(POLL_MS);
        const now = await counts(stack);
        if (now.trusted - began.trusted < least)
          throw new Error(`${now.trusted - began.trusted} of ${least}`);
        return { ...now, ms: performance.now(), cpu: readCpu(stack.home) };
      }, VERIFIED_WITHIN_MS);
    const first = await at(1);
    const last = await at(offers);
    const verified = last.trusted - first.trusted;
    const cost = cpuRow('proven', verified, last.ms - first.ms, first.cpu, last.cpu);
    const rate = perSecond(verified, last.ms - first.ms);
    const share = (part: string): string =>
      `${(((cost.us_per_event.get(part) ?? 0) * rate) / 10_000).toFixed(0)}%`;
    const resident = residentOf(stack.home, 'recovery');
    return {
      path: `continuous verification of ${offers.toLocaleString('en')} offers beside ${TRAFFIC} events/s; of one core: recovery ${share('recovery')}, PostgreSQL ${share('postgres')}; peak ${resident.peak_mib.toFixed(0)} MiB`,
      ours: figure(rate, 'offers/s'),
      peer: `${figure(GOAL_AN_HOUR / HOUR_S, 'offers/s')}, a million an hour`,
      ratio: (rate * HOUR_S) / GOAL_AN_HOUR,
      goal: 1,
      wrong: last.untrusted > began.untrusted ? `${last.untrusted} offers are called untrusted` : null,
    };
  } finally {
    stop.abort();
    await flowing;
    await traffic.close();
  }
}

/** Single events at a steady rate until the signal. */
async function keepFlowing(
  traffic: Awaited<ReturnType<typeof openTraffic>>,
  signal: AbortSignal,
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) await traffic.run(10, `beside-${turn}`);
}

/** One event of each offer. */
async function postOffers(poster: Seller, offers: number): Promise<void> {
  for (let first = 0; first < offers; first += ARRAY) {
    const events = Array.from({ length: Math.min(ARRAY, offers - first) }, (_none, n) => ({
      event_id: `confidence-${first + n}`,
      seller_id: poster.seller_id,
      sku: `confidence-${first + n}`,
      operation: 'I',
      quantity: 1,
      event_time: '2026-06-19T18:23:11Z',
    }));
    await eventually(async () => {
      const answer = await poster.post(events);
      await answer.arrayBuffer();
      if (answer.status !== 202) throw new Error(`ingestion answers ${answer.status}`);
    });
  }
}

async function counts(stack: RunningStack): Promise<Counts> {
  const { status, body } = await callRecovery<Counts>(stack, 'GET', '/v1/confidence');
  if (status !== 200) throw new Error(`GET /v1/confidence answers ${status}`);
  return body;
}

async function timeOfCounts(stack: RunningStack): Promise<number> {
  const times: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const began_ms = performance.now();
    await counts(stack);
    times.push(performance.now() - began_ms);
    await delay(20);
  }
  return times.sort((a, b) => a - b)[SAMPLES / 2] ?? 0;
}
