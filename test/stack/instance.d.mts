/** Starts a Stockproof of its own; gives the settings that make other commands speak of it. */
export function startInstance(): Promise<Record<string, string>>;

/** Stops it and takes its folder away. */
export function stopInstance(env: Record<string, string>): void;
