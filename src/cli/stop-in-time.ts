/** Stops a server; false when that takes longer than it may, because something it needs hangs. */
export async function stopInTime(
  server: { stop(): Promise<void> },
  limitMs: number,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  return await Promise.race([server.stop().then(() => true), late]).finally(() =>
    clearTimeout(timer),
  );
}
