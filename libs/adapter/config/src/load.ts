import { type z } from 'zod';
import { rawSetting } from './raw-setting.js';
import { settings } from './settings.js';

type Settings = typeof settings;
/** The checked and converted values of the named settings. */
export type Config<K extends keyof Settings> = { readonly [P in K]: z.output<Settings[P]> };

/**
 * Thrown if a setting is missing or malformed. The message names the variable and the expected form, never
 * the value.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the named settings from the environment, or from the file that `NAME_FILE` names. A service lists the
 * settings that it uses, so a bad setting of another service cannot stop it. Throws ConfigError that names
 * every bad setting.
 */
export function loadConfig<const K extends keyof Settings>(
  names: readonly K[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Config<K> {
  const values: Partial<Record<K, unknown>> = {};
  const problems: string[] = [];
  for (const name of names) {
    const raw = rawSetting(name, env);
    if (raw.problem !== null) {
      problems.push(raw.problem);
      continue;
    }
    const parsed = settings[name].safeParse(raw.value);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push(
        `${name} (${settings[name].description}): ${parsed.error.issues[0]?.message ?? 'invalid'}`,
      );
  }
  if (problems.length > 0) throw new ConfigError(`bad settings: ${problems.join('; ')}`);
  return values as Config<K>;
}
