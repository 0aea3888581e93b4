import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { partOf } from '@stockproof/testing/kit';
import { eventually } from '@stockproof/testing';
import { RunProgress, type Shown } from './run-progress.js';
import { showSlowCommands } from './slow-command.js';

/** A terminal, or a file, and what was written to it. */
function output(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  const parts: string[] = [];
  const through = new PassThrough();
  through.on('data', (part: Buffer) => parts.push(part.toString('utf8')));
  const stream = partOf<NodeJS.WriteStream>(Object.assign(through, { isTTY, columns: 120 }));
  return { stream, written: () => parts.join('') };
}
const RUN: Shown = {
  status: 'running',
  step: 'verify',
  reason: null,
  progress: {
    step: 'read',
    events_total: 200,
    events_read: 50,
    events_per_second: 40,
    repairs_sent: 4,
    repairs_applied: 3,
  },
};

describe('a run', () => {
  it.each<[string, Shown, string]>([
    ['with figures', RUN, 'running [######..................] read, 50 of 200 events, 40/s, repairs 3/4'],
    ['without figures', { ...RUN, progress: null }, '] verify, 0 of 0 events, 0/s'],
  ])('%s is a bar on a terminal', async (_case, run, expected) => {
    const { stream, written } = output(true);
    const progress = new RunProgress(stream);
    progress.show(run);
    progress.end();
    await eventually(async () => expect(written()).toContain(expected));
  });

  it('is not drawn where nobody looks', () => {
    const { stream, written } = output(false);
    const progress = new RunProgress(stream);
    progress.show(RUN);
    progress.end();
    expect(written()).toBe('');
  });
});

describe('a slow command', () => {
  /** Runs `group one` for a while; what was written to the terminal. */
  async function running(ms: number, { tty = true, name = 'one', fails = false } = {}): Promise<string> {
    const { stream, written } = output(tty);
    const program = new Command('stockproof').exitOverride();
    program
      .command('group')
      .command(name)
      .action(async () => {
        await delay(ms);
        if (fails) throw new Error('no');
      });
    const end = showSlowCommands(program, stream, 50);
    await program.parseAsync(['group', name], { from: 'user' }).catch(() => undefined);
    end();
    const so_far = written().length;
    await delay(60);
    expect(written()).toHaveLength(so_far);
    return written();
  }

  it('says what it is, on a terminal', async () => expect(await running(400)).toContain('group one: '));
  it('also where it fails, and ends', async () =>
    expect(await running(400, { fails: true })).toContain('group one: '));
  it('that is quick says nothing', async () => expect(await running(0)).toBe(''));
  it('says nothing to a file', async () => expect(await running(400, { tty: false })).toBe(''));
});
