import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { anchorsOf, numberedRules, unknownRules } from './anchors.js';

const texts = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => existsSync(path) && !path.startsWith('tools/tidy/docs/anchors'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const anchors = anchorsOf(readFileSync('docs/design.md', 'utf8'));

describe('the rules of the design', () => {
  it('are cited by anchors that exist', () => {
    expect(texts.filter(({ text }) => text.includes('docs/design.md#')).length).toBeGreaterThan(10);
    expect(texts.flatMap((file) => unknownRules(file, anchors))).toEqual([]);
  });

  it('are cited by name, not by number', () => {
    expect(texts.flatMap(numberedRules)).toEqual([]);
  });

  it('a citation of a rule that does not exist is found', () => {
    const file = { path: 'a.ts', text: '// docs/design.md#fail-closed, docs/design.md#fail-open' };
    expect(unknownRules(file, anchors)).toEqual(['a.ts: docs/design.md#fail-open']);
  });

  it('a heading has the anchor that GitHub gives it', () => {
    expect([...anchorsOf('# Decide, evolve\ntext\n## One-by-one (2)')]).toEqual([
      'decide-evolve',
      'one-by-one-2',
    ]);
  });
});
