import { dirname } from 'node:path';

// Every project has the same targets, so project.json has only its name and its tags. The targets are defined
// in nx.json, targetDefaults. Types are checked over the whole tree at once (`npm run typecheck`,
// incremental), because a project is not a separate TypeScript program.
const targets = { lint: {}, test: {} };

export const name = 'stockproof/targets';

export const createNodesV2 = [
  '{apps,libs,infra,clients,examples,tools,test,bench}/**/project.json',
  (files) => files.map((file) => [file, { projects: { [dirname(file)]: { targets } } }]),
];
