// A preload: says on standard output what nobody handled, instead of ending the process, so that a suite sees each of them.
process.on('unhandledRejection', (error) => process.stdout.write(`\nUnhandled rejection: ${error?.stack ?? error}\n`));
