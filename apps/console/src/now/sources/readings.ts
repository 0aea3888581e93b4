import type { SourceName, SourceState } from '@stockproof/console';
import { parseAnswer } from './answers.js';
import type { SourceAnswer } from './ask-source.js';
import { sumOfMetric } from './sum-of-metric.js';

/** One request of a poll. */
interface Read<T> {
  readonly source: SourceName;
  readonly path: string;
  readonly parse: (body: string) => T;
  /** Its answer is used again for this time, ms: what it costs the source grows with its data. */
  readonly every_ms: number;
}

function read<T>(source: SourceName, path: string, parse: (body: string) => T, every_ms = 0): Read<T> {
  return { source, path, parse, every_ms };
}

const COUNTED_EVERY_MS = 15_000;

/** Everything that a poll asks, by the name of what it reads. */
export const READS = {
  taken: read('ingestion', '/metrics', (text) => ({
    queued: sumOfMetric(text, 'stockproof_ingested_events_total', ['result', 'queued']),
    pending: sumOfMetric(text, 'stockproof_ingest_pending_events'),
  })),
  decided: read('command-handler', '/metrics', (text) => ({
    outcomes: sumOfMetric(text, 'stockproof_outcomes_total'),
    written: sumOfMetric(text, 'stockproof_outbox_written_total'),
    routed: sumOfMetric(text, 'stockproof_outbox_routed_total'),
  })),
  decided_positions: read('command-handler', '/v1/positions', parseAnswer.positions),
  connectors: read('command-handler', '/v1/connectors', parseAnswer.connectors),
  projected: read('availability', '/metrics', (text) => ({
    changes: sumOfMetric(text, 'stockproof_projected_changes_total'),
    published: sumOfMetric(text, 'stockproof_published_offers_total'),
  })),
  projected_positions: read('availability', '/v1/positions', parseAnswer.positions),
  freshness: read('availability', '/v1/freshness', parseAnswer.freshness),
  reserved_positions: read('reservation', '/v1/positions', parseAnswer.positions),
  stuck: read('reservation', '/v1/reservations?stuck=true&limit=500', parseAnswer.stuck),
  confidence: read('recovery', '/v1/confidence', parseAnswer.confidence, COUNTED_EVERY_MS),
  dead_letters: read('recovery', '/v1/dead-letters?limit=1', parseAnswer.dead_letters, COUNTED_EVERY_MS),
  planned: read('recovery', '/v1/recoveries?status=planned&limit=100', parseAnswer.recoveries),
} as const;

/** The values of a poll; null for what was not answered. */
export type Readings = {
  readonly [K in keyof typeof READS]: ReturnType<(typeof READS)[K]['parse']> | null;
};

/** An answer, and when it was asked for, ms since 1970. */
export interface TimedAnswer {
  readonly asked_at_ms: number;
  readonly answer: SourceAnswer<unknown>;
}

/** One poll of all sources. */
export interface PipelinePoll {
  /** When it began, ms since 1970. */
  readonly at_ms: number;
  readonly readings: Readings;
  readonly sources: readonly SourceState[];
  /** By the names of READS; some are of an earlier poll. */
  readonly answers: ReadonlyMap<string, TimedAnswer>;
}
