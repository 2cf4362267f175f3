import { startTiny } from './tiny-app';
import inspector from 'node:async_hooks';
it('x', async () => {
  const log = (m: string) => require('fs').writeSync(2, m + '\n');
  const { NestFactory } = require('@nestjs/core');
  const create = NestFactory.create.bind(NestFactory);
  NestFactory.create = async (...a: unknown[]) => { log('creating'); const app = await create(...a); log('created'); const l = app.listen.bind(app); const init = app.init.bind(app); 
    const proto = Object.getPrototypeOf(app);
    return app; };
  const { EmbeddedEventStore } = require('@causeway/event-sourcing/stores/embedded');
  const open = EmbeddedEventStore.open;
  EmbeddedEventStore.open = async (...a: unknown[]) => { log('opening'); const s = await open.apply(EmbeddedEventStore, a); log('opened'); return s; };
  const t = await startTiny(undefined, false, { CAUSEWAY_LOG_LEVEL: 'trace' });
  log('up');
  await t.stop();
});
