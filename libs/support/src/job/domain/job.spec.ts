import { specify } from '@causeway/event-sourcing/testing';
import { fail, finish, job, progress, start, steer } from './job';
import { cancelled, done, failed, paused, progressed, resumed, started } from './job.examples';

const { given } = specify(job);

describe('a job', () => {
  it('is started once', () => given().when(start(started.data)).then(started));
  it('is started quietly the second time', () => given(started).when(start(started.data)).thenNothing());
  it('says how far it is', () =>
    given(started)
      .when(progress(5000, 12000, { position: 5000 }))
      .then(progressed));
  it('says nothing when it is no further', () =>
    given(started, progressed)
      .when(progress(5000, 12000, null))
      .thenNothing());
  it('says nothing while paused', () =>
    given(started, paused)
      .when(progress(1, 2, null))
      .thenNothing());
  it('pauses', () => given(started).when(steer('pause')).then(paused));
  it('resumes', () => given(started, paused).when(steer('resume')).then(resumed));
  it('is cancelled', () => given(started, paused).when(steer('cancel')).then(cancelled));
  it('is paused quietly the second time', () => given(started, paused).when(steer('pause')).thenNothing());
  it('ends', () =>
    given(started)
      .when(finish(12000, 12000, { documents: 1, differences: [] }))
      .then(done));
  it('fails', () => given(started).when(fail('The disk is full.')).then(failed));
  it('fails, and says how far it was', () =>
    given(started)
      .when(fail('The disk is full.', { done: 7, total: 9 }))
      .then({ ...failed, data: { ...failed.data, done: 7, total: 9 } }));
  it('does not end after it was cancelled', () =>
    given(started, cancelled)
      .when(finish(1, 1, null))
      .thenNothing());
  it('does not pause when done', () => given(started, done).when(steer('pause')).thenRefused('job.invalid-transition', { state: 'done' }));
});
