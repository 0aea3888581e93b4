// Starts the one Stockproof that the specs of a run share.
import { startInstance } from '../../dist/test/stack/instance.js';

export default async function start() {
  const env = await startInstance();
  Object.assign(process.env, env, { STOCKPROOF_TEST_HOME: env.STOCKPROOF_HOME });
}
