import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { IntegrationMap } from '../../kernel/map.ts';
import type { Fault } from '../../kernel/options.ts';
import { mapSchema } from '../../app/map-schema.ts';
import { cliErrors } from '../errors.ts';
import { messageOf } from '../failure.ts';
import { schemaFaults } from './schema-faults.ts';

/** Reads a map from a JSON file, held to the published schema and to its own names. Throws `MAP_FILE_INVALID`. */
export function readMap(path: string, directory: string): IntegrationMap {
  const name = relative(directory, path) || path;
  return checkMap(parse(path, name), name);
}

function parse(path: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw cliErrors.MAP_FILE_INVALID({ what: `${name} is not JSON: ${messageOf(error)}.`, cause: error });
  }
}

/** A value as a map. Throws `MAP_FILE_INVALID` with every fault. */
export function checkMap(value: unknown, name: string): IntegrationMap {
  const shape = schemaFaults(mapSchema, value);
  const faults = shape.length > 0 ? shape : nameFaults(value as IntegrationMap);
  if (faults.length === 0) return value as IntegrationMap;
  const told = faults.slice(0, 20).map(({ path, message }) => `  - ${path || 'the document'} ${message}`);
  const more = faults.length > told.length ? [`  … and ${faults.length - told.length} more`] : [];
  throw cliErrors.MAP_FILE_INVALID({ what: `${name} is not a map: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}.\n${[...told, ...more].join('\n')}`, details: { faults } });
}

/** Links may only name what the map has. */
function nameFaults({ parties, contracts, engines, links }: IntegrationMap): readonly Fault[] {
  const known = { party: new Set(parties.map(({ name }) => name)), contract: new Set(contracts.map(({ name, version }) => `${name}@${version}`)), engine: new Set(engines.map(({ name }) => name)) };
  const seen = new Set<string>();
  return links.flatMap(({ name, from, to, contract, engine }, index) => {
    const at = `links[${index}]`;
    const faults: Fault[] = [
      ...[from, ...to].filter((each) => !known.party.has(each)).map((each) => ({ path: at, message: `names the party "${each}", which the map does not have` })),
      ...(known.contract.has(contract) ? [] : [{ path: `${at}.contract`, message: `names "${contract}", which the map does not have` }]),
      ...(engine === undefined || known.engine.has(engine) ? [] : [{ path: `${at}.engine`, message: `names "${engine}", which the map does not have` }]),
      ...(seen.has(name) ? [{ path: `${at}.name`, message: `"${name}" is taken by an earlier link` }] : []),
    ];
    seen.add(name);
    return faults;
  });
}
