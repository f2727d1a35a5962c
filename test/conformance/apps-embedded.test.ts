import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { appConformance } from 'isthmus/conformance';
import { embedded } from 'isthmus/embedded';

await appConformance({
  engine: () => embedded({ directory: mkdtempSync(join(tmpdir(), 'isthmus-conformance-')), durability: 'relaxed' }),
  runner: { describe, test },
  cleanup: ({ options }) => rmSync(String(options['directory']), { recursive: true, force: true }),
  stillness: 60,
});
