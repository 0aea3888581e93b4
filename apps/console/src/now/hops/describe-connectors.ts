import type { ConnectorRead, PartitionRead } from '../sources/answers.js';
import type { Readings } from '../sources/readings.js';
import { assessConnector } from '../verdicts/assess-connector.js';
import { assessOutbox } from '../verdicts/assess-outbox.js';
import { type Assessed, worstOf } from '../verdicts/assessed.js';
import { NO_FIGURES, rateOf, total } from './figures.js';
import { type DescribedHop, type HopFacts, secondsBetween } from './hop-facts.js';
import { restartsOf } from './restarts.js';

const LEDGER_CONNECTOR = 'postgres-inventory-connector';
const STOCK_CONNECTOR = 'postgres-stock-connector';
const OUTBOX_CONNECTOR = 'postgres-outbox-connector';

/**
 * The capture of the ledger: the rate is what arrives in its CDC topic, as the projection sees it. The stock tables are
 * captured beside the flow, so their connector makes it late at most. Null: the command handler did not answer. Pure.
 */
export function describeCapture(facts: HopFacts): DescribedHop | null {
  const stock = assessNamed(facts, STOCK_CONNECTOR);
  const described = describeConnector(facts, LEDGER_CONNECTOR, arrived);
  if (described === null || stock === null) return null;
  const beside: Assessed = stock.verdict === 'stopped' ? { ...stock, verdict: 'late' } : stock;
  return { ...described, ...worstOf([described, beside]) };
}

/**
 * The way of rejections and dead letters out of the outbox: what the connector says, and whether what was written arrived.
 * Null: the command handler did not answer. Pure.
 */
export function describeOutbox(facts: HopFacts): DescribedHop | null {
  const described = describeConnector(facts, OUTBOX_CONNECTOR, ({ decided }) => decided?.routed ?? null);
  return described === null ? null : { ...described, ...worstOf([described, assessOutbox(facts.outbox)]) };
}

/** A connector has no messages that wait but WAL; the oldest is at most as old as the newest change that arrived. */
function describeConnector(
  facts: HopFacts,
  name: string,
  passed: (readings: Readings) => number | null,
): DescribedHop | null {
  const assessed = assessNamed(facts, name);
  if (assessed === null) return null;
  const { now, before } = facts;
  const age_ms = connectorOf(now.readings, name)?.heartbeat_age_ms ?? null;
  const past = before === null ? null : passed(before.readings);
  return {
    ...NO_FIGURES,
    per_second: rateOf(passed(now.readings), past, secondsBetween(facts)),
    oldest_seconds: age_ms === null ? null : age_ms / 1_000,
    ...assessed,
  };
}

function assessNamed({ now, restarts }: HopFacts, name: string): Assessed | null {
  if (now.readings.connectors === null) return null;
  return assessConnector(name, connectorOf(now.readings, name), restartsOf(name, restarts));
}

function connectorOf({ connectors }: Readings, name: string): ConnectorRead | undefined {
  return connectors?.find((one) => one.name === name);
}

function arrived({ freshness, projected_positions }: Readings): number | null {
  const of_ledger = ({ topic }: PartitionRead): boolean => topic === freshness?.topic;
  return total((projected_positions ?? []).filter(of_ledger).map(({ end }) => end));
}
