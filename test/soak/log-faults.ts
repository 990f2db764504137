/** The level from which on a line tells of an error. */
const errorLevel = 50

/** What a service that works never prints: lines at error level, and Node's warnings. */
export function logFaults(output: string): string[] {
  return output.split('\n').filter((line) => line.startsWith('(node:') || levelOf(line) >= errorLevel)
}

/** The level of a line of the log; nothing of a line for people. */
function levelOf(line: string): number {
  return line.startsWith('{"level":') ? (JSON.parse(line) as { level: number }).level : 0
}
