const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs `stop` once when this process is asked to end, then ends it with the code that shells give for the signal.
 * For commands that start servers of their own: a supervisor lives on when whoever started it is gone.
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
