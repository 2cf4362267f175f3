import './compile-cache';
import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { type Configuration, ConfigurationFault, PortTaken, readConfiguration } from '@causeway/platform';
import { startPlatform } from './platform';
import { StoresRefused } from './stores';

/** sysexits.h: something is wrong with the configuration. */
const WRONG_CONFIGURATION = 78;

const end = (code: number, sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
};

// On a large machine V8 lets garbage pile up to four times what is in use. As much again is collected often enough; at half
// as much an event to a product host takes a tenth more processor time.
setFlagsFromString('--heap-growing-percent=100');

const configured = (): Configuration => {
  try {
    return readConfiguration();
  } catch (error) {
    if (error instanceof ConfigurationFault) return end(WRONG_CONFIGURATION, error.message);
    throw error;
  }
};

startPlatform(configured()).catch((error: unknown) => {
  if (error instanceof ConfigurationFault) end(WRONG_CONFIGURATION, error.message);
  if (error instanceof StoresRefused || error instanceof PortTaken) end(1, error.message);
  end(1, `The platform could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
});
