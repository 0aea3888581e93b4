import { dirname } from 'node:path';

// Every project has the same targets, so project.json says only what differs: its name and its tags.
// What the targets do stands in nx.json, targetDefaults.
// Types are checked over the whole tree at once (`npm run typecheck`, incremental): a project of one program is no unit of it.
const targets = { lint: {}, test: {} };

export const name = 'stockproof/targets';

export const createNodesV2 = [
  '{apps,libs,infra,tools,test,bench}/**/project.json',
  (files) => files.map((file) => [file, { projects: { [dirname(file)]: { targets } } }]),
];
