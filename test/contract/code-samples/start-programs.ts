import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Project } from '../../sdk/install-sdk.ts'

/** Runs the programs of a project, one after the other, in one process. */
export interface Programs extends Disposable {
  /** Runs a program once and gives what it prints; rejects with what it throws. */
  run(name: string): Promise<string>
}

const runner = `
import { format } from 'node:util'
process.on('message', async (name) => {
  const printed = []
  console.log = (...values) => printed.push(format(...values))
  const thrown = await import('./' + name).then(() => undefined, (error) => format(error))
  process.send({ printed: printed.join('\\n'), thrown })
})
`

/** Starts the process. */
export async function startPrograms(project: Project): Promise<Programs> {
  await project.write('run.mjs', runner)
  const child = fork(join(project.directory, 'run.mjs'), { cwd: project.directory, execArgv: [] })
  return {
    async run(name) {
      const answered = once(child, 'message')
      child.send(name)
      // This is what the process above sends.
      const [{ printed, thrown }] = (await answered) as [{ printed: string; thrown: string | undefined }]
      if (thrown !== undefined) throw new Error(thrown)
      return printed
    },
    [Symbol.dispose]: () => void child.kill(),
  }
}
