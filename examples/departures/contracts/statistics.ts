import { operation } from 'isthmus';
import { z } from 'zod';

export const showStatistics = operation('statistics.show', {
  summary: 'What has happened since the first start',
  effect: 'read',
  input: z.strictObject({}),
  output: z.object({
    departed: z.int(),
    delayed: z.int(),
    cancelled: z.int(),
    meanDelay: z.number().describe('Minutes, over the flights that have left.'),
  }),
});
