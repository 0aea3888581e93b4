import { readFileSync } from 'node:fs';

/** What the service needs to know. */
export interface BadgeSettings {
  readonly brokers: readonly string[];
  readonly username: string;
  readonly password: string;
  /** PEM. */
  readonly ca: string;
  readonly topic: string;
  readonly file: string;
  readonly port: number;
  /** Callers send it as a bearer token. */
  readonly token: string;
  readonly low_units: number;
  readonly max_age_ms: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads the settings. Throws an error that names the variable and what to do. */
export function readSettings(
  env: Env,
  readFile = (path: string) => readFileSync(path, 'utf8'),
): BadgeSettings {
  const [username = '', ...password] = text(env, 'STOCK_BADGE_KAFKA_LOGIN').split(':');
  if (username === '' || password.join(':') === '')
    throw new Error('STOCK_BADGE_KAFKA_LOGIN: must be name:password');
  return {
    brokers: text(env, 'STOCK_BADGE_BROKERS').split(','),
    username,
    password: password.join(':'),
    ca: readFile(text(env, 'STOCK_BADGE_CA_FILE')),
    topic: env['STOCK_BADGE_TOPIC'] ?? 'inventory.availability.v2',
    file: text(env, 'STOCK_BADGE_FILE'),
    port: whole(env, 'STOCK_BADGE_PORT', 3010),
    token: text(env, 'STOCK_BADGE_TOKEN'),
    low_units: whole(env, 'STOCK_BADGE_LOW_UNITS', 3),
    max_age_ms: whole(env, 'STOCK_BADGE_MAX_AGE_MS', 10_000),
  };
}

function text(env: Env, name: string): string {
  const value = env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is missing: set it, see examples/stock-badge/README.md`);
  return value;
}

function whole(env: Env, name: string, otherwise: number): number {
  const value = env[name] ?? String(otherwise);
  if (!/^\d{1,9}$/.test(value)) throw new Error(`${name}: ${value} is not a whole number`);
  return Number(value);
}
