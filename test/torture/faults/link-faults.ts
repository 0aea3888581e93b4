import { setTimeout as delay } from 'node:timers/promises';
import type { Direction, Link } from './link.js';
import type { Fault } from './nemesis.js';

/** A link with a fault for a while, and then without. */
function weather(link: Link, kind: string, change: () => void, least_ms: number, most_ms: number): Fault {
  return {
    kind: `${kind} ${link.name}`,
    inflict: async (_stack, random) => {
      change();
      await delay(random.between(least_ms, most_ms));
      link.mend();
    },
  };
}

const WAYS: readonly Direction[] = ['to_server', 'to_client'];

/** Faults of the links between the services and their servers. */
export function linkFaults(links: readonly Link[]): Fault[] {
  return links.flatMap((link) => [
    weather(link, 'slow link to', () => link.slow(150), 4_000, 12_000),
    weather(link, 'very slow link to', () => link.slow(2_000), 4_000, 10_000),
    weather(link, 'trickle to', () => link.trickle(20_000), 4_000, 12_000),
    ...WAYS.map((way) => weather(link, `cut ${way} of`, () => link.cut(way), 3_000, 20_000)),
    { kind: `reset link to ${link.name}`, inflict: () => Promise.resolve(link.reset()) },
  ]);
}
