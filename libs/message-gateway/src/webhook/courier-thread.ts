import { parentPort } from 'node:worker_threads';
import { Courier } from './courier';

/** The thread in which webhooks are signed and sent: see `couriers.ts` for who starts it. */
const port = parentPort!;
const courier = new Courier((what) => port.postMessage(what));
port.on('message', (what) => courier.hear(what));
