import { createProgram } from './program.js';
import { showSlowCommands } from './progress/slow-command.js';

const program = createProgram();
const ended = showSlowCommands(program);
try {
  await program.parseAsync();
} catch (error) {
  ended();
  const { code, message, exitCode } = error as { code?: string; message: string; exitCode?: number };
  // Commander has printed its own errors already.
  if (code?.startsWith('commander.') !== true) console.error(message);
  process.exitCode = exitCode ?? 1;
}
