import { type Hop, type HopId, HOPS } from '@stockproof/console';
import { describeCapture, describeOutbox } from './describe-connectors.js';
import { describeDecided, describeProjected, describeReserved } from './describe-consumers.js';
import { describePublished, describeTaken } from './describe-ends.js';
import { NO_FIGURES } from './figures.js';
import type { DescribedHop, HopFacts } from './hop-facts.js';

interface KnownHop {
  readonly title: string;
  readonly source: Hop['source'];
  readonly describe: (facts: HopFacts) => DescribedHop | null;
}

const KNOWN: Readonly<Record<HopId, KnownHop>> = {
  taken: { title: 'Taken', source: 'ingestion', describe: describeTaken },
  decided: { title: 'Decided', source: 'command-handler', describe: describeDecided },
  captured: { title: 'Captured', source: 'command-handler', describe: describeCapture },
  outbox: { title: 'Outbox', source: 'command-handler', describe: describeOutbox },
  projected: { title: 'Projected', source: 'availability', describe: describeProjected },
  published: { title: 'Published', source: 'availability', describe: describePublished },
  reserved: { title: 'Reserved', source: 'reservation', describe: describeReserved },
};

/** All hops, in the order of the flow. One whose source did not answer is `unknown`. Pure. */
export function describeHops(facts: HopFacts): Hop[] {
  return HOPS.map((id) => {
    const { title, source, describe } = KNOWN[id];
    const described = describe(facts) ?? { ...NO_FIGURES, verdict: 'unknown', why: [] };
    return { id, title, ...described, why: [...described.why], source };
  });
}
