/** What the environment says. */
export interface Settings {
  readonly port: number;
  /** Times faster than real time. */
  readonly speed: number;
  readonly directory: string;
}

/** Reads `PORT`, `SPEED` and `ISTHMUS_DIRECTORY`. Throws where one is no such thing. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  return {
    port: numberFrom(environment, 'PORT', 4400, (value) => Number.isInteger(value) && value >= 0 && value <= 65_535, 'a port from 0 (any free one) to 65535'),
    speed: numberFrom(environment, 'SPEED', 600, (value) => value > 0 && value <= 1_000_000, 'a number above 0, up to 1000000: how many times faster than in 2001'),
    directory: environment['ISTHMUS_DIRECTORY'] ?? '.isthmus/departures',
  };
}

function numberFrom(environment: NodeJS.ProcessEnv, name: string, fallback: number, isFit: (value: number) => boolean, expected: string): number {
  const given = environment[name]?.trim();
  if (given === undefined || given === '') return fallback;
  const value = Number(given);
  if (isFit(value)) return value;
  throw new RangeError(`${name} must be ${expected}, not ${JSON.stringify(given)}.`);
}
