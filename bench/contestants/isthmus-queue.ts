import { offerQueue } from '../harness/queue-work.ts';
import { queueApp } from './queue-app.ts';

offerQueue(queueApp());
