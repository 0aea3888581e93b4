import { readFileSync } from 'node:fs';
import { FORMER_NAMES } from './former-names.js';

/** The text of a setting, or a problem. Undefined: it is not set. */
export type RawSetting =
  { readonly value: string | undefined; readonly problem: null } | { readonly problem: string };

/**
 * Reads a setting from the variable `NAME`, or from the file whose path is in `NAME_FILE`, so that a secret
 * need not be in a variable. One line break at the end of the file is removed. An empty variable counts as
 * not set; an empty file is a problem, because its secret is missing. A setting that is itself a path
 * (`..._FILE`) has no such file. A setting that was renamed is read under its former name if it is not set under
 * the present one. A problem never contains a value or a path.
 */
export function rawSetting(name: string, env: Readonly<Record<string, string | undefined>>): RawSetting {
  const present = readSetting(name, env);
  const former = FORMER_NAMES[name];
  if (former === undefined || present.problem !== null || present.value !== undefined) return present;
  return readSetting(former, env);
}

function readSetting(name: string, env: Readonly<Record<string, string | undefined>>): RawSetting {
  const value = env[name] || undefined;
  const file = name.endsWith('_FILE') ? undefined : env[`${name}_FILE`] || undefined;
  if (file === undefined) return { value, problem: null };
  if (value !== undefined) return { problem: `${name} and ${name}_FILE are both set: one says it` };
  try {
    const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (text === '') return { problem: `${name}_FILE names a file that is empty` };
    return { value: text, problem: null };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { problem: `${name}_FILE names a file that cannot be read (${code})` };
  }
}
