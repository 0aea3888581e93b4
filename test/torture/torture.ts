import { setTimeout as delay } from 'node:timers/promises';
import { askControl } from '@stockproof/embedded';
import type { Random } from '@stockproof/workload';
import type { RunningStack, Seller } from '@stockproof/testing';
import { check, type Checked } from './checker/check.js';
import { type Corruption, corruptAndRecover } from './corruption/corrupt.js';
import { type Alarm, Load } from './load/load.js';
import { loseAndRecover, type Loss } from './corruption/losses.js';
import { type Fault, FAULTS } from './faults/nemesis.js';
import { timeToRecover } from './load/probe.js';

export interface TortureContext {
  readonly stack: RunningStack;
  readonly sellers: readonly [Seller, ...Seller[]];
  readonly random: Random;
  readonly seed: number;
  readonly minutes: number;
  readonly say: (line: string) => void;
  /** All kinds by default. */
  readonly kinds?: readonly Fault[];
  /** Ways to lose a part of a history; none by default, because the repair is of everything. */
  readonly losses?: readonly Loss[];
}

export interface Inflicted {
  readonly kind: string;
  /** From the fault's end until an update posted then could be read, ms; null: not within two minutes. */
  readonly recovered_ms: number | null;
  /** When it began, RFC 3339. */
  readonly at: string;
}

export interface Tortured {
  readonly faults: readonly Inflicted[];
  readonly corruptions: readonly Corruption[];
  /** Verdicts of verifications under load and faults. */
  readonly verdicts: readonly string[];
  readonly alarms: readonly Alarm[];
  readonly checked: Checked;
}

const CORRUPT_EVERY = 4;
const LOSS_SHARE = 0.5;

/**
 * Faults one after the other under load of all kinds, then rest, then the final checks. The seed decides what
 * is done, not when it is answered.
 */
export async function torture({
  stack,
  sellers,
  random,
  seed,
  minutes,
  say,
  kinds = FAULTS,
  losses = [],
}: TortureContext): Promise<Tortured> {
  const prefix = `torture-${seed}-${Date.now().toString(36)}`;
  const load = new Load({ stack, sellers, seed, prefix });
  const faults: Inflicted[] = [];
  const corruptions: Corruption[] = [];
  const until_ms = performance.now() + minutes * 60_000;
  /** A row that is changed, or a history that loses a part. */
  const wrong = (): Promise<Corruption | null> => {
    const loss = losses.length > 0 && random.chance(LOSS_SHARE) ? random.pick(losses) : null;
    if (loss === null) return corruptAndRecover(stack, sellers[0], random).catch(() => null);
    return load.unwatched(() => loseAndRecover(stack, sellers[0], loss));
  };
  // Every kind once before any is repeated.
  let left = [...kinds];
  for (let n = 1; performance.now() < until_ms; n += 1) {
    await delay(random.between(500, 3_000));
    if (left.length === 0) left = [...kinds];
    const fault = random.pick(left);
    left = left.filter((one) => one !== fault);
    const at = new Date().toISOString();
    await fault.inflict(stack, random);
    const recovered_ms = await timeToRecover(stack, sellers[0]);
    await fault.end?.(stack);
    faults.push({ kind: fault.kind, recovered_ms, at });
    say(
      `${fault.kind.padEnd(34)} ${recovered_ms === null ? 'did not recover' : `recovered in ${(recovered_ms / 1_000).toFixed(1)} s`}`,
    );
    if (n % CORRUPT_EVERY !== 0) continue;
    const corruption = await wrong();
    if (corruption === null) continue;
    corruptions.push(corruption);
    say(
      `${`corrupt ${corruption.what}`.padEnd(64)} ${corruption.noticed ? 'noticed' : 'FALSELY TRUSTED'}, ${corruption.repaired ? 'repaired' : 'NOT REPAIRED'}`,
    );
  }
  await load.stop();
  for (const part of Object.keys(stack.parts))
    await askControl(stack.control_socket, part, 'start').catch(() => undefined);
  say('the load has ended; checking');
  return {
    faults,
    corruptions,
    verdicts: load.verdicts,
    alarms: load.alarms,
    checked: await check(
      stack,
      sellers.map(({ seller_id }) => seller_id),
      prefix,
      load.events,
      load.reservations,
    ),
  };
}
