/** A payload that was not refused has what it is about: its type says so, and nobody has to ask. */
import { type CallOptions, type InputCall, present } from './caller.ts';
import type {
  JobPartsFragment,
  SchedulePartsFragment,
  TaskPartsFragment,
  TemplatePartsFragment,
  TopicPartsFragment,
  UnitPartsFragment,
} from './generated/operations.ts';

export function withTopic<Input, Payload extends { readonly topic: TopicPartsFragment | null }>(
  call: InputCall<Input, Payload>,
) {
  return async (input: Input, options?: CallOptions) => {
    const payload = await call(input, options);
    return { ...payload, topic: present(payload.topic, 'Topic') };
  };
}

export function withJob<Input, Payload extends { readonly job: JobPartsFragment | null }>(
  call: InputCall<Input, Payload>,
) {
  return async (input: Input, options?: CallOptions) => {
    const payload = await call(input, options);
    return { ...payload, job: present(payload.job, 'Job') };
  };
}

export function withTemplate<
  Input,
  Payload extends { readonly template: TemplatePartsFragment | null },
>(call: InputCall<Input, Payload>) {
  return async (input: Input, options?: CallOptions) => {
    const payload = await call(input, options);
    return { ...payload, template: present(payload.template, 'Template') };
  };
}

export function withSchedule<
  Input,
  Payload extends { readonly schedule: SchedulePartsFragment | null },
>(call: InputCall<Input, Payload>) {
  return async (input: Input, options?: CallOptions) => {
    const payload = await call(input, options);
    return { ...payload, schedule: present(payload.schedule, 'Schedule') };
  };
}

export function withTask<Input, Payload extends { readonly task: TaskPartsFragment | null }>(
  call: InputCall<Input, Payload>,
) {
  return async (input: Input, options?: CallOptions) => {
    const payload = await call(input, options);
    return { ...payload, task: present(payload.task, 'Task') };
  };
}

export function withUnit<Input, Payload extends { readonly unit: UnitPartsFragment | null }>(
  call: InputCall<Input, Payload>,
) {
  return async (input: Input, options?: CallOptions) => {
    const payload = await call(input, options);
    return { ...payload, unit: present(payload.unit, 'Unit') };
  };
}
