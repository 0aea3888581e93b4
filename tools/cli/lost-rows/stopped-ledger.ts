import { kafkaAccess, readInstance, readRuntime, type Runtime } from '@stockproof/embedded';
import { type Broker, createKafkaJsBroker } from '@stockproof/kafka';
import type { PutBackReport } from '@stockproof/evidence';
import { type FoundLost, planLostRows } from './plan-lost-rows.js';

/** An instance whose command handler decides nothing. */
export interface StoppedLedger {
  readonly runtime: Runtime;
  readonly broker: Broker;
}

/** Throws if nothing is running, or one of these services is. */
export function stoppedLedger(services: readonly string[] = ['command-handler']): StoppedLedger {
  const instance = readInstance();
  const runtime = readRuntime(instance.runtime_file);
  if (runtime === null)
    throw new Error('nothing is running here: `npm start -- --detach --without command-handler reservation`');
  for (const service of services)
    if (runtime.parts[service]?.state !== 'stopped')
      throw new Error(`${service} is not stopped: \`npm run stockproof -- part stop ${service}\` first`);
  const access = kafkaAccess(instance.home, instance.kafka);
  return { runtime, broker: createKafkaJsBroker({ client_id: 'stockproof-lost-rows', ...access }) };
}

/** Compares the ledger with its captured history. */
export function findLost({ runtime, broker }: StoppedLedger): Promise<FoundLost> {
  return planLostRows(broker, runtime.databases);
}

/** What a run would put back. Throws if that is nothing, or something does not fit. */
export function wholePlan({ plan, foreign }: FoundLost): PutBackReport {
  const { digest, rows, rejections, offers, refused } = plan;
  const unfit = refused.length + foreign.length;
  if (unfit > 0)
    throw new Error(
      `${unfit} do not fit, and nothing is put back while there is one: \`npm run stockproof -- lost-rows\` names them`,
    );
  if (offers.length === 0) throw new Error('nothing is lost: there is nothing to put back');
  return { digest, offers: offers.length, rows, rejections };
}
