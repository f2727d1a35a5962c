import type { JsonSchema } from '../../../kernel/schema.ts';
import { streamTypes } from '../streaming/formats.ts';
import type { Components } from './components.ts';
import type { DescribedRoute } from './described.ts';
import { exampleOf } from './example.ts';

/** What a sequence looks like: OpenAPI 3.1 has no word for its values, so that `x-itemSchema` (`itemSchema` of OpenAPI 3.2) tells their schema. */
function sequence(itemSchema: object, description: string, example: string): object {
  return { schema: { type: 'string', description }, 'x-itemSchema': itemSchema, example };
}

/** The media types of a streaming output. */
export function streamContent({ contract, output, options }: DescribedRoute, components: Components): Record<string, object> {
  const item = components.add(`${contract.name}.Output`, output);
  const example = JSON.stringify(exampleOf(output));
  const [lines = '', events = ''] = streamTypes;
  const id = options.eventId === undefined ? '' : ` The property "${options.eventId}" is its id.`;
  return {
    [lines]: sequence(item, 'One value a line. An answer that failed ends with `{"problem": …}` and breaks off.', `${example}\n`),
    [events]: sequence(item, `Server-sent events, a value each.${id} \`event: end\` is the end, \`event: problem\` a problem document in its place.`, `data: ${example}\n\n`),
  };
}

/** The media types of a streaming input. */
export function streamBody({ contract, input, options, plan }: DescribedRoute, components: Components, shown: JsonSchema): object {
  const item = plan.elsewhere.size === 0 ? components.add(`${contract.name}.Input`, input) : shown;
  const example = `${JSON.stringify(exampleOf(shown))}\n`;
  return {
    required: true,
    content: {
      'application/x-ndjson': sequence(item, 'One value a line.', example),
      ...(options.upload === undefined ? {} : { 'application/octet-stream': {} }),
    },
  };
}
