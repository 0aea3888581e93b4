import type { Command } from 'commander';

/** A command as completion needs it. */
export interface CommandNode {
  /** Words from the program on, without its name; empty for the program itself. */
  readonly path: readonly string[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  /** Long options, with their dashes. */
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

/** Every command of the parser's tree, parents first; hidden ones are not shown. */
export function commandTree(command: Command, path: readonly string[] = []): CommandNode[] {
  const help = command.createHelp();
  const children = help.visibleCommands(command).filter((child) => child.name() !== 'help');
  const node: CommandNode = {
    path,
    commands: children.map((child) => ({ name: child.name(), description: child.description() })),
    options: help
      .visibleOptions(command)
      .flatMap(({ long, description }) => (long ? [{ flag: long, description }] : [])),
  };
  return [node, ...children.flatMap((child) => commandTree(child, [...path, child.name()]))];
}
