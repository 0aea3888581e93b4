import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { figure, type Line, perSecond } from '../report.js';

const MESSAGES = 200_000;

interface Step {
  readonly name: string;
  readonly messages: number;
  readonly ms: number;
  readonly cpu_us: number;
  readonly peak_mib: number;
}

/** The same settings as the services. */
const NODE_FLAGS = ['--max-semi-space-size=2', '--heap-growing-percent=50'];

/**
 * Seals and reads a partition of CDC messages in a separate process. It is compared with making the same
 * messages as JSON, and with reading all of them. Needs no stack.
 */
export async function benchSealedHistory(): Promise<Line[]> {
  const steps = await measure();
  const of = (name: string): Step => {
    const found = steps.get(name);
    if (found === undefined) throw new Error(`the measurement has no step ${name}`);
    return found;
  };
  const [make, seal, one, all] = [of('make'), of('make and seal'), of('one offer'), of('all')];
  const wrong = all.messages === MESSAGES ? null : `${all.messages} of ${MESSAGES} messages were read`;
  const seal_us = (seal.cpu_us - make.cpu_us) / MESSAGES;
  return [
    {
      path: `seal CDC messages (${seal.peak_mib.toFixed(0)} MiB at most)`,
      ours: figure(1_000_000 / seal_us, 'msg/s of CPU'),
      peer: `${figure((MESSAGES / make.cpu_us) * 1_000_000, 'msg/s')} made as JSON`,
      ratio: make.cpu_us / MESSAGES / seal_us,
      goal: 0.4,
      wrong,
    },
    {
      path: `read all sealed messages (${all.peak_mib.toFixed(0)} MiB at most)`,
      ours: figure(perSecond(all.messages, all.ms), 'msg/s'),
      peer: `${figure(perSecond(make.messages, make.ms), 'msg/s')} made as JSON`,
      ratio: make.ms / all.ms,
      goal: 0.5,
      wrong,
    },
    {
      path: `read one offer of ${MESSAGES.toLocaleString('en')} sealed messages`,
      ours: `${one.ms.toFixed(1)} ms`,
      peer: `${all.ms.toFixed(0)} ms for all`,
      ratio: all.ms / one.ms,
      goal: 50,
      wrong: one.messages === 10 ? wrong : `${one.messages} of 10 messages were read`,
    },
  ];
}

async function measure(): Promise<ReadonlyMap<string, Step>> {
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, 'dist/bench/src/sealed-history/measure.js', String(MESSAGES)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  const steps = new Map<string, Step>();
  for await (const line of createInterface({ input: child.stdout })) {
    const step = JSON.parse(line) as Step;
    steps.set(step.name, step);
  }
  const [code] = (await exited) as [number | null];
  if (code !== 0) throw new Error(`the measurement of sealed history ended with ${code}`);
  return steps;
}
