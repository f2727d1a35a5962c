import { openWriter } from '../../../src/engines/embedded/store/database.ts';
import { migrate, migrations } from '../../../src/engines/embedded/store/schema.ts';

/** A process that dies in the middle of a step of a migration: after its first half, before its second. */
const [directory = ''] = process.argv.slice(2);
const database = openWriter(directory, 'full');
database.function('die', () => {
  process.kill(process.pid, 'SIGKILL');
  return 0;
});
migrate(database, [...migrations, "CREATE TABLE half (id INTEGER); INSERT INTO half VALUES (1); UPDATE meta SET value = 999 WHERE name = 'running'; SELECT die()"]);
