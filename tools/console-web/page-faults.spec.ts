import { describe, expect, it } from '@jest/globals';
import { firstPage, policyFaults } from './page-faults.js';

describe('the first page', () => {
  it('is the entry with what it imports, without what comes later', () => {
    expect(
      firstPage({
        'index.html': { file: 'a/index.js', isEntry: true, imports: ['_b.js', '_c.js'] },
        '_b.js': { file: 'a/b.js', imports: ['_c.js'] },
        '_c.js': { file: 'a/c.js', imports: ['_b.js'] },
        'src/later.tsx': { file: 'a/later.js', imports: ['_b.js'] },
        'style.css': { file: 'a/style.css' },
      }),
    ).toEqual(['a/index.js', 'a/b.js', 'a/c.js']);
  });
});

describe('the policy', () => {
  it.each<[string, string, RegExp | null]>([
    ['a.html', '<script type="module" src="/a.js"></script>', null],
    ['a.html', '<script>go()</script>', /a script/],
    ['a.html', '<p style="color: red">', /a style/],
    ['a.html', '<p onclick="go()">', /a handler/],
    ['a.html', '<link href="https://cdn.example/a.css">', /another site/],
    ['a.css', 'a{background:url(/a.svg)}', null],
    ['a.css', 'a{background:url("data:image/svg+xml,x")}', /not of this site/],
    ['a.js', 'evaluate(x)', null],
    ['a.js', 'new Function("x")', /becomes code/],
    ['a.js', 'eval(x)', /becomes code/],
  ])('%s: %s', (file, text, fault) => {
    const found = policyFaults(file, text);
    if (fault === null) expect(found).toEqual([]);
    else expect(found.join()).toMatch(fault);
  });
});
