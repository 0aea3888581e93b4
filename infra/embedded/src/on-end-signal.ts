const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs `stop` once when this process is asked to end, then exits with the shell's code for the signal. It is
 * for commands that start servers of their own, because a supervisor outlives the process that started it.
 */
export function onEndSignal(stop: () => Promise<unknown>): void {
  let ending = false;
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      stop()
        .catch((error: unknown) =>
          console.error(`what was started could not be stopped: ${(error as Error).message}`),
        )
        .finally(() => process.exit(code))
        .catch(() => undefined);
    });
  }
}
