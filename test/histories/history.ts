/**
 * What a campaign writes down: every operation of every client with all its calls, every Event that a
 * watcher got, and in the end the journals. All clients live in one process, so one monotonic clock
 * says what came before what. The checker knows nothing but this.
 */

/** What a client wants; it stays the same however often it has to be sent. */
export type Wish =
  | {
      readonly kind: 'SUBMIT';
      readonly topicId: string;
      readonly shape: string;
      readonly key: string | undefined;
    }
  | {
      readonly kind: 'CLAIM';
      readonly topicIds: readonly string[];
      readonly worker: string;
      readonly max: number;
      readonly leaseMs: number;
    }
  | {
      readonly kind: 'REPORT';
      readonly topicId: string;
      readonly report: ReportKind;
      readonly unitId: string;
      readonly attempt: number;
      readonly worker: string;
      /** Of a log: the number of its only line. */
      readonly line: number | undefined;
    }
  | {
      readonly kind: 'ASK';
      readonly topicId: string;
      readonly action: string;
      /** The Unit, Job or Topic that it is about. */
      readonly subjectId: string;
    }
  | { readonly kind: 'READ'; readonly topicId: string; readonly jobId: string };

export type ReportKind = 'succeed' | 'fail' | 'release' | 'snooze' | 'progress' | 'log' | 'renew';

export interface Operation {
  /** Unique in its history; Events carry it where a command lets clients say something. */
  readonly id: string;
  readonly client: string;
  readonly wish: Wish;
  /** In the order in which they were sent, each after the one before was answered or given up. */
  readonly calls: Call[];
}

export interface Call {
  /** Which server it was sent to. */
  readonly server: number;
  /** Monotonic nanoseconds. */
  readonly invokedAt: number;
  /** When the answer was there, or the client gave up. */
  readonly endedAt: number;
  readonly answer: Answer;
}

export type Answer = Accepted | RefusedAnswer | Unknown;

export interface Accepted {
  readonly kind: 'OK';
  /** The position in the journal that it names; a claim names none. */
  readonly position: Position | undefined;
  readonly isReplayed: boolean;
  /** The state of the Unit that a report answers, or of the Job that was read. */
  readonly state?: string | undefined;
  readonly jobId?: string | undefined;
  readonly leases?: readonly LeaseAnswer[] | undefined;
}

export interface Position {
  readonly topicId: string;
  readonly seq: number;
}

export interface LeaseAnswer {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
  readonly topicId: string;
}

/** Nothing happened, says the server. */
export interface RefusedAnswer {
  readonly kind: 'REFUSED';
  readonly code: string;
  /** Of a LEASE_LOST. */
  readonly reason?: string | undefined;
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;
}

/** No answer came, or one that says that nobody knows. */
export interface Unknown {
  readonly kind: 'UNKNOWN';
  readonly code: string;
}

export interface JournalEvent {
  readonly seq: number;
  /** Epoch milliseconds, by the database's clock. */
  readonly at: number;
  readonly kind: string;
  readonly jobId: string | null;
  readonly taskId: string | null;
  readonly unitId: string | null;
  readonly attempt: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly worker: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** What one watcher got of one Topic, over all its connections. */
export interface Watch {
  readonly name: string;
  readonly topicId: string;
  readonly deliveries: Delivery[];
  /** How often it went on over another connection, and how often over another server. */
  resumedCount: number;
  resumedElsewhereCount: number;
}

export interface Delivery {
  readonly receivedAt: number;
  readonly events: readonly JournalEvent[];
  /** The seq in the cursor that came with it. */
  readonly cursorSeq: number;
}

/** Where a Unit stands in the Job that was submitted. */
export interface UnitPlace {
  readonly jobId: string;
  readonly taskId: string;
  /** `task/unit`, by their keys. */
  readonly path: string;
  readonly kind: string;
}

/** A Limit that was set before anything else happened. */
export interface RunningLimit {
  readonly topicId: string;
  readonly unitKind: string;
  readonly runningMax: number;
}

export interface History {
  readonly operations: readonly Operation[];
  readonly watches: readonly Watch[];
  /** By the id of the Topic: all its Events. */
  readonly journals: ReadonlyMap<string, readonly JournalEvent[]>;
  readonly places: ReadonlyMap<string, UnitPlace>;
  /** By the id of the Job: the operation that submitted it. */
  readonly submissions: ReadonlyMap<string, string>;
  readonly limits: readonly RunningLimit[];
}
