import { flag, integer, text } from '../../kernel/option-kinds.ts';

/** Which running app a command means. */
export const appField = { app: text({ description: 'The running app: its name, or the directory of its admin.json. Default: the only one here.', maxLength: 1_000 }) };

/** Parameters of a list. */
export const pageFields = {
  limit: integer({ description: 'How many at most.', fallback: 20, minimum: 1, maximum: 1_000 }),
  after: text({ description: 'The cursor that the page before ended with.', maxLength: 400 }),
};

/** What removes messages asks first. */
export const yesField = { yes: flag({ description: 'Do not ask.', fallback: false }) };

export const queueName = text({ description: 'The queue: its name, its link, or its event.', maxLength: 400 });
export const streamName = text({ description: 'The stream: its name, its link, or its event.', maxLength: 400 });
export const groupName = text({ description: 'The group: the name of the service that reads.' });
export const deliveryId = text({ description: 'The id of a delivery, as `isthmus webhook list` shows it.', maxLength: 100 });
export const letterId = text({ description: 'The id of a dead letter, as the list shows it.', maxLength: 400 });
export const dataField = { data: text({ description: 'The new body as JSON; @FILE reads a file, - reads standard input. Without it, an editor opens.', maxLength: 16_777_216 }) };
