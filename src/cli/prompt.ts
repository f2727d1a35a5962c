import { createInterface } from 'node:readline/promises';
import type { Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Io } from './command.ts';
import { cliErrors } from './errors.ts';
import { paint } from './output/style.ts';

/** One thing to choose: the word that stands for it, and what it means. */
export interface Choice<Word extends string> {
  readonly word: Word;
  readonly about?: string;
}

/** Asks a person, one question after the other. */
export class Prompt implements Disposable {
  readonly #io: Io;
  readonly #lines: Interface;
  readonly #ended: Promise<never>;

  constructor(io: Io) {
    this.#io = io;
    const output = new Writable({ write: (chunk: Buffer, _encoding, done) => (io.stdout.write(chunk.toString()), done()) });
    this.#lines = createInterface({ input: io.stdin, output, terminal: io.interactive });
    this.#ended = new Promise<never>((_, reject) => this.#lines.once('close', () => reject(cliErrors.QUESTION_UNANSWERED('The question was left unanswered.'))));
    this.#ended.catch(() => {});
    this.#lines.once('SIGINT', () => this.#lines.close());
  }

  /** Asks until the answer fits; `fault` tells what is wrong with one. Throws `QUESTION_UNANSWERED` at the end of input and at Ctrl-C. */
  async text(question: string, fallback: string, fault: (answer: string) => string | undefined = () => undefined): Promise<string> {
    for (;;) {
      const said = (await this.#ask(`${question} ${paint(this.#io, 'faint', `(${fallback})`)} `)).trim();
      const answer = said === '' ? fallback : said;
      const wrong = fault(answer);
      if (wrong === undefined) return answer;
      this.#io.stdout.write(`  ${paint(this.#io, 'bad', wrong)}\n`);
    }
  }

  /** Lets a person choose by number or by word; the first is the default. */
  async choice<Word extends string>(question: string, choices: readonly Choice<Word>[]): Promise<Word> {
    const [first] = choices;
    if (first === undefined) throw new RangeError('There is nothing to choose from.');
    const lines = choices.map(({ word, about }, index) => `  ${index + 1}  ${paint(this.#io, 'name', word)}${about === undefined ? '' : `  ${about}`}\n`);
    this.#io.stdout.write(`${question}\n${lines.join('')}`);
    const find = (answer: string): Choice<Word> | undefined => choices[Number(answer) - 1] ?? choices.find(({ word }) => word === answer.toLowerCase());
    const answer = await this.text('Which?', first.word, (said) => (find(said) === undefined ? `Answer with 1 to ${choices.length}, or with the word.` : undefined));
    return (find(answer) ?? first).word;
  }

  /** Yes or no; yes where nothing is said. */
  async confirm(question: string): Promise<boolean> {
    const answer = await this.text(question, 'yes', (said) => (/^(?:y|yes|n|no)$/i.test(said) ? undefined : 'Answer with yes or no.'));
    return /^y/i.test(answer);
  }

  #ask(question: string): Promise<string> {
    return Promise.race([this.#lines.question(question), this.#ended]);
  }

  [Symbol.dispose](): void {
    this.#lines.close();
  }
}
