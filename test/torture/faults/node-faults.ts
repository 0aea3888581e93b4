import { setTimeout as delay } from 'node:timers/promises';
import { askControl, kindOfPart } from '@stockproof/embedded';
import type { Random } from '@stockproof/workload';
import type { RunningStack } from '@stockproof/testing';
import { awaitInSync } from '../../model/replicas.js';
import { type Fault, pidOf, SERVICE_PARTS, signal } from './nemesis.js';

/** Longer than the session of a broker and of a member of a group: the others have to take over. */
const FROZEN_MS = { least: 12_000, most: 20_000 };

/** What a node does not do any more, by its kind. */
type Loss = (stack: RunningStack, part: string, random: Random) => () => Promise<void>;

/** The supervisor starts it again by itself; waits for that. */
const killed: Loss = (stack, part) => {
  signal(pidOf(stack, part), 'SIGKILL');
  return () => askControl(stack.control_socket, part, 'start').catch(() => undefined);
};

/** It keeps its connections and answers nothing, for some seconds. */
const frozen: Loss = (stack, part, random) => {
  const pid = pidOf(stack, part);
  signal(pid, 'SIGSTOP');
  const over = delay(random.between(FROZEN_MS.least, FROZEN_MS.most)).then(() => signal(pid, 'SIGCONT'));
  return () => over;
};

/** Any one of these nodes; resolves at once, so that recovery is measured from the loss on. */
function lose(kind: string, nodes: readonly string[], loss: Loss): Fault {
  let healed = (): Promise<void> => Promise.resolve();
  return {
    kind,
    inflict: (stack, random) => {
      healed = loss(stack, random.pick(nodes), random);
      return Promise.resolve();
    },
    end: async (stack) => {
      await healed();
      // With two copies of a partition away nothing is accepted: that is not the loss of one node.
      await awaitInSync(stack, 3);
    },
  };
}

/** The loss of one node of each kind that there are several of. */
export function nodeFaults({ parts }: RunningStack): Fault[] {
  const named = (first: string): string[] => Object.keys(parts).filter((name) => kindOfPart(name) === first);
  const kinds = [
    ['a broker', named('kafka')],
    ['a Connect worker', named('connect')],
    ...SERVICE_PARTS.map((part) => [`a copy of ${part}`, named(part)] as const),
  ] as const;
  return kinds.flatMap(([what, nodes]) => [
    lose(`kill ${what}`, nodes, killed),
    lose(`freeze ${what}`, nodes, frozen),
  ]);
}
