/** Searching: everything that matches, page by page, however many rows lie in between. */
import { type Caller, type CallOptions, elementsOf } from './caller.ts';
import * as operations from './generated/operations.ts';

export function searchCalls({ call }: Caller) {
  return {
    /** The Units of a Topic, Job or Task that match; the newest first unless another order is asked for. */
    searchUnits: (
      filter: operations.UnitFilter,
      { orderBy = null, ...options }: SearchOptions<operations.UnitOrder> = {},
    ) =>
      elementsOf(async (place) => {
        const variables = { filter, orderBy, ...place };
        return (await call(operations.searchUnitsOperation, variables, options)).units;
      }),

    /** The Jobs that match; the newest first unless another order is asked for. */
    searchJobs: (
      filter: operations.JobFilter,
      { orderBy = null, ...options }: SearchOptions<operations.JobOrder> = {},
    ) =>
      elementsOf(async (place) => {
        const variables = { filter, orderBy, ...place };
        return (await call(operations.searchJobsOperation, variables, options)).jobs;
      }),
  };
}

export interface SearchOptions<Order> extends CallOptions {
  readonly orderBy?: Order | null;
}
