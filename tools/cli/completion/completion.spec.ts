import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { createProgram } from '../program.js';
import { commandTree } from './command-tree.js';
import { bashScript, fishScript, functionScript, zshScript } from './scripts.js';

const tree = commandTree(createProgram());

/** What a real bash offers for the last of these words. */
function offered(script: string, ...words: string[]): string[] {
  const line = `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _stockproof; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', line, 'bash', 'stockproof', ...words], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('bash completes', () => {
  const script = bashScript(tree);

  it.each<[string, string[], string[]]>([
    ['a command by its beginning', ['conf'], ['confidence']],
    ['a command of a command', ['recovery', 'appr'], ['approve']],
    ['an option of it', ['recovery', 'run', '--mo'], ['--mode']],
    ['after an argument', ['recovery', 'approve', 'rec-1', '--di'], ['--digest']],
    ['an option after the value of another', ['recovery', 'run', '--mode', 'verify', '--sc'], ['--scope']],
    ['nothing of another command', ['recovery', 'run', '--kcat'], []],
    ['nothing for what is no command', ['zzz'], []],
  ])('%s', (_case, words, expected) => expect(offered(script, ...words)).toEqual(expected));

  it('every command and option of the parser', () => {
    // One bash for all of them.
    const asks = tree.map(
      ({ path }) =>
        `COMP_WORDS=(stockproof ${path.join(' ')} ''); COMP_CWORD=${path.length + 1}; _stockproof; echo "\${COMPREPLY[*]}"`,
    );
    const { stdout } = spawnSync('bash', ['-c', `${script}\n${asks.join('\n')}`], { encoding: 'utf8' });
    expect(stdout.trimEnd().split('\n')).toEqual(
      tree.map(({ commands, options }) =>
        [...commands.map(({ name }) => name), ...options.map(({ flag }) => flag)].join(' '),
      ),
    );
    expect(tree.length).toBeGreaterThan(40);
  });
});

it('a new command is completed by itself, a hidden one is not', () => {
  const program = createProgram();
  program.command('brand-new').description('of today').option('--fresh <n>', 'how much');
  program.command('inner', { hidden: true });
  const nodes = commandTree(program);
  expect(offered(bashScript(nodes), 'brand')).toEqual(['brand-new']);
  expect(offered(bashScript(nodes), 'brand-new', '--f')).toEqual(['--fresh']);
  expect(offered(bashScript(nodes), 'inn')).toEqual([]);
  expect(fishScript(nodes)).toContain(`= ""' -f -a brand-new -d 'of today'`);
  expect(fishScript(nodes)).toContain(`= "brand-new"' -l fresh -d 'how much'`);
  expect(zshScript(nodes)).toMatch(/^autoload[^]*brand-new/);
});

it('quotes what is no plain word', () => {
  const node = { path: ['a'], commands: [], options: [{ flag: '--b', description: `one's \\ own` }] };
  expect(fishScript([node])).toContain(`-d 'one\\'s \\\\ own'`);
  expect(spawnSync('bash', ['-n', '-c', functionScript('bash', `/it's here`)]).status).toBe(0);
});
