import { engine } from './engine';
import { serverError, unsupported } from './errors';
import { isPlainObject } from './filter';
import type { Doc } from './values';

interface Node {
  [name: string]: Node | true;
}

function treeOf(paths: readonly string[]): Node {
  const root: Node = {};
  for (const path of paths) {
    const names = path.split('.');
    let at = root;
    for (const name of names.slice(0, -1)) {
      if (at[name] === true) break;
      at[name] ??= {};
      at = at[name] as Node;
    }
    at[names.at(-1)!] = true;
  }
  return root;
}

function including(value: unknown, node: Node): unknown {
  if (Array.isArray(value)) return value.filter((each) => each !== null && typeof each === 'object').map((each) => including(each, node));
  const out: Doc = {};
  for (const [name, each] of Object.entries(value as Doc)) {
    const wanted = Object.hasOwn(node, name) ? node[name] : undefined;
    if (wanted === true) out[name] = each;
    else if (wanted && isContainer(each)) out[name] = including(each, wanted);
  }
  return out;
}

function excluding(value: unknown, node: Node): unknown {
  if (Array.isArray(value)) return value.map((each) => (isContainer(each) ? excluding(each, node) : each));
  const out: Doc = {};
  for (const [name, each] of Object.entries(value as Doc)) {
    const unwanted = Object.hasOwn(node, name) ? node[name] : undefined;
    if (unwanted === true) continue;
    out[name] = unwanted && isContainer(each) ? excluding(each, unwanted) : each;
  }
  return out;
}

const isContainer = (value: unknown): boolean => Array.isArray(value) || isPlainObject(value);
const isFlag = (value: unknown): boolean => typeof value === 'boolean' || typeof value === 'number';

/** What is given back of a document; undefined when that is all of it. */
export function projectionOf(given: unknown): ((doc: Doc) => Doc) | undefined {
  if (given === undefined || given === null) return undefined;
  const entries = Object.entries(given as Doc);
  if (entries.length === 0) return undefined;
  for (const [path, value] of entries) {
    if (path.includes('$')) throw unsupported(`the positional projection "${path}"`);
    if (isFlag(value)) continue;
    const operator = isPlainObject(value) ? Object.keys(value)[0] : undefined;
    if (operator !== '$slice' && operator !== '$elemMatch') throw unsupported(`the projection ${JSON.stringify(value)} of "${path}"`);
  }
  if (!entries.every(([, value]) => isFlag(value))) {
    const { library, options } = engine();
    const query = new library.Query({}, options);
    return (doc) => query.find<Doc>([doc], given as never).all()[0]!;
  }
  const paths = entries.filter(([path]) => path !== '_id');
  const wanted = paths.filter(([, value]) => Boolean(value)).map(([path]) => path);
  if (wanted.length && wanted.length < paths.length)
    throw serverError(31254, 'Location31254', 'Cannot mix inclusion and exclusion in a projection');
  const id = (given as Doc)['_id'];
  if (wanted.length || (paths.length === 0 && Boolean(id))) {
    const tree = treeOf(id === undefined || id ? ['_id', ...wanted] : wanted);
    return (doc) => including(doc, tree) as Doc;
  }
  const unwanted = paths.map(([path]) => path);
  const tree = treeOf(id !== undefined && !id ? ['_id', ...unwanted] : unwanted);
  return (doc) => excluding(doc, tree) as Doc;
}
