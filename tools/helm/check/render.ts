import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';
import { CHART, HELM } from '../chart-files.js';

const run = promisify(execFile);
const VALUES = join(HELM, 'values');

/** An object as the chart renders it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [more: string]: unknown };
  readonly [more: string]: unknown;
}

/** Result of Helm: what it rendered, or what it said. */
export type Rendered = { readonly text: string } | { readonly refused: string };

/** The files of values that the chart comes with. */
export const valueFiles = (): string[] =>
  readdirSync(VALUES)
    .toSorted()
    .map((name) => join(VALUES, name));

/** Renders the chart with files of values, and with values over them. */
export async function render(helm: string, files: readonly string[], values: object = {}): Promise<Rendered> {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-values-'));
  try {
    const over = join(folder, 'values.yaml');
    writeFileSync(over, stringify(values));
    const args = [...files, over].flatMap((file) => ['-f', file]);
    const { stdout } = await run(helm, ['template', 'stockproof', CHART, '-n', 'stockproof', ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return { text: stdout };
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    return { refused: stderr || message };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `helm lint --strict` has against the chart with this file; null: nothing. */
export async function lint(helm: string, file: string): Promise<string | null> {
  return run(helm, ['lint', '--strict', CHART, '-f', file]).then(
    () => null,
    ({ stdout = '', stderr = '' }: { stdout?: string; stderr?: string }) => stdout + stderr,
  );
}

/** The objects of a rendered text. Throws what is wrong with its YAML; Helm itself renders a key twice. */
export function objectsOf(text: string): KubernetesObject[] {
  const documents = parseAllDocuments(text, { version: '1.1' });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(error.message);
    const object = document.toJS({ maxAliasCount: -1 }) as KubernetesObject | null;
    return object === null ? [] : [object];
  });
}
