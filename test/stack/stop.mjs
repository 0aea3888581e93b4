import { stopInstance } from '../../dist/test/stack/instance.js';

export default function stop() {
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('STOCKPROOF_'));
  stopInstance(Object.fromEntries(settings));
}
