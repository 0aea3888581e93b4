import { assessFreshness, assessIntake } from '../verdicts/assess-parts.js';
import { clearsIn, NO_FIGURES, rateOf } from './figures.js';
import { type DescribedHop, type HopFacts, secondsBetween } from './hop-facts.js';

/** Ingestion: what waits for Kafka. Null: it did not answer. Pure. */
export function describeTaken(facts: HopFacts): DescribedHop | null {
  const { now, before } = facts;
  const { taken } = now.readings;
  if (taken === null) return null;
  const past = before?.readings.taken ?? null;
  const seconds = secondsBetween(facts);
  return {
    per_second: rateOf(taken.queued, past?.queued ?? null, seconds),
    lag_messages: taken.pending,
    oldest_seconds: taken.pending === 0 ? 0 : null,
    clears_in_seconds: clearsIn(taken.pending, past?.pending ?? null, seconds),
    ...assessIntake(taken, past),
  };
}

/** What the view shows and publishes. Null: the projection did not answer. Pure. */
export function describePublished(facts: HopFacts): DescribedHop | null {
  const { now, before } = facts;
  const { freshness, projected } = now.readings;
  if (freshness === null) return null;
  const past = before?.readings.projected?.published ?? null;
  return {
    ...NO_FIGURES,
    per_second: rateOf(projected?.published ?? null, past, secondsBetween(facts)),
    oldest_seconds: freshness.oldest_ms === null ? null : freshness.oldest_ms / 1_000,
    ...assessFreshness(freshness),
  };
}
