/** Templates: named, versioned definitions of Jobs with parameters. A version never changes. */

import type { Submission } from './submission.ts';

/** One version of a Template, as it is stored. */
export interface Template {
  readonly id: string;
  readonly topicId: string;
  readonly name: string;
  /** 1, 2, 3 ... within the name. */
  readonly version: number;
  readonly description: string | null;
  /** SHA-256 of what was published. */
  readonly definitionHash: string;
  readonly createdAt: number;
  readonly publishedBy: string | null;
  /** Since when it is not to be started any more, by whom and why; null while it may be. */
  readonly deprecatedAt: number | null;
  readonly deprecatedBy: string | null;
  readonly deprecationReason: string | null;
}

/** What a version says, kept beside it: it may be long, and most commands have no use for it. */
export interface TemplateText {
  /** The id of the version. */
  readonly id: string;
  /** JSON text of a Job as it is submitted, with placeholders in its texts. */
  readonly definition: string;
  /** JSON text of the JSON Schema of its parameters; null when it says nothing of them. */
  readonly paramsSchema: string | null;
}

/** A version as it is published. */
export interface TemplateDefinition extends Omit<TemplateText, 'id'> {
  readonly name: string;
  readonly description: string | null;
  /** SHA-256 of all of it: tells a repeated publication from a new version. */
  readonly hash: string;
}

/** Which version of a Template is meant; without a number, the newest that is not deprecated. */
export interface TemplateRef {
  readonly name: string;
  readonly version: number | null;
}

/** A Job to be made from a Template, and what it is to have instead of what the Template says. */
export interface TemplateStart {
  readonly template: TemplateRef;
  /** Whether a version that is named may be deprecated. */
  readonly isDeprecatedAllowed: boolean;
  /** JSON text of an object. */
  readonly params: string;
  readonly name: string | null;
  readonly key: string | null;
  readonly priority: number | null;
  /** JSON text of an object from label name to text, which come to those of the Template. */
  readonly labels: string | null;
  /** The Schedule that starts it; null when somebody does. */
  readonly scheduleId?: string | null | undefined;
  readonly submission?: Submission | undefined;
  /** SHA-256 of what the Job is made of: tells a repeated start from another one under the same key. */
  readonly hash: string;
}
