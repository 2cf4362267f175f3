// A preload: on SIGUSR2 everything that nobody needs is collected and what is left is printed, in MB. Needs --expose-gc.
// With CAUSEWAY_TEST_HEAP set, a snapshot of the heap is written there as well.
process.on('SIGUSR2', () => {
  for (let n = 0; n < 3; n++) global.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const mb = (bytes) => Math.round(bytes / 1048576);
  process.stdout.write(`heap ${mb(heapUsed)} external ${mb(external)} resident ${mb(rss)}\n`);
  if (process.env.CAUSEWAY_TEST_HEAP) require('node:v8').writeHeapSnapshot(`${process.env.CAUSEWAY_TEST_HEAP}.${Date.now()}.heapsnapshot`);
});
