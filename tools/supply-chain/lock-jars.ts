import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchJars, JAR_LOCK, maven } from '@stockproof/embedded';
import { fileDigest } from '@stockproof/files';

// `npm run lock-jars`, after pom.xml was changed: records what Maven resolves now. Read the difference before
// you commit it.
const HEAD =
  '# SHA-256, file and coordinates of each jar of pom.xml. Written by `npm run lock-jars`; what differs is not started.\n';
/** `   org.apache.kafka:kafka-clients:jar:4.2.1:compile -- module ...`; a classifier may be after `jar`. */
const LISTED = /^\s+([^:\s]+):([^:\s]+):jar:(?:([^:\s]+):)?([^:\s]+):(?:compile|runtime)\b/;

const folder = await mkdtemp(join(tmpdir(), 'stockproof-jars-'));
try {
  await fetchJars(folder);
  const list = join(folder, 'list.txt');
  const code = await maven('dependency:list', ['-DincludeScope=runtime', `-DoutputFile=${list}`]);
  if (code !== 0) throw new Error('Maven could not list the jars');
  const lines: string[] = [];
  for (const line of (await readFile(list, 'utf8')).split('\n')) {
    const [, group, artifact, classifier, version] = LISTED.exec(line) ?? [];
    if (artifact === undefined || version === undefined) continue;
    const file = `${artifact}-${version}${classifier === undefined ? '' : `-${classifier}`}.jar`;
    lines.push(`${await fileDigest(join(folder, file))}  ${file}  ${group}:${artifact}:${version}\n`);
  }
  await writeFile(
    JAR_LOCK,
    HEAD + [...new Set(lines)].sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join(''),
  );
  console.log(`${lines.length} jars in ${JAR_LOCK}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
