import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import type { Random } from '@stockproof/workload';
import type { VirtualTime } from './virtual-time.js';

type Callback = (...args: unknown[]) => void;

const RealDate = Date;

/**
 * Replaces the machine's clock and random numbers by virtual time and a seeded generator, for all code of
 * this process, so that the services' imports are those of production. Call it again for every world.
 */
export function installClock(time: VirtualTime, random: Random): void {
  globalThis.Date = clockedDate(time);
  performance.now = () => time.now_ms;
  const start = (run: Callback, ms = 0, ...args: unknown[]) => handle(time.after(ms, () => run(...args)));
  Object.assign(globalThis, {
    setTimeout: start,
    clearTimeout: stop,
    setInterval: (run: Callback, ms = 1) => interval(time, run, ms),
    clearInterval: stop,
  });
  Object.assign(timers, {
    setTimeout: (ms = 0, value?: unknown) => time.wait(ms).then(() => value),
    setImmediate: (value?: unknown) => time.wait(0).then(() => value),
  });
  const bytes = (size: number): Buffer =>
    Buffer.from(Array.from({ length: size }, () => random.between(0, 255)));
  Object.assign(crypto, { randomBytes: bytes, randomUUID: () => uuid(bytes(16).toString('hex')) });
  syncBuiltinESMExports();
}

interface Handle {
  readonly stop: () => void;
  unref(): Handle;
  ref(): Handle;
}

function handle(stopIt: () => void): Handle {
  const made: Handle = { stop: stopIt, unref: () => made, ref: () => made };
  return made;
}

function stop(timer: Handle | undefined): void {
  timer?.stop();
}

function interval(time: VirtualTime, run: Callback, ms: number): Handle {
  let ended = false;
  const next = (): void => {
    if (ended) return;
    run();
    time.after(ms, next);
  };
  time.after(ms, next);
  return handle(() => {
    ended = true;
  });
}

function clockedDate(time: VirtualTime): DateConstructor {
  class ClockedDate extends RealDate {
    constructor(...given: []) {
      if (given.length === 0) super(time.clock_ms);
      else super(...given);
    }

    static override now(): number {
      return time.clock_ms;
    }
  }
  return ClockedDate as DateConstructor;
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
