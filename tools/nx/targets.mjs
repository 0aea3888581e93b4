import { dirname } from 'node:path';

// Every project has the same three targets, so project.json says only what differs: its name and its tags.
// What the targets do stands in nx.json, targetDefaults.
const targets = { lint: {}, test: {}, typecheck: {} };

export const name = 'stockproof/targets';

export const createNodesV2 = [
  '{apps,libs,infra,tools,test,bench}/**/project.json',
  (files) => files.map((file) => [file, { projects: { [dirname(file)]: { targets } } }]),
];
