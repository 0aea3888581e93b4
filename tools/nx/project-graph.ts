/** The used part of the output of `nx graph --file`. */
export interface ProjectGraph {
  readonly nodes: Readonly<Record<string, { readonly data: { readonly root: string } }>>;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

/** Support for tests and developers. It may import anything, so its edges say nothing about the services. */
const SUPPORT = new Set(['testing', 'test', 'tools', 'bench']);

/**
 * The graph as a page: a picture of the shipped projects without transitive edges, and a table with every
 * edge. The same graph gives the same bytes.
 */
export function projectGraphPage({ nodes, dependencies }: ProjectGraph): string {
  const importsOf = (name: string): string[] => [
    ...new Set(
      (dependencies[name] ?? [])
        .map(({ target }) => target)
        .filter((target) => target in nodes && !SUPPORT.has(target)),
    ),
  ];
  const projects = Object.keys(nodes).filter((name) => !SUPPORT.has(name));
  const edges = new Map(projects.map((name) => [name, importsOf(name).sort()]));
  const folders = Map.groupBy(projects.sort(), (name) => folderOf(nodes[name]?.data.root ?? ''));
  return [
    '# Project graph',
    '',
    'Written by `npm run generate` from what `nx graph` finds. An arrow means "imports"; arrows that follow from others are left out of the picture, the table has all.',
    'Support for tests, tools and benchmarks may import anything and is left out. Who may import whom is in `eslint.config.mjs`.',
    '',
    '```mermaid',
    'flowchart LR',
    ...[...folders]
      .sort(byName)
      .flatMap(([folder, names]) => [
        `  subgraph ${folder.replace('/', '_')}["${folder}"]`,
        ...names.map((name) => `    ${name}`),
        '  end',
      ]),
    ...projects.flatMap((name) => reduced(name, edges).map((target) => `  ${name} --> ${target}`)),
    '```',
    '',
    '| project | folder | imports |',
    '| --- | --- | --- |',
    ...[...folders]
      .sort(byName)
      .flatMap(([folder, names]) =>
        names.map((name) => `| ${name} | ${folder} | ${edges.get(name)?.join(', ') ?? ''} |`),
      ),
    '',
  ].join('\n');
}

/** `apps`, `infra`, or the layer of a library. */
function folderOf(root: string): string {
  const [top = '', layer = ''] = root.split('/');
  return top === 'libs' ? `${top}/${layer}` : top;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** The direct imports that are not implied by another import of the project. */
function reduced(name: string, edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const direct = edges.get(name) ?? [];
  return direct.filter(
    (target) => !direct.some((other) => other !== target && reaches(other, target, edges)),
  );
}

function reaches(from: string, to: string, edges: ReadonlyMap<string, readonly string[]>): boolean {
  return (edges.get(from) ?? []).some((next) => next === to || reaches(next, to, edges));
}
