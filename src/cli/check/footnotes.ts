import type { Source } from '../../advisor/index.ts';
import type { Io } from '../command.ts';
import { paint } from '../output/style.ts';

/** Sources that are cited by number, each address told once at the end. */
export class Footnotes {
  readonly #numbers = new Map<string, number>();

  /** The title with its number. */
  cite({ title, url }: Source): string {
    const number = this.#numbers.get(url) ?? this.#numbers.size + 1;
    this.#numbers.set(url, number);
    return `${title} [${number}]`;
  }

  /** The addresses; nothing where nothing was cited. */
  text(io: Pick<Io, 'color'>): readonly string[] {
    if (this.#numbers.size === 0) return [];
    const widest = String(this.#numbers.size).length;
    const lines = [...this.#numbers].map(([url, number]) => `  ${paint(io, 'faint', `[${number}]`.padStart(widest + 2))} ${url}\n`);
    return [`${paint(io, 'title', 'Sources')}\n${lines.join('')}`];
  }
}
