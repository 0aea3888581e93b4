import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import type { SourceFile } from './rules.js';

/** An import between two entries of a folder: two of its folders, or a folder and a file next to it. */
interface FolderImport {
  readonly parent: string;
  readonly from: string;
  readonly to: string;
  readonly file: string;
  readonly imported: string;
}

/**
 * Import cycles between the entries of a folder below `root`, at each level, each with the imports that make
 * it; empty if imports go one way. A folder counts with all that is below it; a file next to folders counts
 * by itself. Type imports count. A folder `sql/` is part of the one it is in. Specs do not count: their
 * set-up may use what is above.
 */
export function folderCycles(files: readonly SourceFile[], root: string): string[] {
  const imports = files
    .filter(({ path }) => path.startsWith(`${root}/`) && !isSpec(path))
    .flatMap(({ path, text }) =>
      relativeImports(path, text).flatMap((to) => importBetween(importedAs(path), to, root)),
    );
  return [...Map.groupBy(imports, ({ parent }) => parent)].flatMap(([parent, within]) => {
    const cycle = cycleIn(within);
    return cycle === null
      ? []
      : [
          `${parent}: ${cycle.map(({ from, to, file, imported }) => `${from} -> ${to} (${file} imports ${imported})`).join(', ')}`,
        ];
  });
}

/** The first import cycle of files, as `a.ts -> b.ts -> a.ts`; null if there is none. Specs do not count. */
export function fileCycle(files: readonly SourceFile[]): string | null {
  const imports = files
    .filter(({ path }) => !isSpec(path))
    .flatMap(({ path, text }) =>
      relativeImports(path, text).map((to) => ({
        parent: '',
        from: importedAs(path),
        to,
        file: path,
        imported: to,
      })),
    );
  const cycle = cycleIn(imports);
  return cycle === null ? null : [...cycle.map(({ from }) => from), cycle[0]?.from].join(' -> ');
}

/** A page is imported like any other file, so one ending stands for both. */
const importedAs = (path: string): string => path.replace(/\.tsx$/, '.ts');

const isSpec = (path: string): boolean => /\.spec\.tsx?$/.test(path);

/** Where the two paths part; none within one folder. */
function importBetween(file: string, imported: string, root: string): FolderImport[] {
  if (!imported.startsWith(`${root}/`)) return [];
  const [from, to] = [partsOf(file, root), partsOf(imported, root)];
  let common = 0;
  while (from[common] === to[common] && common < Math.min(from.length, to.length) - 1) common += 1;
  const inOneFolder = common === from.length - 1 && common === to.length - 1;
  if (inOneFolder) return [];
  const parent = posix.join(root, ...from.slice(0, common));
  return [{ parent, from: from[common] ?? '', to: to[common] ?? '', file, imported }];
}

/** Folders and file name, without `sql/`. */
function partsOf(path: string, root: string): string[] {
  return path
    .slice(root.length + 1)
    .split('/')
    .filter((part) => part !== 'sql');
}

function relativeImports(path: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(path), name).replace(/\.js$/, '.ts'));
}

/** The first cycle found, depth first. */
function cycleIn(imports: readonly FolderImport[]): readonly FolderImport[] | null {
  const next = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const visit = (place: string, way: readonly FolderImport[]): readonly FolderImport[] | null => {
    const began = way.findIndex(({ from }) => from === place);
    if (began >= 0) return way.slice(began);
    if (done.has(place)) return null;
    for (const step of next.get(place) ?? []) {
      const found = visit(step.to, [...way, step]);
      if (found !== null) return found;
    }
    done.add(place);
    return null;
  };
  for (const place of next.keys()) {
    const found = visit(place, []);
    if (found !== null) return found;
  }
  return null;
}
