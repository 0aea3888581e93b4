import { connectFetch, withoutLogin } from './connect-fetch.js';
import type { ConnectStatus } from '../state/connector-facts.js';
import type { StoredOffset } from '../state/connector-history.js';

const ANSWER_WITHIN_MS = 3_000;
const OFFSETS_WITHIN_MS = 8_000;
const FORGOTTEN_WITHIN_MS = 60_000;
const MAX_CHARACTERS = 400;

interface StatusAnswer {
  readonly status: {
    readonly connector: { readonly state: string; readonly trace?: string };
    readonly tasks: readonly { readonly id: number; readonly state: string; readonly trace?: string }[];
  };
}

/** Returns Connect's state of each connector that it knows. Rejects if it does not answer. */
export async function connectorStates(connect_url: string): Promise<ReadonlyMap<string, ConnectStatus>> {
  const found = await ask<Record<string, StatusAnswer>>(
    `${connect_url}/connectors?expand=status`,
    ANSWER_WITHIN_MS,
  );
  return new Map(
    Object.entries(found).map(
      ([
        name,
        {
          status: { connector, tasks },
        },
      ]) => {
        const trace = connector.trace ?? tasks.find((task) => task.trace !== undefined)?.trace;
        const states = tasks.map(({ id, state }) => ({ id, state }));
        return [
          name,
          { state: connector.state, tasks: states, error: trace === undefined ? null : causeOf(trace) },
        ];
      },
    ),
  );
}

/** Summarises a Java stack trace: its first line, and the last cause if that differs. */
export function causeOf(trace: string): string {
  const lines = trace.split('\n');
  const cause = lines
    .filter((line) => line.startsWith('Caused by: '))
    .at(-1)
    ?.slice('Caused by: '.length);
  const said = cause === undefined ? (lines[0] ?? '') : `${lines[0] ?? ''} <- ${cause}`;
  return said.slice(0, MAX_CHARACTERS);
}

/**
 * The stored offset of a connector; null if there is none. It is the largest of its parts, because Debezium
 * skips everything below that.
 */
export async function storedOffset(connect_url: string, name: string): Promise<StoredOffset | null> {
  const { offsets } = await ask<{ offsets: readonly { offset: Readonly<Record<string, unknown>> | null }[] }>(
    `${connect_url}/connectors/${name}/offsets`,
    OFFSETS_WITHIN_MS,
  );
  const offset = offsets[0]?.offset ?? null;
  if (offset === null) return null;
  const lsns = ['lsn', 'lsn_proc', 'lsn_commit']
    .map((key) => offset[key])
    .filter((lsn) => typeof lsn === 'number');
  const { ts_usec } = offset;
  if (lsns.length === 0) return null;
  return {
    lsn: BigInt(Math.max(...lsns)),
    changed_at_ms: typeof ts_usec === 'number' ? Math.floor(ts_usec / 1000) : null,
  };
}

/** Restarts the failed tasks of a connector; Connect never does this by itself. */
export function restartFailed(connect_url: string, name: string): Promise<void> {
  return order('POST', `${connect_url}/connectors/${name}/restart?includeTasks=true&onlyFailed=true`);
}

/** Restarts a connector with all its tasks, whatever their state. A stopped or paused one stays so. */
export function restartConnector(connect_url: string, name: string): Promise<void> {
  return order('POST', `${connect_url}/connectors/${name}/restart?includeTasks=true&onlyFailed=false`);
}

/** Stops a connector until it is resumed, also across restarts of the worker. */
export function stopConnector(connect_url: string, name: string): Promise<void> {
  return order('PUT', `${connect_url}/connectors/${name}/stop`);
}

/** Resumes a stopped connector. */
export function resumeConnector(connect_url: string, name: string): Promise<void> {
  return order('PUT', `${connect_url}/connectors/${name}/resume`);
}

/** Deletes the offsets of a stopped connector, so that it starts at its slot. */
export function forgetOffsets(connect_url: string, name: string): Promise<void> {
  return order('DELETE', `${connect_url}/connectors/${name}/offsets`, FORGOTTEN_WITHIN_MS);
}

async function order(method: string, url: string, within_ms = ANSWER_WITHIN_MS): Promise<void> {
  const answer = await connectFetch(url, { method, signal: AbortSignal.timeout(within_ms) });
  if (!answer.ok)
    throw new Error(
      `Connect answers ${answer.status} to ${method} ${withoutLogin(url)}: ${await answer.text()}`,
    );
}

async function ask<T>(url: string, within_ms: number): Promise<T> {
  const answer = await connectFetch(url, { signal: AbortSignal.timeout(within_ms) });
  if (!answer.ok) throw new Error(`Connect answers ${answer.status}`);
  return (await answer.json()) as T;
}
