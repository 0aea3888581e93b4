import { columns, type Queryable } from '@stockproof/postgres';
import type { DraftedLine, Refusal, SentAs } from '../rules/plan-line.js';

/** What became of a dead letter of a plan. `undecided`: it was sent, and its event was not decided in time. */
export const PLAN_RESULTS = ['redriven', 'refused', 'already_closed', 'undecided'] as const;

/** One of PLAN_RESULTS. */
export type PlanResult = (typeof PLAN_RESULTS)[number];

/** A dead letter of a plan with what became of it. */
export interface PlanLine extends DraftedLine {
  readonly line: number;
  readonly claimed: boolean;
  /** Null until it is settled. */
  readonly result: PlanResult | null;
  /** accepted, superseded or rejected, of one that was redriven. */
  readonly outcome: string | null;
  readonly settled_at: Date | null;
}

const INSERT_SQL = `
  INSERT INTO redrive_plan_line (plan_id, line, source_topic, source_partition, source_offset, attempts_before,
    seller_id, event_id, sku, value, request_hash, code, detail, result)
  SELECT $1, line, topic, partition, position, attempts, seller, event, sku, value, hash, code, detail,
    CASE WHEN value IS NULL THEN 'refused' END
  FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
      $11::text[], $12::text[])
    WITH ORDINALITY AS drafted (topic, partition, position, attempts, seller, event, sku, value, hash, code, detail, line)`;

/** Stores the lines of a plan in this order, numbered from 1. */
export async function insertPlanLines(
  db: Queryable,
  plan_id: string,
  lines: readonly DraftedLine[],
): Promise<void> {
  const values = columns(
    lines,
    ({ place }) => place.topic,
    ({ place }) => place.partition,
    ({ place }) => place.offset,
    ({ attempts_before }) => attempts_before,
    ({ sent_as }) => sent_as?.seller_id ?? null,
    ({ sent_as }) => sent_as?.event_id ?? null,
    ({ sent_as }) => sent_as?.sku ?? null,
    ({ sent_as }) => sent_as?.value ?? null,
    ({ sent_as }) => sent_as?.request_hash ?? null,
    ({ refusal }) => refusal?.code ?? null,
    ({ refusal }) => refusal?.detail ?? null,
  );
  await db.query({ name: 'insert-plan-lines', text: INSERT_SQL, values: [plan_id, ...values] });
}

const LINE_COLUMNS = `
  line, source_topic, source_partition, source_offset, attempts_before, seller_id, event_id, sku, value, request_hash,
  claimed_at IS NOT NULL AS claimed, result, code, detail, outcome, settled_at`;

interface LineRow extends Pick<
  PlanLine,
  'line' | 'attempts_before' | 'claimed' | 'result' | 'outcome' | 'settled_at'
> {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly seller_id: string;
  readonly event_id: string;
  readonly sku: string;
  readonly value: string | null;
  readonly request_hash: string;
  readonly code: string | null;
  readonly detail: string;
}

function lineOf(row: LineRow): PlanLine {
  const { source_topic: topic, source_partition: partition, source_offset: offset, ...others } = row;
  const { seller_id, event_id, sku, value, request_hash, code, detail, ...line } = others;
  return {
    ...line,
    place: { topic, partition, offset },
    sent_as: value === null ? null : { seller_id, event_id, sku, value, request_hash },
    refusal: code === null ? null : { code, detail },
  };
}

const READ_SQL = `
  SELECT ${LINE_COLUMNS} FROM redrive_plan_line
  WHERE plan_id = $1 AND line > $2 AND ($3::text IS NULL OR result = $3) ORDER BY line LIMIT $4`;

/** Lines of a plan after this one, in their order; null: with any result or none. */
export async function readPlanLines(
  db: Queryable,
  plan_id: string,
  {
    after,
    result,
    limit,
  }: { readonly after: number; readonly result: PlanResult | null; readonly limit: number },
): Promise<PlanLine[]> {
  const values = [plan_id, after, result, limit];
  return (await db.query<LineRow>({ name: 'read-plan-lines', text: READ_SQL, values })).rows.map(lineOf);
}

const NEXT_SQL = `
  SELECT ${LINE_COLUMNS} FROM redrive_plan_line WHERE plan_id = $1 AND result IS NULL ORDER BY line LIMIT $2`;

/** A line that is to be sent, or was sent and is not settled. */
export type OpenLine = PlanLine & { readonly sent_as: SentAs };

/** The first lines that are not settled. */
export async function nextPlanLines(db: Queryable, plan_id: string, limit: number): Promise<OpenLine[]> {
  const { rows } = await db.query<LineRow>({
    name: 'next-plan-lines',
    text: NEXT_SQL,
    values: [plan_id, limit],
  });
  return rows.map(lineOf).filter((line): line is OpenLine => line.sent_as !== null);
}

const OFFERS_SQL = `
  SELECT DISTINCT seller_id, sku FROM redrive_plan_line
  WHERE plan_id = $1 AND value IS NOT NULL AND ($2::text IS NULL OR result = $2) ORDER BY seller_id, sku`;

/** The offers that a plan's events are of; with a result, those of the lines that have it. */
export async function offersOfPlan(
  db: Queryable,
  plan_id: string,
  result: PlanResult | null,
): Promise<{ readonly seller_id: string; readonly sku: string }[]> {
  return (
    await db.query<{ seller_id: string; sku: string }>({
      name: 'offers-of-plan',
      text: OFFERS_SQL,
      values: [plan_id, result],
    })
  ).rows;
}

const COUNT_SQL = `
  SELECT plan_id, coalesce(result, 'open') AS result, count(*)::int AS lines FROM redrive_plan_line
  WHERE plan_id = ANY ($1) GROUP BY plan_id, result`;

/** How many dead letters of a plan have each result; `open`: not settled. */
export type PlanCounts = Readonly<Record<PlanResult | 'open', number>>;

/** Counts the lines of these plans by their result. */
export async function countPlanLines(
  db: Queryable,
  plan_ids: readonly string[],
): Promise<ReadonlyMap<string, PlanCounts>> {
  const { rows } = await db.query<{ plan_id: string; result: keyof PlanCounts; lines: number }>({
    name: 'count-plan-lines',
    text: COUNT_SQL,
    values: [plan_ids],
  });
  const none: PlanCounts = { redriven: 0, refused: 0, already_closed: 0, undecided: 0, open: 0 };
  const counts = new Map<string, PlanCounts>();
  for (const { plan_id, result, lines } of rows)
    counts.set(plan_id, { ...(counts.get(plan_id) ?? none), [result]: lines });
  return counts;
}

const SETTLE_SQL = `
  UPDATE redrive_plan_line SET result = $3, code = $4, detail = $5, outcome = $6, settled_at = now()
  WHERE plan_id = $1 AND line = $2 AND result IS NULL`;

/** What became of one dead letter. */
export interface Settled {
  readonly result: PlanResult;
  readonly outcome?: string;
  readonly refusal?: Refusal;
}

/** Stores what became of a dead letter; a second result changes nothing. */
export async function settlePlanLine(
  db: Queryable,
  plan_id: string,
  line: number,
  { result, outcome, refusal }: Settled,
): Promise<void> {
  const values = [plan_id, line, result, refusal?.code ?? null, refusal?.detail ?? null, outcome ?? null];
  await db.query({ name: 'settle-plan-lines', text: SETTLE_SQL, values });
}
