import { rmSync } from 'node:fs';
import { stockproof } from './start.mjs';

export default async function stop() {
  const { status, stdout, stderr } = stockproof('stop');
  if (status !== 0) throw new Error(`the stack did not stop:\n${stdout}${stderr}`);
  if (process.env.STOCKPROOF_TEST_KEEP !== 'true') rmSync(process.env.STOCKPROOF_TEST_HOME, { recursive: true, force: true });
}
