/** Who logs in to Kafka. `redrive` is recovery where it puts dead letters back; a replay has no login that may. */
export const LOGINS = ['ingestion', 'command-handler', 'availability-projection', 'recovery', 'redrive', 'reservation', 'connect'] as const;

export type Login = (typeof LOGINS)[number];
