import { Argument, type Command } from 'commander';
import { commandTree } from './command-tree.js';
import { bashScript, fishScript, functionScript, zshScript } from './scripts.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `stockproof completion SHELL`: prints what makes a shell complete commands and options. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print the completion of a shell: eval "$(npm run -s stockproof -- completion bash)"')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => {
      process.stdout.write(functionScript(shell, process.cwd()) + SCRIPTS[shell](commandTree(program)));
    });
}
