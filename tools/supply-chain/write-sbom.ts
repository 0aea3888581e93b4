import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type LockedJar, readJarLock } from '@stockproof/embedded';

// `npm run sbom`: what is shipped, in CycloneDX: npm lists its packages, jars.lock the jars. `--check` writes
// nothing.
const FILE = 'sbom/stockproof.cdx.json';
const MAX_BYTES = 64 * 1_024 * 1_024;

interface Bom {
  readonly specVersion: string;
  readonly metadata: { readonly component: object };
  readonly components: readonly object[];
}

function npmBom(): Bom {
  const args = [
    'sbom',
    '--sbom-format',
    'cyclonedx',
    '--sbom-type',
    'application',
    '--omit',
    'dev',
    '--package-lock-only',
  ];
  return JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: MAX_BYTES })) as Bom;
}

function jarComponent({ coordinates, sha256 }: LockedJar): object {
  const [group = '', name = '', version = ''] = coordinates.split(':');
  const purl = `pkg:maven/${group}/${name}@${version}`;
  return {
    'bom-ref': purl,
    type: 'library',
    group,
    name,
    version,
    purl,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  };
}

const bom = npmBom();
const jars = (await readJarLock()).map(jarComponent);
// npm names the root after its folder.
const component = { ...bom.metadata.component, name: 'stockproof' };
const whole = { ...bom, metadata: { ...bom.metadata, component }, components: [...bom.components, ...jars] };
if (bom.components.length === 0) throw new Error('npm names no package: run `npm ci`');
if (!process.argv.includes('--check')) {
  mkdirSync('sbom', { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(whole, null, 2)}\n`);
}
console.log(
  `${bom.components.length} packages and ${jars.length} jars in CycloneDX ${bom.specVersion}${process.argv.includes('--check') ? '' : `: ${FILE}`}`,
);
