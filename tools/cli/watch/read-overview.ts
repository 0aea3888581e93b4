import type { Confidence } from '../confidence.js';

/** How the services are asked; rejects where one does not answer. */
export interface Asking {
  readonly command_handler: <T>(path: string) => Promise<T>;
  readonly availability: <T>(path: string) => Promise<T>;
  readonly recovery: <T>(path: string) => Promise<T>;
  readonly parts: () => Promise<
    readonly { readonly name: string; readonly state: string; readonly detail: string }[]
  >;
}

/** A part of the overview, or why it is not known. */
export type Found<T> = { readonly value: T } | { readonly unknown: string };

/** A hop of the data flow. `lag_seconds`: null where nothing has come yet. */
export interface Hop {
  readonly hop: string;
  readonly state: string;
  readonly lag_seconds: number | null;
  readonly detail: string;
}

/** A run that is not over. `share`: of its events, 0 to 1; null unless it runs in the process that answers. */
export interface OpenRun {
  readonly recovery_id: string;
  readonly flow: string;
  readonly mode: string;
  readonly status: string;
  readonly share: number | null;
  readonly events_per_second: number | null;
}

/** What an installation shows at one time. Each member is read alone, so one that is away hides no other. */
export interface Overview {
  readonly at: string;
  readonly parts: Found<
    readonly { readonly name: string; readonly state: string; readonly detail: string }[]
  >;
  readonly hops: Found<readonly Hop[]>;
  readonly view: Found<Hop>;
  readonly confidence: Found<Pick<Confidence, 'offers' | 'trusted' | 'untrusted' | 'unverified' | 'suspect'>>;
  readonly runs: Found<readonly OpenRun[]>;
  readonly approvals: Found<readonly string[]>;
  readonly dead_letters: Found<{
    readonly open: number;
    readonly overdue: number;
    readonly by_reason: readonly { readonly reason: string; readonly messages: number }[];
  }>;
}

interface Connectors {
  readonly connectors: readonly {
    readonly name: string;
    readonly state: string;
    readonly detail: string;
    readonly heartbeat_age_ms: number | null;
  }[];
}
interface Runs {
  readonly items: readonly {
    readonly recovery_id: string;
    readonly flow: string;
    readonly mode: string;
    readonly status: string;
  }[];
}
interface Run {
  readonly progress: {
    readonly events_total: number;
    readonly events_read: number;
    readonly events_per_second: number;
  } | null;
}
interface DeadLetters {
  readonly by_reason: readonly { readonly reason: string; readonly messages: number }[];
  readonly overdue: number;
}

/** Runs that are shown with their progress, so that a heap of them costs no heap of requests. */
const WITH_PROGRESS = 5;
const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 100) / 10);

/** Reads everything at once. Never rejects. */
export async function readOverview(ask: Asking, now_ms: number): Promise<Overview> {
  const [parts, hops, view, confidence, runs, approvals, dead_letters] = await Promise.all([
    found(ask.parts()),
    found(ask.command_handler<Connectors>('/v1/connectors').then(hopsOf)),
    found(ask.availability<{ status: string; oldest_ms: number | null }>('/v1/freshness').then(viewOf)),
    found(ask.recovery<Confidence>('/v1/confidence')),
    found(runsOf(ask)),
    found(
      ask
        .recovery<Runs>('/v1/recoveries?status=planned')
        .then(({ items }) => items.map(({ recovery_id }) => recovery_id)),
    ),
    found(ask.recovery<DeadLetters>('/v1/dead-letters?limit=1').then(deadLettersOf)),
  ]);
  return { at: new Date(now_ms).toISOString(), parts, hops, view, confidence, runs, approvals, dead_letters };
}

async function found<T>(asked: Promise<T>): Promise<Found<T>> {
  return asked.then(
    (value) => ({ value }),
    (error: unknown) => ({ unknown: (error as Error).message }),
  );
}

function hopsOf({ connectors }: Connectors): Hop[] {
  return connectors.map(({ name, state, detail, heartbeat_age_ms }) => ({
    hop: name,
    state,
    lag_seconds: seconds(heartbeat_age_ms),
    detail,
  }));
}

function viewOf({ status, oldest_ms }: { status: string; oldest_ms: number | null }): Hop {
  return { hop: 'view', state: status, lag_seconds: seconds(oldest_ms), detail: 'of its oldest partition' };
}

async function runsOf({ recovery }: Asking): Promise<OpenRun[]> {
  const pages = await Promise.all(
    ['running', 'paused'].map((status) => recovery<Runs>(`/v1/recoveries?status=${status}`)),
  );
  const items = pages.flatMap((page) => page.items);
  return Promise.all(
    items.map(async ({ recovery_id, flow, mode, status }, index) => {
      const { progress } =
        index < WITH_PROGRESS
          ? await recovery<Run>(`/v1/recoveries/${encodeURIComponent(recovery_id)}`)
          : { progress: null };
      const share =
        progress === null || progress.events_total === 0
          ? null
          : Math.min(1, progress.events_read / progress.events_total);
      return {
        recovery_id,
        flow,
        mode,
        status,
        share,
        events_per_second: progress?.events_per_second ?? null,
      };
    }),
  );
}

function deadLettersOf({ by_reason, overdue }: DeadLetters) {
  const reasons = new Map<string, number>();
  for (const { reason, messages } of by_reason) reasons.set(reason, (reasons.get(reason) ?? 0) + messages);
  return {
    open: [...reasons.values()].reduce((all, one) => all + one, 0),
    overdue,
    by_reason: [...reasons].map(([reason, messages]) => ({ reason, messages })),
  };
}
