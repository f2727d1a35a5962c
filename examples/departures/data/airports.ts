import { readFileSync } from 'node:fs';
import { dataFile } from './files.ts';

export interface Airport {
  readonly iata: string;
  readonly name: string;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** 3,376 airports by their code. Their lines are read when they are asked for: most never are. */
export class Airports {
  readonly #lines: ReadonlyMap<string, string>;

  constructor() {
    const [, ...lines] = readFileSync(dataFile('airports.csv'), 'utf8').trim().split('\n');
    this.#lines = new Map(lines.map((line) => [line.slice(0, line.indexOf(',')), line]));
  }

  has(iata: string): boolean {
    return this.#lines.has(iata);
  }

  get(iata: string): Airport | undefined {
    const line = this.#lines.get(iata);
    return line === undefined ? undefined : airportOf(line);
  }
}

function airportOf(line: string): Airport {
  const [iata = '', name = '', city = '', state = '', country = '', latitude, longitude] = cellsOf(line);
  return { iata, name, city: known(city), state: known(state), country, latitude: Number(latitude), longitude: Number(longitude) };
}

const known = (cell: string): string | null => (cell === 'NA' || cell === '' ? null : cell);

/** The cells of a line of CSV (RFC 4180) that has no line break inside of quotes. */
function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}
