export { type JobRun, type JobRunner, Jobs } from './job/jobs';
export { Looks } from './look/looks';
export { SupportModule } from './support.module';
export { type Change, changesBetween } from './timeline/changes';
