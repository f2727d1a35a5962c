import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksOf, isPromised } from '../../tools/docs-code.ts';

const page = `# Page

\`\`\`ts run file=first.ts
console.log('a');
\`\`\`

\`\`\`text output
a
\`\`\`

\`\`\`ts fragment
…
\`\`\`

\`\`\`json
{}
\`\`\`
`;

test('blocks of a page are found with their marks, names, lines and promised output', () => {
  const [first, second, third] = blocksOf('page.md', page);
  assert.deepEqual([first?.file, first?.line, first?.output, first?.marks.has('run')], ['first.ts', 3, 'a\n', true]);
  assert.deepEqual([second?.marks.has('fragment'), second?.line, second?.output], [true, 11, undefined]);
  assert.equal(third?.language, 'json');
});

test('a promised output matches whole lines, with … for what differs each time', () => {
  assert.ok(isPromised('took 12 ms\nid (1)\n', 'took … ms\nid (1)'));
  assert.ok(!isPromised('took 12 ms\nmore\n', 'took … ms'));
  assert.ok(!isPromised('axb', 'a.b'));
});
