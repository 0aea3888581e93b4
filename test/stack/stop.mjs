import { stopInstance } from './instance.mjs';

export default function stop() {
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('STOCKPROOF_'));
  stopInstance(Object.fromEntries(settings));
}
