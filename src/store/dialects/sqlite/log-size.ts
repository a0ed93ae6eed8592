/** How large SQLite's log beside the file becomes. */

/**
 * With so many pages in the log (32 MB), a commit brings them into the file before it is answered, which
 * takes ten times as long as the commit. At SQLite's own thousand pages that happens to one
 * commit in thirty of a server with little to do, and pages that are written again and again are brought
 * over more often.
 */
export const checkpointPages = 8_000;

/** To what the log is cut off after it had to grow further, in bytes. */
export const logBytesMax = 67_108_864;
