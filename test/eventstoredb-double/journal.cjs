'use strict';
/**
 * The log on disk: one JSON line for each append, so that a kill leaves all of an append or nothing.
 * What is written here survives the process; the memory of ids for `any` does not, as on the real server.
 */
const { openSync, writeSync, closeSync, readFileSync, truncateSync, existsSync } = require('node:fs');

const BINARY = ['data', 'custom'];
const BIG = ['revision', 'position', 'batch'];

/** @param {string} key @param {unknown} value */
const pack = (key, value) => (BINARY.includes(key) ? Buffer.from(value).toString('base64') : BIG.includes(key) ? String(value) : value);

/** @param {import('./log.cjs').LogRecord} record */
const packed = (record) => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, pack(key, value)]));

const unpacked = (line) => ({
  ...line,
  data: Buffer.from(line.data, 'base64'),
  custom: Buffer.from(line.custom, 'base64'),
  revision: BigInt(line.revision),
  position: BigInt(line.position),
  batch: BigInt(line.batch),
});

/**
 * Opens the file and gives every append in it, dropping a torn last line.
 * @param {string | undefined} file without one nothing is kept
 */
const openJournal = (file) => {
  if (file === undefined) return { appends: [], write() {}, close() {} };
  const appends = [];
  if (existsSync(file)) {
    const text = readFileSync(file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
    for (const line of whole.split('\n')) if (line) appends.push(JSON.parse(line).map(unpacked));
  }
  const handle = openSync(file, 'a');
  return {
    appends,
    /** @param {readonly import('./log.cjs').LogRecord[]} records */
    write: (records) => writeSync(handle, `${JSON.stringify(records.map(packed))}\n`),
    close: () => closeSync(handle),
  };
};

module.exports = { openJournal };
