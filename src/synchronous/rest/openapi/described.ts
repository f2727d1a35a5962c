import type { MapContract, MapLink } from '../../../kernel/map.ts';
import type { JsonSchema } from '../../../kernel/schema.ts';
import { planInput } from '../input/plan.ts';
import type { InputPlan } from '../input/plan.ts';
import type { RestOptions } from '../options.ts';
import { parsePath } from '../routing/path.ts';
import type { Segment } from '../routing/path.ts';
import type { DocumentSource } from './source.ts';

/** A route as its document sees it. */
export interface DescribedRoute {
  readonly link: MapLink;
  readonly contract: MapContract;
  readonly options: RestOptions & { readonly authenticated: boolean };
  readonly plan: InputPlan;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  /** What of it is a sequence of values. */
  readonly streams: { readonly input: boolean; readonly output: boolean };
  /** The operation can be had as a job. */
  readonly submittable: boolean;
}

/** The REST links of a map. */
export function describedRoutes({ contracts, links }: DocumentSource): readonly DescribedRoute[] {
  const byId = new Map(contracts.map((each) => [`${each.name}@${each.version}`, each]));
  const jobs = new Set(links.filter((link) => link.method === 'job').map((link) => link.contract));
  return links.flatMap((link) => {
    const contract = byId.get(link.contract);
    return link.method !== 'rest' || contract === undefined ? [] : [described(link, contract, jobs.has(link.contract))];
  });
}

function described(link: MapLink, contract: MapContract, submittable: boolean): DescribedRoute {
  // The options of a checked link are those that rest() wrote.
  const options = link.options as unknown as DescribedRoute['options'];
  const input = contract.schemas['input'] ?? {};
  const plan = planInput(options, parsePath(options.path) as readonly Segment[], input, []);
  return { link, contract, options, plan, input, output: contract.schemas['output'] ?? {}, streams: { input: contract.shape === 'input-stream', output: contract.shape === 'output-stream' }, submittable };
}
