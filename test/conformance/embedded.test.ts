import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { conformance } from 'isthmus/conformance';
import { embedded } from 'isthmus/embedded';

const engine = () => embedded({ directory: mkdtempSync(join(tmpdir(), 'isthmus-conformance-')), durability: 'relaxed' });

await conformance({
  engine,
  runner: { describe, test },
  cleanup: ({ options }) => rmSync(String(options['directory']), { recursive: true, force: true }),
  stillness: 40,
});
