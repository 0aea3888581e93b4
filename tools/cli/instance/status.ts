import { createKafkaJsBroker } from '@stockproof/kafka';
import { TOPICS } from '@stockproof/events';
import {
  type Instance,
  isAlive,
  kafkaAccess,
  readInstance,
  readRuntime,
  type Runtime,
  type RuntimePart,
  kindOfPart,
} from '@stockproof/embedded';
import { askService } from '../api/ask-service.js';
import type { Confidence } from '../confidence.js';
import { connectorLines, type Line } from './connector-lines.js';
import { call } from '../api/call.js';

const GROUPS = [
  { group: 'command-handler', topics: [TOPICS.updates, TOPICS.stockCommands, TOPICS.stockRepairs] },
  { group: 'availability-projection', topics: [TOPICS.ledgerChanges, TOPICS.repairs] },
  { group: 'reservation', topics: [TOPICS.ledgerChanges, TOPICS.rejections, TOPICS.commandOutcomes] },
];

/** Prints the state of each part. Exit code 1 if something is not as it should be. */
export async function status({ json = false }: { json?: boolean }): Promise<void> {
  const instance = readInstance();
  const runtime = readRuntime(instance.runtime_file);
  if (runtime === null || !isAlive(runtime.supervisor_pid)) throw new Error('nothing runs here: `npm start`');
  const [parts, connectors, consumers, slots, confidence] = await Promise.all([
    partLines(instance, runtime),
    lines(connectorLines(instance)),
    lines(consumerLines(instance)),
    lines(slotLines(instance)),
    lines(confidenceLines()),
  ]);
  if (json)
    console.log(
      JSON.stringify({ ready: runtime.ready, parts, connectors, consumers, slots, confidence }, null, 2),
    );
  else for (const line of [...parts, ...connectors, ...consumers, ...slots, ...confidence]) print(line);
  if ([...parts, ...connectors].some(({ state }) => state !== 'ok')) process.exitCode = 1;
}

function print({ name, state, detail }: Line): void {
  console.log(`${name.padEnd(44)} ${state.padEnd(20)} ${detail}`);
}

/** Each process of the instance, with the health of those that have one. */
export async function partLines({ urls }: Instance, { parts }: Runtime): Promise<Line[]> {
  const url: Readonly<Record<string, string>> = {
    ingestion: urls.ingestion,
    'command-handler': urls.command_handler,
    'availability-projection': urls.availability,
    recovery: urls.recovery,
    reservation: urls.reservation,
    'identity-provider': urls.identity,
    console: urls.console,
  };
  return Promise.all(
    Object.entries(parts).map(async ([name, part]) => {
      const address = addressOf(url[kindOfPart(name)], part);
      const health = address === undefined ? null : await problemOf(address);
      const state = part.state !== 'running' ? part.state : health === null ? 'ok' : 'not ready';
      const died = part.last_exit === null ? '' : `, last ended ${part.last_exit}`;
      return {
        name,
        state,
        detail: `pid ${part.pid ?? '-'}, restarts ${part.restarts}${died}${health ? `: ${health}` : ''}`,
      };
    }),
  );
}

/** A copy of a service has a port of its own, among its settings. */
function addressOf(first: string | undefined, { env }: RuntimePart): string | undefined {
  const port = Object.entries(env).find(([name]) => /^STOCKPROOF_[A-Z_]+_PORT$/.test(name))?.[1];
  if (first === undefined || port === undefined) return first;
  const url = new URL(first);
  url.port = port;
  return url.origin;
}

async function problemOf(url: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(4_000) });
    return answer.ok ? null : await answer.text();
  } catch (error) {
    return (error as Error).message;
  }
}

async function consumerLines({ home, kafka }: Instance): Promise<Line[]> {
  const admin = await createKafkaJsBroker({
    client_id: 'stockproof-status',
    ...kafkaAccess(home, kafka),
  }).admin();
  try {
    const asked = GROUPS.flatMap(({ group, topics }) => topics.map((topic) => ({ group, topic })));
    return await Promise.all(
      asked.map(async ({ group, topic }) => {
        const [ends, committed] = await Promise.all([admin.offsets(topic), admin.committed(group, topic)]);
        let lag = 0;
        for (const [partition, { low, high }] of ends)
          lag += Math.max(0, high - (committed.get(partition) ?? low));
        return {
          name: `${group} < ${topic}`,
          state: `lag ${lag}`,
          detail: 'messages, transaction markers counted',
        };
      }),
    );
  } finally {
    await admin.close();
  }
}

async function slotLines(instance: Instance): Promise<Line[]> {
  type Slot = { slot_name: string; active: boolean; lag_bytes: number };
  const { slots } = await askService<{ slots: readonly Slot[] }>(
    instance,
    'command_handler',
    '/v1/connector-lag',
  );
  return slots.map(({ slot_name, active, lag_bytes }) => ({
    name: slot_name,
    state: `lag ${lag_bytes} B`,
    detail: active ? 'read by its connector' : 'nobody reads it',
  }));
}

async function confidenceLines(): Promise<Line[]> {
  const said = await call<Confidence>('GET', '/v1/confidence', { role: 'viewer' });
  const { offers, trusted, untrusted, unverified, suspect, oldest_verified_at } = said;
  const detail = `${untrusted} untrusted, ${unverified} unverified, ${suspect} suspect, oldest proof ${oldest_verified_at ?? 'none'}`;
  return [{ name: 'confidence', state: `${trusted} of ${offers} trusted`, detail }];
}

/** If a part is down, its own lines are unknown; the rest of the report is printed. */
async function lines(asked: Promise<Line[]>): Promise<Line[]> {
  try {
    return await asked;
  } catch (error) {
    return [{ name: '(unknown)', state: 'unknown', detail: (error as Error).message }];
  }
}
