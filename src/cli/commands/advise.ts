import { advise, readNeeds } from '../../advisor/index.ts';
import { text } from '../../kernel/option-kinds.ts';
import { needFields } from '../../kernel/needs.ts';
import type { Needs } from '../../kernel/needs.ts';
import { adviceText } from '../advise/advice.ts';
import { interview } from '../advise/interview.ts';
import { command } from '../command.ts';
import type { Io } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { readJsonInput } from '../input-file.ts';
import { sayJson } from '../output/text.ts';

export default command({
  description: 'Say what the connection needs by options, in a file, or by answering a few questions; what is unknown stays unsaid. Ranked ways and engines come back, with reasons, what would change the answer, and the code to paste. The exit code is 1 where nothing can be recommended.',
  options: {
    needs: text({ description: 'JSON file with the needs, as the "needs" of a link in map.schema.json; `-`: standard input. Options come before it.', maxLength: 4_096 }),
    ...needFields,
  },
  shown: { needs: { value: 'FILE', file: true } },
  examples: [
    { line: 'isthmus advise', about: 'A few questions, then the advice.' },
    { line: 'isthmus advise --reply later --processing 40s --client browser', about: 'The needs as options.' },
    { line: 'isthmus advise --needs needs.json --json', about: 'For a program.' },
  ],
  async run({ needs: file, ...given }, io) {
    const needs = await gather(given, file, io);
    const advice = advise({ needs });
    if (io.json) sayJson(io, { needs, ...advice });
    else io.stdout.write(adviceText(io, advice));
    return advice.ranking.length === 0 ? exitCodes.negative : exitCodes.fine;
  },
});

async function gather(given: Readonly<Record<string, unknown>>, file: string | undefined, io: Io): Promise<Partial<Needs>> {
  const options = Object.fromEntries(Object.keys(needFields).flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
  const read = file === undefined ? {} : readNeeds(await readJsonInput(io, file));
  const needs: Partial<Needs> = { ...read, ...options };
  if (file !== undefined || Object.keys(options).length > 0) return needs;
  if (io.interactive) return interview(io);
  throw cliErrors.ARGUMENT_INVALID({ what: 'Nothing is said about the connection.', why: 'Questions are asked only where standard input and output are a terminal.', fix: 'Say its needs: `isthmus advise --reply now --processing 200ms`, or `--needs FILE`; `isthmus advise --help` lists all.' });
}
