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

/** Adds `--json` to a command and returns it. */
export function forPrograms(command: Command): Command {
  return command.option('--json', 'for programs');
}

/** Whether a command was called for a program. */
export interface ForPrograms {
  readonly json?: boolean;
}

/** Adds `--json` to the commands of a group that have it not, because they always print JSON. */
export function alwaysJson(group: Command): void {
  for (const command of group.commands)
    if (!command.options.some(({ long }) => long === '--json'))
      command.option('--json', 'it prints JSON in any case');
}

/** Prints a value as indented JSON. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
