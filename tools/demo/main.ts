import { Command } from 'commander';
import { type DemoOptions, runDemo } from './run-demo.js';

const whole = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${text} is no whole number above 0`);
  return number;
};

const program = new Command('demo')
  .description(
    'a seeded marketplace posts to a running Stockproof; at the end ledger, view and topic are compared',
  )
  .option('--rate <events>', 'events a second', whole, 500)
  .option('--seconds <seconds>', 'how long', whole, 20)
  .option('--seed <number>', 'decides all events', whole, 1)
  .option('--skus <number>', 'how many SKUs', whole, 500);

try {
  await program.parseAsync();
  process.exitCode = (await runDemo(program.opts<DemoOptions>())) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
