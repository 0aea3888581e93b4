/** Who logs in to Kafka. `redrive` is recovery where it puts dead letters back; a replay has no login that may. */
export const LOGINS = ['ingestion', 'command-handler', 'availability-projection', 'recovery', 'redrive', 'reservation', 'connect'] as const;

export type Login = (typeof LOGINS)[number];

/** What Java calls a login configuration, of PLAIN with these options; the one form both the broker and its clients take. */
export function loginConfig(options: readonly string[]): string {
  return `org.apache.kafka.common.security.plain.PlainLoginModule required ${options.join(' ')};`;
}
