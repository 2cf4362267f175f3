// A preload: when each append was on the disk, by the position of its last fact; written to CAUSEWAY_TEST_COMMITS at the end.
const { writeFileSync } = require('node:fs');
const { around, whenLoaded } = require('../../reliability/kit/patching.cjs');

const commits = [];

whenLoaded('libs/event-sourcing/src/stores/embedded/embedded-event-store', ({ EmbeddedEventStore }) =>
  around(EmbeddedEventStore, 'append', async (former, ...args) => {
    const receipt = await former(...args);
    commits.push([receipt.position, performance.timeOrigin + performance.now()]);
    return receipt;
  }),
);
process.once('exit', () => writeFileSync(process.env.CAUSEWAY_TEST_COMMITS, JSON.stringify(commits)));
