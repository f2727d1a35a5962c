import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs, reachedPackages } from '../../tools/check/reach.ts';

test('reach follows imports of this repository and names the packages at their ends', () => {
  assert.ok(reachedPackages('test/package/package.test.ts').has('publint'));
  assert.deepEqual([...reachedPackages('tools/lint/plugin.ts')], []);
});

test('a package that is loaded by import() or named by its types only is not needed at once', () => {
  for (const text of ["import type { A } from 'x/y';", "import type * as Y from 'x';", "const y = await import('x');", "import { a } from 'xy';", "export type { A } from 'x';"]) assert.equal(needs(text, 'x'), false, text);
  for (const text of ["import { a } from 'x';", "import a, { type B } from 'x/y';", "import 'x';", "export { a } from 'x';", "import {\n  a,\n} from 'x';"]) assert.equal(needs(text, 'x'), true, text);
});
