import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A running `store-program.ts`. */
export interface StoreProgram extends AsyncDisposable {
  /** What it prints next. */
  nextLine(): Promise<string>
  /** Lets it go on. */
  go(): void
  kill(signal: NodeJS.Signals): void
}

/** Starts the program, and waits until it is ready. */
export async function startStoreProgram(task: 'token' | 'count' | 'hold', directory: string, value: string): Promise<StoreProgram> {
  const program = spawn(process.execPath, [join(import.meta.dirname, 'store-program.ts'), task, directory, value], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(program, 'close')
  const lines = createInterface(program.stdout)[Symbol.asyncIterator]()
  const nextLine = async () => (await lines.next()).value ?? 'the program has ended'
  await nextLine()
  return {
    nextLine,
    go: () => void program.stdin.write('go\n'),
    kill: (signal) => void program.kill(signal),
    async [Symbol.asyncDispose]() {
      program.kill('SIGKILL')
      await ended
    },
  }
}

/** Starts several, lets them go on together once all are ready, and gives what they print. */
export async function runStorePrograms(count: number, ...request: Parameters<typeof startStoreProgram>): Promise<string[]> {
  const programs = await Promise.all(Array.from({ length: count }, () => startStoreProgram(...request)))
  try {
    for (const program of programs) program.go()
    return await Promise.all(programs.map((program) => program.nextLine()))
  } finally {
    for (const program of programs) await program[Symbol.asyncDispose]()
  }
}
