/** How operators hold Topics, Jobs and Tasks, and let them go on. */
import { type Caller, type CallOptions, present, refuse, withIdempotencyKey } from './caller.ts';
import * as operations from './generated/operations.ts';

export function holdCalls({ call }: Caller) {
  return {
    /** Holds a Topic: nothing is claimed from it until it is resumed. */
    topicPause: async (input: operations.TopicPauseInput, options?: CallOptions) => {
      const { topicPause } = await call(
        operations.topicPauseOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.topicPause) },
      );
      return { ...topicPause, topic: present(topicPause.topic, 'Topic') };
    },

    /** Lets a held Topic go on. */
    topicResume: async (input: operations.TopicResumeInput, options?: CallOptions) => {
      const { topicResume } = await call(
        operations.topicResumeOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.topicResume) },
      );
      return { ...topicResume, topic: present(topicResume.topic, 'Topic') };
    },

    /** Has a Topic take no new Jobs until its intake is opened. */
    topicCloseIntake: async (input: operations.TopicCloseIntakeInput, options?: CallOptions) => {
      const { topicCloseIntake } = await call(
        operations.topicCloseIntakeOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.topicCloseIntake) },
      );
      return { ...topicCloseIntake, topic: present(topicCloseIntake.topic, 'Topic') };
    },

    /** Has a Topic take new Jobs again. */
    topicOpenIntake: async (input: operations.TopicOpenIntakeInput, options?: CallOptions) => {
      const { topicOpenIntake } = await call(
        operations.topicOpenIntakeOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.topicOpenIntake) },
      );
      return { ...topicOpenIntake, topic: present(topicOpenIntake.topic, 'Topic') };
    },

    /** Holds a Job: none of its Units is claimed until it is resumed. */
    jobPause: async (input: operations.JobPauseInput, options?: CallOptions) => {
      const { jobPause } = await call(
        operations.jobPauseOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobPause) },
      );
      return { ...jobPause, job: present(jobPause.job, 'Job') };
    },

    /** Lets a held Job go on. */
    jobResume: async (input: operations.JobResumeInput, options?: CallOptions) => {
      const { jobResume } = await call(
        operations.jobResumeOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobResume) },
      );
      return { ...jobResume, job: present(jobResume.job, 'Job') };
    },

    /** Holds a Task: none of its Units is claimed until it is resumed. */
    taskPause: async (input: operations.TaskPauseInput, options?: CallOptions) => {
      const { taskPause } = await call(
        operations.taskPauseOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.taskPause) },
      );
      return { ...taskPause, task: present(taskPause.task, 'Task') };
    },

    /** Lets a held Task go on. */
    taskResume: async (input: operations.TaskResumeInput, options?: CallOptions) => {
      const { taskResume } = await call(
        operations.taskResumeOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.taskResume) },
      );
      return { ...taskResume, task: present(taskResume.task, 'Task') };
    },
  };
}
