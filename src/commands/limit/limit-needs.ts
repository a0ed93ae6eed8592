/** What of the uses of Limits is needed beside those of the Units that are loaded, which come by themselves. */
export class LimitNeeds {
  /** Limits of which every use is needed. */
  readonly ofLimits = new Set<string>();
  /** Whether all uses of the Topic are needed that count what runs, or let nothing start. */
  areThoseInUseWanted = false;

  get areThereAny(): boolean {
    return this.ofLimits.size > 0 || this.areThoseInUseWanted;
  }
}
