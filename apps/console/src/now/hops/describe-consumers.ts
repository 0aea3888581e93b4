import { describeSagas } from '../parts/describe-sagas.js';
import type { Readings } from '../sources/readings.js';
import { assessConsumer } from '../verdicts/assess-consumer.js';
import { assessSagas } from '../verdicts/assess-parts.js';
import { worstOf } from '../verdicts/assessed.js';
import { clearsIn, lagOf, oldestOf, rateOf, total } from './figures.js';
import { type DescribedHop, type HopFacts, secondsBetween } from './hop-facts.js';

/** The command handler's decisions. Null: it did not answer. Pure. */
export function describeDecided(facts: HopFacts): DescribedHop | null {
  return describeConsumer(facts, 'decided_positions', ({ decided }) => decided?.outcomes ?? null);
}

/** The projection of the ledger's CDC topic. Null: it did not answer. Pure. */
export function describeProjected(facts: HopFacts): DescribedHop | null {
  return describeConsumer(facts, 'projected_positions', ({ projected }) => projected?.changes ?? null);
}

/**
 * The reservation service, and the reservations that wait. The rate is that of its positions, markers of transactions
 * included, because it counts nothing. Null: it did not answer. Pure.
 */
export function describeReserved(facts: HopFacts): DescribedHop | null {
  const passed = ({ reserved_positions }: Readings) =>
    total((reserved_positions ?? []).map(({ position }) => position));
  const consumer = describeConsumer(facts, 'reserved_positions', passed);
  const sagas = describeSagas(facts.now);
  if (consumer === null || sagas === null) return consumer;
  const { stuck, oldest_seconds } = sagas;
  return { ...consumer, ...worstOf([consumer, assessSagas(stuck, oldest_seconds)]) };
}

function describeConsumer(
  facts: HopFacts,
  group: 'decided_positions' | 'projected_positions' | 'reserved_positions',
  handled: (readings: Readings) => number | null,
): DescribedHop | null {
  const { now, before } = facts;
  const partitions = now.readings[group];
  if (partitions === null) return null;
  const past = before?.readings ?? null;
  const seconds = secondsBetween(facts);
  const lag_messages = lagOf(partitions);
  return {
    per_second: rateOf(handled(now.readings), past === null ? null : handled(past), seconds),
    lag_messages,
    oldest_seconds: oldestOf(partitions),
    clears_in_seconds: clearsIn(lag_messages, lagOf(past?.[group] ?? null), seconds),
    ...assessConsumer(partitions, now.at_ms),
  };
}
