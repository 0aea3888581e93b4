import type { Command } from 'commander';
import { type Acting, printJson } from './acting.js';
import { call } from './api/call.js';

interface RangeOptions extends Acting {
  readonly from?: string;
  readonly to?: string;
  readonly scope: string;
  readonly kind?: string;
}

interface EmitOptions extends RangeOptions {
  readonly intent: string;
  readonly all?: boolean;
}

interface Compared {
  readonly in_tables: number;
  readonly on_topic: number;
  readonly emitted_again: number;
  readonly missing: number;
  readonly differing: number;
  readonly only_on_topic: number;
  readonly examples: Readonly<Record<'missing' | 'differing' | 'only_on_topic', readonly string[]>>;
}

interface Check {
  readonly verdict: 'complete' | 'differences' | 'inconclusive';
  readonly reason: string | null;
  readonly rejections: Compared | null;
  readonly dead_letters: Compared | null;
}

interface Emitted {
  readonly emission_id: string;
  readonly requested: number;
  readonly emitted: number;
  readonly after: Check;
}

/** Exit codes for scripts. 1 is every other failure. */
const EXIT_CODES = { complete: 0, differences: 2, inconclusive: 3 } as const;
const SHOWN = 10;

/**
 * `stockproof outcomes ...`: compares rejections and dead letters in the tables with those on their topics.
 */
export function addOutcomeCommands(program: Command): void {
  const outcomes = program
    .command('outcomes')
    .description('rejections and dead letters: what the tables hold and what the topics say');
  ranged(outcomes.command('check'))
    .description(
      'compare tables and topics; exit code 0 equal, 2 differences, 3 inconclusive, 1 anything else',
    )
    .action(async (options: RangeOptions) => {
      const check = await call<Check>(
        'POST',
        '/v1/outcomes/check',
        { name: options.as, role: 'viewer' },
        rangeOf(options),
      );
      if (options.json === true) printJson(check);
      else print(check);
      process.exitCode = EXIT_CODES[check.verdict];
    });
  ranged(outcomes.command('emit'))
    .description(
      'have what the topics lack sent again from the tables, between two checks; exit codes of the check after it',
    )
    .requiredOption('--intent <text>', 'why')
    .option('--all', 'everything of the range, not only what is missing')
    .action(async (options: EmitOptions) => {
      const body = {
        ...rangeOf(options),
        intent: options.intent,
        selection: options.all === true ? 'all' : 'missing',
      };
      const done = await call<Emitted>(
        'POST',
        '/v1/outcomes/emissions',
        { name: options.as, role: 'approver' },
        body,
      );
      if (options.json === true) printJson(done);
      else {
        print(done.after);
        console.log(`${done.emission_id}: ${done.emitted} of ${done.requested} emitted again`);
      }
      process.exitCode =
        done.emitted < done.requested ? EXIT_CODES.inconclusive : EXIT_CODES[done.after.verdict];
    });
}

function ranged(command: Command): Command {
  return command
    .option('--from <time>', 'when the first was decided, RFC 3339; from the beginning unless given')
    .option('--to <time>', 'not included; now unless given')
    .option('--scope <json>', 'by_seller, by_sku or by_offer as for a recovery, or all', 'all')
    .option('--kind <kind>', 'rejections or dead_letters; both unless given')
    .option('--as <name>', 'development operator to act as')
    .option('--json', 'for programs');
}

function rangeOf({ from, to, scope, kind }: RangeOptions): object {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(kind === undefined ? {} : { kinds: [kind] }),
    ...(scope === 'all' ? {} : { scope: parseScope(scope) }),
  };
}

function parseScope(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`--scope must be JSON such as {"type":"by_seller","seller_ids":["seller-42"]}, or all`);
  }
}

function print({ verdict, reason, rejections, dead_letters }: Check): void {
  for (const [kind, compared] of [
    ['rejections', rejections],
    ['dead letters', dead_letters],
  ] as const) {
    if (compared === null) continue;
    const { in_tables, on_topic, emitted_again, missing, differing, only_on_topic, examples } = compared;
    console.log(
      `${kind}: ${in_tables} in the tables, ${on_topic} on the topic (${emitted_again} messages emitted again); ` +
        `${missing} missing, ${differing} different, ${only_on_topic} on the topic alone`,
    );
    for (const [what, names] of Object.entries(examples))
      for (const name of names.slice(0, SHOWN)) console.log(`  ${what.padEnd(14)} ${name}`);
  }
  console.log(reason === null ? verdict : `${verdict}: ${reason}`);
}
