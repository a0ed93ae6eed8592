/** An edge of a graph of Units or Tasks as it is stored: the dependant starts after the predecessor. */
export interface Dependency {
  readonly predecessorId: string;
  readonly dependantId: string;
}
