/** How operators hold Topics, Jobs and Tasks, and let them go on. */
import type { Caller } from './caller.ts';
import * as operations from './generated/operations.ts';
import { withJob, withTask, withTopic } from './noun-answers.ts';

export function holdCalls({ mutation }: Caller) {
  return {
    /** Holds a Topic: nothing is claimed from it until it is resumed. */
    topicPause: withTopic(mutation(operations.topicPauseOperation, 'topicPause')),

    /** Lets a held Topic go on. */
    topicResume: withTopic(mutation(operations.topicResumeOperation, 'topicResume')),

    /** Has a Topic take no new Jobs until its intake is opened. */
    topicCloseIntake: withTopic(mutation(operations.topicCloseIntakeOperation, 'topicCloseIntake')),

    /** Has a Topic take new Jobs again. */
    topicOpenIntake: withTopic(mutation(operations.topicOpenIntakeOperation, 'topicOpenIntake')),

    /** Holds a Job: none of its Units is claimed until it is resumed. */
    jobPause: withJob(mutation(operations.jobPauseOperation, 'jobPause')),

    /** Lets a held Job go on. */
    jobResume: withJob(mutation(operations.jobResumeOperation, 'jobResume')),

    /** Holds a Task: none of its Units is claimed until it is resumed. */
    taskPause: withTask(mutation(operations.taskPauseOperation, 'taskPause')),

    /** Lets a held Task go on. */
    taskResume: withTask(mutation(operations.taskResumeOperation, 'taskResume')),
  };
}
