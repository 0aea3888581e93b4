import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';

// The boundary rule reads Nx's cached project graph and is silent when there is none. Made here, it can not be.
process.env.NX_DAEMON ??= 'false';
await createProjectGraphAsync({ exitOnError: false });

const specs = ['**/*.spec.ts', '**/*.spec.tsx'];
const pure = ['libs/domain/**/*.ts', 'libs/contract/**/*.ts'];

/** Who may import whom, by tag. What is not listed is refused. */
const boundaries = [
  {
    // A rule about stock must give the same answer in a service, a replay and a simulation.
    sourceTag: 'scope:domain',
    onlyDependOnLibsWithTags: ['scope:domain', 'scope:contract'],
  },
  {
    // What crosses a boundary is read by everybody, so it can lean on nobody.
    sourceTag: 'scope:contract',
    onlyDependOnLibsWithTags: ['scope:contract'],
  },
  {
    // An adapter speaks one technology. Knowing the rules, it would become a second place to change them.
    sourceTag: 'scope:adapter',
    onlyDependOnLibsWithTags: ['scope:contract', 'scope:adapter'],
  },
  {
    // The checks give a second opinion on the rules: what shared code with them would share their faults.
    sourceTag: 'scope:verification',
    onlyDependOnLibsWithTags: ['scope:contract', 'scope:adapter'],
  },
  {
    // Load for tests, benchmarks and the demo. Nothing that a service runs may need it.
    sourceTag: 'scope:workload',
    onlyDependOnLibsWithTags: ['scope:contract'],
  },
  {
    // Services meet through events and HTTP only: one that imports another can not be deployed without it.
    sourceTag: 'scope:app',
    onlyDependOnLibsWithTags: ['scope:domain', 'scope:contract', 'scope:adapter', 'scope:verification'],
  },
  {
    // The page runs in a browser. It knows what crosses a boundary; with a rule or a technology of the services it would be a
    // second place to change them.
    sourceTag: 'scope:web',
    onlyDependOnLibsWithTags: ['scope:contract'],
    bannedExternalImports: ['@nestjs/*', '@fastify/*', 'fastify', 'kafkajs', 'pg', 'pino', 'typeorm', 'ajv'],
  },
  {
    // Whoever is outside has the documents and nothing else: a client that leaned on the repository could not be packed.
    sourceTag: 'scope:client',
    onlyDependOnLibsWithTags: ['scope:client'],
    allowedExternalImports: ['@platformatic/kafka'],
  },
  {
    // Built as anybody would build it, on the client.
    sourceTag: 'scope:example',
    onlyDependOnLibsWithTags: ['scope:client'],
    allowedExternalImports: [],
  },
  {
    // The stack starts services as processes; it knows their settings, never their rules.
    sourceTag: 'scope:infra',
    onlyDependOnLibsWithTags: ['scope:contract', 'scope:adapter', 'scope:infra'],
  },
  {
    // Tools use what the services publish. Inside a service they would pin what it may want to change.
    sourceTag: 'scope:tool',
    onlyDependOnLibsWithTags: [
      'scope:domain',
      'scope:contract',
      'scope:adapter',
      'scope:verification',
      'scope:workload',
      'scope:infra',
      'scope:tool',
    ],
  },
  {
    // Test support may build anything out of libs; a service is tested from outside or from its own specs.
    sourceTag: 'scope:test',
    onlyDependOnLibsWithTags: [
      'scope:domain',
      'scope:contract',
      'scope:adapter',
      'scope:verification',
      'scope:workload',
      'scope:infra',
      'scope:test',
      'scope:client',
    ],
  },
  {
    // Pure code has no clock, random, I/O or framework; one import of something that has, and it has too.
    sourceTag: 'type:pure',
    onlyDependOnLibsWithTags: ['type:pure'],
    bannedExternalImports: [
      '@nestjs/*',
      '@fastify/*',
      '@opentelemetry/*',
      '@platformatic/*',
      'fastify',
      'kafkajs',
      'pg',
      'pg-copy-streams',
      'pino',
      'typeorm',
    ],
  },
];

/** Specs may use test support besides: nothing that is shipped can lean on it. */
const specBoundaries = boundaries.map(({ allowedExternalImports: _any, ...rule }) => ({
  ...rule,
  onlyDependOnLibsWithTags: [...rule.onlyDependOnLibsWithTags, 'scope:test'],
}));

const enforce = (depConstraints, allow = []) => [
  'error',
  {
    depConstraints,
    allow,
    // A lib's spec uses test support that uses the lib: a circle of projects, not of files.
    ignoredCircularDependencies: [['*', 'tag:scope:test']],
  },
];

const inputOutput = [
  'fs',
  'fs/promises',
  'net',
  'tls',
  'dgram',
  'dns',
  'http',
  'https',
  'http2',
  'child_process',
  'cluster',
  'worker_threads',
  'readline',
  'os',
  'process',
  'perf_hooks',
  'timers',
  'timers/promises',
].flatMap((name) => [name, `node:${name}`]);

const cryptoRandom = ['crypto', 'node:crypto'].map((name) => ({
  name,
  importNames: [
    'default',
    'getRandomValues',
    'randomBytes',
    'randomFill',
    'randomFillSync',
    'randomInt',
    'randomUUID',
    'subtle',
    'webcrypto',
  ],
  message: 'Pure code has no random: let the caller pass the value in.',
}));

