import { stopInstance } from '../../dist/test/stack/instance.js';

export default async function stop() {
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('STOCKPROOF_'));
  await stopInstance(Object.fromEntries(settings));
}
