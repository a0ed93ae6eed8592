/**
 * A server in a process of its own that tells what it costs: told 'begin' it starts to measure,
 * told 'end' it answers with what it has measured since.
 */
import { env, memoryUsage, resourceUsage } from 'node:process';
import { createServer } from 'junjo/server';

const server = await createServer({ port: 0, database: env['JUNJO_BENCH_DATABASE'] });
await server.start();
process.send?.({ url: server.url });

const beatMs = 5;
let beatAt = performance.now();
let longestStretchMs = 0;
let beatCpuMs = 0;
let longestStretchCpuMs = 0;
let peakBytes = 0;
let cpuBefore = 0;
setInterval(beat, beatMs);

process.on('message', (message) => {
  if (message === 'begin') {
    beat();
    peakBytes = memoryUsage.rss();
    cpuBefore = cpuMs();
    longestStretchMs = 0;
    longestStretchCpuMs = 0;
    process.send?.({});
  } else if (message === 'end') {
    beat();
    process.send?.({
      peakBytes,
      longestStretchMs,
      longestStretchCpuMs,
      cpuMs: cpuMs() - cpuBefore,
      peakBytesOfAll: resourceUsage().maxRSS * 1_024,
    });
  } else {
    void server.stop().then(() => process.exit(0));
  }
});

/** Between two beats nothing else was looked at, but for the time that passes between them anyway. */
function beat(): void {
  const now = performance.now();
  longestStretchMs = Math.max(longestStretchMs, now - beatAt - beatMs);
  beatAt = now;
  const cpu = cpuMs();
  longestStretchCpuMs = Math.max(longestStretchCpuMs, cpu - beatCpuMs);
  beatCpuMs = cpu;
  peakBytes = Math.max(peakBytes, memoryUsage.rss());
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
