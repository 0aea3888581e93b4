import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { shippedPackages } from './shipped-packages.js';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Readonly<Record<string, string>>;
};

describe('the image', () => {
  // The image is built with `npm ci --omit=dev`: a package that is missing in the dependencies is missing in
  // the image.
  const services = readdirSync('apps')
    .map((name) => `apps/${name}/src/main.ts`)
    // The console's page is not a service: its packages are in the page that is built.
    .filter((entry) => existsSync(entry));

  it.each([...services, 'tools/setup/main.ts'])('has every package that %s loads', (entry) => {
    const packages = shippedPackages([entry]);
    expect(packages.size).toBeGreaterThan(5);
    expect([...packages].filter(([name]) => !(name in dependencies))).toEqual([]);
  });

  it('is built from production packages only, with an unprivileged user', () => {
    const stages = readFileSync('Dockerfile', 'utf8')
      .split(/^FROM /m)
      .slice(1);
    const last = stages.at(-1) ?? '';
    expect(last).toMatch(/npm ci --omit=dev/);
    expect(last).toMatch(/^USER node$/m);
    expect(last).not.toMatch(/^COPY \. /m);
    const names = stages.flatMap((stage) => /^\S+ AS (\w+)$/m.exec(stage)?.[1] ?? []);
    for (const stage of stages) {
      const [from = ''] = stage.split(/\s/, 1);
      if (!names.includes(from)) expect(from).toMatch(/@sha256:[0-9a-f]{64}$/);
    }
    expect(stages.find((stage) => /^\S+ AS connect$/m.test(stage))).toMatch(/^USER 1001:1001$/m);
  });
});
