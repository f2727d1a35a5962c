import { offerServer } from '../harness/rest-contestant.ts';
import { portOfApp, restApp } from './rest-app.ts';

offerServer(async (directory) => portOfApp(await restApp(directory)));
