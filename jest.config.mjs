import { existsSync, readFileSync } from 'node:fs';

const { paths } = JSON.parse(
  readFileSync(new URL('./tsconfig.base.json', import.meta.url), 'utf8'),
).compilerOptions;
const aliases = Object.fromEntries(
  Object.entries(paths).map(([name, [file]]) => [`^${name}$`, `<rootDir>/${file.replace('./', '')}`]),
);

// Jest resolves the aliases and the `.js` endings itself, so swc must not rewrite them here.
const swc = {
  swcrc: false,
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** Pages: JSX as React 19 wants it. */
const swcOfPages = {
  ...swc,
  jsc: {
    ...swc.jsc,
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
};

const common = {
  rootDir: import.meta.dirname,
  roots: ['apps', 'libs', 'infra', 'clients', 'examples', 'tools', 'test', 'bench']
    .filter((dir) => existsSync(new URL(dir, import.meta.url)))
    .map((dir) => `<rootDir>/${dir}`),
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: {
    ...aliases,
    '\\.css$': '<rootDir>/test/stack/no-style.mjs',
    '^fast-check$': '<rootDir>/test/stack/seeded-fast-check.mjs',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.stockproof'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc], '^.+\\.tsx$': ['@swc/jest', swcOfPages] },
};

export default {
  // Jest takes it here only, not per project. A guard against what never ends: what is to be done in time is
  // waited for with a deadline of its own, which says what did not come.
  testTimeout: 300_000,
  testSequencer: '<rootDir>/test/stack/quiet-first.mjs',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts', '**/*.spec.tsx'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(int|e2e|instance)\\.spec\\.ts$'],
    },
    {
      ...common,
      displayName: 'stack',
      testMatch: ['**/*.int.spec.ts', '**/*.e2e.spec.ts'],
      globalSetup: '<rootDir>/test/stack/start.mjs',
      globalTeardown: '<rootDir>/test/stack/stop.mjs',
    },
    // Each starts a Stockproof of its own, for it destroys what others rely on; some share one.
    {
      ...common,
      displayName: 'instance',
      testMatch: ['**/*.instance.spec.ts'],
      globalTeardown: '<rootDir>/test/stack/stop-shared.mjs',
    },
  ],
};
