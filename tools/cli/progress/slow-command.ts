import cliProgress from 'cli-progress';
import type { Command } from 'commander';

const SHOWN_AFTER_MS = 2_000;
/** They show themselves what they do, or ask a person. */
const OWN_DISPLAY = new Set([
  'start',
  'watch',
  'login',
  'import',
  'reset',
  'recovery run',
  'redrive-plans follow',
  'connector reset-offsets',
  'lost-rows put-back',
]);

/**
 * Shows on standard error what a command has been doing for longer than two seconds; only on a terminal. Returns what
 * ends it, for a command that fails: commander calls no hook then.
 */
export function showSlowCommands(
  program: Command,
  stream: NodeJS.WriteStream = process.stderr,
  after_ms = SHOWN_AFTER_MS,
): () => void {
  let end = (): void => undefined;
  program.hook('preAction', (_program, command) => {
    const name = wordsOf(command);
    if (stream.isTTY && !OWN_DISPLAY.has(name)) end = showLater(name, stream, after_ms);
  });
  program.hook('postAction', () => end());
  return () => end();
}

/** The words of a command without the program's. */
function wordsOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${wordsOf(parent)} ${command.name()}`;
}

function showLater(name: string, stream: NodeJS.WriteStream, after_ms: number): () => void {
  let bar: cliProgress.SingleBar | null = null;
  const timer = setTimeout(() => {
    bar = new cliProgress.SingleBar({
      stream,
      format: `${name}: {duration_formatted} so far`,
      clearOnComplete: true,
      hideCursor: true,
      linewrap: false,
    });
    bar.start(1, 0);
  }, after_ms);
  // What waits for nothing else does not wait for this.
  timer.unref();
  return () => {
    clearTimeout(timer);
    bar?.stop();
  };
}
