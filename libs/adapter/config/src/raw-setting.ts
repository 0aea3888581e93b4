import { readFileSync } from 'node:fs';

/** What is set, as text, or why that cannot be told. Undefined: nothing is set. */
export type RawSetting =
  { readonly value: string | undefined; readonly problem: null } | { readonly problem: string };

/**
 * What the environment says of a setting: by `NAME`, or by `NAME_FILE`, the path of a file that holds it, so
 * that a secret need not be in a variable. One line break at the end of the file is no part of it. An
 * empty variable is none; an empty file is refused, for it is a secret that is missing. A setting that is a
 * path itself (`..._FILE`) is not looked for in a file. No problem tells a value or a path.
 */
export function rawSetting(name: string, env: Readonly<Record<string, string | undefined>>): RawSetting {
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
