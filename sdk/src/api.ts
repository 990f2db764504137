import type { Operations } from './generated/operations.gen.js'
import type { CallOptions } from './options.js'

/** The value of the only member: what a request's wrapper holds, or the only parameter of a path. */
type Content<Wrapper> = Wrapper[keyof Wrapper]

type PathArgument<Data> = Data extends { path: infer Path } ? [parameter: Content<Path>] : []
type BodyArgument<Data> = Data extends { body: infer Body } ? [content: Content<Body>] : []

/**
 * A method for every operation of the contract. It takes the path parameter, what the body's wrapper holds, and options,
 * and gives the whole envelope. An operation without its method does not compile.
 */
export type Api = {
  [Id in keyof Operations]: (
    ...args: [...PathArgument<Operations[Id]['data']>, ...BodyArgument<Operations[Id]['data']>, options?: CallOptions]
  ) => Promise<Content<Operations[Id]['responses']>>
}
