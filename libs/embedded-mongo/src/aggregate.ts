import { engine, preparedFilter } from './engine';
import { serverError, unsupported } from './errors';
import { checkExpression, conditionOf } from './filter';
import type { ReadOptions } from './reads';
import type { Doc } from './values';

const STAGES = new Set(
  `$match $group $unwind $project $sort $limit $skip $facet $count $addFields $set $unset $replaceRoot $replaceWith $sortByCount $bucket $lookup`.split(
    ' ',
  ),
);

function checkStage(stage: Doc): void {
  const [name] = Object.keys(stage);
  if (!name || Object.keys(stage).length !== 1)
    throw serverError(40323, 'Location40323', 'A pipeline stage must contain exactly one field');
  if (!STAGES.has(name)) throw unsupported(`the aggregation stage "${name}"`);
  if (name === '$match') conditionOf(stage[name] as Doc);
  else checkExpression(stage[name]);
  if (name === '$facet') for (const pipeline of Object.values(stage[name] as Doc)) for (const each of pipeline as Doc[]) checkStage(each);
  if (name === '$lookup' && ((stage[name] as Doc)['pipeline'] || (stage[name] as Doc)['let'])) throw unsupported('$lookup with a pipeline');
}

export interface Pipeline {
  /** What the store does as a query. */
  readonly filter: Doc;
  readonly query: ReadOptions;
  /** What is left for the query engine. */
  readonly rest: readonly Doc[];
}

/** As many stages from the front as make one query: match, sort, skip, limit, each at most once and in that order. */
export function pipelineOf(stages: readonly Doc[]): Pipeline {
  if (!Array.isArray(stages)) throw serverError(14, 'TypeMismatch', "'pipeline' must be an array");
  stages.forEach(checkStage);
  const filters: Doc[] = [];
  let at = 0;
  for (; stages[at]?.['$match']; at++) filters.push(stages[at]!['$match'] as Doc);
  const query: { sort?: unknown; skip?: number; limit?: number } = {};
  if (stages[at]?.['$sort']) query.sort = stages[at++]!['$sort'];
  if (stages[at]?.['$skip'] !== undefined) query.skip = stages[at++]!['$skip'] as number;
  if (stages[at]?.['$limit'] !== undefined) query.limit = stages[at++]!['$limit'] as number;
  return { filter: filters.length === 1 ? filters[0]! : filters.length ? { $and: filters } : {}, query, rest: stages.slice(at) };
}

/** Runs what is left over the documents of the query; `collection` reads another collection whole, for `$lookup`. */
export function runRest(rest: readonly Doc[], docs: Iterable<Doc>, collection: (name: string) => Doc[]): Iterable<Doc> {
  if (rest.length === 0) return docs;
  const stages = rest.map((stage) => preparedFilter(stage));
  const { library, options } = engine();
  return new library.Aggregator(stages as never, { ...options, collectionResolver: collection }).stream(
    docs as never,
  ) as unknown as Iterable<Doc>;
}
