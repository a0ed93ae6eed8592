/** Searching: everything that matches, page by page, however many rows lie in between. */
import { type Caller, type CallOptions, pageSize } from './caller.ts';
import * as operations from './generated/operations.ts';

export function searchCalls({ call }: Caller) {
  return {
    /** The Units of a Topic, Job or Task that match; the newest first unless another order is asked for. */
    async *searchUnits(
      filter: operations.UnitFilter,
      {
        orderBy = null,
        ...options
      }: CallOptions & { readonly orderBy?: operations.UnitOrder | null } = {},
    ) {
      let after: string | null = null;
      do {
        const page: operations.SearchUnitsQueryVariables = {
          filter,
          orderBy,
          first: pageSize,
          after,
        };
        const { units } = await call(operations.searchUnitsOperation, page, options);
        yield* units.nodes;
        after = units.pageInfo.hasNextPage ? units.pageInfo.endCursor : null;
      } while (after !== null);
    },

    /** The Jobs that match; the newest first unless another order is asked for. */
    async *searchJobs(
      filter: operations.JobFilter,
      {
        orderBy = null,
        ...options
      }: CallOptions & { readonly orderBy?: operations.JobOrder | null } = {},
    ) {
      let after: string | null = null;
      do {
        const page: operations.SearchJobsQueryVariables = {
          filter,
          orderBy,
          first: pageSize,
          after,
        };
        const { jobs } = await call(operations.searchJobsOperation, page, options);
        yield* jobs.nodes;
        after = jobs.pageInfo.hasNextPage ? jobs.pageInfo.endCursor : null;
      } while (after !== null);
    },
  };
}
