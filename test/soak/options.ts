import { parseArgs } from 'node:util'

/** How long, from how many connections, and on which engine. */
export interface Options {
  minutes: number
  connections: number
  engine: 'sqlite' | 'postgres'
}

/**
 * Reads the command line.
 * @throws Error when an option is unknown or has a value that it cannot have.
 */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '10' },
      connections: { type: 'string', default: '30' },
      engine: { type: 'string', default: 'sqlite' },
    },
  })
  const { engine } = values
  const minutes = Number(values.minutes)
  const connections = Number(values.connections)
  if (!(minutes > 0 && minutes <= 1_440)) throw new Error(`--minutes is "${values.minutes}" and must be a number up to 1440`)
  if (!(Number.isInteger(connections) && connections > 0)) throw new Error(`--connections is "${values.connections}" and must be a whole number`)
  if (engine !== 'sqlite' && engine !== 'postgres') throw new Error(`--engine is "${engine}" and must be sqlite or postgres`)
  return { minutes, connections, engine }
}
