import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files below a folder that differ from those of another one, whichever of the two lacks them. */
export function differentFiles(folder: string, other: string): string[] {
  const names = new Set([folder, other].flatMap((one) => readdirSync(one, { recursive: true }).map(String)));
  const textOf = (path: string): string | null => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return null;
    }
  };
  return [...names].filter((name) => textOf(join(folder, name)) !== textOf(join(other, name)));
}
