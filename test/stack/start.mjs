// Starts the Stockproof that the specs of a run share.
import { freePorts, startInstance } from '../../dist/test/stack/instance.js';

export default async function start() {
  // Only the spec about traces listens there (test/e2e/one-trace).
  const [collector] = await freePorts(1);
  const env = await startInstance({ STOCKPROOF_OTLP_URL: `http://127.0.0.1:${collector}` });
  Object.assign(process.env, env, { STOCKPROOF_TEST_HOME: env.STOCKPROOF_HOME });
}
