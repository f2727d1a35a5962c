import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
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
  /** What was typed ahead of its question. */
  readonly #typed: string[] = [];
  #waiting: PromiseWithResolvers<string> | undefined;
  #ended = false;

  constructor(io: Io) {
    this.#io = io;
    const output = new Writable({ write: (chunk: Buffer, _encoding, done) => (io.stdout.write(chunk.toString()), done()) });
    this.#lines = createInterface({ input: io.stdin, output, terminal: io.interactive });
    this.#lines.on('line', (line) => this.#take(line));
    this.#lines.once('close', () => this.#end());
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
    const longest = Math.max(...choices.map(({ word }) => word.length));
    const lines = choices.map(({ word, about = '' }, index) => `  ${index + 1}  ${paint(this.#io, 'name', word.padEnd(longest))}  ${about}`.trimEnd() + '\n');
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

  async #ask(question: string): Promise<string> {
    this.#show(question);
    const ahead = this.#typed.shift();
    if (ahead !== undefined) return ahead;
    if (this.#ended) throw unanswered();
    this.#waiting = Promise.withResolvers<string>();
    return this.#waiting.promise;
  }

  #take(line: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#typed.push(line);
    else waiting.resolve(line);
  }

  #show(question: string): void {
    if (this.#ended) return this.#io.stdout.write(question);
    this.#lines.setPrompt(question);
    this.#lines.prompt();
  }

  #end(): void {
    this.#ended = true;
    this.#waiting?.reject(unanswered());
  }

  [Symbol.dispose](): void {
    this.#lines.close();
  }
}

const unanswered = (): Error => cliErrors.QUESTION_UNANSWERED('The question was left unanswered.');
