import type { SourceName, SourceState } from '@stockproof/console';
import { askSource, type SourceAnswer } from './ask-source.js';
import { type PipelinePoll, type Readings, READS, type TimedAnswer } from './readings.js';

/** How the sources are reached. */
export interface SourceAccess {
  /** Base address of each source, without a slash at the end. */
  readonly urls: Readonly<Record<SourceName, string>>;
  /** A token of the console for a source. */
  readonly token: (source: SourceName) => Promise<string>;
  /** Every source has this long to answer, ms. */
  readonly within_ms: number;
  /** Aborted at the end of the process. */
  readonly end: AbortSignal;
  readonly fetch: typeof fetch;
  readonly now_ms: () => number;
}

type Named = readonly [name: string, answer: TimedAnswer];

/**
 * Asks all sources at once. Never rejects: what a source did not answer is null, and the others are not affected. What is
 * expensive is taken from the poll before, whether it was answered or not, unless that is too old.
 */
export async function pollSources(
  access: SourceAccess,
  before: Pick<PipelinePoll, 'sources' | 'answers'> | null,
): Promise<PipelinePoll> {
  const at_ms = access.now_ms();
  const names = Object.keys(access.urls) as SourceName[];
  const answers = await Promise.all(names.map((name) => askAll(access, name, at_ms, before?.answers)));
  const at = new Date(access.now_ms()).toISOString();
  const sources = names.map((name, index) => {
    const last = before?.sources.find((one) => one.name === name)?.answered_at ?? null;
    return stateOf(name, answers[index] ?? [], at_ms, { at, last });
  });
  const is_silent = new Set(sources.filter(({ state }) => state !== 'ok').map(({ name }) => name));
  const values = answers.flatMap((of_source, index) =>
    of_source.map(([name, { answer }]) => [
      name,
      is_silent.has(names[index] ?? 'ingestion') ? null : answer.value,
    ]),
  );
  return {
    at_ms,
    // READS names the same members with the same types.
    readings: Object.fromEntries(values) as Readings,
    sources,
    answers: new Map(answers.flat()),
  };
}

async function askAll(
  { urls, token: sign, within_ms, end, fetch: get }: SourceAccess,
  source: SourceName,
  at_ms: number,
  before: PipelinePoll['answers'] = new Map(),
): Promise<Named[]> {
  const reads = Object.entries(READS).filter(([, one]) => one.source === source);
  const token = await sign(source).catch(() => null);
  const signal = AbortSignal.any([end, AbortSignal.timeout(within_ms)]);
  return Promise.all(
    reads.map(async ([name, { path, parse, every_ms }]): Promise<Named> => {
      const last = before.get(name);
      if (last !== undefined && at_ms - last.asked_at_ms < every_ms) return [name, last];
      if (token === null) return [name, { asked_at_ms: at_ms, answer: NO_TOKEN }];
      const request = { url: urls[source] + path, path, token, signal, fetch: get };
      return [name, { asked_at_ms: at_ms, answer: await askSource<unknown>(request, parse) }];
    }),
  );
}

const NO_TOKEN: SourceAnswer<never> = {
  value: null,
  state: 'refused',
  problem: 'the console cannot sign its token',
};

/** It is silent if it answered nothing of what was asked now, whatever it answered before. */
function stateOf(
  name: SourceName,
  answers: readonly Named[],
  at_ms: number,
  { at, last }: { readonly at: string; readonly last: string | null },
): SourceState {
  const failed = answers.flatMap(([, one]) => (one.answer.problem === null ? [] : [one]));
  const problems = new Set(failed.map(({ answer }) => answer.problem));
  const problem = problems.size === 0 ? null : [...problems].join('; ');
  const asked_now = answers.filter(([, { asked_at_ms }]) => asked_at_ms === at_ms);
  if (asked_now.some(([, { answer }]) => answer.problem === null))
    return { name, state: 'ok', problem, answered_at: at };
  const is_refused = failed.some(({ answer }) => answer.problem !== null && answer.state === 'refused');
  return {
    name,
    state: is_refused ? 'refused' : 'unreachable',
    problem,
    answered_at: is_refused ? at : last,
  };
}
