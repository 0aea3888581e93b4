import type { Command } from 'commander';

/** Options of a command that acts for a person. */
export interface Acting {
  /** A development operator; otherwise the person who is logged in. */
  readonly as?: string;
  readonly json?: boolean;
}

/** Adds the options of Acting to a command and returns it. */
export function acting(command: Command): Command {
  return command.option('--as <name>', 'development operator to act as').option('--json', 'for programs');
}

/** Prints a value as indented JSON. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
