export { type JobRun, type JobRunner, Jobs } from './job/jobs';
export { SupportModule } from './support.module';