const secondClient = {
  selector: 'NewExpression[callee.name="Kafka"]',
  message:
    'Kafka is reached through the port of @stockproof/kafka only: use what libs/adapter/kafka exports.',
};

const castsAnything = {
  selector: ':matches(TSAsExpression > TSAsExpression > TSUnknownKeyword, TSAsExpression > TSNeverKeyword)',
  message:
    'This cast compiles whatever the value is. Take `Pick<...>` of what is used, or make a double by `partOf`.',
};

const hiddenClock = {
  selector: ':matches(NewExpression, CallExpression)[callee.name="Date"][arguments.length=0]',
  message: 'Pure code has no clock: take `now_ms` as a parameter.',
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.stockproof/**',
      '.nx/**',
      'coverage/**',
      '**/generated/**',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@typescript-eslint': tseslint.plugin, '@nx': nx },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': enforce(boundaries),
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: 'error',
      'max-lines-per-function': ['error', { max: 70 }],
      'no-restricted-syntax': ['error', secondClient, castsAnything],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    // What an attacker would look for: text that becomes code or a command, patterns that a text can make slow, characters that
    // show another text than they are.
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    ignores: [...specs, 'test/**', 'bench/**', 'tools/tidy/**'],
    plugins: { security, regexp },
    rules: {
      'security/detect-bidi-characters': 'error',
      'security/detect-buffer-noassert': 'error',
      'security/detect-child-process': 'error',
      'security/detect-disable-mustache-escape': 'error',
      'security/detect-eval-with-expression': 'error',
      'security/detect-new-buffer': 'error',
      'security/detect-non-literal-regexp': 'error',
      'security/detect-non-literal-require': 'error',
      'security/detect-pseudoRandomBytes': 'error',
      'regexp/no-super-linear-backtracking': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
    },
  },
  { files: ['libs/adapter/kafka/**/*.ts'], rules: { 'no-restricted-syntax': ['error', castsAnything] } },
  {
    // The one double: its names are checked by the compiler, which cannot check that a part is enough.
    files: ['test/support/src/kit/part-of.ts'],
    rules: { 'no-restricted-syntax': ['error', secondClient] },
  },
  {
    files: pure,
    ignores: specs,
    rules: {
      'no-restricted-syntax': ['error', secondClient, hiddenClock, castsAnything],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pure code has no clock: take `now_ms` as a parameter.' },
        {
          object: 'Math',
          property: 'random',
          message: 'Pure code has no random: take a generator as a parameter.',
        },
        { object: 'process', property: 'hrtime', message: 'Pure code has no clock: measure in the caller.' },
      ],
      'no-restricted-globals': [
        'error',
        ...[
          'fetch',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'performance',
          'process',
          'crypto',
          'console',
        ].map((name) => ({
          name,
          message: 'Pure code does no I/O and knows no time: return what is to be done, the adapter does it.',
        })),
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...inputOutput.map((name) => ({
              name,
              message: 'Pure code does no I/O: take the content as a parameter, read it in an adapter.',
            })),
            ...cryptoRandom,
          ],
        },
      ],
    },
  },
  {
    files: specs,
    rules: {
      '@nx/enforce-module-boundaries': enforce(specBoundaries),
      // A describe block is a chapter, not a function.
      'max-lines-per-function': 'off',
    },
  },
  { files: ['test/conformance/describe-*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['apps/console-web/src/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
    rules: {
      ...jsxA11y.flatConfigs.recommended.rules,
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    // Node's own modules are not in a browser.
    files: ['apps/console-web/src/**/*.ts', 'apps/console-web/src/**/*.tsx'],
    ignores: specs,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['node:*'], message: 'The page runs in a browser: use what the Web platform has.' },
          ],
        },
      ],
    },
  },
  {
    // What a service declares of its operations is read from its modules, without starting it.
    files: ['tools/openapi/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': enforce(boundaries, ['../../apps/**']) },
  },
  {
    // Lost rows are put back by the service's own statements, while it is stopped (ADR 0105).
    files: ['tools/cli/lost-rows/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': enforce(boundaries, [
        '../../../apps/command-handler/src/put-back/**',
        '../../../apps/command-handler/src/apply-batch/sql/later-movements.js',
      ]),
    },
  },
  {
    // Settings, root module, port. What a service is made of is in its modules.
    files: ['apps/*/src/start.ts'],
    rules: { 'max-lines': ['error', { max: 20 }] },
  },
  {
    // A benchmark measures a service's own modules from outside it; nothing imports a benchmark.
    files: ['bench/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': enforce(specBoundaries, [
        '../apps/**',
        '../../apps/**',
        '../../../apps/**',
      ]),
    },
  },
  {
    // What a service or a library reads of another's tables is tested over the migrations of both; nothing imports a test.
    files: ['test/statements/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': enforce(specBoundaries, [
        '../../apps/**',
        '../../libs/adapter/connectors/src/sql/**',
      ]),
    },
  },
  {
    // A simulation runs the services' own modules over a machine that is not there; nothing imports a simulation.
    files: ['test/simulation/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': enforce(specBoundaries, [
        '../../../apps/**',
        '../../../../apps/**',
        '../../../libs/adapter/kafka/src/kafkajs/**',
        '../../../libs/verification/src/sql/**',
      ]),
    },
  },
);
