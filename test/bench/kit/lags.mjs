// How far a view is behind its log at a steady rate of events: ours, and emmett's.
import { setTimeout as sleep } from 'node:timers/promises';
import { postgreSQLEventStoreConsumer } from '@event-driven-io/emmett-postgresql';
import { openEmmett } from '../peers/emmett.mjs';
import { appendTo, documentsOf, orderProjection } from '../peers/emmett-views.mjs';
import { compared, isWhole, must, told } from './checks.mjs';
import { opened } from './followed.mjs';
import { EVENTS_OF_AN_ORDER, foldFacts, orderFacts, orderList } from './order-log.mjs';
import { paced } from './platform.mjs';

/** Milliseconds from the answer of an append until the view has it, at a steady rate. */
export const lagging = async (folder, { orders, rate }) => {
  const rounds = [...orderFacts(orders)];
  const one = await opened(folder);
  const waiting = [];
  const lags = [];
  one.projection.onMove(() => {
    const at = performance.now();
    while (waiting.length > 0 && waiting[0].position <= one.projection.record.position)
      lags.push(Math.max(0, at - waiting.shift().answered));
  });
  const from = performance.now();
  await paced(rounds.flat(), rate, async (wanted) => {
    const { position } = await one.append(wanted);
    const answered = performance.now();
    // The view may have been told of it before the writer was.
    if (one.projection.record.position >= position) lags.push(0);
    else waiting.push({ position, answered });
  });
  const seconds = (performance.now() - from) / 1000;
  must(await one.views.reached([orderList.name], await one.store.head(), 60_000), 'the view did not catch up in 60 s');
  must(lags.length === orders * EVENTS_OF_AN_ORDER, `${lags.length} events were seen in the view`);
  await one.check(rounds);
  await one.close();
  return { lags, perSecond: (orders * EVENTS_OF_AN_ORDER) / seconds };
};

/** The same with emmett's consumer; it is one writer that writes, for with several the consumer passes events by. */
export const laggingPeer = async (server, { orders, rate }) => {
  const rounds = [...orderFacts(orders)];
  const emmett = await openEmmett(server, 'lagging');
  const consumer = postgreSQLEventStoreConsumer({ connectionString: emmett.url, pulling: { batchSize: 100, pullingFrequencyInMs: 1 } });
  consumer.projector({ projection: orderProjection() });
  const running = consumer.start();
  await sleep(1000);
  const waiting = [];
  const lags = [];
  const events = orders * EVENTS_OF_AN_ORDER;
  const watch = (async () => {
    for (
      const from = performance.now();
      lags.length < events && performance.now() - from < 60_000 + (events / rate) * 1000;
      await sleep(2)
    ) {
      const { rows } = await emmett.pool.query('SELECT MAX(last_processed_checkpoint) AS place FROM emt_processors');
      const [place, at] = [BigInt(rows[0]?.place ?? 0), performance.now()];
      while (waiting.length > 0 && waiting[0].position <= place) lags.push(Math.max(0, at - waiting.shift().answered));
    }
  })();
  const append = appendTo(emmett);
  const begun = performance.now();
  for (const [i, wanted] of rounds.flat().entries()) {
    const due = begun + (i * 1000) / rate;
    if (due > performance.now()) await sleep(due - performance.now());
    const { lastEventGlobalPosition } = await append(wanted);
    waiting.push({ position: lastEventGlobalPosition, answered: performance.now() });
  }
  await watch;
  must(lags.length === events, `of ${events} events, emmett's consumer had ${lags.length} in its view in time`);
  const beside = await compared(foldFacts(rounds), await documentsOf(emmett.pool));
  must(isWhole(beside), `emmett's consumer: ${told(beside)}`);
  await consumer.close();
  await running;
  await emmett.close();
  return lags;
};
