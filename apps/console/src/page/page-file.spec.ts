import { expect, it } from '@jest/globals';
import { type PageFile, pageFile } from './page-file.js';

const page: PageFile = { kind: 'page' };
const nothing: PageFile = { kind: 'nothing' };

it.each<[string, PageFile]>([
  ['/', page],
  ['/index.html', page],
  ['/recoveries/new', page],
  ['/offers/seller-42/a.b', page],
  ['/offers/seller-42/%2e%2e', page],
  ['/..%2f..%2fetc/passwd', page],
  ['/.env', page],
  ['/favicon.svg', { kind: 'file', name: 'favicon.svg' }],
  ['/assets/index-BxY1.js', { kind: 'asset', name: 'assets/index-BxY1.js' }],
  ['/assets/..%2f..%2fsecret', nothing],
  ['/assets/../../secret', nothing],
  ['/assets/.hidden', nothing],
  ['/assets/', nothing],
  ['/api/unknown', nothing],
  ['/api', nothing],
  ['/auth/other', nothing],
  ['/health/other', nothing],
  ['/docs/other', nothing],
  ['/apiary', page],
])('%s is %j', (path, file) => expect(pageFile(path)).toEqual(file));
